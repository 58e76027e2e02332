"""What becomes of a centre's fund projects when it passes to another builder, leaves, or its
builder is dissolved. Domain.md 2.3 C08, C15, C16."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.application.succeeding import TransferBuilder
from domain.centre.ends import ApplyToExit, BuilderDissolved, EndByDissolution, ExitVoluntarily
from domain.fund_project.holding_back import TerminateProject
from domain.fund_project.recovering import OrderRepayment, ReceiveRepayment
from domain.matter import CaseReader
from projections.cases import ListedCase
from services.access.ties import Subject, is_owner
from tests.support.citing import rule
from tests.support.folded import rows_of
from tests.support.fund_life import PAID, RUNNING, FundLife
from tests.support.road import FUNDS, Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN
from tests.support.successors import NAME, SUCCESSOR, of_successor
from tests.support.world import claim

BOTH = pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.name)
LEAVE = ExitVoluntarily(note="事务已结清")


def passed(life: FundLife) -> FundLife:
    """The life after the centre has passed to another builder."""
    life.act(of_successor(life), life.day)
    life.day += timedelta(days=14)
    life.act(TransferBuilder(number=1), life.day)
    return life


@rule("IMPLICIT:fund-passing")
@BOTH
def test_open_projects_go_with_the_centre_to_its_new_builder(road: Road) -> None:
    life = FundLife(road).take(*PAID)
    life.take(*RUNNING[:2], "HoldProjectFunding", id="p2")
    former = life.official("ReportExpense")
    passed(life)
    assert (life.project().owner, life.project("p2").owner) == (SUCCESSOR, SUCCESSOR)
    assert life.project("p2").stage == "SUSPENDED", "it stays on hold"
    assert life.world.replayed(FUNDS, "p1") == life.project()
    listed = rows_of(life.world, "cases")[f"{FUNDS}/p1"]
    assert isinstance(listed, ListedCase)
    assert (listed.owner, listed.title) == (SUCCESSOR, life.project().name)
    apply = life.requests["ApplyAcceptance"]
    assert {one.kind for one in life.against(apply, actor=former)} == {"who"}
    life.fund(apply)
    assert life.official("ApplyAcceptance").organ == SUCCESSOR


@rule("IMPLICIT:fund-passing")
def test_the_new_builder_sees_the_project_and_the_former_one_does_not() -> None:
    life = FundLife().take(*PAID)
    former = life.official("ReportExpense")
    passed(life)
    reader = CaseReader(life.world.load, claim)
    project = Subject(FUNDS, life.project(), life.day, reader)
    assert is_owner(life.official("ReportExpense"), project)
    assert not is_owner(former, project)


@rule("IMPLICIT:fund-passing", "SC-15.1")
def test_the_centre_counts_on_and_the_three_duties_exclude_each_other_still() -> None:
    life = FundLife().take(*PAID)
    paid = life.centre.funds
    passed(life)
    assert (life.centre.funds, life.centre.builder) == (paid, NAME)
    again = replace(life.requests["RequestTranche"], number=2)
    life.fund(again)
    approve = replace(life.requests["ApproveTranche"], number=2)
    asked = life.official("RequestTranche")
    both = replace(asked, duties=("fund_request", "fund_approval"))
    assert life.rules_against(approve, actor=both) == ["IMPLICIT:fund-separation"]


@rule("IMPLICIT:fund-passing")
def test_what_was_ordered_back_or_is_over_stays_with_the_former_builder() -> None:
    life = FundLife().take(*PAID)
    former = life.project().owner
    life.fund(OrderRepayment(amount=100, reason="用途不符", served_on=life.day))
    life.take("ApplyForProject", id="p2")
    life.fund(TerminateProject(reason="不再实施", served_on=life.day), "p2")
    life.take("ApplyForProject", id="p3")
    passed(life)
    owners = [life.project(id).owner for id in ("p1", "p2", "p3")]
    assert owners == [former, former, SUCCESSOR]
    life.fund(ReceiveRepayment(amount=100, paid_from="OWN"))
    assert life.project().stage == "RECOVERED"


@rule("IMPLICIT:exit")
@BOTH
def test_a_centre_leaves_once_its_projects_are_settled(road: Road) -> None:
    life = FundLife(road).take(*PAID)
    life.take("ApplyForProject", id="p2")
    life.act(ApplyToExit(reason="业务调整"), life.day)
    [refusal] = life.refusals(LEAVE, life.day)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:exit", "fact")
    assert refusal.asked.zh == "未结清：专利导航项目、专利导航项目"
    life.take("SettleFunds")
    life.fund(TerminateProject(reason="不再实施", served_on=life.day), "p2")
    life.act(LEAVE, life.day)
    assert (life.centre.stage, life.project().stage) == ("EXITED", "SUSPENDED")


@rule("IMPLICIT:exit")
def test_money_that_is_owed_keeps_a_centre_from_leaving() -> None:
    life = FundLife().take(*PAID, "SettleFunds")
    life.fund(OrderRepayment(amount=100, reason="用途不符", served_on=life.day))
    life.act(ApplyToExit(reason="业务调整"), life.day)
    assert life.refused(LEAVE, life.day) == ["IMPLICIT:exit"]
    life.fund(ReceiveRepayment(amount=99, paid_from="OWN"))
    assert life.refused(LEAVE, life.day) == ["IMPLICIT:exit"]
    life.fund(ReceiveRepayment(amount=1, paid_from="OWN"))
    life.act(LEAVE, life.day)


@rule("IMPLICIT:dissolution")
def test_a_dissolution_waits_for_no_settlement_and_names_what_is_open() -> None:
    life = FundLife().take(*PAID)
    life.take(*PAID, "SettleFunds", id="p2")
    acted = life.act(EndByDissolution(dissolved_on=life.day, note="主体注销"), life.day)
    event = acted[0].record.event
    assert isinstance(event, BuilderDissolved) and event.unsettled == ("p1",)
    assert life.centre.stage == "ENDED"
