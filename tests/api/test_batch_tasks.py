"""What a batch waits for: only what an entry or a running period calls for, and nobody but those
who may do it are told."""

import pytest

from domain.regulation.rules import rules_of
from projections.open_case import OpenCase
from services.demo.round import SICHUAN_BATCH
from services.queries.batch_tasks import awaited_acts, is_open
from tests.support.asking import (
    ADMIT,
    CLOSE,
    DISSOLVE,
    HEAR,
    INVESTIGATE,
    LODGE,
    OVER,
    RECOGNISE_LIST,
    REPUBLICISE,
    RESOLVE,
    RESTART,
    TERMINATE,
    at,
    do,
)
from tests.support.calling import Caller, done
from tests.support.citing import rule
from tests.support.folded import rows_of
from tests.support.regulations import SICHUAN_TEXT
from tests.support.world import World

pytest_plugins = ["tests.support.http_fixtures"]
STEPS = rules_of(SICHUAN_TEXT).text.step
CURABLE = RESOLVE.saying(result="PARTLY_UPHELD", curable=True)


def row_of(world: World) -> OpenCase:
    found = rows_of(world, "worklist")["batches/b1"]
    assert isinstance(found, OpenCase)
    return found


def waits_for(world: World) -> list[str]:
    """Of b1, by whomever it may be done."""
    rows, batch = rows_of(world, "worklist").values(), row_of(world)
    entries = [row for row in rows if row.stream == "applications" and row.batch == "b1"]
    acts = [step for step in STEPS if is_open(batch, step)]
    return awaited_acts(
        batch, acts, STEPS, lambda stages: [e for e in entries if e.stage in stages]
    )


@rule("IMPLICIT:panel", "SC-07.8", "SC-07.9")
@pytest.mark.parametrize(
    ("last", "acts"),
    [
        ("OpenCallBatch", []),
        ("SubmitApplication", []),
        ("PassRecheck", ["AppointPanel"]),
        ("AppointPanel", []),
        ("SubmitScore", []),
        ("CompleteExpertReview", ["DetermineList"]),
        ("DetermineList", ["StartPublicity"]),
        ("StartPublicity", ["ClosePublicity"]),
        ("InterruptPublicity", ["RestartPublicity"]),
        ("ClearEntry", ["ClosePublicity", "RecogniseList"]),
    ],
)
def test_a_batch_waits_for_the_act_whose_turn_has_come(last: str, acts: list[str]) -> None:
    assert waits_for(at(last)) == acts


@rule("SC-07.9")
def test_a_list_that_is_recognised_and_closed_waits_for_nothing() -> None:
    world = at("ClearEntry")
    do(world, CLOSE, OVER)
    assert waits_for(world) == ["RecogniseList"]
    do(world, RECOGNISE_LIST, OVER)
    assert waits_for(world) == []


@rule("IMPLICIT:publicity")
def test_a_publicity_that_was_restarted_is_waited_for_to_its_new_end() -> None:
    world = at("InterruptPublicity")
    assert row_of(world).due is None
    do(world, RESTART)
    assert (waits_for(world), row_of(world).due) == (["ClosePublicity"], "2026-03-09")


@rule("IMPLICIT:panel")
def test_what_a_dissolved_panel_had_not_judged_waits_for_another() -> None:
    world = at("AppointPanel")
    do(world, DISSOLVE)
    assert waits_for(world) == ["AppointPanel"]


@rule("IMPLICIT:objection", "IMPLICIT:publicity")
def test_an_entry_that_is_to_be_mended_waits_to_be_publicised_anew_and_not_for_its_list() -> None:
    world = at("StartPublicity")
    for ask in (LODGE, ADMIT, INVESTIGATE, HEAR, CURABLE):
        do(world, ask)
    assert waits_for(world) == ["Republicise", "ClosePublicity"]
    do(world, REPUBLICISE.saying(unit_name=None))
    assert waits_for(world) == ["ClosePublicity"]


@pytest.mark.parametrize("last", ["PassRecheck", "CompleteExpertReview", "DetermineList"])
def test_an_entry_that_has_ended_calls_for_nothing(last: str) -> None:
    world = at(last)
    do(world, TERMINATE)
    assert waits_for(world) == []


def listed(call: Caller, who: str) -> dict[str, list[str]]:
    call.service.subscription.catch_up()
    items = done(call.get(who, "/worklist", limit=500, batch=SICHUAN_BATCH), 200)["items"]
    return {one["id"]: one["commands"] for one in items if one["id"] in (SICHUAN_BATCH, "p1")}


@rule("SC-07.8")
def test_each_officer_is_told_of_the_batch_what_waits_for_the_own_duty(call: Caller) -> None:
    call.walk("p1")
    assert listed(call, "prov.sc.decider") == {
        SICHUAN_BATCH: ["DetermineList"],
        "p1": ["DetermineList"],
    }
    assert listed(call, "prov.sc.experts") == listed(call, "prov.sc") == {}
    call.determine("p1")
    assert listed(call, "prov.sc") == {SICHUAN_BATCH: ["StartPublicity"], "p1": ["StartPublicity"]}
    assert listed(call, "prov.sc.decider") == listed(call, "pref.510100") == {}
    items = done(call.get("prov.sc", "/worklist", stream="batches", batch=SICHUAN_BATCH), 200)[
        "items"
    ]
    assert [(one["id"], one["stage"], one["done"][-1]) for one in items] == [
        (SICHUAN_BATCH, "OPEN", "DetermineList")
    ]
