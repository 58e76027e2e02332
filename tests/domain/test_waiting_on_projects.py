"""What waits for whom on fund projects: whoever has to decide, approve, pay, accept or answer."""

from datetime import timedelta

import pytest

from domain.context import Actor
from domain.fund_project.recovering import OrderRepayment, ReceiveRepayment
from domain.fund_project.tranches import RequestTranche
from projections.open_case import OpenCase
from services.queries.fund_tasks import awaited_in_part, awaited_on_project
from services.queries.given_steps import given_to
from services.queries.open_tasks import to_confirm, waiting_in
from tests.support.asking import HOLD_FUNDING
from tests.support.citing import rule
from tests.support.folded import rows_of
from tests.support.fund_inquiries import inquired, on_inquiry
from tests.support.fund_life import PAID, RUNNING, YUAN, FundLife
from tests.support.road import FUNDS, Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN

Waiting = dict[str, set[str]]
DUTIES = ("submission", "funds", "fund_request", "fund_approval", "fund_payment")


def everybody(life: FundLife) -> list[Actor]:
    """A person of each role for each duty, none of whom has acted yet."""
    of = {"CENTRE": life.centre.owner, "PREF": life.centre.division}
    authority = life.road.rules.about.authority
    return [
        Actor(f"new.{role}.{duty}", role, of.get(role, authority), (duty,))
        for role in ("CENTRE", "PREF", "PROV", "FINANCE", "LOCALGOV")
        for duty in DUTIES
    ]


def asked_of(life: FundLife, actor: Actor) -> set[str]:
    """The commands that wait for somebody; and that a list finds no row that it does not ask
    for."""
    found, text = rows_of(life.world, "worklist"), life.road.rules.text
    waiting: set[str] = set()
    for key, row in found.items():
        if not isinstance(row, OpenCase) or row.stream != FUNDS:
            continue
        case = found.get(key.partition("#")[0], row)
        assert isinstance(case, OpenCase)
        if row.proposed:
            commands = [*to_confirm(actor, row, text.step)]
        elif row.awaited:
            commands = [*awaited_in_part(actor, row, case, text.step)]
        else:
            commands = [*awaited_on_project(row, given_to(actor, text.step), text.step)]
        assert not commands or row.waits in waiting_in(actor, [text]), (row.waits, commands)
        waiting.update(commands)
    return waiting


def waiting(life: FundLife) -> Waiting:
    found = Waiting()
    for actor in everybody(life):
        for do in asked_of(life, actor):
            found.setdefault(do, set()).update((actor.role, *actor.duties))
    return found


def row(life: FundLife, part: str = "") -> OpenCase:
    found = rows_of(life.world, "worklist")[f"{FUNDS}/p1{part and f'#{part}'}"]
    assert isinstance(found, OpenCase)
    return found


@rule("IMPLICIT:fund-project", "IMPLICIT:fund-budget", "IMPLICIT:fund-contract")
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.name)
def test_a_project_waits_for_one_after_the_other_until_it_runs(road: Road) -> None:
    life = FundLife(road)
    assert [set(waiting(life.take(do))) for do in RUNNING] == [
        {"ReviewProject"},
        {"PublishProject", "IssueBudget"},
        {"SignContract"},
        {"ConfirmContract"},
        {"CheckMidterm", "ApplyAcceptance"},
    ]


@rule("IMPLICIT:fund-contract")
def test_the_centre_sees_what_is_due_from_it_and_until_when() -> None:
    life = FundLife().take(*RUNNING[:4])
    assert waiting(life) == {"ConfirmContract": {"CENTRE", "submission"}}
    assert (row(life).owner, row(life).due) == (life.centre.owner, None)
    life.take("ConfirmContract")
    contract = life.project().contract
    assert contract and row(life).due == contract.ends.isoformat()
    assert waiting(life)["ApplyAcceptance"] == {"CENTRE", "submission"}
    life.take("CheckMidterm")
    assert row(life).due == contract.ends.isoformat()
    life.take("ApplyAcceptance")
    assert row(life).due is None


