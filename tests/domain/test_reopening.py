"""An application whose refusal was reversed stands where it stood before it was refused."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.reopening import ReopenApplication
from domain.streams import replay
from tests.support.asking import (
    DECLINE,
    LAPSE,
    TERMINATE,
    Ask,
    at,
    do,
    refusals,
    refused,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.remedies import (
    after,
    examined,
    filed,
    official,
    refused_application,
    remedy_at,
    remedy_in,
)
from tests.support.road import Road
from tests.support.roads import ROADS, SICHUAN
from tests.support.world import DAY, World

SHIPPED = [road for road in ROADS if road.rules.step("applications", "ReopenApplication", None)]
EVERY = pytest.mark.parametrize("road", SHIPPED, ids=lambda road: road.name)


def reopening(road: Road, remedy: str = "r1") -> Ask:
    command = ReopenApplication(remedy=remedy, reason="行政复议决定撤销")
    return Ask(command=command, actor=official(road), document_no="恢1号")


def reversed_on(road: Road, world: World, on: date, **said: Any) -> World:
    """The decision was contested and reversed on that day."""
    do(world, filed(road, "RECONSIDERATION", **said), on)
    acts = examined(road, "RECONSIDERATION", on)
    organ = remedy_in(world).organ
    for name in ("AdmitRemedy", "ReverseDecision"):
        do(world, acts[name].by(replace(acts[name].actor, organ=organ)), on)
    return world


@rule("IMPLICIT:carrying-out")
@invariant(64)
@EVERY
def test_what_stood_before_the_refusal_stands_again(road: Road) -> None:
    world = road.at("SubmitApplication")
    before = state(world)
    assert isinstance(before, Application)
    do(world, road.asks["RefuseAcceptance"])
    reversed_on(road, world, after(10))
    do(world, reopening(road), after(11))
    case = state(world)
    assert isinstance(case, Application)
    assert (case.stage, case.final, case.holds) == (before.stage, False, before.holds)
    assert (case.form, case.addressee, case.against_unit) == (before.form, before.addressee, ())
    assert case.periods == before.periods
    assert world.replayed("applications", "a1") == case
    assert remedy_in(world).stage == "CLOSED"
    do(world, road.asks["AcceptApplication"], after(12))


@EVERY
def test_only_the_organ_that_decided_reopens_and_only_what_was_reversed(road: Road) -> None:
    world = remedy_at(road, "RECONSIDERATION", "AdmitRemedy")
    ask = reopening(road)
    assert refused(world, ask) == ["IMPLICIT:carrying-out"]
    upheld = world.copy()
    do(upheld, examined(road, "RECONSIDERATION", DAY)["UpholdDecision"])
    assert refused(upheld, ask) == ["IMPLICIT:carrying-out"]
    do(world, examined(road, "RECONSIDERATION", DAY)["ReverseDecision"])
    [who] = refusals(world, ask.by(replace(ask.actor, organ="440000")))
    assert who.kind == "who"
    assert refused(world, ask.without_document()) == ["IMPLICIT:carrying-out"]
    assert refused(world, reopening(road, "r9")) == ["IMPLICIT:carrying-out"]
    do(world, ask)
    assert refused(world, ask)[0] == "IMPLICIT:carrying-out"  # once


def test_a_remedy_about_another_case_reopens_nothing() -> None:
    elsewhere = remedy_at(SICHUAN, "REVIEW", "AdmitRemedy", "ReverseDecision")
    world = at("StartLocalReview")
    do(world, DECLINE)
    world.states["remedies/r1"] = elsewhere.case("remedies", "r1")
    world.histories["remedies/r1"] = elsewhere.histories["remedies/r1"]
    [refusal] = refusals(world, reopening(SICHUAN))
    assert (refusal.rule, refusal.fields) == ("IMPLICIT:carrying-out", ("/remedy",))


@invariant(64)
def test_a_term_that_ran_goes_on_with_what_was_left_and_no_timer_fires_in_the_past() -> None:
    """Ten working days to correct from 2 March; the end comes on the third of them."""
    world = at("RequestCorrection")
    assert rows_of(world, "deadlines")["applications/a1"].due == "2026-03-16"
    ended = date(2026, 3, 5)
    do(world, TERMINATE.saying(served_on=ended), ended)
    decision = {"decision": "procedure-terminated", "served_on": ended}
    reversed_on(SICHUAN, world, date(2026, 4, 1), **decision)
    again = date(2026, 4, 8)
    do(world, reopening(SICHUAN).by(replace(official(SICHUAN), role="PROV", organ="510000")), again)
    row = rows_of(world, "deadlines")["applications/a1"]
    assert (row.command, row.by, row.due) == ("LapseCorrection", "SYSTEM", "2026-04-17")
    assert refused(world, LAPSE, date(2026, 4, 17)) == ["IMPLICIT:correction"]
    do(world, LAPSE, date(2026, 4, 20))


def test_another_open_application_of_the_unit_stands_in_its_way() -> None:
    world = refused_application(SICHUAN)
    for name in ("CreateDraft", "SubmitApplication"):
        do(world, SICHUAN.asks[name].on("a2"))
    reversed_on(SICHUAN, world, after(5))
    [taken] = refusals(world, reopening(SICHUAN), after(6))
    assert (taken.rule, taken.kind) == ("IMPLICIT:carrying-out", "fact")
    assert "成都示例新能源有限公司" in taken.asked.zh and "applications/a2" in taken.asked.zh


@invariant(64)
def test_where_the_reversal_is_reversed_itself_the_refusal_stands_again() -> None:
    world = refused_application(SICHUAN)
    refusal = state(world)
    reversed_on(SICHUAN, world, after(5))
    do(world, reopening(SICHUAN), after(6))
    history = world.histories["applications/a1"]
    quashed = replace(history[-1].event, of=(len(history),))
    folded = replay("applications", [*history, replace(history[-1], event=quashed)])
    assert folded is not None
    assert (folded.stage, folded.final, folded.against_unit) == (
        refusal.stage,
        True,
        refusal.against_unit,
    )
