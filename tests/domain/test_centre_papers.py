"""What a centre files and does beside its yearly paper: catalogue, plan, prices, activities, tasks,
supervision, and what a bureau publishes of it. Domain.md 2.3 C04 to C06, C20."""

from datetime import date
from typing import Any

import pytest

from domain.centre.activities import ProjectProgress, Recipient, RecordActivity
from domain.centre.annual import SubmitAnnualSummary
from domain.centre.evaluating import EvaluateCentre
from domain.centre.offering import (
    FileYearlyServicePlan,
    OfferedProduct,
    OfferedService,
    PublishPriceList,
    PublishServiceCatalogue,
)
from domain.centre.promoting import PublishTypicalCase
from domain.centre.rectifying import OrderRectification
from domain.centre.sections import Section
from domain.centre.supervising import (
    AssignSpecialTask,
    RecordLocalSupervision,
    RecordSupervision,
)
from domain.centre.upward import RecommendToNational
from domain.hold.lifecycle import Hold
from tests.support.centre_life import CentreLife
from tests.support.centre_requests import REQUESTS
from tests.support.centre_road import before
from tests.support.citing import invariant, rule
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN
from tests.support.world import claim

JUNE, JULY, NOVEMBER, SPRING = (
    *(date(2026, 6, 1), date(2026, 7, 10), date(2026, 11, 20)),
    date(2027, 3, 1),
)
BOTH = [pytest.param(SICHUAN, id="SC"), pytest.param(INNER_MONGOLIA, id="IM")]
CATALOGUE = PublishServiceCatalogue(
    services=(OfferedService("专利导航", "中小企业"),), published_at="中心网站"
)
PLAN = FileYearlyServicePlan(year=2026, plan="十二场培训")
PRICES = PublishPriceList(products=(OfferedProduct("专利检索", "每件3000元"),), published_at="网站")
TASK = AssignSpecialTask(title="专利转化专项", task="促成转化十项")
MODEL = PublishTypicalCase(title="以专利池带动产业", story="做法和成效", cleared_by="李某")
UPWARD = RecommendToNational(achievements="促成转化四十项")


def activity(area: str = "2", kind: str = "EVENT", **more: Any) -> RecordActivity:
    usual = {"title": "对接会", "held_on": JUNE, "summary": "二十家单位参加", "delivery": "OWN"}
    return RecordActivity(duty_area=area, activity=kind, **(usual | more))  # type: ignore[arg-type]


def evaluated(road: Road, grade: str) -> CentreLife:
    """A centre whose first year was evaluated so."""
    life = before(road, "EvaluateCentre")
    usual, _ = REQUESTS["EvaluateCentre"]
    assert isinstance(usual, EvaluateCentre)
    life.act(EvaluateCentre(**{**fields(usual), "grade": grade}), SPRING)
    return life


def fields(command: EvaluateCentre) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__struct_fields__}


@rule("SC-11.1", "IM-12")
@pytest.mark.parametrize("road", BOTH)
def test_each_catalogue_of_services_is_a_version_of_its_own(road: Road) -> None:
    life = CentreLife(road)
    [first] = life.act(CATALOGUE, JUNE)
    [second] = life.act(CATALOGUE, JULY)
    numbers = [one.record.event.catalogue_version for one in (first, second)]  # type: ignore[attr-defined]
    assert numbers == [1, 2]
    kept = life.centre.catalogue
    assert kept and (kept.number, kept.first_on, kept.published_on) == (2, JUNE, JULY)
    assert life.centre.stage == "ACTIVE"


@rule("SC-11.2", "IM-12")
@pytest.mark.parametrize("road", BOTH)
def test_there_is_one_plan_of_services_for_each_year(road: Road) -> None:
    life, own = CentreLife(road), {"SC": "SC-11.2", "IM": "IM-12"}[road.code]
    life.act(PLAN, JUNE)
    assert life.refused(PLAN, JULY) == [own]
    assert life.refused(FileYearlyServicePlan(year=2025, plan="旧"), JULY) == [own]
    assert life.refused(FileYearlyServicePlan(year=2028, plan="远"), JULY) == [own]
    life.act(FileYearlyServicePlan(year=2027, plan="明年"), NOVEMBER)
    assert [life.centre.year(year).plan_on for year in (2026, 2027)] == [JUNE, NOVEMBER]


