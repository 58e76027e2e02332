"""What one regime says of its own, where it meets people: forms, acts, lists, history, OpenAPI."""

from typing import Any

import pytest

from domain.batch.calling import OpenCallBatch
from domain.context import SYSTEM, Actor
from domain.regime.lifecycle import IssueRegime
from services.commands.messages import CommandRequest
from tests.support.asked_by_one import ASKING, OWN, changed, own
from tests.support.calling import Caller, as_body, done, eventually

pytest_plugins = ["tests.support.http_fixtures"]

MINUTES = {"minutes_no": "办公会〔2026〕7号"}
PAPER = "示知〔2026〕1号"
JOINT = """[step]
AcceptApplication = { joint_with = ["FINANCE"], decided_by = "OFFICE_MEETING" }
ConsentToAct.by = ["FINANCE"]
ConsentToAct.duty = "consent"
ConsentToAct.territory = "authority"
ConsentToAct.during = ["SUBMITTED"]
ConsentToAct.rule = "ASK-7"
"""
CITY = Actor("ask.city", "CITY", "320500", ("acceptance", "experts"))
FINANCE = Actor("ask.finance", "FINANCE", "320500", ("consent",))


@pytest.fixture(scope="module")
def asking(shared: Caller) -> Caller:
    """The demonstration, where a regime is in force that asks what no other does."""
    text = changed(("[step]\n", JOINT))
    issue = IssueRegime(regime="ASK", text=text)
    shared.runtime.dispatcher.act(CommandRequest("regulations", "ASK", issue, SYSTEM))
    for actor in (CITY, FINANCE):
        shared.runtime.accounts.add(actor.person, actor, "a long password")
    opening = ASKING.asks["OpenCallBatch"].command
    assert isinstance(opening, OpenCallBatch)
    done(shared.open(CITY.person, "batches", as_body(opening), id="ask"))
    shared.register()
    return shared


def drafted(asking: Caller, id: str, **fields: Any) -> Any:
    form = as_body(ASKING.form()) | {"own": fields or OWN}
    body = {"regime": "ASK", "channel": "DIRECT", "batch": "ask", "form": form}
    return asking.open("applicant.1", "applications", body, id=id)


def test_a_value_of_no_kind_at_all_is_a_fault_of_the_form_at_its_own_place(
    asking: Caller, id: str
) -> None:
    answer = done(drafted(asking, id, certified_staff=[8], Certified=1), 422)
    assert {fault["pointer"] for fault in answer["errors"]} == {
        "/command/form/own/certified_staff",
        "/command/form/own/Certified",
    }


def test_a_value_that_the_regime_does_not_take_is_refused_at_its_own_place(
    asking: Caller, id: str
) -> None:
    answer = done(drafted(asking, id, certified_staff="八"), 409)
    [refusal] = answer["refusals"]
    assert (refusal["rule"], refusal["fields"]) == ("ASK-3", ["/form/own/certified_staff"])
    assert refusal["asked"] == "持证人员数：八"


def test_a_blank_value_counts_as_absent(asking: Caller, id: str) -> None:
    done(drafted(asking, id, certified_staff=8, model=" "))
    state = asking.state("applicant.1", "applications", id)["state"]
    assert state["form"]["own"] == {"certified_staff": 8}


def test_the_document_describes_what_each_regime_asks(asking: Caller) -> None:
    document = asking.client.get("/api/openapi.json").json()
    of_regimes = document["components"]["schemas"]["Form"]["properties"]["own"]["anyOf"]
    assert [one["title"].partition(" ")[0] for one in of_regimes] == [
        "ASK",
        "NAT-2024",
        "NAT-ASSUMED",
        "SZ",
    ]
    own_form = of_regimes[0]
    assert own_form["properties"]["certified_staff"] == {
        "title": "持证人员数 certified staff",
        "description": "持证人员数",
        "type": "integer",
        "maximum": 500,
    }
    [example] = own_form["examples"]
    assert example.keys() == own().keys()


def test_a_joint_act_on_minutes_from_draft_to_history_in_the_regimes_own_words(
    asking: Caller, id: str
) -> None:
    done(drafted(asking, id))
    handed = {"addressee": "320500"}
    done(asking.do("applicant.1", "applications", id, "submit-application", handed))
    today = asking.runtime.clock.today().isoformat()
    act: dict[str, Any] = {"document_no": PAPER, **MINUTES, "minutes_on": today}
    refused = done(asking.do(CITY.person, "applications", id, "accept-application", **act), 409)
    assert [each["asked"] for each in refused["refusals"]] == ["“初审”尚未经财政同意"]
    actions = asking.state(FINANCE.person, "applications", id)["actions"]
    assert [one["command"] for one in actions if one["allowed"]] == ["ConsentToAct"]
    agreed = {"act": "AcceptApplication"}
    eventually(lambda: asked_of(asking, id) == ["ConsentToAct"])
    consent = asking.do(
        FINANCE.person, "applications", id, "consent-to-act", agreed, document_no=PAPER
    )
    done(consent)
    eventually(lambda: asked_of(asking, id) == [])
    unsaid = asking.do(CITY.person, "applications", id, "accept-application", document_no=PAPER)
    assert [each["fields"] for each in done(unsaid, 409)["refusals"]] == [
        ["/minutes_no"],
        ["/minutes_on"],
    ]
    done(asking.do(CITY.person, "applications", id, "accept-application", **act))
    shown_in_lists(asking, id)
    shown_in_its_history(asking, id)


def asked_of(asking: Caller, id: str) -> list[str]:
    """What waits for the partner on an application."""
    rows = done(asking.get(FINANCE.person, "/worklist"), 200)["items"]
    return [do for row in rows if row["id"] == id for do in row["commands"]]


def shown_in_lists(asking: Caller, id: str) -> None:
    end = asking.runtime.log.end()
    assert end is not None
    asked: dict[str, Any] = {"regulation": "ASK", "min_position": end[0]}
    rows = done(asking.get("applicant.1", "/applications", **asked), 200)["items"]
    [row] = [row for row in rows if row["id"] == id]
    assert row["stage_words"] == {"zh": "评议中", "en": "being assessed"}
    asked = {"minutes_no": MINUTES["minutes_no"], "min_position": end[0]}
    [entry] = done(asking.get(CITY.person, "/audit", **asked), 200)["items"]
    assert (entry["decided_by"], entry["decided_by_words"]["zh"]) == (
        "OFFICE_MEETING",
        "局长办公会",
    )
    assert entry["command_words"]["zh"] == "初审"
    actions = asking.state(CITY.person, "applications", id)["actions"]
    [named] = [one["words"]["zh"] for one in actions if one["command"] == "AcceptApplication"]
    assert named == "初审"


def shown_in_its_history(asking: Caller, id: str) -> None:
    for outline in ("0", "1"):
        events = done(asking.get(CITY.person, f"/applications/{id}/events", outline=outline), 200)
        last = events["items"][-1]
        assert (last["command_words"]["zh"], last["decided_by_words"]["zh"]) == (
            "初审",
            "局长办公会",
        )
        assert last.get("context", last)["minutes_no"] == MINUTES["minutes_no"]