@rule("IMPLICIT:fund-payment", "IMPLICIT:fund-separation")
def test_each_tranche_waits_for_its_approval_and_then_for_its_payment() -> None:
    life = FundLife().take(*RUNNING, "RequestTranche")
    assert waiting(life)["ApproveTranche"] == {"PROV", "FINANCE", "fund_approval"}
    life.fund(RequestTranche(number=2, amount=YUAN, reason="二期"))
    life.take("ApproveTranche")
    assert (row(life, "tranche/1").stage, row(life, "tranche/2").stage) == ("APPROVED", "REQUESTED")
    assert waiting(life)["DisburseTranche"] == {"FINANCE", "fund_payment"}
    life.take("DisburseTranche")
    assert f"{FUNDS}/p1#tranche/1" not in rows_of(life.world, "worklist")
    assert "DisburseTranche" not in waiting(life)
    assert "ApproveTranche" in waiting(life), "the second one"


@rule("IMPLICIT:fund-separation")
def test_who_has_acted_on_a_tranche_is_not_asked_for_the_next_step() -> None:
    asks = Actor("f1", "FINANCE", "510000", ("fund_request", "fund_approval", "fund_payment"))
    life = FundLife().take(*RUNNING)
    life.fund(life.requests["RequestTranche"], actor=asks)
    assert asked_of(life, asks) == set()
    assert "ApproveTranche" in asked_of(life, Actor("f2", "FINANCE", "510000", asks.duties))


@rule("IMPLICIT:fund-hold")
def test_nothing_waits_on_a_project_that_is_held_and_all_of_it_once_it_is_let_go() -> None:
    life = inquired(FundLife().take(*RUNNING, "RequestTranche"))
    before = waiting(life)
    on_inquiry(life, HOLD_FUNDING)
    assert waiting(life) == {}
    life = FundLife().take(*RUNNING, "RequestTranche", "HoldProjectFunding")
    assert waiting(life) == {}
    assert waiting(life.take("ReleaseProjectFunding")) == before


@rule("IMPLICIT:fund-acceptance", "IMPLICIT:fund-settlement")
def test_a_report_waits_to_be_accepted_and_the_money_then_to_be_settled() -> None:
    life = FundLife().take(*RUNNING, "ApplyAcceptance")
    assert set(waiting(life)) == {"AcceptProject", "FailAcceptance"}
    life.take("FailAcceptance")
    assert waiting(life) == {"ApplyAcceptance": {"CENTRE", "submission"}}
    life.take("ApplyAcceptance")
    assert set(waiting(life)) == {"AcceptProject", "FailAcceptance"}
    life.take("AcceptProject")
    assert waiting(life) == {"SettleFunds": {"FINANCE", "funds"}}
    life.take("SettleFunds")
    assert set(waiting(life)) == {"CloseProject"}
    assert waiting(life.take("CloseProject")) == {}


@rule("IMPLICIT:fund-recovery")
def test_what_was_ordered_back_waits_until_all_of_it_has_come() -> None:
    life = FundLife().take(*PAID, "TerminateProject")
    assert waiting(life) == {}
    life.fund(OrderRepayment(amount=100, reason="用途不符", served_on=life.day))
    owed = {"ReceiveRepayment": {"FINANCE", "funds"}}
    assert waiting(life) == owed
    life.fund(ReceiveRepayment(amount=60, paid_from="OWN"))
    assert waiting(life) == owed
    life.fund(ReceiveRepayment(amount=40, paid_from="OWN"))
    assert waiting(life) == {}


@rule("IMPLICIT:fund-correction")
def test_proposed_counter_lines_wait_for_another_person_of_the_organ() -> None:
    life = FundLife().take(*PAID, "CorrectProjectLines")
    first = life.official("CorrectProjectLines")
    second = life.official("CountersignProjectLines")
    assert "CountersignProjectLines" not in asked_of(life, first)
    assert "CountersignProjectLines" in asked_of(life, second)
    life.day += timedelta(days=1)
    life.take("CountersignProjectLines")
    assert "CountersignProjectLines" not in asked_of(life, second)
