"""Correction: asked once and in time, with every defect; supplied in time, or lapsed."""

from datetime import date

import pytest

from domain.application.case import Application
from domain.calendar.lifecycle import PublishCalendar
from domain.context import SYSTEM, Override
from tests.support.asking import (
    ACCEPT,
    ASK_CORRECTION,
    CORRECT,
    LAPSE,
    SUBMIT,
    TURN_AWAY,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import form, named_after, walk
from tests.support.world import World

FIFTH, SIXTH = date(2026, 3, 9), date(2026, 3, 10)  # working days after a submission on 2 March
LAST, OVER = date(2026, 3, 16), date(2026, 3, 17)  # of a term of ten working days
SOMEBODY = Override(rule="IMPLICIT:correction", reason="系统停机一日", official="赵示例")


def holiday(world: World, *off: date) -> None:
    notice = PublishCalendar(year=2026, notice_no="补充通知", off=off)
    world.act("calendars", "CN", notice, SYSTEM)


def correction(world: World) -> object:
    case = state(world)
    assert isinstance(case, Application)
    return case.correction


@rule("IMPLICIT:correction")
def test_defects_are_told_all_at_once_with_a_term() -> None:
    case = at("SubmitApplication")
    do(case, ASK_CORRECTION.saying(defects=("缺少证明", "未盖章"), term=5))
    application = state(case)
    assert isinstance(application, Application) and application.correction
    assert application.correction.defects == ("缺少证明", "未盖章")
    assert application.correction.term and application.correction.term.ends == FIFTH
    assert stage(case) == "CORRECTION_REQUIRED"


@rule("IMPLICIT:correction")
@pytest.mark.parametrize("term", [0, 31])
def test_a_term_is_neither_nothing_nor_longer_than_allowed(term: int) -> None:
    [refusal] = refusals(at("SubmitApplication"), ASK_CORRECTION.saying(term=term))
    assert (refusal.rule, refusal.allowed.zh) == ("IMPLICIT:correction", "1 至 30 日")


@rule("IMPLICIT:correction")
def test_a_term_that_runs_into_an_unpublished_year_is_refused() -> None:
    case = walk(at("OpenCallBatch"), "a1", "SubmitApplication", date(2026, 12, 24))
    [refusal] = refusals(case, ASK_CORRECTION, date(2026, 12, 25))
    assert refusal.rule == "IMPLICIT:correction" and "2027-01-01" in refusal.asked.zh


@rule("IMPLICIT:correction")
def test_whether_it_is_asked_in_time_may_be_unknown_and_then_an_official_answers_for_it() -> None:
    case = walk(at("OpenCallBatch"), "a1", "SubmitApplication", date(2026, 12, 30))
    asking = ASK_CORRECTION.saying(term=1)
    january = date(2027, 1, 4)
    assert refused(case, asking, january) == ["IMPLICIT:correction"] * 2
    notice = PublishCalendar(year=2027, notice_no="2027", off=(date(2027, 1, 1),))
    case.act("calendars", "CN", notice, SYSTEM)
    assert do(case, asking, january)


@rule("IMPLICIT:correction")
def test_after_five_working_days_only_with_a_reason_and_a_named_official() -> None:
    assert do(at("SubmitApplication"), ASK_CORRECTION, FIFTH)
    case = at("SubmitApplication")
    [refusal] = refusals(case, ASK_CORRECTION, SIXTH)
    assert "可附理由并由具名人员作例外处理" in refusal.allowed.zh
    assert do(case, ASK_CORRECTION, SIXTH, overrides=[SOMEBODY])


@invariant(6)
@rule("IMPLICIT:correction")
def test_correction_is_asked_once() -> None:
    case = at("RequestCorrection")
    do(case, CORRECT)
    assert refused(case, ASK_CORRECTION) == ["IMPLICIT:correction"]
    assert do(case.copy(), ACCEPT) and do(case, TURN_AWAY)


@invariant(6)
def test_every_defect_is_answered() -> None:
    case = at("SubmitApplication")
    do(case, ASK_CORRECTION.saying(defects=("缺少证明", "未盖章")))
    [refusal] = refusals(case, CORRECT)
    assert refusal.asked.zh == "答复 1 项" and refusal.allowed.zh == "逐项答复 2 项"
    assert do(case, CORRECT.saying(answers=("已补充", "已盖章")))
    assert (stage(case), correction(case)) == ("SUBMITTED", None)


@rule("SC-05.7", "SC-A3")
def test_a_corrected_form_passes_the_same_conditions() -> None:
    fewer = form(team=form().team[:4], attachments=())
    rules = refused(at("RequestCorrection"), CORRECT.saying(form=fewer))
    assert rules == ["SC-05.7", "SC-A3"]


@invariant(30)
def test_a_correction_does_not_make_another_application_of_it() -> None:
    other = form(**named_after("白酒产业"), division_code="510700")
    found = refusals(at("RequestCorrection"), CORRECT.saying(form=other))
    assert [r.rule for r in found] == ["IMPLICIT:identity"] * 3
    assert found[0].asked.en == "industry: 动力电池产业 -> 白酒产业"


@rule("IMPLICIT:correction")
def test_it_is_supplied_by_the_last_day_and_lapses_after_it() -> None:
    case = at("RequestCorrection")
    assert refused(case, LAPSE, LAST) == ["IMPLICIT:correction"]
    assert do(case.copy(), CORRECT, LAST)
    assert refused(case, CORRECT, OVER) == ["IMPLICIT:correction"]
    do(case, LAPSE, OVER)
    assert stage(case) == "TERMINATED" and state(case).final


@invariant(30)
def test_what_has_lapsed_makes_room_for_a_new_application() -> None:
    case = walk(at("RequestCorrection"), "a2", "CreateDraft")
    do(case, LAPSE, OVER)
    assert do(case, SUBMIT.on("a2"), OVER)


@rule("IMPLICIT:correction")
def test_a_corrected_calendar_prolongs_the_term_for_both_sides() -> None:
    case = at("RequestCorrection")
    holiday(case, LAST)
    assert refused(case, LAPSE, OVER) == ["IMPLICIT:correction"]
    assert do(case, CORRECT, OVER)


@rule("IMPLICIT:correction")
def test_a_term_whose_end_has_become_unknown_is_not_over() -> None:
    begun = date(2026, 12, 17)
    case = walk(at("OpenCallBatch"), "a1", "SubmitApplication", begun)
    do(case, ASK_CORRECTION, begun)
    holiday(case, date(2026, 12, 31))
    january = date(2027, 1, 4)
    [refusal] = refusals(case, LAPSE, january)
    assert "2027-01-01" in refusal.asked.zh
    assert do(case, CORRECT, january)
