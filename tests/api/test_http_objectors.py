"""The objector is known to nobody but who must know, and of a lead the applicant learns nothing."""

from datetime import date

import pytest
from msgspec.structs import replace

from services.demo import people as demo
from services.queries.verification_case import check
from services.settings import Settings
from tests.api.test_http_personal import in_files, in_tables
from tests.support.calling import Caller, calling, done
from tests.support.citing import invariant, rule
from tests.support.objecting import (
    ANSWER,
    FACTS,
    KEY,
    NAMED,
    OFFICER,
    OTHER,
    RESOLUTION,
    SECRET,
    in_publicity,
    investigated,
    lodge,
    lodging,
    officer,
)

pytest_plugins = ["tests.support.http_fixtures", "tests.support.objection_fixtures"]
pytestmark = pytest.mark.twin("soak")

READS = ("", "/events", "/diff")


def everything_read(call: Caller, who: str | None) -> str:
    """Every read that names the case, and the lists, as text."""
    past = "?as_of=2026-03-02&known_at=2030-01-01T00:00:00Z"
    paths = [f"/applications/a1{tail}" for tail in (*READS, past)]
    paths += ["/publicity", "/deadlines", "/audit", "/worklist", "/statistics"]
    paths += [f"/registry/centres?q={NAMED[0]}", f"/audit?actor={NAMED[0]}"]
    paths += ["/batches/sc-2026-1", "/batches/sc-2026-1/events"]
    forms = ("application/json", "application/x-ndjson")
    feeds = [call.get(who, "/events", {"Accept": form}, limit=1000) for form in forms]
    return "\n".join(one.text for one in (*(call.get(who, path) for path in paths), *feeds))


@pytest.fixture(scope="module")
def told(shared: Caller) -> Caller:
    """An objection with every word that there may be, answered, with an official asked."""
    other = replace(demo.accounts()["pref.510100"], person=OTHER)
    shared.runtime.accounts.put({OTHER: other}, "a password of their own")
    in_publicity(shared)
    done(lodge(shared, None))
    investigated(shared, asked={"organ": "510100", "person": OTHER, "document_no": "9号"})
    statement = {"no": 1, "statement": "专利已经受让"}
    done(shared.do("applicant.1", "applications", "a1", "answer-objection", statement))
    officer(shared, "resolve-objection", RESOLUTION, document_no="7号")
    shared.service.subscription.catch_up()
    return shared


@invariant(57, 58)
@pytest.mark.parametrize(
    "who",
    [
        *(None, "applicant.1", "centre.1", "applicant.3", "expert.1", "pref.510100", "pref.510700"),
        *("prov.sc", "prov.sc.reviewer", "prov.sc.experts", "prov.sc.decider", "prov.im"),
        *("prov.im.objections", "finance.sc", "audit.sc", "sysadmin", "cnipa"),
    ],
)
def test_whoever_need_not_know_the_objector_finds_the_name_nowhere(
    told: Caller, who: str | None
) -> None:
    text = everything_read(told, who)
    assert not [value for value in NAMED if value in text]
    assert ANSWER not in text


@invariant(58)
def test_the_objection_officer_and_the_official_who_was_asked_know_the_objector(
    told: Caller,
) -> None:
    for who in (OFFICER, OTHER):
        for tail in READS:
            text = told.get(who, f"/applications/a1{tail}").text
            assert not [value for value in NAMED if value not in text], (who, tail)
    assert ANSWER in told.get(OFFICER, "/applications/a1").text


def test_the_applicant_reads_the_facts_that_it_is_to_answer(told: Caller) -> None:
    [objection] = told.state("applicant.1", "applications", "a1")["state"]["objections"]
    assert (objection["facts"], objection["stand"]) == (FACTS, "NOT_UPHELD")


