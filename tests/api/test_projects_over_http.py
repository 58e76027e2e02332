"""A project of Suzhou over HTTP: stamped, reviewed, approved by the party group, and then under
construction; recognised nowhere."""

from typing import Any

import pytest

from tests.support.calling import Caller, done
from tests.support.citing import invariant, rule
from tests.support.roads import SUZHOU
from tests.support.travelling import Journey

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture(scope="module")
def kind() -> str:
    return "sqlite"


def listed(call: Caller, who: str, **query: Any) -> set[str]:
    call.service.subscription.catch_up()
    items = done(call.get(who, "/applications", **query), 200)["items"]
    return {one["id"] for one in items}


ELSEWHERE = "localgov.320583"


def tasks(call: Caller, who: str) -> list[str]:
    """The acts on the project that wait for somebody."""
    call.service.subscription.catch_up()
    rows = done(call.get(who, "/worklist"), 200)["items"]
    return sorted(do for row in rows if row["id"] == "s1" for do in row["commands"])


@rule("SZ-17", "SZ-20", "SZ-21", "SZ-22")
@invariant(18, 27, 39)
def test_a_project_goes_from_its_stamp_to_a_centre_under_construction(call: Caller) -> None:
    journey = Journey(call, SUZHOU, "s1")
    government, party = (
        SUZHOU.asks[name].actor.person for name in ("AffixGovernmentStamp", "ApproveByPartyGroup")
    )
    journey.walk("CreateDraft")
    early = call.do(journey.unit.person, "applications", "s1", "submit-application", SUBMIT)
    [refusal] = done(early, 409)["refusals"]
    assert (refusal["rule"], refusal["article"]) == ("SZ-20", "五")
    assert call.get(government, "/applications/s1").status_code == 404
    assert tasks(call, government) == []
    assert listed(call, government) == set()
    journey.walk("SeekConsent", start="SeekConsent")
    assert tasks(call, government) == ["AffixGovernmentStamp", "RefuseConsent"]
    assert tasks(call, party) == tasks(call, ELSEWHERE) == []
    assert listed(call, government) == {"s1"}, "it was laid before this government, and no other"
    assert listed(call, party) == listed(call, ELSEWHERE) == set()
    journey.walk("AffixGovernmentStamp", start="AffixGovernmentStamp")
    assert tasks(call, government) == []
    assert call.state(government, "applications", "s1")["state"]["stage"] == "STAMPED"
    journey.walk("SubmitToPartyGroup", start="SubmitApplication")
    assert listed(call, party, stage="PARTY_GROUP_PENDING") == {"s1"}
    assert tasks(call, party) == ["ApproveByPartyGroup", "RejectByPartyGroup"]
    decided = journey.do("ApproveByPartyGroup")
    assert decided["event"]["stage"] == "APPROVED"
    actions = call.state(decider(), "applications", "s1")["actions"]
    [start] = [one for one in actions if one["slug"] == "start-construction"]
    assert start["allowed"]
    journey.do("StartConstruction")
    centre = call.state(decider(), "centres", "s1")
    assert (centre["state"]["stage"], centre["state"]["recognised_on"]) == ("ACTIVE", None)
    call.service.subscription.catch_up()
    [row] = done(call.get(None, "/registry/centres", regulation="SZ"), 200)["items"]
    assert (row["status"], row["active"]) == ("UNDER_CONSTRUCTION", False)
    assert row["status_words"]["zh"] == "建设中（未经认定）"
    assert (row["recognised_on"], row["started_on"]) == (None, "2026-03-02")
    assert "s1" not in str(done(call.get(None, "/registry/centres", status="ACTIVE"), 200))
    assert done(call.get(None, "/publicity", regulation="SZ"), 200)["items"] == []


SUBMIT = {"addressee": "320500"}


def decider() -> str:
    return SUZHOU.asks["StartConstruction"].actor.person
