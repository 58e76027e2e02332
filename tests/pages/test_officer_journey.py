"""In a real browser: an officer goes from the desk to an accepted application by the keyboard
alone; and sees the desk change while somebody else acts."""

import pytest

from tests.support.browsing import Visitor
from tests.support.calling import Caller

pytest_plugins = ["tests.support.browser_fixtures"]

MOST_TABS = 40
SPACE, LAST = "Space", "End"
"""Keys: what picks a button or a tick, and what picks the last choice of a list."""


def test_an_officer_accepts_reviews_and_recommends_by_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.go("/sign-in")
    visitor.tab_to("username")
    page.keyboard.type("pref.510100")
    visitor.tab_to("password")
    page.keyboard.type("a long enough password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    visitor.look("officer-desk")
    visitor.tab_to("四川示例大学", MOST_TABS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/demo-2")
    visitor.look("officer-case")
    for act, keys in BUREAUS_WORK:
        done_by_keys(visitor, act, keys)
    visitor.look("officer-receipt")
    page.go_back()
    page.go_forward()
    assert page.get_by_role("heading", name="已办理：推荐").is_visible()


REVIEW = "/command/answers"
BUREAUS_WORK: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("受理", ()),
    ("开始地方审查", (("/command/no_conflict", SPACE),)),
    (
        "资格审查",
        tuple(
            pair
            for row in range(7)
            for pair in ((f"{REVIEW}/{row}/result", LAST), (f"{REVIEW}/{row}/evidence", "材料属实"))
        ),
    ),
    ("材料审核", (("/command/findings", "材料真实、齐备"), ("/command/passed", SPACE))),
    (
        "推荐",
        (
            ("/command/merit_rank", "1"),
            ("/command/recommender_handler/name", "赵示例"),
            ("/command/recommender_handler/phone", "028-12345678"),
            ("/command/recommender_head/name", "钱示例"),
            ("/document_no", "成市监〔2026〕5号"),
        ),
    ),
)
"""What the bureau does with an application, each with the inputs in the order of the focus, and the
key or the text for it."""


def done_by_keys(visitor: Visitor, act: str, typed: tuple[tuple[str, str], ...]) -> None:
    """From the case or the receipt of the act before to the receipt of this one."""
    page = visitor.page
    while page.evaluate("document.activeElement.innerText").strip() != act:
        visitor.tab_to(act, MOST_TABS)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="核对").last.wait_for()
    visitor.look(f"officer-form-{act}")
    for name, said in typed:
        visitor.tab_to(name, MOST_TABS)
        page.keyboard.press(said) if said in (SPACE, LAST) else page.keyboard.type(said)
    visitor.tab_to("核对", MOST_TABS)
    page.keyboard.press("Enter")
    page.get_by_text("办理前请核对").wait_for()
    visitor.tab_to(f"确认{act}", MOST_TABS)
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text(f"已办理：{act}").wait_for()


def test_a_desk_changes_by_itself_when_something_happens(visitor: Visitor, house: Caller) -> None:
    page = visitor.sign_in("pref.510100")
    row = page.get_by_role("row").filter(has_text="demo-3")
    assert "资格审查" in row.inner_text()
    said = {"command": {"findings": "齐备", "passed": True}}
    done = house.post("pref.510100", "/applications/demo-3/complete-material-audit", said)
    assert done.status_code in (201, 409), done.text
    if done.status_code == 409:
        pytest.fail(done.text)
    page.locator("#told").filter(has_text="已更新").wait_for(state="attached")
    assert "材料审核" not in row.inner_text()


def test_a_form_with_faults_says_where(phone: Visitor) -> None:
    phone.sign_in("pref.510100")
    phone.look("officer-desk-phone")
    phone.go("/applications/demo-3")
    phone.look("officer-case-phone")
    page = phone.go("/applications/demo-3/decline-recommendation")
    phone.look("officer-form-phone")
    page.get_by_role("button", name="核对").last.click()
    page.locator("#summary").wait_for()
    phone.look("officer-faults-phone")
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "/command/reason"
