"""Objections over HTTP: open to anybody, and the objector known to nobody but who must know."""

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from httpx2 import Response
from msgspec.structs import replace

from services import demo
from services.demo_papers import page
from services.settings import Settings
from tests.calling import Caller, calling, done, eventually, ours, rules
from tests.citing import invariant, rule
from tests.test_http_personal import in_files, in_tables

pytest_plugins = ["tests.http_fixtures"]

SECRET = "3f" * 32
KEY = {"Objection-Key": SECRET}
OBJECTOR = {
    "kind": "UNIT",
    "name": "独孤求是知识产权公司",
    "contact": "13687654321",
    "uscc": "91510100MA6T000134",
}
NAMED = tuple(value for name, value in OBJECTOR.items() if name != "kind")
FACTS = "申报书所列专利属第三人所有"
ANSWER = "独孤求是知识产权公司：经核实，不成立"
OFFICER, OTHER = "prov.sc.objections", "pref.510100.other"
RESOLUTION = {
    "no": 1,
    "result": "NOT_UPHELD",
    "findings": "登记簿载明已经转让",
    "answer": ANSWER,
    "reason": "专利权属清楚",
    "served_on": "2026-03-02",
}


def lodging(**changes: Any) -> dict[str, Any]:
    key = sha256(SECRET.encode()).hexdigest()
    return {"objector": OBJECTOR, "facts": FACTS, "reply_key": key, **changes}


def lodge(call: Caller, who: str | None, id: str = "a1", **changes: Any) -> Response:
    return call.do(who, "applications", id, "lodge-objection", lodging(**changes))


def officer(call: Caller, slug: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return done(call.do(OFFICER, "applications", "a1", slug, body, **more))


def in_publicity(call: Caller) -> Caller:
    call.walk("a1")
    call.publicise("a1")
    return call


def investigated(call: Caller, **asked: Any) -> None:
    officer(call, "check-objection-form", {"no": 1})
    officer(call, "start-investigation", {"no": 1, **asked})


@pytest.fixture
def publicised(call: Caller) -> Caller:
    return in_publicity(call)


@pytest.fixture
def objected(publicised: Caller) -> Caller:
    done(lodge(publicised, None))
    return publicised


def own(call: Caller, key: dict[str, str] | None = KEY, no: int = 1) -> Response:
    return call.get(None, f"/applications/a1/objections/{no}", key)


@rule("IMPLICIT:objection")
def test_anybody_objects_without_a_token_and_hears_what_became_of_it(publicised: Caller) -> None:
    answer = done(lodge(publicised, None))
    assert (answer["event"]["type"], answer["event"]["no"]) == ("objection-lodged", 1)
    assert done(own(publicised), 200)["stand"] == "LODGED"
    investigated(publicised)
    assert done(own(publicised), 200)["answer_due"] == "2026-03-16"
    officer(publicised, "resolve-objection", RESOLUTION, document_no="7号")
    found = done(own(publicised), 200)
    assert (found["stand"], found["answer"]) == ("NOT_UPHELD", ANSWER)
    assert publicised.stage("applications", "a1") == "IN_PUBLICITY"


@invariant(58)
@pytest.mark.parametrize(
    "who", ["applicant.3", "centre.1", "expert.1", "applicant.1", "finance.sc"]
)
def test_whoever_is_logged_in_objects_as_nobody_in_particular(publicised: Caller, who: str) -> None:
    done(lodge(publicised, who))
    stored = publicised.house.log.history("applications/a1")[-1]
    assert stored.topic == "objection-lodged"
    assert who.encode() not in stored.state
    context = json.loads(stored.state)["context"]
    assert context["actor"] == {"person": "", "role": "PUBLIC", "organ": "", "duties": []}


def test_an_official_without_that_duty_records_no_objection(publicised: Caller) -> None:
    assert lodge(publicised, "pref.510100").status_code == 403
    assert rules(lodge(publicised, "prov.sc")) == ["IMPLICIT:duty"]
    done(lodge(publicised, OFFICER, received_on="2026-03-02"))


@pytest.mark.parametrize("who", [None, "applicant.3", "expert.1"])
def test_of_a_case_that_was_never_published_nobody_learns_by_objecting(
    shared: Caller, who: str | None
) -> None:
    answers = [lodge(shared, who, id) for id in ("demo-2", "demo-3", "no-such-case")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["title"] for answer in answers}) == 1