@invariant(58)
@pytest.mark.twin("suite")
def test_no_name_of_an_objector_is_stored_logged_or_told_in_clear(
    demonstration: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with calling(demonstration) as caller:
        caller.runtime.store.every = 1
        in_publicity(caller)
        done(lodge(caller, "applicant.3"))
        faulty = lodging(reply_key="no hash")
        assert caller.do(None, "applications", "a1", "lodge-objection", faulty).status_code == 422
        withdrawal = {"no": 1, "reason": f"{NAMED[0]}不再反映"}
        path = "/applications/a1/withdraw-objection"
        done(caller.post(None, path, {"command": withdrawal}, KEY))
        caller.service.subscription.catch_up()
        everything = [*in_files(demonstration.data), *in_tables(demonstration.database)]
    out, err = capfd.readouterr()
    everything += [("logs", (out + err).encode())]
    for value in (*NAMED, FACTS):
        for place, content in everything:
            assert value.encode() not in content, (value, place)
    assert not [place for place, content in everything if SECRET.encode() in content]


def test_the_facts_do_not_name_the_objector(publicised: Caller) -> None:
    for value in NAMED:
        refused = lodge(publicised, None, facts=f"{value}认为专利不实")
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/command/facts"


@invariant(24)
@rule("IMPLICIT:lead")
def test_of_what_became_a_lead_the_applicant_learns_nothing(publicised: Caller) -> None:
    publicised.move(date(2026, 3, 4))  # days after anything that the applicant knows of
    before = publicised.state("applicant.1", "applications", "a1")
    events = publicised.get("applicant.1", "/applications/a1/events").json()
    feed = publicised.get("applicant.1", "/events", limit=1000).json()["items"]
    kept = [done(lodge(publicised, who, objector=None)) for who in (None, OFFICER)]
    assert publicised.state("applicant.1", "applications", "a1") == before
    assert publicised.get("applicant.1", "/applications/a1/events").json() == events
    assert publicised.get("applicant.1", "/events", limit=1000).json()["items"] == feed
    lead = publicised.state(OFFICER, kept[1]["stream"], kept[1]["id"])["state"]
    assert (lead["application"], lead["facts"], lead["paper"]["ground"]) == (
        *("a1", FACTS, "ANONYMOUS"),
    )
    found = publicised.get(OFFICER, "/events", type="lead-registered", limit=1000).json()["items"]
    told = {(one["event"]["application"], one["event"]["objection"]) for one in found}
    assert told == {("a1", kept[0]["event"]["no"]), ("a1", lead["objection"])}


@invariant(24, 58)
def test_who_wrote_what_became_a_lead_is_known_to_the_objection_officer_alone(call: Caller) -> None:
    call.walk("a1")  # nothing is publicised yet: it comes too early
    call.determine("a1")
    early = done(lodge(call, OFFICER))
    path = f"/{early['stream']}/{early['id']}"
    for who, knows in ((OFFICER, True), ("prov.sc.inquiry", False), ("prov.sc.decider", False)):
        for tail in READS:
            text = call.get(who, path + tail).text
            assert [value in text for value in NAMED] == [knows] * len(NAMED), (who, tail)
            assert FACTS in text
    [verdict] = check(call.runtime, early["stream"] + "/" + early["id"])
    assert verdict.differences == ()


@invariant(24)
def test_a_strangers_receipt_is_of_one_kind_whatever_became_of_the_paper(
    publicised: Caller,
) -> None:
    objection, lead = done(lodge(publicised, None)), done(lodge(publicised, None, objector=None))
    assert set(objection) == set(lead)
    assert set(objection["event"]) | {"ground"} == set(lead["event"]) | {"effect"}
    for answer in (objection, lead):
        assert (answer["stream"], answer["id"], answer["version"]) == ("applications", "a1", 1)
        assert answer["also"] == []
        told = publicised.get(None, f"/applications/a1/objections/{answer['event']['no']}", KEY)
        assert done(told, 200)["no"] == answer["event"]["no"]
    withdrawal = {"command": {"no": lead["event"]["no"], "reason": "不再反映"}}
    again = publicised.post(None, "/applications/a1/withdraw-objection", withdrawal, KEY)
    assert again.status_code == 409
    assert "不予受理" in again.json()["detail"]


@invariant(24)
def test_a_lead_is_read_by_the_province_alone_and_to_others_there_is_none(call: Caller) -> None:
    tip = {"regime": "SC", "source": "HOTLINE", "owner": demo.APPLICANTS[0], "facts": "挪用经费"}
    done(call.open("pref.510100", "violations", tip, id="lead-1"))
    assert call.state("prov.sc.inquiry", "violations", "lead-1")["state"]["facts"] == "挪用经费"
    outside = ("applicant.1", "centre.1", "expert.1", "pref.510100", "prov.im", "finance.sc")
    for who in outside:
        for tail in READS:
            answers = [call.get(who, f"/violations/{id}{tail}") for id in ("lead-1", "lead-2")]
            assert [answer.status_code for answer in answers] == [404, 404]
    for who in outside[:3]:
        answers = [call.open(who, "violations", tip, id=id) for id in ("lead-1", "lead-2")]
        answers += [
            call.do(who, "violations", id, "register-lead", tip) for id in ("lead-1", "lead-2")
        ]
        assert len({(one.status_code, one.json()["title"]) for one in answers}) == 1
    feed = call.get("prov.sc.inquiry", "/events", limit=1000).json()["items"]
    followed = {one["id"] for one in feed}
    assert "lead-1" in followed
    for who in (*outside, "pref.510700"):
        assert "lead-1" not in call.get(who, "/events", limit=1000).text


def test_a_refusal_as_late_does_not_tell_the_applicant_that_there_is_a_lead(
    objected: Caller,
) -> None:
    body = {"no": 1, "ground": "LATE", "reason": "逾期", "served_on": "2026-03-02"}
    officer(objected, "refuse-objection", body)
    assert "violations" in objected.get(OFFICER, "/applications/a1/events").text
    assert "violations" not in objected.get("applicant.1", "/applications/a1/events").text
