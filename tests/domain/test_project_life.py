"""A project under construction: its milestones, its yearly self-check and evaluation, what follows
when it is unqualified, and the end of its construction period. Nothing of it is ever cancelled."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.form import Milestone
from domain.case import Command
from domain.centre.annual import SubmitAnnualSummary, SubmitSelfCheck
from domain.centre.assessing import FailRectification, InspectOnSite, PassRectification
from domain.centre.cancelling import CancelQualification
from domain.centre.cycle import EndCycle, EndProject, RenewCycle
from domain.centre.ends import ApplyToExit, ExitVoluntarily
from domain.centre.evaluating import AspectFound, EvaluateCentre
from domain.centre.milestones import MissMilestone, ReportMilestone
from domain.centre.rectifying import OrderRectification, SubmitRectificationReport
from domain.centre.restoring import RestoreQualification
from domain.claim.lifecycle import Claim
from domain.context import SYSTEM
from domain.running import NamedTerm
from projections import registry
from tests.domain.test_projects import PROJECT_NAME, another
from tests.support.asking import Ask, do, refused, state
from tests.support.centre_life import CENTRE, STREAM, CentreLife, just_made
from tests.support.centre_requests import in_its_words
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.roads import CITY_FORM, SUZHOU

DUE, OVER = date(2027, 6, 30), date(2027, 7, 1)
NOVEMBER, NEW_YEAR = date(2026, 11, 20), date(2027, 1, 1)
ORDERED, MAY, LIMIT, JULY = date(2027, 2, 1), date(2027, 4, 6), date(2027, 5, 31), date(2027, 6, 1)
CYCLE_OVER = date(2029, 3, 4)
DONE = ReportMilestone(number=1, report="平台已建成")
SELF_CHECK = SubmitSelfCheck(year=2026, summary="自查自纠")
PLAIN = EvaluateCentre(
    year=2026, grade="QUALIFIED", findings="运行良好", joined_by=("苏州市财政局",), experts=5
)
QUALIFIED = in_its_words(PLAIN, SUZHOU.rules.text)
UNQUALIFIED = in_its_words(PLAIN, SUZHOU.rules.text, good=False)
ORDER = OrderRectification(
    grounds=("UNQUALIFIED",),
    items=("落实计划进度",),
    until=LIMIT,
    reason="不合格",
    served_on=ORDERED,
)
REPORT = SubmitRectificationReport(number=1, report="已整改")
VISIT = InspectOnSite(number=1, officials=("甲", "乙"), findings="属实", verified=(1,))
PASS = PassRectification(number=1, findings="合格")
FAIL = FailRectification(number=1, reason="未到位", served_on=JULY)
END = EndProject(reason="整改不合格", served_on=JULY)


def term(life: CentreLife, name: str, about: str = "") -> NamedTerm:
    found = life.centre.named_term(name, about)
    assert found and found.period
    return found


def unqualified() -> CentreLife:
    life = CentreLife(SUZHOU)
    life.act(SELF_CHECK, NOVEMBER)
    life.act(UNQUALIFIED, date(2027, 1, 20))
    return life


def failed() -> CentreLife:
    life = unqualified()
    for command, day in ((ORDER, ORDERED), (REPORT, MAY), (FAIL, JULY)):
        life.act(command, day)
    return life


@rule("SZ-19", "SZ-23")
def test_each_milestone_of_the_timetable_becomes_a_period_when_the_construction_begins() -> None:
    life = CentreLife(SUZHOU)
    due = term(life, "milestone", "1")
    assert due.period and (due.own_name, due.period.ends) == ("milestone/1", DUE)
    assert (due.then, due.alerts) == ("MissMilestone", (30, 15, 5))
    [one] = life.centre.milestones
    assert (one.title, one.due, one.reported_on) == ("平台建成", DUE, None)


@rule("SZ-23")
def test_a_milestone_that_is_reported_in_time_is_never_missed() -> None:
    life = CentreLife(SUZHOU)
    life.act(DONE, DUE)
    life.pass_days(OVER)
    assert life.stage_of("milestone/1") == "REPORTED" and term(life, "milestone", "1").over
    assert life.centre.milestones[0].reported_on == DUE
    assert life.refused(DONE, OVER) == ["SZ-23"], "once"


@rule("SZ-23")
def test_the_day_after_a_milestone_says_that_it_was_missed_and_it_may_still_be_reported() -> None:
    life = CentreLife(SUZHOU)
    life.pass_days(DUE)
    assert life.stage_of("milestone/1") is None
    life.pass_days(OVER)
    assert (life.stage_of("milestone/1"), life.centre.stage) == ("OVERDUE", "ACTIVE")
    life.act(DONE, OVER)
    assert life.stage_of("milestone/1") == "REPORTED"


@rule("SZ-23")
def test_what_the_timetable_does_not_have_is_not_reported() -> None:
    life = CentreLife(SUZHOU)
    [refusal] = life.refusals(ReportMilestone(number=2, report="好"), DUE)
    assert (refusal.fields, refusal.allowed.zh) == (("/number",), "进度时间表的各项：1 平台建成")
    assert life.refused(MissMilestone(number=1), DUE, SYSTEM) == ["SZ-23"]


@rule("SZ-23")
def test_what_was_due_before_the_construction_began_is_due_on_its_first_day() -> None:
    early = tuple(Milestone(title="平台", due=due) for due in (date(2026, 1, 31), DUE))
    road = replace(SUZHOU, name="early", fields={**CITY_FORM, "milestones": early})
    life = CentreLife(road)
    first, second = (term(life, "milestone", about) for about in ("1", "2"))
    assert first.period and first.period.ends == life.centre.started_on
    assert second.period and second.period.ends == DUE
    life.pass_days(date(2026, 4, 1))
    assert life.stage_of("milestone/1") == "OVERDUE"


@rule("SZ-24", "SZ-25")
def test_a_year_is_checked_by_the_centre_itself_and_evaluated_without_a_local_audit() -> None:
    life = CentreLife(SUZHOU)
    life.act(SELF_CHECK, NOVEMBER)
    assert life.stage_of("annual/2026") == "SUBMITTED"
    life.act(QUALIFIED, date(2027, 1, 20))
    assert life.stage_of("annual/2026") == "EVALUATED"
    assert life.centre.year(2026).grade == "QUALIFIED"
    assert life.refused(QUALIFIED, date(2027, 1, 20)) == ["SZ-25"]


@rule("SZ-24", "SZ-25")
def test_there_is_no_last_day_of_december_and_a_year_is_evaluated_without_a_self_check() -> None:
    life = CentreLife(SUZHOU)
    life.pass_days(NEW_YEAR)
    assert life.stage_of("annual/2026") is None and life.stage_of("annual/2027") == "OPEN"
    assert not [one for one in life.centre.periods if one.name == "annual"]
    life.act(QUALIFIED, date(2027, 2, 1))
    assert not life.centre.year(2026).late
    steps = {step.do for step in SUZHOU.rules.text.step}
    assert not {"AuditAnnualPaper", "ForwardAnnualPaper", "MissDeadline"} & steps
    summary = SubmitAnnualSummary(year=2027, summary="总结")
    assert life.refused(summary, date(2027, 2, 1)) == ["IMPLICIT:step"]


@rule("SZ-25")
def test_the_city_evaluates_with_other_units_and_with_experts_on_its_own_scale() -> None:
    alone = in_its_words(EvaluateCentre(year=2026, grade="GOOD", findings="好"), SUZHOU.rules.text)
    life = CentreLife(SUZHOU)
    fields = [one.fields for one in life.refusals(alone, NOVEMBER)]
    assert fields == [("/joined_by",), ("/experts",)]
    [refusal] = life.refusals(replace(QUALIFIED, grade="GOOD"), NOVEMBER)
    assert (refusal.rule, refusal.allowed.zh) == ("SZ-25", "合格、不合格")


@rule("SZ-01.1", "SZ-01.2", "SZ-01.3", "SZ-01.4", "SZ-01.5", "SZ-01.6", "SZ-02", "SZ-16", "SZ-23")
def test_an_evaluation_looks_into_each_goal_of_the_opinion_and_a_fund_is_optional() -> None:
    life = CentreLife(SUZHOU)
    goals = [f"SZ-01.{n}" for n in range(1, 7)]
    assert life.refused(PLAIN, NOVEMBER) == [*goals, "SZ-16", "SZ-23"]
    fund = AspectFound("产业投资基金", "联合专业资本")
    other = replace(QUALIFIED, aspects=(*aspects(), fund, AspectFound("规模", "大")))
    [refusal] = life.refusals(other, NOVEMBER)
    assert (refusal.rule, refusal.fields, refusal.asked.zh) == ("SZ-25", ("/aspects",), "规模")
    [twice] = life.refusals(replace(QUALIFIED, aspects=(*aspects(), fund, fund)), NOVEMBER)
    assert twice.asked.zh == "产业投资基金"
    [decided] = life.act(replace(QUALIFIED, aspects=(*aspects(), fund)), NOVEMBER)
    assert fund in decided.record.event.aspects  # type: ignore[attr-defined]


def aspects() -> tuple[AspectFound, ...]:
    assert isinstance(QUALIFIED, EvaluateCentre)
    return QUALIFIED.aspects


@rule("SZ-27", "IMPLICIT:rectification")
def test_only_an_unqualified_centre_is_ordered_to_rectify_and_the_order_gives_the_limit() -> None:
    good = CentreLife(SUZHOU)
    good.act(QUALIFIED, NOVEMBER)
    [refusal] = good.refusals(ORDER, ORDERED)
    assert (refusal.rule, refusal.asked.zh) == ("SZ-27", "没有“不合格”的评价")
    life = unqualified()
    life.act(ORDER, ORDERED)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("RECTIFYING", "ORDERED")
    limit = term(life, "rectification", "1").period
    assert limit and limit.ends == LIMIT
    assert SUZHOU.rules.text.period["rectification"].rule == "IMPLICIT:rectification"
    for command in (REPORT, VISIT, PASS):
        life.act(command, MAY)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("ACTIVE", "PASSED")


@invariant(39)
@rule("SZ-27", "IMPLICIT:project-end")
def test_a_failed_rectification_may_end_the_project_and_cancels_nothing() -> None:
    life = unqualified()
    life.act(ORDER, ORDERED)
    assert life.refused(END, MAY) == ["IMPLICIT:project-end"], "not assessed yet"
    life = failed()
    cancel = CancelQualification(
        ground="RECTIFICATION_FAILED", rectification=1, reason="不合格", served_on=JULY
    )
    assert life.refused(cancel, JULY) == ["IMPLICIT:step"]
    life.act(END, JULY)
    assert (life.centre.stage, life.centre.final) == ("ENDED", True)
    row = rows_of(life.world, "registry")[CENTRE]
    assert (row.status, row.reason, registry.is_active(row)) == ("ENDED", "整改不合格", False)
    terms = [one for one in life.centre.periods if one.name == "remedy"]
    assert len(terms) == 3, "against the order, the assessment and the end"


@invariant(64)
@rule("SZ-27")
def test_a_project_whose_end_was_reversed_goes_on_where_it_stood() -> None:
    life = failed()
    before = life.centre
    life.act(END, JULY)
    life.act(RestoreQualification(of=(life.centre.version,), reason="复议撤销"), JULY)
    assert (life.centre.stage, life.centre.final) == (before.stage, False)
    assert life.stage_of("rectification/1") == "FAILED"
    assert not term(life, "milestone", "1").stands_still


def name_holder(life: CentreLife) -> str | None:
    held = life.world.case("claims", PROJECT_NAME)
    assert isinstance(held, Claim)
    return held.holder


@invariant(29, 64)
@rule("SZ-27")
def test_the_name_of_a_project_is_free_once_it_has_ended_and_its_own_when_it_is_restored() -> None:
    life = beside_another()
    assert refused(life.world, ask("SubmitToPartyGroup"), JULY) == ["SZ-22"]
    life.act(END, JULY)
    restore = RestoreQualification(of=(life.centre.version,), reason="复议撤销")
    assert name_holder(life) is None
    restored = CentreLife(SUZHOU, life.world)
    restored.act(restore, JULY)
    assert name_holder(restored) == "centres/a1"
    for name in ("SubmitToPartyGroup", "ApproveByPartyGroup"):
        do(life.world, ask(name), JULY)
    assert name_holder(life) == "applications/a2"
    [refusal] = life.refusals(restore, JULY)
    assert "applications/a2" in refusal.asked.zh


def beside_another() -> CentreLife:
    """A project that has failed, and another of the same name that was reviewed."""
    life = failed()
    another(life.world, "CompleteExpertReview", SUZHOU.form().proposed_name or "")
    return life


def ask(name: str) -> Ask:
    """An act on the other project."""
    return SUZHOU.asks[name].on("a2")


@invariant(29)
@rule("SZ-22")
@pytest.mark.parametrize("acts", [(ApplyToExit(reason="调整"), ExitVoluntarily(note="已结清"))])
def test_a_project_that_leaves_frees_its_name(acts: tuple[Command, ...]) -> None:
    life = CentreLife(SUZHOU)
    for act in acts:
        life.act(act, MAY)
    assert (life.centre.stage, name_holder(life)) == ("EXITED", None)


@rule("SZ-22")
def test_what_ended_before_names_were_freed_gives_its_name_to_the_next_that_asks() -> None:
    life = beside_another()
    life.act(END, JULY)
    kept = f"claims/{PROJECT_NAME}"
    held = replace(life.world.states[kept], stage="HELD", holder="applications/a1")
    life.world.states[kept] = held
    do(life.world, ask("SubmitToPartyGroup"), JULY)
    assert name_holder(life) is None
    do(life.world, ask("ApproveByPartyGroup"), JULY)
    assert name_holder(life) == "applications/a2"


@invariant(42)
@rule("SZ-18", "IMPLICIT:final-review")
def test_the_construction_period_is_three_years_and_ends_in_a_final_review() -> None:
    life = CentreLife(SUZHOU)
    cycle, started = term(life, "cycle").period, life.centre.started_on
    assert cycle and started and cycle.ends == started.replace(year=started.year + 3)
    life.pass_days(cycle.ends)
    assert life.centre.stage == "ACTIVE"
    other = CentreLife(SUZHOU, life.world)
    life.act(RenewCycle(findings="验收合格"), CYCLE_OVER)
    assert life.centre.stage == "ACTIVE"
    other.act(EndCycle(reason="验收，建设期满", served_on=CYCLE_OVER), CYCLE_OVER)
    assert other.centre.stage == "ENDED"
    assert SUZHOU.rules.stage_called("CYCLE_REVIEW").zh == "期满验收中"


@invariant(42)
@rule("SZ-18")
@pytest.mark.parametrize(
    ("approved", "started", "ends"),
    [
        (date(2028, 2, 29), date(2028, 3, 6), date(2031, 2, 28)),
        (date(2026, 3, 6), date(2026, 4, 7), date(2029, 3, 6)),
    ],
)
def test_the_construction_period_counts_from_the_approval(
    approved: date, started: date, ends: date
) -> None:
    world = SUZHOU.at("SubmitToPartyGroup")
    do(world, SUZHOU.asks["ApproveByPartyGroup"], on=approved)
    do(world, SUZHOU.asks["StartConstruction"], on=started)
    case: Any = state(world, stream=STREAM)
    assert case.started_on == started
    assert case.named_term("cycle").period.ends == ends
    assert world.replayed(STREAM, CENTRE) == case


@rule("SZ-18", "SZ-27")
def test_a_project_under_rectification_at_the_end_of_its_period_waits_for_the_assessment() -> None:
    life = CentreLife(SUZHOU)
    poor = replace(UNQUALIFIED, year=2028)
    life.act(poor, date(2029, 1, 10))
    ordered = date(2029, 2, 1)
    order = replace(ORDER, until=date(2029, 5, 31), served_on=ordered)
    life.act(order, ordered)
    for command in (REPORT, VISIT, PASS):
        life.act(command, date(2029, 4, 2))
    life.pass_days(date(2029, 4, 3))
    assert life.centre.stage == "CYCLE_REVIEW"


@invariant(18, 39)
def test_the_file_of_a_project_has_no_step_of_a_recognised_centre() -> None:
    steps = {step.do: step for step in SUZHOU.rules.text.step if step.stream == STREAM}
    absent = {"CancelQualification", "NotifyIntendedCancellation", "AnnulRecognition"}
    absent |= {"RevokeForChangedCircumstances", "WithdrawPlaque", "StopUsingName"}
    absent |= {"OpenCentreFile", "RecommendToNational", "RegisterBranch"}
    absent |= {"PublishServiceCatalogue", "FileYearlyServicePlan", "AssignSpecialTask"}
    absent |= {"PublishTypicalCase", "PublishPriceList", "RecordLocalSupervision"}
    assert not absent & steps.keys()
    assert not {"CANCELLED", "ANNULLED"} & {end for step in steps.values() for end in step.leads_to}
    assert SUZHOU.rules.text.cancel == ()
    assert just_made(SUZHOU).case(STREAM, CENTRE).recognised_on is None  # type: ignore[attr-defined]