@pytest.mark.parametrize("key", [{}, {"Objection-Key": "another"}, {"Objection-Key": ""}])
def test_without_the_right_key_there_is_no_such_objection(
    objected: Caller, key: dict[str, str]
) -> None:
    for response in (own(objected, key), own(objected, KEY, no=2)):
        assert response.status_code == 404
    withdrawal = {"no": 1, "reason": "已经了解"}
    for who in (None, "applicant.1"):
        refused = objected.do(
            who, "applications", "a1", "withdraw-objection", withdrawal, headers=key
        )
        assert refused.status_code == 404
    assert objected.stage("applications", "a1") == "OBJECTION_PENDING"


def test_the_objector_withdraws_with_the_key(objected: Caller) -> None:
    withdrawal = {"no": 1, "reason": "已经了解"}
    done(objected.do(None, "applications", "a1", "withdraw-objection", withdrawal, headers=KEY))
    assert objected.stage("applications", "a1") == "IN_PUBLICITY"
    assert done(own(objected), 200)["stand"] == "WITHDRAWN"
    assert SECRET.encode() not in b"".join(
        stored.state for stored in objected.house.log.history("applications/a1")
    )


def test_an_entry_whose_objections_are_settled_is_cleared_when_its_period_is_over(
    objected: Caller,
) -> None:
    objected.move(date(2026, 3, 10))
    investigated(objected)
    assert objected.stage("applications", "a1") == "OBJECTION_PENDING"
    resolution = {**RESOLUTION, "served_on": "2026-03-10"}
    officer(objected, "resolve-objection", resolution, document_no="7号")
    objected.service.timers.wake()
    eventually(lambda: objected.stage("applications", "a1") == "PUBLICITY_CLEAR")


@rule("IMPLICIT:objection")
def test_the_term_for_the_answer_is_a_deadline_at_whose_end_nothing_happens(
    objected: Caller,
) -> None:
    officer(objected, "check-objection-form", {"no": 1})
    objected.move(date(2026, 3, 17))
    objected.service.projecting.catch_up()
    rows = done(objected.get("prov.sc", "/deadlines", timer="T11"), 200)["items"]
    assert [(row["due"], row["over"], row["fires_from"]) for row in rows] == [
        ("2026-03-16", True, None)
    ]
    objected.service.timers.tick()
    assert objected.stage("applications", "a1") == "OBJECTION_PENDING"
    [task] = [
        one for one in done(objected.get(OFFICER, "/worklist"), 200)["items"] if one["id"] == "a1"
    ]
    assert (task["due"], task["since"]) == ("2026-03-16", "2026-03-02")
    assert "StartInvestigation" in task["commands"]
    investigated_later = {"no": 1}
    officer(objected, "start-investigation", investigated_later)
    resolution = {**RESOLUTION, "served_on": "2026-03-17"}
    officer(objected, "resolve-objection", resolution, document_no="7号")
    objected.service.projecting.catch_up()
    assert done(objected.get("prov.sc", "/deadlines", timer="T11"), 200)["items"] == []


def test_a_late_objection_to_a_recognised_centre_does_not_change_the_public_list(
    shared: Caller,
) -> None:
    def status() -> str:
        shared.service.projecting.catch_up()
        items = done(shared.get(None, "/publicity"), 200)["items"]
        return str(next(one["status"] for one in items if one["application"] == "demo-5"))

    assert status() == "RECOGNISED"
    event = done(lodge(shared, None, "demo-5"))["event"]
    assert (event["type"], event["ground"]) == ("objection-kept-as-lead", "LATE")
    assert status() == "RECOGNISED"
    assert shared.stage("applications", "demo-5") == "RECOGNISED"