@rule("SC-12")
def test_prices_are_published_in_sichuan_alone_and_are_a_condition_of_nothing() -> None:
    life = CentreLife()
    life.act(PRICES, JUNE)
    assert life.centre.priced_on == JUNE
    assert CentreLife(INNER_MONGOLIA).refused(PRICES, JUNE) == ["IMPLICIT:step"]


@rule("IMPLICIT:activity")
@rule("SC-04", "SC-04.2", "SC-04.8")
def test_activities_are_counted_by_area_and_year_with_how_they_were_carried_out() -> None:
    life = CentreLife()
    served = (Recipient("甲公司"), Recipient("甲公司"), Recipient("本公司", related=True))
    life.act(activity(recipients=served, head_count=40), JUNE)
    life.act(activity(delivery="PURCHASED", public_service=True), JULY)
    life.act(activity("8", "TRAINING", head_count=30, delivery="JOINT"), JULY)
    one, other = life.centre.year(2026).activities
    assert (one.times, one.public_services, one.head_count, one.served, one.external) == (
        2,
        1,
        40,
        2,
        1,
    )
    assert (other.duty_area, other.activity, other.head_count) == ("8", "TRAINING", 30)


@rule("SC-04")
def test_a_way_of_delivery_is_asked_where_the_text_names_some_and_nowhere_else() -> None:
    sichuan, mongolia = CentreLife(), CentreLife(INNER_MONGOLIA)
    unsaid = activity(delivery=None)
    asked = sichuan.asked(unsaid, JUNE) | {"command": unsaid}
    [refusal] = sichuan.world.refusals(**asked)
    assert refusal.rule == "SC-04"
    assert mongolia.refused(activity(), JUNE) == ["IMPLICIT:activity"]
    mongolia.act(activity(delivery=None), JUNE)
    assert refusal.fields == ("/delivery",) and "购买专业服务" in refusal.allowed.zh


@rule("SC-04.10", "IM-04.9")
def test_an_activity_lies_in_an_area_of_the_text_and_on_a_day_of_the_centre() -> None:
    life, mongolia = CentreLife(), CentreLife(INNER_MONGOLIA)
    life.act(activity("10", "SERVICE"), JUNE)
    assert mongolia.refused(activity("10", delivery=None), JUNE) == ["IMPLICIT:activity"]
    assert life.refused(activity(held_on=date(2026, 1, 1)), JUNE) == ["SC-04"]
    assert life.refused(activity(held_on=JULY), JUNE) == ["SC-04"]


@rule("SC-04.3", "IM-04.3")
def test_a_project_is_followed_by_its_stages_and_the_latest_day_counts() -> None:
    life = CentreLife()
    for day, stage in ((JULY, "CONTRACTED"), (JUNE, "MATCHED")):
        progress = ProjectProgress("电池项目", stage)  # type: ignore[arg-type]
        life.act(activity("3", "PROJECT", held_on=day, project=progress), JULY)
    [kept] = life.centre.projects
    assert (kept.project_stage, kept.followed_on) == ("CONTRACTED", JULY)
    assert life.refused(activity("3", "PROJECT"), JULY) == ["SC-04"]


@rule("SC-10", "IM-09")
def test_a_special_task_cites_both_articles_where_one_refers_to_the_wrong_one() -> None:
    [sichuan] = CentreLife().act(TASK, JUNE)
    [flag] = sichuan.record.flags
    assert (flag.code, flag.rule) == ("RULE_AMBIGUITY", "SC-10")
    assert "第三条" in flag.zh and "第四条" in flag.zh
    [mongolia] = CentreLife(INNER_MONGOLIA).act(TASK, JUNE)
    assert (mongolia.record.flags, mongolia.record.basis[0]) == ((), "IM-09")


