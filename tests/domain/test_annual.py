"""A centre's year: its paper filed, audited, sent on and evaluated, or missed; one year after the
other. Domain.md 2.4."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.centre.annual import (
    AuditAnnualPaper,
    CopyToLocalBureau,
    ForwardAnnualPaper,
    SendPaperStraight,
    SubmitAnnualSummary,
    SubmitSelfEvaluation,
)
from domain.centre.evaluating import EvaluateCentre
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, INNER_MONGOLIA_DIRECT, SICHUAN, SICHUAN_DIRECT

NOVEMBER, DECEMBER, LAST = date(2026, 11, 20), date(2026, 12, 10), date(2026, 12, 31)
NEW_YEAR, SPRING = date(2027, 1, 1), date(2027, 3, 1)
SUMMARY = SubmitAnnualSummary(year=2026, summary="运营工作总结")
SELF = SubmitSelfEvaluation(year=2026, summary="自我评价")
STRAIGHT = SendPaperStraight(year=2026, summary="自我评价")
COPY = CopyToLocalBureau(year=2026)
PASS = AuditAnnualPaper(year=2026, result="PASS", opinion="属实")
RETURN = AuditAnnualPaper(year=2026, result="RETURN", opinion="请补充数据")
FORWARD = ForwardAnnualPaper(year=2026)
GOOD = EvaluateCentre(year=2026, grade="GOOD", findings="成效明显")
JOINT = EvaluateCentre(
    year=2026, grade="GOOD", findings="良好", joined_by=("自治区财政厅",), experts=5
)


def received(life: CentreLife) -> CentreLife:
    life.act(SUMMARY, NOVEMBER)
    life.act(PASS, DECEMBER)
    life.act(FORWARD, DECEMBER)
    return life


@rule("SC-13.1", "SC-13.2", "SC-13.3")
def test_a_paper_is_audited_sent_on_and_evaluated() -> None:
    life = received(CentreLife())
    assert life.stage_of("annual/2026") == "RECEIVED"
    life.act(GOOD, SPRING)
    assert life.stage_of("annual/2026") == "EVALUATED"
    year = life.centre.year(2026)
    assert (year.grade, year.late, year.paper_on) == ("GOOD", False, NOVEMBER)
    assert life.centre.stage == "ACTIVE"


@invariant(45)
@rule("SC-13.2")
@pytest.mark.parametrize("road", [SICHUAN, SICHUAN_DIRECT], ids=["ordinary", "direct"])
def test_no_channel_spares_the_audit_of_the_local_bureau(road: Road) -> None:
    life = CentreLife(road)
    life.act(SUMMARY, NOVEMBER)
    assert life.refused(FORWARD, DECEMBER) == ["SC-13.2"]
    assert life.refused(STRAIGHT, DECEMBER) == ["IMPLICIT:step"]


@invariant(45)
def test_a_paper_that_was_returned_is_audited_again() -> None:
    life = CentreLife()
    life.act(SUMMARY, NOVEMBER)
    life.act(RETURN, DECEMBER)
    assert life.refused(FORWARD, DECEMBER) == ["SC-13.2"]
    life.act(SUMMARY, DECEMBER)
    assert life.refused(FORWARD, DECEMBER) == ["SC-13.2"]
    life.act(PASS, DECEMBER)
    life.act(FORWARD, LAST)
    assert life.stage_of("annual/2026") == "RECEIVED"


@rule("SC-13.2", "IM-10.3")
def test_what_is_received_after_the_last_day_of_the_year_is_overdue() -> None:
    life = CentreLife()
    life.act(SUMMARY, NOVEMBER)
    life.act(PASS, date(2026, 12, 30))
    life.pass_days(LAST)
    assert life.stage_of("annual/2026") == "LOCALLY_AUDITED"
    life.pass_days(NEW_YEAR)
    assert life.stage_of("annual/2026") == "OVERDUE" and life.centre.year(2026).late
    assert life.refused(FORWARD, date(2027, 1, 2)) == ["SC-13.2"]
    life.act(SUMMARY, date(2027, 1, 4))
    assert life.centre.year(2026).late, "a late paper is one for good"
    life.act(PASS, date(2027, 1, 5))
    life.act(FORWARD, date(2027, 1, 5))
    life.act(GOOD, SPRING)
    assert life.centre.year(2026).late


@invariant(48)
def test_a_paper_received_on_the_last_day_is_in_time() -> None:
    life = CentreLife()
    life.act(SUMMARY, LAST)
    life.act(PASS, LAST)
    life.act(FORWARD, LAST)
    life.pass_days(SPRING)
    assert (life.stage_of("annual/2026"), life.centre.year(2026).late) == ("RECEIVED", False)


@invariant(47)
def test_a_year_has_one_result_and_only_where_there_was_a_centre() -> None:
    life = received(CentreLife())
    life.act(GOOD, SPRING)
    assert life.refused(GOOD, SPRING) == ["SC-13.3"]
    before = EvaluateCentre(year=2025, grade="GOOD", findings="好")
    assert "SC-13.3" in life.refused(before, SPRING)
    ahead = SubmitAnnualSummary(year=2028, summary="提前")
    [refusal] = life.refusals(ahead, SPRING)
    assert (refusal.fields, refusal.allowed.zh) == (("/year",), "2026 至 2027 年")


def test_an_overdue_year_may_be_evaluated_and_an_unfinished_one_may_not() -> None:
    life = CentreLife()
    life.act(SUMMARY, NOVEMBER)
    assert life.refused(GOOD, DECEMBER) == ["SC-13.3"]
    life.pass_days(NEW_YEAR)
    life.act(EvaluateCentre(year=2026, grade="POOR", findings="逾期"), SPRING)
    assert life.centre.year(2026).grade == "POOR"


@rule("SC-13.3", "IM-10.5")
def test_a_grade_is_one_of_the_regulation_s_scale() -> None:
    life = received(CentreLife())
    [refusal] = life.refusals(EvaluateCentre(year=2026, grade="A", findings="优"), SPRING)
    assert (refusal.fields, refusal.allowed.zh) == (("/grade",), "良好、一般、较差")


def test_years_follow_each_other_and_each_has_its_own_duties() -> None:
    """The same two officials act every year: what excludes two duties does so within a year."""
    life = received(CentreLife())
    life.act(GOOD, SPRING)
    for year in (2027, 2028):
        assert life.stage_of(f"annual/{year}") in (None, "OPEN")
        life.act(SubmitAnnualSummary(year=year, summary="总结"), date(year, 11, 20))
        assert life.stage_of(f"annual/{year}") == "SUBMITTED"
        life.act(AuditAnnualPaper(year=year, result="PASS", opinion="属实"), date(year, 12, 1))
        life.act(ForwardAnnualPaper(year=year), date(year, 12, 1))
        life.act(EvaluateCentre(year=year, grade="NORMAL", findings="一般"), date(year + 1, 3, 1))
    assert [one.key for one in life.centre.proceedings] == ["2026", "2027", "2028", "2029"]


def test_two_years_may_be_open_at_once() -> None:
    life = CentreLife()
    life.pass_days(NEW_YEAR)
    assert (life.stage_of("annual/2026"), life.stage_of("annual/2027")) == ("OVERDUE", "OPEN")
    life.act(SUMMARY, SPRING)
    life.act(SubmitAnnualSummary(year=2027, summary="总结"), SPRING)
    assert (life.stage_of("annual/2026"), life.stage_of("annual/2027")) == ("SUBMITTED",) * 2


@rule("IM-10.2", "IM-10.3", "IM-10.5")
def test_a_self_evaluation_goes_through_the_league_and_is_weighed_with_others() -> None:
    life = CentreLife(INNER_MONGOLIA)
    life.act(SELF, NOVEMBER)
    life.act(PASS, DECEMBER)
    life.act(FORWARD, DECEMBER)
    assert life.refused(GOOD, SPRING) == ["IM-10.5", "IM-10.5"]
    life.act(JOINT, SPRING)
    assert life.centre.year(2026).grade == "GOOD"
    assert life.refused(SUMMARY, SPRING) == ["IMPLICIT:step"]


@invariant(46)
@rule("IM-10.4")
def test_sent_straight_it_is_complete_with_the_copy_of_the_same_day() -> None:
    assert CentreLife(INNER_MONGOLIA).refused(STRAIGHT, NOVEMBER) == ["IMPLICIT:step"]
    life = CentreLife(INNER_MONGOLIA_DIRECT)
    life.act(STRAIGHT, NOVEMBER)
    assert life.refused(JOINT, NOVEMBER) == ["IM-10.5"]
    assert life.refused(COPY, DECEMBER) == ["IM-10.4"]
    life.act(STRAIGHT, DECEMBER)
    life.act(COPY, DECEMBER)
    assert life.stage_of("annual/2026") == "RECEIVED"


@invariant(46)
@rule("IM-10.4")
def test_whoever_may_send_straight_chooses_anew_every_year() -> None:
    life = CentreLife(INNER_MONGOLIA_DIRECT)
    life.act(SELF, NOVEMBER)
    assert life.stage_of("annual/2026") == "SUBMITTED"
    straight = SendPaperStraight(year=2027, summary="自我评价")
    life.act(straight, date(2027, 11, 20))
    assert life.stage_of("annual/2027") == "SENT_STRAIGHT"


@rule("SC-13.2")
@pytest.mark.parametrize(
    ("recognised", "first"), [(date(2026, 6, 30), "2026"), (date(2026, 7, 1), "2027")]
)
def test_a_centre_recognised_in_the_second_half_files_first_about_the_next_year(
    recognised: date, first: str
) -> None:
    times = {**SICHUAN.times, "RecogniseCentre": recognised}
    life = CentreLife(replace(SICHUAN, name=f"Sichuan {recognised}", times=times))
    life.pass_days(NEW_YEAR)
    terms = [one for one in life.centre.periods if one.name == "annual"]
    assert min(one.about for one in terms) == first
    assert {one.alerts for one in terms} == {(60, 30, 15, 5)}
    assert life.stage_of("annual/2026") == ("OVERDUE" if first == "2026" else None)
    assert life.stage_of("annual/2027") == "OPEN"
