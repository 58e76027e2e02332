"""Duties that one person may not both do on one case, and duties that one must hold at all."""

import pytest
from msgspec.structs import replace

from domain.context import Actor
from domain.words.actors import DUTIES
from tests.support.asking import (
    ACCEPT,
    APPOINT,
    BEFORE,
    LIST,
    OVER,
    PROPER,
    RECOGNISE,
    SCORE,
    TERMINATE,
    at,
    do,
    refusals,
    refused,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.mutating import STEPS, without_separation
from tests.support.sichuan import APPLICANT, CHENGDU, DECIDER, REVIEWER, named_after, walk
from tests.support.world import World

EVERYTHING = ("acceptance", "publicity", "recheck", "experts", "decision", "objections")
BUSY = Actor("prov.sc.busy", "PROV", "510000", EVERYTHING)
SEPARATED = ("local_review", "recheck", "experts", "scoring", "decision", "objections")


@rule("IMPLICIT:separation")
@invariant(63)
def test_who_rechecked_neither_draws_the_experts_nor_decides() -> None:
    case = at("PassRecheck")
    busy = REVIEWER.person
    [refusal] = refusals(case, APPOINT.by(replace(BUSY, person=busy)))
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:separation", "who")
    assert refusal.asked.zh == "申报案 a1：本人已办理本案的复核，又办理专家事务"
    assert refusal.allowed.zh == "由其他人员办理"
    assert refused(case, TERMINATE.by(replace(BUSY, person=busy))) == ["IMPLICIT:separation"]


@rule("IMPLICIT:separation")
@invariant(63)
def test_who_rechecked_one_application_does_not_determine_the_list_that_holds_it() -> None:
    case = at("CompleteExpertReview")
    assert refused(case, LIST.by(replace(BUSY, person=REVIEWER.person))) == ["IMPLICIT:separation"]
    do(case, LIST)
    assert (DECIDER.person, "decision") in state(case).duties


@rule("IMPLICIT:separation")
@invariant(63)
def test_who_reviewed_locally_does_not_recognise_after_changing_to_the_province() -> None:
    case = at("ClearEntry")
    moved = replace(DECIDER, person=CHENGDU.person)
    assert refused(case, RECOGNISE.by(moved), OVER) == ["IMPLICIT:separation"]
    assert do(case, RECOGNISE, OVER)


@rule("IMPLICIT:separation")
@pytest.mark.parametrize(
    "name",
    [
        *("StartLocalReview", "StartRecheck", "CompleteExpertReview", "RecogniseCentre"),
        *("CheckObjectionForm", "StartInvestigation"),
    ],
)
@pytest.mark.parametrize("done", SEPARATED)
def test_separated_duties_exclude_each_other_only_by_the_line_that_says_so(
    name: str, done: str
) -> None:
    ask, own = PROPER[name], STEPS[name].duty
    case = at(BEFORE[name])
    person = case.cast("applications", "a1", ask.actor).person
    acted(case, person, done)
    if done == own:
        assert do(case, ask, OVER)
        return
    assert refused(case, ask, OVER) == ["IMPLICIT:separation"]
    unbound = at(BEFORE[name], sichuan=without_separation(1))
    assert do(acted(unbound, person, done), ask, OVER)


@rule("IMPLICIT:separation")
def test_submission_and_acceptance_are_separate_only_by_the_line_that_says_so() -> None:
    moved = ACCEPT.by(replace(CHENGDU, person=APPLICANT.person))
    assert refused(at("SubmitApplication"), moved) == ["IMPLICIT:separation"]
    assert do(at("SubmitApplication", sichuan=without_separation(0)), moved)


@rule("IMPLICIT:separation")
def test_another_case_is_another_matter() -> None:
    world = at("DeclareNoConflict")
    walk(world, "a2", "DeclareNoConflict", **named_after("白酒产业"))
    acted(world, SCORE.actor.person, "recheck")
    assert refused(world, SCORE) == ["IMPLICIT:separation"]
    assert do(world, SCORE.on("a2").saying(panel_no="P-a2"))


IN_DUTY = [
    name
    for name, step in STEPS.items()
    if step.duty and name in PROPER and step.stream in ("applications", "batches", "expert-pools")
]


@pytest.mark.parametrize("name", IN_DUTY)
def test_a_duty_that_one_does_not_hold_is_not_done(name: str) -> None:
    ask = PROPER[name]
    if ask.actor.role == "SYSTEM":
        return
    other = "experts" if STEPS[name].duty == "objections" else "objections"
    idle = replace(ask.actor, duties=(other,))
    [refusal] = refusals(at(BEFORE[name]), ask.by(idle), OVER)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:duty", "who")
    assert refusal.asked.zh == f"本人职责：{DUTIES[other].zh}"


def acted(world: World, person: str, duty: str, id: str = "a1") -> World:
    """The person has done that duty on the application."""
    case = state(world, id)
    world.states[f"applications/{id}"] = replace(case, duties=(*case.duties, (person, duty)))
    return world