@rule("SC-03", "SC-06.2", "SC-16", "SC-17", "IM-03", "IM-06.2", "IM-16", "IM-17")
@pytest.mark.parametrize(
    ("road", "guided"), [(SICHUAN, ["SC-17"]), (INNER_MONGOLIA, ["IM-16", "IM-17"])]
)
@rule("IMPLICIT:guidance")
def test_both_bureaus_record_what_they_found_and_under_which_provisions_they_guided(
    road: Road, guided: list[str]
) -> None:
    life = CentreLife(road)
    said = tuple(Section(one, "引导开展专利转化") for one in guided)
    life.act(RecordSupervision(findings="运行正常", advice="加强培训"), JUNE)
    local = RecordLocalSupervision(findings="人员到位", advice="加强合作", sections=said)
    [record] = life.act(local, JUNE)
    assert [one.rule for one in record.record.event.sections] == guided  # type: ignore[attr-defined]
    other = RecordLocalSupervision(findings="正常", advice="无", sections=(Section("X-1", "无"),))
    assert life.refused(other, JUNE) == [record.record.basis[0]]


@rule("SC-09", "SC-04.1", "SC-16")
def test_a_yearly_paper_may_not_leave_out_what_the_text_makes_a_duty() -> None:
    life = CentreLife()
    own, other = Section("SC-09", "修订了五项制度"), Section("SC-16", "与三家平台合作")
    paper = SubmitAnnualSummary(year=2026, summary="总结", sections=(own, other))
    assert life.refused(paper, NOVEMBER) == ["SC-04.1"]
    whole = SubmitAnnualSummary(
        year=2026, summary="总结", sections=(own, Section("SC-04.1", "组建联合体"))
    )
    [record] = life.act(whole, NOVEMBER)
    assert len(record.record.event.sections) == 2  # type: ignore[attr-defined]


@rule("SC-13.4", "IM-10.6", "SC-14", "IM-14")
@invariant(40)
@pytest.mark.parametrize("road", BOTH)
def test_only_the_best_grade_is_published_as_a_model_or_recommended(road: Road) -> None:
    model, upward = {"SC": ("SC-13.4", "SC-14"), "IM": ("IM-10.6", "IM-14")}[road.code]
    for life in (CentreLife(road), evaluated(road, "NORMAL")):
        assert life.refused(MODEL, SPRING) == [model]
        assert life.refused(UPWARD, SPRING) == [upward]
    good = evaluated(road, "GOOD")
    good.act(MODEL, SPRING)
    good.act(UPWARD, SPRING)


@rule("SC-13.4", "IM-10.6")
@pytest.mark.parametrize("road", BOTH)
def test_a_model_is_cleared_of_persons_by_somebody_with_a_name(road: Road) -> None:
    model = PublishTypicalCase(title="以专利池带动产业", story="做法", cleared_by="　")
    [refusal] = evaluated(road, "GOOD").refusals(model, SPRING)
    assert refusal.fields == ("/cleared_by",)


@invariant(40)
@pytest.mark.parametrize("road", BOTH)
def test_nothing_is_promoted_under_rectification_or_while_an_inquiry_is_open(road: Road) -> None:
    life = evaluated(road, "GOOD")
    held = CentreLife(road, life.world)
    name = f"holds/{claim('hold', held.centre.owner)}"
    held.world.states[name] = Hold(stage="HELD", inquiries=("violations/v1",), organs=("x",))
    assert held.refused(MODEL, SPRING) == held.refused(UPWARD, SPRING) == ["IMPLICIT:hold"]
    order = OrderRectification(
        grounds=("DUTIES",),
        items=("一",),
        until=JULY.replace(year=2027),
        reason="怠于履职",
        served_on=SPRING,
    )
    life.act(order, SPRING)
    for command in (MODEL, UPWARD):
        assert {one.kind for one in life.refusals(command, SPRING)} == {"stage"}
