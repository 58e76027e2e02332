"""Recusal: whoever leaves has never been there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.application.case import Application
from domain.batch.case import Batch
from domain.batch.recusing import ExpertRecused, Substitute
from domain.panel import Panel
from tests.support.asking import (
    APPOINT,
    DECLARE,
    EXPERT_REVIEW,
    LIST,
    RECUSE,
    REMOVE_EXPERT,
    SCORE,
    STEP_DOWN,
    at,
    do,
    refused,
    state,
)
from tests.support.citing import invariant
from tests.support.sichuan import POOL, named_after, sheet, walk
from tests.support.world import World

pytestmark = pytest.mark.rule("IMPLICIT:recusal")
WIDE = APPOINT.saying(fields=(), size=3)
BY_ID = {actor.person: actor for actor in POOL}


def batch(world: World) -> Batch:
    case = state(world, "b1", "batches")
    assert isinstance(case, Batch)
    return case


def members(world: World, number: int = 0) -> tuple[str, ...]:
    return batch(world).members(batch(world).panels[number])


def recused(world: World, person: str) -> ExpertRecused:
    event = do(world, RECUSE.saying(expert=person))[0].record.event
    assert isinstance(event, ExpertRecused)
    return event


def judged(world: World, scores: dict[str, int], id: str = "a1") -> int | None:
    """Whoever sits declares, scores as given, and the chair speaks."""
    panel = batch(world).panels[0]
    for person in members(world):
        who = BY_ID[person]
        if person not in batch(world).panels[0].declared:
            do(world, DECLARE.by(who).saying(panel_no=panel.panel_no))
        given = SCORE.by(who).on(id).saying(panel_no=panel.panel_no)
        do(world, given.saying(sheet=sheet(scores[person], 0, 0, 0)))
    do(world, EXPERT_REVIEW.on(id))
    case = state(world, id)
    assert isinstance(case, Application)
    return case.score


scores = st.fixed_dictionaries({person: st.integers(0, 2500) for person in BY_ID})


@invariant(15)
@given(scores, st.integers(0, 8), st.booleans())
def test_recusing_an_expert_is_the_same_as_never_having_had_them_in_the_pool(
    given: dict[str, int], place: int, after_scoring: bool
) -> None:
    world, without = at("PassRecheck"), at("PassRecheck")
    do(world, WIDE)
    order = batch(world).panels[0].order
    gone = order[place]
    if after_scoring:
        judged(world, given)
    recused(world, gone)
    do(without, REMOVE_EXPERT.saying(expert=gone))
    without.acts = int(batch(world).panels[0].seed[1:]) - 1  # so that it is the same draw
    do(without, WIDE)
    without.acts = world.acts
    assert batch(without).panels[0].order == tuple(one for one in order if one != gone)
    assert members(world) == members(without)
    if after_scoring and place >= 3:
        judged(without, given)
        assert score(world) == score(without)
    else:
        assert judged(world, given) == judged(without, given)


def score(world: World) -> int | None:
    case = state(world)
    assert isinstance(case, Application)
    return case.score


@invariant(15)
def test_a_recusal_holds_for_all_panels_and_the_next_in_order_takes_each_place() -> None:
    world = walk(at("PassRecheck"), "a2", "PassRecheck", **named_after("白酒产业"))
    do(world, WIDE.saying(size=5))
    do(world, WIDE.saying(size=5, panel_no="P-a2", applications=("a2",)))
    orders = [panel.order for panel in batch(world).panels]
    gone = next(person for person in orders[0][:5] if person in orders[1][:5])
    event = recused(world, gone)
    assert event.panels == ("P-a1", "P-a2")
    assert event.substitutes == (
        Substitute("P-a1", orders[0][5]),
        Substitute("P-a2", orders[1][5]),
    )
    for number, order in enumerate(orders):
        assert members(world, number) == tuple(one for one in order if one != gone)[:5]


def test_where_nobody_is_left_the_place_stays_empty_and_says_so() -> None:
    world = at("AppointPanel")
    event = recused(world, "expert.1")
    assert event.substitutes == (Substitute("P-a1", None),)
    assert len(members(world)) == 2


@invariant(15, 16)
def test_a_result_with_a_recused_experts_score_is_made_again() -> None:
    world = at("CompleteExpertReview")
    [_, reopened] = do(world, RECUSE)
    assert type(reopened.record.command).__name__ == "ReopenExpertReview"
    assert score(world) is None and "CompleteExpertReview" not in state(world).done
    assert refused(world, LIST) == ["SC-07.7"]
    assert refused(world, SCORE) == ["IMPLICIT:panel"]
    do(world, EXPERT_REVIEW)
    assert score(world) == 9000


def test_nobody_is_recused_twice_or_after_the_review() -> None:
    world = at("AppointPanel")
    do(world, RECUSE)
    assert refused(world, RECUSE) == ["IMPLICIT:panel"]
    assert refused(world, STEP_DOWN) == ["IMPLICIT:panel"]
    assert refused(world, RECUSE.saying(expert="nobody")) == ["IMPLICIT:panel"]
    over = at("DetermineList")
    assert refused(over, RECUSE) == ["IMPLICIT:panel"]
    assert do(over, RECUSE.saying(expert="expert.9"))


def test_an_expert_steps_down_alone_and_says_why() -> None:
    world = at("AppointPanel")
    unclear = STEP_DOWN.saying(ground="OTHER")
    assert refused(world, unclear) == ["IMPLICIT:relation"]
    do(world, STEP_DOWN)
    [left] = batch(world).recused
    assert (left.expert, left.ground, left.source) == ("expert.1", "KINSHIP", "EXPERT")


@invariant(15)
@given(
    st.permutations([f"e{n}" for n in range(7)]),
    st.sets(st.sampled_from([f"e{n}" for n in "0123"])),
)
def test_the_members_are_the_first_of_the_order_who_are_not_recused(
    order: list[str], out: set[str]
) -> None:
    panel = replace(panel_of(tuple(order)), size=3)
    left = [one for one in order if one not in out]
    assert panel.members(out) == tuple(left[:3])
    assert panel.members(out) == replace(panel, order=tuple(left)).members(())


def panel_of(order: tuple[str, ...]) -> Panel:
    world = at("AppointPanel")
    return replace(batch(world).panels[0], order=order)
