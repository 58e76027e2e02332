"""What is said of a command before it is given agrees with what is said of it when it is."""

from datetime import date, timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Form
from domain.context import Context
from domain.deciding import reasons_against
from domain.governing import rules_for
from domain.matter import CaseReader, Matter, proceeding_of
from domain.refusal import Refusal, Refused, Text, file_rule
from domain.regime.lifecycle import RegimeFile
from tests.support.asking import (
    ACCEPT,
    CLOSE,
    CORRECT,
    LAPSE,
    OVER,
    RECOMMEND,
    SUBMIT,
    Ask,
    at,
    do,
)
from tests.support.citing import rule
from tests.support.helpful_refusals import entailed
from tests.support.next_steps import PEOPLE
from tests.support.road import Road
from tests.support.roads import STATUTORY
from tests.support.sichuan import CHENGDU
from tests.support.world import DAY, World, claim

STAGES = (
    *("CreateDraft", "SubmitApplication", "RequestCorrection", "AcceptApplication", "StartRecheck"),
    *("AppointPanel", "CompleteExpertReview", "DetermineList", "StartPublicity"),
    *("InterruptPublicity", "CheckObjectionForm", "ClearEntry", "RecogniseCentre"),
)
LAPSED, EXPIRED = date(2026, 3, 17), date(2027, 1, 2)
DAYS = (DAY, OVER, LAPSED, EXPIRED)
"""Of the act; after a publicity; after a correction's term; after window and regulation."""

BODYS = {"fact", "paper", "form"}
ELSEWHERE = file_rule("entailed", "", Text("", ""), Text("", ""))
"""What speaks against the cases that the body names: nobody can say before it names them."""


def beforehand(world: World, ask: Ask, day: date) -> list[Refusal]:
    """What `actions` shows of the command."""
    case = world.case(ask.stream, ask.id)
    reader = CaseReader(world.load, claim)
    actor = world.cast(ask.stream, ask.id, ask.actor)
    context = Context(actor=actor, occurred_on=day, effective_on=day, command_id="")
    within = proceeding_of(ask.command, case, day)
    rules = rules_for(ask.stream, case, None, reader, day, within)
    matter = Matter(ask.stream, ask.id, case, context, reader, rules, within=within)
    return reasons_against(matter, type(ask.command))


def when_given(world: World, ask: Ask, day: date) -> list[Refusal]:
    try:
        do(world.copy(), ask, day)
    except Refused as refused:
        return [refusal for refusal in refused.refusals if not entailed(refusal)] or [ELSEWHERE]
    return []


def about_days(refusals: list[Refusal]) -> set[tuple[str, str, str]]:
    return {(r.rule, r.kind, r.asked.zh) for r in refusals if r.kind in ("stage", "period")}


def disagreement(world: World, ask: Ask, day: date) -> str | None:
    first, then = beforehand(world, ask, day), when_given(world, ask, day)
    kinds, later = {r.kind for r in first}, {r.kind for r in then}
    if not first and later - BODYS:
        return f"free before, refused for {sorted(later - BODYS)}"
    if kinds - BODYS and not then:
        return f"refused before for {sorted(kinds - BODYS)}, then done"
    if ("who" in kinds) != ("who" in later):
        return f"who: {sorted(kinds)}, then {sorted(later)}"
    if about_days(first) != about_days(then):
        return f"days: {about_days(first) ^ about_days(then)}"
    return None


