"""What the panel judged below the marks of its regulation enters no list, and can be dropped."""

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.batch.shortlisting import Dropped, Selected
from tests.support.asked_by_one import AGREE, ASKING, LIST, changed
from tests.support.asking import do, refusals, stage, state
from tests.support.road import Road
from tests.support.sichuan import MEMBERS
from tests.support.world import DAY, World

REVIEW = "CompleteExpertReview"


def judged(*points: int, road: Road = ASKING) -> World:
    """Reviewed, each member giving the same points; the list's partner has agreed to it."""
    world = road.at("DeclareNoConflict")
    for member in MEMBERS:
        sheet = road.asks["SubmitScore"].saying(panel_no="P-a1", sheet=road.sheet(*points))
        do(world, sheet.by(road.member(member)))
    do(world, road.asks[REVIEW])
    do(world, AGREE)
    return world


def test_an_application_at_the_marks_is_listed_and_its_averages_stand_in_its_state() -> None:
    world = judged(2000, 5500)
    do(world, LIST)
    case = state(world)
    assert isinstance(case, Application)
    assert (case.stage, case.score) == ("PROPOSED", 7500)
    assert [(mark.criterion, mark.points) for mark in case.marks] == [
        ("创新能力", 2000),
        ("运营成效", 5500),
    ]
    assert world.replayed("applications", "a1") == case


@pytest.mark.parametrize(
    ("points", "asked", "allowed"),
    [
        (
            (2000, 5499),
            "申报案 a1：评审得分（总分）：74.99 分",
            "不低于 75.00 分；未达到的不列入名单",
        ),
        (
            (1999, 6000),
            "申报案 a1：评审得分（创新能力）：19.99 分",
            "不低于 20.00 分；未达到的不列入名单",
        ),
    ],
)
def test_below_a_mark_it_is_not_listed(points: tuple[int, int], asked: str, allowed: str) -> None:
    [refusal] = refusals(judged(*points), LIST)
    assert (refusal.rule, refusal.kind, refusal.over) == ("ASK-6", "fact", True)
    assert (refusal.asked.zh, refusal.allowed.zh) == (asked, allowed)


def test_below_a_mark_it_may_be_dropped_from_the_list() -> None:
    world = ASKING.walk(ASKING.at(REVIEW), REVIEW, "a2", **ASKING.another)
    case = state(world)
    assert isinstance(case, Application)
    world.states["applications/a1"] = replace(case, score=7000)
    do(world, AGREE)
    both = LIST.saying(
        selected=(Selected("a2"),), dropped=(Dropped("a1", "未达到75分"),), served_on=DAY
    )
    do(world, both)
    assert (stage(world), stage(world, "a2")) == ("NOT_SHORTLISTED", "PROPOSED")


def test_a_condition_may_rest_on_the_result_as_a_whole_and_by_criterion() -> None:
    held = """[guard]
whole = { on = ["ProposeEntry"], fact = "review_score", op = ">", value = 8000, rule = "ASK-6" }
part = { on = ["ProposeEntry"], fact = "score:运营成效", op = ">=", value = 5600, rule = "ASK-6" }
"""
    text = changed(("pass_mark = 7500\n", ""), ("least = 2000\n", ""), ("[guard]\n", held))
    world = judged(2500, 5500, road=replace(ASKING, text=text))
    asked = {refusal.asked.zh: refusal.allowed.zh for refusal in refusals(world, LIST)}
    assert asked == {
        "申报案 a1：评审得分：80.00分": "评审得分超过80.00分",
        "申报案 a1：评审得分（运营成效）：55.00分": "评审得分（运营成效）不少于56.00分",
    }


def test_without_marks_no_averages_are_stored() -> None:
    text = changed(("pass_mark = 7500\n", ""), ("least = 2000\n", ""))
    case = state(judged(100, 100, road=replace(ASKING, text=text)))
    assert isinstance(case, Application)
    assert (case.score, case.marks) == (200, ())