def test_the_public_list_tells_nothing_of_an_objection_but_that_the_entry_is_off_the_list(
    objected: Caller,
) -> None:
    def status() -> str:
        objected.service.projecting.catch_up()
        found = done(objected.get(None, "/publicity"), 200)["items"]
        return str(next(one["status"] for one in found if one["application"] == "a1"))

    investigated(objected)
    officer(objected, "hear-applicant", {"no": 1, "statement": "有误", "heard_on": "2026-03-02"})
    assert status() == "RUNNING"
    cure = {**RESOLUTION, "result": "PARTLY_UPHELD", "curable": True}
    officer(objected, "resolve-objection", cure, document_no="7号")
    assert (status(), objected.stage("applications", "a1")) == ("WITHDRAWN", "PROPOSED")
    running = done(objected.get("prov.sc", "/deadlines", timer="T1"), 200)["items"]
    assert [one["stream"] for one in running if ours(one["id"])] == ["batches"]


# Who knows the objector


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
    shared.house.accounts.put({OTHER: other}, "a password of their own")
    in_publicity(shared)
    done(lodge(shared, None))
    investigated(shared, asked={"organ": "510100", "person": OTHER, "document_no": "9号"})
    statement = {"no": 1, "statement": "专利已经受让"}
    done(shared.do("applicant.1", "applications", "a1", "answer-objection", statement))
    officer(shared, "resolve-objection", RESOLUTION, document_no="7号")
    shared.service.projecting.catch_up()
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
def test_no_name_of_an_objector_is_stored_logged_or_told_in_clear(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with calling(settings) as caller:
        caller.house.store.every = 1
        in_publicity(caller)
        done(lodge(caller, "applicant.3"))
        faulty = lodging(reply_key="no hash")
        assert caller.do(None, "applications", "a1", "lodge-objection", faulty).status_code == 422
        withdrawal = {"no": 1, "reason": f"{NAMED[0]}不再反映"}
        path = "/applications/a1/withdraw-objection"
        done(caller.post(None, path, {"command": withdrawal}, KEY))
        caller.service.projecting.catch_up()
        everything = [*in_files(settings.data), *in_tables(settings.database)]
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


# Leads


@invariant(24)
@rule("IMPLICIT:lead")
def test_of_what_became_a_lead_the_applicant_learns_nothing(call: Caller) -> None:
    in_publicity(call)
    call.move(date(2026, 3, 4))  # days after anything that the applicant knows of
    before = call.state("applicant.1", "applications", "a1")
    events = call.get("applicant.1", "/applications/a1/events").json()
    feed = call.get("applicant.1", "/events", limit=1000).json()["items"]
    for who in (None, OFFICER):
        done(lodge(call, who, objector=None))
    after = call.state("applicant.1", "applications", "a1")
    assert {**after, "version": None} == {**before, "version": None}
    assert call.get("applicant.1", "/applications/a1/events").json() == events
    assert call.get("applicant.1", "/events", limit=1000).json()["items"] == feed
    assert len(call.state(OFFICER, "applications", "a1")["state"]["objections"]) == 2


@invariant(24)
def test_a_lead_is_read_by_the_province_alone_and_to_others_there_is_none(call: Caller) -> None:
    tip = {"regime": "SC", "source": "HOTLINE", "owner": demo.APPLICANTS[0], "facts": "挪用经费"}
    done(call.open("pref.510100", "violations", tip, id="lead-1"))
    assert call.state("prov.sc", "violations", "lead-1")["state"]["facts"] == "挪用经费"
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
        assert {answer.status_code for answer in answers} == {404}
    followed = {one["id"] for one in call.get("prov.sc", "/events", limit=1000).json()["items"]}
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


# Against misuse


@pytest.fixture
def narrow(settings: Settings) -> Iterator[Caller]:
    """A service that lets an address act three times a minute without a token."""
    with calling(replace(settings, public_per_minute=3)) as caller:
        yield in_publicity(caller)


def test_an_address_that_objects_too_often_is_told_when_to_come_again(narrow: Caller) -> None:
    for _ in range(3):
        done(lodge(narrow, None))
    again = lodge(narrow, "applicant.3")
    assert again.status_code == 429
    assert 1 <= int(again.headers["Retry-After"]) <= 20
    assert again.json()["title"] == "请求过于频繁"
    done(lodge(narrow, OFFICER))
    assert own(narrow).status_code == 200


def test_a_stranger_says_what_and_nothing_about_days_and_documents(publicised: Caller) -> None:
    path = "/applications/a1/lodge-objection"
    for name, value in (
        ("occurred_on", "2026-03-01"),
        ("effective_on", "2026-03-01"),
        ("document_no", "1号"),
        ("late_reason", "补记"),
        ("override", {"rule": "SC-07.9", "reason": "x", "official": "x"}),
    ):
        body = {"command": lodging(), name: value}
        assert publicised.post(None, path, body).status_code == 422
    assert publicised.stage("applications", "a1") == "IN_PUBLICITY"


def test_a_stranger_sends_no_more_than_an_objection_takes(publicised: Caller) -> None:
    assert lodge(publicised, None, facts="多" * 20001).status_code == 422
    assert lodge(publicised, None, facts="多" * 20000).status_code == 201
    path = "/applications/a1/lodge-objection"
    assert publicised.post(None, path, b" " * (300 * 1024)).status_code == 413


def upload(call: Caller, who: str, text: str, path: str = "/files?for=objection") -> str:
    return str(done(call.post(who, path, page(text)))["hash"])


def send(call: Caller, who: str | None, hash: str) -> Response:
    body = {"command": lodging(), "evidence": [hash]}
    return call.post(who, "/applications/a1/lodge-objection", body)


def fetched(call: Caller, hash: str, *people: str) -> list[int]:
    return [call.get(who, f"/files/{hash}").status_code for who in people]


BUREAUS = ("pref.510100", "prov.sc.decider")


@invariant(58)
def test_evidence_is_for_those_who_may_know_the_objector(publicised: Caller) -> None:
    letter = upload(publicised, "applicant.3", "letter")
    assert fetched(publicised, letter, OFFICER, *BUREAUS) == [404] * 3
    done(send(publicised, "applicant.3", letter))
    assert fetched(publicised, letter, OFFICER, "applicant.3") == [200, 200]
    assert fetched(publicised, letter, *BUREAUS, "applicant.1") == [404] * 3


def test_evidence_is_what_the_objector_has_uploaded_for_it(publicised: Caller) -> None:
    foreign = upload(publicised, "applicant.5", "foreign")
    proof = upload(publicised, "applicant.3", "proof", "/files")
    for who, hash in ((None, foreign), ("applicant.3", foreign), ("applicant.3", "0" * 64)):
        assert send(publicised, who, hash).status_code == 422
    assert send(publicised, "applicant.3", proof).status_code == 422
    assert fetched(publicised, proof, *BUREAUS) == [200, 200]


def test_nobody_hides_a_proof_by_sending_it_in_with_an_objection(publicised: Caller) -> None:
    proof = upload(publicised, "applicant.3", "proof", "/files")
    assert upload(publicised, "applicant.3", "proof") == proof
    done(send(publicised, "applicant.3", proof))
    assert fetched(publicised, proof, *BUREAUS) == [200, 200]


def test_two_strangers_with_one_key_do_not_meet(publicised: Caller) -> None:
    path, key = "/applications/a1/lodge-objection", {"Idempotency-Key": "1"}
    first = done(publicised.post(None, path, {"command": lodging()}, key))
    again = publicised.post(None, path, {"command": lodging()}, key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert done(again) == first
    second = done(publicised.post(None, path, {"command": lodging(facts="其他事实")}, key))
    assert second["event"]["no"] == 2
