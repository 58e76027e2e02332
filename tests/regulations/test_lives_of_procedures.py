"""The life after recognition on each shipped procedure, under a regulation begun as an officer
would: with a local audit where another organ recommends, and without one where none does."""

from datetime import date
from functools import cache

import pytest

from domain.centre.annual import AuditAnnualPaper, ForwardAnnualPaper, SubmitAnnualSummary
from domain.centre.evaluating import EvaluateCentre
from tests.support.centre_life import CentreLife
from tests.support.drafted import PROVINCES
from tests.support.road import Road
from tests.support.roads import FIVE_DAYS

NOVEMBER, SPRING = date(2026, 11, 20), date(2027, 3, 1)
SUMMARY = SubmitAnnualSummary(year=2026, summary="总结")
AUDIT = AuditAnnualPaper(year=2026, result="PASS", opinion="属实")
FORWARD = ForwardAnnualPaper(year=2026)
GOOD = EvaluateCentre(year=2026, grade="GOOD", findings="良好")


@cache
def road_on(procedure: str) -> Road:
    province = next(one for one in PROVINCES if one.like == procedure)
    text = province.file().text or ""
    return Road(f"on {procedure}", text, province.channel, province.place, FIVE_DAYS)


@pytest.mark.parametrize("procedure", ["two_tiers", "three_tiers"])
def test_the_organ_that_recommends_audits_the_yearly_paper(procedure: str) -> None:
    life = CentreLife(road_on(procedure))
    life.act(SUMMARY, NOVEMBER)
    assert life.refused(GOOD, NOVEMBER) == ["IMPLICIT:evaluation"]
    [audited] = life.act(AUDIT, NOVEMBER)
    assert audited.record.context.actor.role == "PREF"
    life.act(FORWARD, NOVEMBER)
    life.act(GOOD, SPRING)
    assert life.stage_of("annual/2026") == "EVALUATED"


def test_where_one_organ_does_everything_it_has_the_paper_at_once() -> None:
    life = CentreLife(road_on("one_tier"))
    for command in (AUDIT, FORWARD):
        assert life.refused(command, NOVEMBER) == ["IMPLICIT:step"]
    life.act(SUMMARY, NOVEMBER)
    assert life.stage_of("annual/2026") == "RECEIVED"
    life.pass_days(SPRING)
    assert not life.centre.year(2026).late
    life.act(GOOD, SPRING)
    assert life.stage_of("annual/2026") == "EVALUATED"


def test_a_late_paper_is_one_there_too() -> None:
    life = CentreLife(road_on("one_tier"))
    life.pass_days(SPRING)
    assert life.stage_of("annual/2026") == "OVERDUE"
    life.act(SUMMARY, SPRING)
    assert life.centre.year(2026).late and life.stage_of("annual/2026") == "RECEIVED"


def test_a_project_has_no_day_by_which_a_paper_is_due() -> None:
    life = CentreLife(road_on("project"))
    life.pass_days(SPRING)
    names = {one.name for one in life.centre.periods}
    assert "annual" not in names and {"year", "cycle"} <= names
    assert life.stage_of("annual/2027") == "OPEN"