def asks(road: Road, world: World) -> list[Ask]:
    """Every command on a case there is: by its own person, and by somebody else."""
    there = [
        ask
        for ask in road.asks.values()
        if not type(ask.command).opens and f"{ask.stream}/{ask.id}" in world.states
    ]
    others = PEOPLE[:: len(PEOPLE) // 3]
    return [one for ask in there for one in (ask, *(ask.by(other) for other in others[:1]))]


@rule("SC-22.2", "IMPLICIT:batch", "IMPLICIT:correction", "IMPLICIT:publicity")
@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("road", STATUTORY, ids=lambda road: road.name)
def test_what_is_offered_is_refused_only_for_its_body_and_what_is_not_offered_is_refused(
    road: Road, name: str
) -> None:
    if name in road.asks:
        world = road.at(name)
        found = {
            (type(ask.command).__name__, ask.actor.person, str(day)): fault
            for ask, day in product(asks(road, world), DAYS)
            if (fault := disagreement(world, ask, day))
        }
        assert "\n".join(f"{key}: {fault}" for key, fault in found.items()) == ""


def kinds(refusals: list[Refusal]) -> list[tuple[str, bool]]:
    return [(refusal.kind, refusal.over) for refusal in refusals]


@rule("IMPLICIT:batch", "SC-07.1")
def test_on_the_day_after_the_window_a_draft_is_too_late_and_the_window_is_named() -> None:
    world, closes = at("CreateDraft"), date(2026, 12, 31)
    assert beforehand(world, SUBMIT, closes) == []
    [late] = beforehand(world, SUBMIT, date(2027, 1, 1))
    assert (late.rule, late.kind, late.over) == ("IMPLICIT:batch", "period", True)
    assert late.allowed.zh == "申报期：2026-01-01 至 2026-12-31"
    early = {one.rule: one.over for one in beforehand(world, SUBMIT, date(2025, 12, 31))}
    assert early["IMPLICIT:batch"] is False


@rule("SC-22.2")
def test_a_regulation_in_force_is_named_by_its_first_and_last_day() -> None:
    world, accept = at("SubmitApplication"), ACCEPT
    file = world.case("regulations", "SC")
    assert isinstance(file, RegimeFile)
    term = file.versions[-1].term
    assert term.ends is not None
    assert beforehand(world, accept, term.ends) == []
    [expired] = beforehand(world, accept, term.ends + timedelta(days=1))
    assert (expired.rule, expired.kind, expired.over) == ("SC-22.2", "period", True)
    assert f"{term.begins} 至 {term.ends}" in expired.allowed.zh


@rule("IMPLICIT:correction")
def test_on_the_day_after_its_term_a_correction_is_too_late_and_lapses() -> None:
    world = at("RequestCorrection")
    last = LAPSED - timedelta(days=1)
    assert kinds(beforehand(world, LAPSE, last)) == [("period", False)]
    assert beforehand(world, CORRECT, last) == beforehand(world, LAPSE, LAPSED) == []
    [late] = beforehand(world, CORRECT, LAPSED)
    assert (late.kind, late.over, late.allowed.zh) == ("period", True, f"{last} 及以前")


@rule("SC-07.8")
def test_a_publicity_is_closed_only_after_it_whichever_list_is_meant() -> None:
    world, last = at("StartPublicity"), OVER - timedelta(days=1)
    assert kinds(beforehand(world, CLOSE, last)) == [("period", False)]
    assert beforehand(world, CLOSE, OVER) == []
    do(world, CLOSE, OVER)
    assert kinds(beforehand(world, CLOSE, OVER)) == [("order", False)]


@rule("IMPLICIT:correction")
def test_a_stage_behind_is_over_and_one_ahead_is_still_to_come() -> None:
    world = at("AcceptApplication")
    assert [one.over for one in beforehand(world, SUBMIT, DAY)] == [True]
    recommending = beforehand(world, RECOMMEND, DAY)
    assert not any(one.over for one in recommending) and "stage" in {r.kind for r in recommending}
    assert any(one.over for one in beforehand(world, CORRECT, DAY))
    assert {one.kind for one in beforehand(world, SUBMIT.by(CHENGDU), DAY)} == {"who"}


@rule("IMPLICIT:correction")
def test_a_body_that_brings_its_own_form_is_not_judged_by_the_form_before() -> None:
    """What is to be corrected may itself be wrong now."""
    world = at("RequestCorrection")
    case = world.case("applications", "a1")
    assert isinstance(case, Application)
    world.states["applications/a1"] = replace(case, form=Form())
    assert beforehand(world, CORRECT, DAY) == []
