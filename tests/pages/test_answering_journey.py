"""In a real browser: an applicant whose entry somebody has objected to answers from the desk, and
the officer reads the answer."""

from services.demo import people
from tests.support.browsing import Visitor
from tests.support.calling import Caller, done, eventually
from tests.support.objecting import FACTS, NAMED, lodge

pytest_plugins = ["tests.support.browser_fixtures"]

ENTRY, OFFICER = "demo-10", "prov.im.objections"
STATEMENT = "专利已经受让，附登记簿副本"


def applicant_of(house: Caller) -> str:
    owner = house.state(OFFICER, "applications", ENTRY)["state"]["owner"]
    return next(
        name
        for name, one in people.accounts().items()
        if (one.role, one.organ) == ("APPLICANT", owner)
    )


def test_an_applicant_answers_an_objection_from_the_desk(visitor: Visitor, house: Caller) -> None:
    number = done(lodge(house, None, ENTRY))["event"]["no"]
    done(house.do(OFFICER, "applications", ENTRY, "check-objection-form", {"no": number}))
    who = applicant_of(house)
    eventually(lambda: "AnswerObjection" in house.get(who, "/worklist").text)

    page = visitor.sign_in(who)
    visitor.look("applicant-desk-objected")
    page.get_by_role("link", name="说明异议").first.click()
    asked = page.locator("main").inner_text()
    assert FACTS in asked and not any(one in asked for one in NAMED)
    page.get_by_role("button", name="核对", exact=True).click()  # the mistake: nothing is said
    page.locator("#summary a").first.click()
    page.keyboard.type(STATEMENT)
    visitor.look("answer-objection")
    page.get_by_role("button", name="核对", exact=True).click()
    page.get_by_role("button", name="确认").click()
    assert page.get_by_role("heading", name="已办理：说明异议").is_visible()
    visitor.look("objection-answered")

    page = visitor.become(OFFICER, house, f"/applications/{ENTRY}")
    assert STATEMENT in page.locator("#content").inner_text()
    visitor.look("officer-reads-answer")
