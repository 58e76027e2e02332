"""A national centre after its recognition, under the labelled assumed procedure: a cycle of three
years, evaluation, exit, commendation. Under the text at hand all of that is unknown, not absent."""

from datetime import date, timedelta

import pytest

from domain.centre.annual import AuditAnnualPaper, ForwardAnnualPaper, SubmitAnnualSummary
from domain.centre.cancelling import CancelQualification
from domain.centre.commending import CommendCentre
from domain.centre.cycle import EndCycle, RenewCycle
from domain.centre.ends import EndByDissolution
from domain.centre.evaluated_out import ExitOnEvaluation
from domain.centre.evaluating import EvaluateCentre
from domain.centre.rectifying import OrderRectification
from domain.centre.restoring import RestoreQualification
from domain.context import Actor
from domain.refusal import RuleUnknown
from tests.support.centre_life import CENTRE, STREAM, CentreLife
from tests.support.citing import invariant, rule
from tests.support.national import (
    ASSUMED,
    CHINA,
    CNIPA,
    NATIONAL,
    REPLIED,
    assumed_road,
    national_world,
)
from tests.support.world import DAY

NOVEMBER, DECEMBER, SPRING = date(2026, 11, 20), date(2026, 12, 10), date(2027, 3, 1)
SUMMARY = SubmitAnnualSummary(year=2026, summary="总结")
AUDIT = AuditAnnualPaper(year=2026, result="PASS", opinion="属实")
COMMEND = CommendCentre(achievements="成效突出")
LEAVE = ExitOnEvaluation(year=2026, reason="达不到要求", served_on=SPRING)
ASSUMED_STEPS = {step.do for step in ASSUMED.text.step}
UNKNOWN_ENDS = {"CancelQualification", "RenewCycle", "EndCycle", "ExitVoluntarily"}


def evaluated(grade: str) -> CentreLife:
    life = CentreLife(assumed_road())
    life.act(SUMMARY, NOVEMBER)
    life.act(AUDIT, DECEMBER)
    life.act(ForwardAnnualPaper(year=2026), DECEMBER)
    life.act(EvaluateCentre(year=2026, grade=grade, findings="评价"), SPRING)
    return life


@invariant(42)
@rule("N-14")
def test_a_national_cycle_is_three_years_and_its_end_is_a_review_and_no_loss() -> None:
    life = CentreLife(assumed_road())
    cycle = life.centre.named_term("cycle")
    assert cycle and cycle.period and life.centre.recognised_on
    recognised = life.centre.recognised_on
    assert cycle.period.ends == recognised.replace(year=recognised.year + 3)
    life.pass_days(cycle.period.ends)
    assert life.centre.stage == "ACTIVE"
    over = cycle.period.ends + timedelta(days=1)
    life.pass_days(over)
    assert (life.centre.stage, life.centre.final) == ("CYCLE_REVIEW", False)
    other = CentreLife(life.road, life.world)
    life.act(RenewCycle(findings="良好"), over)
    assert life.centre.stage == "ACTIVE"
    other.act(EndCycle(reason="未达到要求", served_on=over), over)
    assert other.centre.stage == "ENDED"


@rule("N-15", "N-20")
def test_the_province_audits_and_cnipa_evaluates() -> None:
    life = evaluated("GOOD")
    assert life.centre.year(2026).grade == "GOOD"
    acts = life.world.histories[f"{STREAM}/{CENTRE}"]
    roles = {type(one.command).__name__: one.context.actor.role for one in acts}
    assert (roles["AuditAnnualPaper"], roles["EvaluateCentre"]) == ("PROV", "CNIPA")


@rule("N-20")
def test_only_an_evaluation_below_the_requirement_lets_cnipa_end_a_centre() -> None:
    good = evaluated("GOOD")
    [refusal] = good.refusals(LEAVE, SPRING)
    assert (refusal.rule, refusal.fields) == ("N-20", ("/year",))
    assert (refusal.asked.zh, refusal.allowed.zh) == ("2026年度：良好", "较差")
    other = ExitOnEvaluation(year=2025, reason="未评价", served_on=SPRING)
    assert [one.asked.zh for one in good.refusals(other, SPRING)] == ["2025年度：未评价"]
    poor = evaluated("POOR")
    poor.act(LEAVE, SPRING)
    assert (poor.centre.stage, poor.centre.final) == ("EXITED", True)


@invariant(64)
@rule("N-20")
def test_a_centre_whose_exit_was_reversed_is_active_again() -> None:
    life = evaluated("POOR")
    life.act(LEAVE, SPRING)
    life.act(RestoreQualification(of=(life.centre.version,), reason="复议撤销"), SPRING)
    assert (life.centre.stage, life.centre.final) == ("ACTIVE", False)
    cycle = life.centre.named_term("cycle")
    assert cycle and not cycle.stands_still


@rule("N-20")
def test_a_poor_evaluation_is_the_only_ground_of_a_rectification() -> None:
    order = OrderRectification(
        grounds=("POOR_EVALUATION",),
        items=("一",),
        until=date(2027, 6, 30),
        reason="评价较差",
        served_on=SPRING,
    )
    assert evaluated("NORMAL").refused(order, SPRING) == ["N-20"]
    poor = evaluated("POOR")
    poor.act(order, SPRING)
    assert poor.centre.stage == "RECTIFYING"
    assert "N-21" in poor.refused(COMMEND, SPRING), "only an active one is commended"
    exits = ASSUMED.step(STREAM, "ExitOnEvaluation", None)
    assert exits and "RECTIFYING" in exits.during


@rule("N-21")
def test_cnipa_commends_what_stands_out_and_nothing_else_changes() -> None:
    life = CentreLife(assumed_road())
    before = life.centre
    life.act(COMMEND, NOVEMBER)
    assert (life.centre.stage, life.centre.periods) == (before.stage, before.periods)
    province = Actor("prov.1", "PROV", "510000", ("decision",))
    assert life.refused(COMMEND, NOVEMBER, province) == ["N-21"]


@rule("N-18", "N-20")
def test_under_the_text_at_hand_the_later_life_is_unknown_and_not_absent() -> None:
    assert {do for do in ASSUMED_STEPS if NATIONAL.is_unknown(do)} >= UNKNOWN_ENDS
    world = national_world()
    world.act(STREAM, "c1", REPLIED, CNIPA)
    for command in (EndByDissolution(dissolved_on=DAY, note="终止"), RenewCycle(findings="好")):
        with pytest.raises(RuleUnknown):
            world.act(STREAM, "c1", command, CNIPA, document_no="1号")
    cancel = CancelQualification(ground="MISCONDUCT", reason="违规", served_on=DAY)
    stranger = Actor("prov.1", "PROV", "510000", ("decision",))
    [who] = world.refusals(STREAM, "c1", cancel, stranger, document_no="2号")
    assert (who.rule, NATIONAL.about.authority) == ("N-15", CHINA)
