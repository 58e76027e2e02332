"""What a centre's year lacks is told by the rule that wants it, and recorded with the evaluation.
Domain.md 2.4; SC 4, 11, IM 4, 12, N-06."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.centre.activities import ProjectProgress, Recipient, RecordActivity
from domain.centre.evaluating import CentreEvaluated
from domain.centre.offering import (
    FileYearlyServicePlan,
    OfferedService,
    PublishServiceCatalogue,
)
from domain.centre.year_alerts import alerts
from domain.regulation.rules import rules_of
from domain.regulation.serving import ActivityKind
from tests.support.centre_life import CentreLife
from tests.support.centre_requests import REQUESTS, SPRING
from tests.support.centre_road import before
from tests.support.citing import rule
from tests.support.regulations import COMPLETE
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN

BOTH = [pytest.param(SICHUAN, id="SC"), pytest.param(INNER_MONGOLIA, id="IM")]
END, JUNE = date(2026, 12, 31), date(2026, 6, 1)
CATALOGUE = PublishServiceCatalogue(
    services=(OfferedService("专利导航", "中小企业"),), published_at="中心网站"
)
OBLIGATORY = {
    "SC": {f"SC-04.{n}" for n in range(1, 9)} | {"SC-11.1", "SC-11.2"},
    "IM": {f"IM-04.{n}" for n in (1, 2, 3, 4, 6, 7, 8)} | {"IM-12"},
}


def told(life: CentreLife, day: date) -> list[str]:
    """The rules of the alerts on a day."""
    return [one.rule for one in alerts(life.centre, life.road.rules, day)]


def did(life: CentreLife, area: str, kind: ActivityKind, on: date = JUNE, **more: object) -> None:
    command = RecordActivity(
        duty_area=area,
        activity=kind,
        title="活动",
        held_on=on,
        summary="情况",
        **more,  # type: ignore[arg-type]
    )
    life.act(command, max(on, life.centre.last_day))


@rule("SC-04.1", "SC-04.4", "SC-04.5", "SC-04.6", "SC-04.8", "SC-04.9", "SC-04.10")
@rule("IM-04.1", "IM-04.4", "IM-04.5", "IM-04.6", "IM-04.8", "IM-04.9")
@pytest.mark.parametrize("road", BOTH)
def test_a_year_in_which_nothing_was_done_names_the_rule_of_every_duty(road: Road) -> None:
    """But for those that the text leaves open: where conditions allow, explored, others."""
    assert set(told(CentreLife(road), END)) == OBLIGATORY[road.code]
    assert not any("-04" in one for one in told(CentreLife(road), END - timedelta(days=1)))


@rule("SC-11.1", "IM-12")
@pytest.mark.parametrize("road", BOTH)
def test_a_catalogue_is_missed_from_the_day_after_its_term_until_there_is_one(road: Road) -> None:
    life, own = CentreLife(road), {"SC": "SC-11.1", "IM": "IM-12"}[road.code]
    last = (life.centre.began_on or END) + timedelta(days=90)
    life.act(FileYearlyServicePlan(year=2026, plan="计划"), date(2026, 5, 6))
    assert told(life, last) == []
    assert told(life, last + timedelta(days=1)) == [own]
    life.act(CATALOGUE, last + timedelta(days=5))
    assert told(life, last + timedelta(days=4)) == [own]
    assert told(life, last + timedelta(days=5)) == []


@rule("SC-11.2", "IM-12")
@pytest.mark.parametrize("road", BOTH)
def test_a_plan_is_missed_after_the_day_of_the_year_by_which_it_is_due(road: Road) -> None:
    life, own = CentreLife(road), {"SC": "SC-11.2", "IM": "IM-12"}[road.code]
    life.act(CATALOGUE, JUNE)
    assert told(life, date(2027, 3, 31)) == []
    assert told(life, date(2027, 4, 1)) == [own]
    life.act(FileYearlyServicePlan(year=2027, plan="计划"), date(2027, 4, 2))
    assert told(life, date(2027, 4, 2)) == []


@rule("SC-04.2", "IM-04.2")
@pytest.mark.parametrize("road", BOTH)
def test_events_and_lists_are_wanted_every_year_where_the_text_says_regularly(road: Road) -> None:
    life, own = CentreLife(road), f"{road.code}-04.2"
    did(life, "2", "SERVICE")
    assert told(life, END).count(own) == (2 if road.code == "SC" else 1)
    did(life, "2", "EVENT")
    did(life, "2", "SUPPLY_AND_DEMAND")
    assert own not in told(life, END)


@rule("SC-04.7", "IM-04.7")
@pytest.mark.parametrize("road", BOTH)
def test_a_work_plan_for_the_industry_is_wanted_once(road: Road) -> None:
    life, own = CentreLife(road), f"{road.code}-04.7"
    did(life, "7", "SERVICE")
    assert own in told(life, END)
    did(life, "7", "WORK_PLAN")
    assert own not in told(life, END)
    did(life, "7", "SERVICE", on=date(2027, 5, 6))
    assert own not in told(life, date(2027, 12, 31))


@rule("SC-04.3", "IM-04.3")
@pytest.mark.parametrize("road", BOTH)
def test_a_project_that_nobody_followed_for_a_year_is_told_until_it_is_over(road: Road) -> None:
    life, own, next_end = CentreLife(road), f"{road.code}-04.3", date(2027, 12, 31)
    did(life, "3", "PROJECT", project=ProjectProgress("电池项目", "MATCHED"))
    did(life, "3", "SERVICE", on=date(2027, 5, 6))
    assert (own in told(life, END), own in told(life, next_end)) == (False, True)
    over = ProjectProgress("电池项目", "CONCLUDED")
    did(life, "3", "PROJECT", on=date(2027, 6, 1), project=over)
    assert own not in told(life, next_end)


@rule("SC-03", "IM-03")
@pytest.mark.parametrize("road", BOTH)
def test_a_centre_that_serves_nobody_but_its_builder_is_told_so(road: Road) -> None:
    life, own = CentreLife(road), f"{road.code}-03"
    did(life, "8", "SERVICE", recipients=(Recipient("本公司", related=True),))
    assert own in told(life, END)
    did(life, "8", "SERVICE", recipients=(Recipient("某小企业"),))
    assert own not in told(life, END)


@rule("N-03", "N-04", "N-05", "N-06", "N-17")
def test_the_national_file_has_its_five_areas_and_special_services_beside_the_fifth() -> None:
    text = rules_of(COMPLETE["national_assumed.toml"]).text
    assert {one.rule for one in text.duty if one.alert} == {"N-03"}
    assert {one.code: one.rule for one in text.duty if not one.alert} == {
        "5a": "N-04",
        "5b": "N-05",
    }
    assert text.serving and text.serving.external_rule == "N-06"
    assert [one.rule for one in text.section if one.of == "supervision"] == ["N-17"]


@rule("SZ-01.1", "SZ-01.2", "SZ-01.3", "SZ-01.4", "SZ-01.5", "SZ-01.6")
def test_the_six_aims_of_a_project_are_areas_of_activity_and_sections_of_its_paper() -> None:
    text = rules_of(COMPLETE["suzhou.toml"]).text
    aims = [f"SZ-01.{n}" for n in range(1, 7)]
    assert [one.rule for one in text.duty if one.alert] == aims
    assert [one.rule for one in text.section if not one.obligatory] == aims


@rule("SC-13.3", "IM-10.5")
@pytest.mark.parametrize("road", BOTH)
def test_an_evaluation_records_what_the_year_lacked_on_its_last_day(road: Road) -> None:
    life = before(road, "EvaluateCentre")
    command, _ = REQUESTS["EvaluateCentre"]
    [decided] = life.act(command, SPRING)
    event = decided.record.event
    assert isinstance(event, CentreEvaluated)
    assert event.alerts == alerts(life.centre, road.rules, END)
    assert {one.rule for one in event.alerts} == OBLIGATORY[road.code]
    assert all(one.zh and one.en for one in event.alerts)


@pytest.mark.parametrize("road", BOTH)
def test_a_first_year_without_a_paper_owes_no_duties(road: Road) -> None:
    centre = replace(CentreLife(road).centre, recognised_on=date(2026, 7, 1))
    catalogue = {"SC": "SC-11.1", "IM": "IM-12"}[road.code]
    assert [one.rule for one in alerts(centre, road.rules, END)] == [catalogue]
