"""Rectification: ordered on named grounds, reported, inspected by two, passed or failed; what
follows when it failed. Domain.md 2.5."""

from datetime import date

import pytest

from domain.centre.assessing import FailRectification, InspectOnSite, PassRectification
from domain.centre.cancelling import CancelQualification
from domain.centre.cycle import EndCycle, RenewCycle
from domain.centre.hearing import (
    DefendAgainstCancellation,
    HoldHearing,
    NotifyIntendedCancellation,
    RequestHearing,
)
from domain.centre.rectifying import (
    ExtendRectification,
    OrderRectification,
    RemindRectification,
    SubmitRectificationReport,
)
from domain.context import Actor
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN

ORDERED, MAY, LIMIT = date(2026, 4, 1), date(2026, 5, 6), date(2026, 6, 30)
LATER, JULY = date(2026, 7, 31), date(2026, 7, 10)
ORDER = OrderRectification(
    grounds=("DUTIES",),
    items=("补报服务目录", "配齐专职人员"),
    until=LIMIT,
    reason="未履行职责",
    served_on=ORDERED,
)
EXTEND = ExtendRectification(number=1, until=LATER, reason="人员招聘需时")
REPORT = SubmitRectificationReport(number=1, report="已整改")
VISIT = InspectOnSite(number=1, officials=("甲", "乙"), findings="属实", verified=(1, 2))
VISIT_ONE = InspectOnSite(number=1, officials=("甲", "乙"), findings="属实", verified=(1,))
PASS = PassRectification(number=1, findings="合格")
FAIL = FailRectification(number=1, reason="未整改到位", served_on=JULY)
REMIND = RemindRectification(number=1, message="请即报告")
INTEND = NotifyIntendedCancellation(number=1, facts="逾期未整改", reason="整改不合格")
DEFEND = DefendAgainstCancellation(number=1, statement="已补报")
HEAR_US = RequestHearing(number=1, reason="请求听证")
HEAR = HoldHearing(number=1, minutes="听证笔录")
RULES = {SICHUAN.name: ("SC-13.7", "SC-13.8"), INNER_MONGOLIA.name: ("IM-10.7", "IM-10.8")}
BOTH = pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.name)


def order_of(until: date, on: date) -> OrderRectification:
    """An order of one item."""
    return OrderRectification(
        grounds=("DUTIES",), items=("一",), until=until, reason="怠于履职", served_on=on
    )


def cancel(on: date) -> CancelQualification:
    return CancelQualification(
        ground="RECTIFICATION_FAILED", rectification=1, reason="整改不合格", served_on=on
    )


def failed(road: Road = SICHUAN) -> CentreLife:
    life = CentreLife(road)
    life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    life.act(FAIL, JULY)
    life.act(INTEND, JULY)
    return life


@rule("SC-13.5", "SC-13.6", "SC-13.7", "IM-10.7")
@BOTH
def test_what_was_put_right_item_by_item_is_passed(road: Road) -> None:
    life = CentreLife(road)
    life.act(ORDER, ORDERED)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("RECTIFYING", "ORDERED")
    life.act(REPORT, MAY)
    assert life.refused(PASS, MAY) == [RULES[road.name][0]] * 2, "not inspected, nothing verified"
    life.act(VISIT_ONE, MAY)
    [refusal] = life.refusals(PASS, MAY)
    assert refusal.asked.zh == "第 2 项尚未核实"
    life.act(VISIT, MAY)
    life.act(PASS, MAY)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("ACTIVE", "PASSED")


@rule("SC-13.5", "SC-13.6", "IM-10.7")
def test_an_order_names_grounds_of_the_regulation_and_a_day_to_come() -> None:
    life = CentreLife()
    other = OrderRectification(
        grounds=("BAD_LUCK",), items=("一",), until=LIMIT, reason="无", served_on=ORDERED
    )
    [refusal] = life.refusals(other, ORDERED)
    assert (refusal.fields, "基础条件不足" in refusal.allowed.zh) == (("/grounds",), True)


@invariant(44)
@rule("SC-13.7")
@pytest.mark.parametrize("until", [ORDERED, date(2026, 3, 30), date(2027, 12, 31)])
def test_the_limit_of_an_order_is_after_it_and_not_too_long(until: date) -> None:
    assert CentreLife().refused(order_of(until, ORDERED), ORDERED) == ["SC-13.7"]


@invariant(44)
@rule("SC-13.7")
def test_it_is_extended_once_and_before_the_limit_is_over() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    assert life.centre.named_term("rectification", "1").period.ends == LIMIT  # type: ignore[union-attr]
    late = CentreLife(world=life.world)
    assert "SC-13.7" in late.refused(EXTEND, date(2026, 7, 1))
    life.act(EXTEND, LIMIT)
    assert life.centre.named_term("rectification", "1").period.ends == LATER  # type: ignore[union-attr]
    again = ExtendRectification(number=1, until=date(2026, 8, 20), reason="再延")
    assert life.refused(again, JULY) == ["SC-13.7"]
    life.pass_days(LATER)
    assert life.stage_of("rectification/1") == "ORDERED"
    life.pass_days(date(2026, 8, 1))
    assert life.stage_of("rectification/1") == "OVERDUE"


@invariant(36)
@rule("SC-13.8")
def test_what_is_overdue_fails_only_after_a_reminder() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.pass_days(JULY)
    assert life.stage_of("rectification/1") == "OVERDUE"
    assert life.refused(FAIL, JULY) == ["SC-13.7"]
    life.act(REMIND, JULY)
    life.act(FAIL, JULY)
    assert (life.stage_of("rectification/1"), life.centre.stage) == ("FAILED", "RECTIFYING")


