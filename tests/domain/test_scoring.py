"""Blind scoring, and the result that follows from it."""

from copy import deepcopy
from datetime import date
from itertools import permutations

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from domain.application.case import Application
from domain.application.expert_review import ExpertReviewCompleted, average
from domain.application.score_sheet import Mark, Sheet
from domain.context import Actor
from domain.regulation.checking import faults_in
from tests.support.asking import (
    DECLARE,
    EXPERT_REVIEW,
    LIST,
    RECUSE,
    RELATE,
    SCORE,
    at,
    do,
    refusals,
    refused,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.deciding_again import decided_again
from tests.support.mutating import steps_of, tables_of
from tests.support.regulations import SICHUAN_TEXT
from tests.support.sichuan import CRITERIA, EXPERTS, MEMBERS, POOL, USCC, sheet
from tests.support.world import CHAIR, World

pytestmark = pytest.mark.rule("SC-07.7", "SC-05.2", "IMPLICIT:panel")
LAST, AFTER = date(2026, 3, 6), date(2026, 3, 7)
points = st.tuples(*[st.integers(0, 2500)] * 4)


def give(world: World, member: Actor, *given: int) -> None:
    do(world, SCORE.by(member).saying(sheet=sheet(*given)))


def result(world: World, on: date = LAST) -> ExpertReviewCompleted:
    event = do(world, EXPERT_REVIEW, on)[0].record.event
    assert isinstance(event, ExpertReviewCompleted)
    return event


def application(world: World) -> Application:
    case = state(world)
    assert isinstance(case, Application)
    return case


@rule("SC-05.2")
@pytest.mark.parametrize(
    "wrong",
    [
        (),
        sheet()[:3],
        (*sheet(), Mark("行业影响力", 1)),
        (*sheet()[:3], Mark("面子", 100)),
        (*sheet()[:3], Mark("行业影响力", 100)),
    ],
)
def test_every_criterion_is_scored_once_and_no_other(wrong: tuple[Mark, ...]) -> None:
    [refusal] = refusals(at("DeclareNoConflict"), SCORE.saying(sheet=wrong))
    assert refusal.allowed.zh == f"每项一次：{'、'.join(CRITERIA)}"


@rule("SC-05.2")
def test_no_criterion_has_more_points_than_the_file_gives_it() -> None:
    world = at("DeclareNoConflict")
    [refusal] = refusals(world, SCORE.saying(sheet=sheet(2501, 0, 0, 0)))
    assert (refusal.rule, refusal.allowed.zh) == ("SC-05.2", "至多 25.00 分")
    assert do(world, SCORE.saying(sheet=sheet(2500, 2500, 2500, 2500)))


def test_only_a_member_who_has_declared_scores_and_only_in_time() -> None:
    assert refused(at("PassRecheck"), SCORE) == ["IMPLICIT:panel"]
    [undeclared] = refusals(at("AppointPanel"), SCORE)
    assert undeclared.allowed.zh == "先作声明"
    world = at("DeclareNoConflict")
    assert refused(world, SCORE.by(POOL[7])) == ["IMPLICIT:panel"]
    assert refused(world, SCORE.saying(panel_no="P9")) == ["IMPLICIT:panel"]
    assert refused(world, SCORE, AFTER) == ["IMPLICIT:panel"]
    assert do(world, SCORE, LAST)


@rule("IMPLICIT:recusal")
@invariant(16)
def test_from_the_moment_a_relation_is_known_the_expert_scores_nothing() -> None:
    world = at("DeclareNoConflict")
    do(world, RELATE.saying(expert="expert.1", related_to=USCC))
    [refusal] = refusals(world, SCORE)
    assert refusal.asked.zh == "与本批次的申报单位有利害关系"
    fresh = at("AppointPanel")
    do(fresh, RELATE.saying(expert="expert.1", related_to=USCC))
    assert refused(fresh, DECLARE) == ["IMPLICIT:recusal"]


@rule("IMPLICIT:recusal")
@invariant(15, 16)
def test_a_tied_member_is_recused_before_the_panel_speaks() -> None:
    world = at("SubmitScore")
    do(world, RELATE.saying(expert="expert.2", related_to=USCC))
    [refusal] = refusals(world, EXPERT_REVIEW)
    assert refusal.allowed.zh == "先办理回避"
    do(world, RECUSE.saying(expert="expert.2"))
    assert result(world).experts == 2


def test_a_later_sheet_takes_the_place_of_the_earlier_and_both_stay_in_the_record() -> None:
    world = at("SubmitScore")
    give(world, MEMBERS[0], 0, 0, 0, 0)
    assert [one.total for one in application(world).sheets] == [0, 9000, 9000]
    kinds = [type(record.command).__name__ for record in world.histories["applications/a1"]]
    assert kinds.count("SubmitScore") == 4
    assert result(world).score == 6000
    assert refused(world, SCORE, LAST) == ["SC-07.7"]


def test_the_chair_speaks_and_no_other_member() -> None:
    world = at("SubmitScore")
    chair = world.cast("applications", "a1", EXPERT_REVIEW.actor)
    for member in MEMBERS:
        if member.person != chair.person:
            assert refused(world, EXPERT_REVIEW.by(member)) == ["IMPLICIT:panel"]
    assert result(world).panel_no == "P-a1"


def test_a_result_that_is_given_must_be_that_of_the_sheets() -> None:
    world = at("SubmitScore")
    for wrong in ({"score": 9001}, {"experts": 5}, {"score": 9000, "experts": 2}):
        [refusal] = refusals(world, EXPERT_REVIEW.saying(**wrong))
        assert refusal.allowed.zh == "不填，由评分表得出"
    assert do(world, EXPERT_REVIEW.saying(score=9000, experts=3))
    assert application(world).score == 9000


def test_nobody_can_guess_what_the_others_gave() -> None:
    world = at("DeclareNoConflict")
    for member in MEMBERS:
        give(world, member, 1, 1, 1, 1)
        if member == MEMBERS[1]:
            guesses = [refusals(world, EXPERT_REVIEW.saying(score=n)) for n in range(3, 6)]
            assert guesses[0] == guesses[1] == guesses[2]
    [other, *_] = [one for one in MEMBERS if one != world.cast("applications", "a1", CHAIR)]
    asked = [refusals(world, EXPERT_REVIEW.by(other).saying(score=n)) for n in range(3, 6)]
    assert asked[0] == asked[1] == asked[2]
    for wrong in (3, 5):
        [refusal] = refusals(world, EXPERT_REVIEW.saying(score=wrong))
        assert "4" not in refusal.asked.zh + refusal.allowed.zh


@invariant(17)
def test_all_are_waited_for_until_the_last_day_and_then_two_thirds_are_enough() -> None:
    world = at("DeclareNoConflict")
    assert refused(world, EXPERT_REVIEW) == ["IMPLICIT:panel"]
    give(world, MEMBERS[0])
    assert refused(world, EXPERT_REVIEW, AFTER) == ["IMPLICIT:panel"]
    give(world, MEMBERS[2])
    [refusal] = refusals(world, EXPERT_REVIEW, LAST)
    assert refusal.asked.zh == "有效评分 2 份"
    assert result(world, AFTER).experts == 2


@invariant(17)
@given(st.lists(points, min_size=3, max_size=3))
def test_the_result_does_not_depend_on_the_order_of_arrival(
    given: list[tuple[int, int, int, int]],
) -> None:
    begun, results = at("DeclareNoConflict"), set()
    for order in permutations(zip(MEMBERS, given, strict=True)):
        world = begun.copy()
        for member, marks in order:
            give(world, member, *marks)
        event = result(world)
        results.add((event.score, event.experts, application(world).sheets))
    assert len(results) == 1


@given(st.lists(st.integers(0, 2500), min_size=1, max_size=15))
def test_the_average_is_a_whole_number_of_hundredths_half_rounded_up(totals: list[int]) -> None:
    sheets = [Sheet(f"e{n}", (Mark("x", one),), "") for n, one in enumerate(totals)]
    score = average(sheets)
    assert isinstance(score, int)
    assert -len(totals) < 2 * (score * len(totals) - sum(totals)) <= len(totals)


@pytest.mark.parametrize(("totals", "score"), [((1, 2), 2), ((1, 1, 2), 1), ((2, 2, 1), 2)])
def test_halves_go_up(totals: tuple[int, ...], score: int) -> None:
    sheets = [Sheet(f"e{n}", (Mark("x", one),), "") for n, one in enumerate(totals)]
    assert average(sheets) == score


PANEL_STEPS = ("AppointPanel", "AssignPanel", "DissolvePanel", "ReleasePanel", "SubmitScore")


def without_panels() -> str:
    """Sichuan's measures as they stood before there were panels."""
    tables = deepcopy(tables_of(SICHUAN_TEXT))
    del tables["panel"], tables["criterion"]
    tables["step"] = [step for step in tables["step"] if step["do"] not in PANEL_STEPS]
    [stated] = steps_of(tables, "CompleteExpertReview", "ORDINARY")
    stated |= {"by": ["PROV"], "duty": "experts"}
    return tomli_w.dumps(tables)


WITHOUT_PANELS = without_panels()


def test_a_regulation_that_knows_no_panels_has_the_officer_state_the_result() -> None:
    """So it was before there were panels: what was decided then is decided so again."""
    assert faults_in(WITHOUT_PANELS) == []
    world = at("PassRecheck", sichuan=WITHOUT_PANELS)
    stated = EXPERT_REVIEW.by(EXPERTS)
    assert refused(world, stated) == ["IMPLICIT:expert-result"]
    assert refused(world, stated.saying(score=9120)) == ["IMPLICIT:expert-result"]
    do(world, stated.saying(score=9120, experts=7))
    assert application(world).score == 9120
    [again] = decided_again(
        world.histories, "applications/a1", world.histories["applications/a1"][-1]
    )
    assert again.record == world.histories["applications/a1"][-1]


@invariant(14)
def test_no_list_rests_on_sheets_alone() -> None:
    assert refused(at("SubmitScore"), LIST) == ["SC-07.7"]
