"""Objections over HTTP: open to anybody, and what becomes of them."""

import json
from datetime import date

import pytest

from tests.support.calling import Caller, done, eventually, ours, rules
from tests.support.citing import invariant, rule
from tests.support.objecting import (
    ANSWER,
    KEY,
    OFFICER,
    RESOLUTION,
    SECRET,
    investigated,
    lodge,
    officer,
    own,
)

pytest_plugins = ["tests.support.http_fixtures", "tests.support.objection_fixtures"]
pytestmark = pytest.mark.twin("soak")


@rule("IMPLICIT:objection")
@pytest.mark.twin("suite")
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
    stored = publicised.runtime.log.history("applications/a1")[-1]
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
        stored.state for stored in objected.runtime.log.history("applications/a1")
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
    objected.service.subscription.catch_up()
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
    objected.service.subscription.catch_up()
    assert done(objected.get("prov.sc", "/deadlines", timer="T11"), 200)["items"] == []


def test_a_late_objection_to_a_recognised_centre_does_not_change_the_public_list(
    shared: Caller,
) -> None:
    def status() -> str:
        shared.service.subscription.catch_up()
        items = done(shared.get(None, "/publicity"), 200)["items"]
        return str(next(one["status"] for one in items if one["application"] == "demo-5"))

    assert status() == "RECOGNISED"
    event = done(lodge(shared, None, "demo-5"))["event"]
    assert (event["type"], event["ground"]) == ("lead-registered", "LATE")
    assert status() == "RECOGNISED"
    assert shared.stage("applications", "demo-5") == "RECOGNISED"


def test_the_public_list_tells_nothing_of_an_objection_but_that_the_entry_is_off_the_list(
    objected: Caller,
) -> None:
    def status() -> str:
        objected.service.subscription.catch_up()
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