@rule("SC-13.7")
def test_an_inspection_is_made_by_two_officials_on_items_of_the_order() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    alone = InspectOnSite(number=1, officials=("甲", "甲"), findings="好", verified=(3,))
    fields = [refusal.fields for refusal in life.refusals(alone, MAY)]
    assert fields == [("/officials",), ("/verified",)]


@invariant(63)
@rule("SC-13.7")
def test_whoever_ordered_a_rectification_does_not_judge_it() -> None:
    life = CentreLife()
    [decided] = life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    orderer = decided.record.context.actor
    judge = Actor(orderer.person, orderer.role, orderer.organ, ("inspection", "assessment"))
    assert life.refused(VISIT, MAY, judge) == ["SC-13.7"]
    life.act(VISIT, MAY)
    assert life.refused(PASS, MAY, judge) == ["SC-13.7"]
    life.act(PASS, MAY)


@invariant(36)
@rule("SC-13.8", "IM-10.8")
@BOTH
def test_a_failed_rectification_cancels_once_the_centre_was_heard(road: Road) -> None:
    life = failed(road)
    soon, over = date(2026, 7, 13), date(2026, 7, 20)
    assert life.refused(cancel(soon), soon) != []
    life.act(cancel(over), over)
    assert (life.centre.stage, life.centre.final) == ("CANCELLED", True)


@rule("SC-13.8")
def test_a_defence_that_was_heard_lets_the_organ_decide_sooner_and_a_hearing_must_be_held() -> None:
    soon = date(2026, 7, 13)
    life = failed()
    life.act(DEFEND, soon)
    life.act(cancel(soon), soon)
    other = failed()
    other.act(HEAR_US, soon)
    after = date(2026, 8, 3)
    [refusal] = other.refusals(cancel(after), after)
    assert refusal.asked.zh == "已申请听证，尚未举行"
    other.act(HEAR, after)
    other.act(cancel(after), after)
    assert other.centre.stage == "CANCELLED"


@rule("SC-13.8")
def test_the_time_to_be_heard_ends() -> None:
    life = failed()
    assert life.refused(DEFEND, date(2026, 7, 20)) == ["SC-13.8"]


@invariant(36)
def test_without_a_failed_rectification_nothing_is_cancelled_on_its_ground() -> None:
    life = CentreLife()
    assert life.refused(cancel(MAY), MAY) == ["SC-13.8"]
    late = OrderRectification(
        grounds=("DUTIES",), items=("一",), until=LIMIT, reason="怠于履职", served_on=MAY
    )
    life.act(late, MAY)
    assert life.refused(cancel(MAY), MAY) == ["SC-13.8"]


def test_a_second_rectification_has_its_own_number_and_people() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    life.act(VISIT, MAY)
    life.act(PASS, MAY)
    again = OrderRectification(
        grounds=("BASIC_CONDITIONS",),
        items=("场所",),
        until=date(2026, 12, 1),
        reason="场所不足",
        served_on=JULY,
    )
    life.act(again, JULY)
    assert life.stage_of("rectification/2") == "ORDERED"
    assert life.refused(PASS, JULY) == ["SC-13.7"], "the first is over"


@invariant(42)
@rule("IM-10.1")
def test_the_cycle_ends_after_three_years_and_is_renewed_or_not() -> None:
    life = CentreLife(INNER_MONGOLIA)
    last = date(2029, 3, 10)
    life.pass_days(last)
    assert life.centre.stage == "ACTIVE"
    life.pass_days(date(2029, 3, 11))
    assert life.centre.stage == "CYCLE_REVIEW"
    other = CentreLife(INNER_MONGOLIA, life.world)
    life.act(RenewCycle(findings="运营良好"), date(2029, 4, 1))
    assert life.centre.stage == "ACTIVE"
    life.pass_days(date(2032, 4, 2))
    assert life.centre.stage == "CYCLE_REVIEW"
    other.act(EndCycle(reason="期满未达标", served_on=date(2029, 4, 1)), date(2029, 4, 1))
    assert other.centre.stage == "ENDED"
    assert "cycle" not in {one.name for one in CentreLife(SICHUAN).centre.periods}


@rule("IM-10.1", "IM-10.7")
def test_a_cycle_that_ends_during_a_rectification_waits_and_comes_once() -> None:
    life = CentreLife(INNER_MONGOLIA)
    order = order_of(date(2029, 6, 1), date(2029, 2, 1))
    life.act(order, date(2029, 2, 1))
    life.act(REPORT, date(2029, 4, 2))
    assert life.centre.stage == "RECTIFYING", "its cycle was over on 10 March"
    life.act(
        VISIT_ONE,
        date(2029, 4, 2),
    )
    life.act(PASS, date(2029, 4, 2))
    life.pass_days(date(2029, 4, 3))
    assert life.centre.stage == "CYCLE_REVIEW"
    ends = [one for one in life.world.histories["centres/a1"] if one.event.stage == "CYCLE_REVIEW"]
    assert len(ends) == 1


@rule("IM-10.7")
def test_ordered_under_review_a_centre_that_passes_is_under_review_again() -> None:
    life = CentreLife(INNER_MONGOLIA)
    april = date(2029, 4, 2)
    life.pass_days(april)
    order = order_of(date(2029, 6, 1), april)
    life.act(order, april)
    life.act(REPORT, april)
    life.act(VISIT_ONE, april)
    life.act(PASS, april)
    assert life.centre.stage == "CYCLE_REVIEW"
