"""What is decided and claimed about fund projects becomes rows and legs: a project's purse holds
what its state says, whatever happens, and every transaction comes to nothing."""

from collections import Counter
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.corrected import RightField
from domain.fund_project.counter_lines import RightLine
from domain.fund_project.holding_back import HoldProjectFunding, ProjectFundingHeld
from domain.fund_project.page_lines import ContractLine, DisbursementLine, VoucherLine
from domain.fund_project.recovering import OrderRepayment, RepaymentOrdered
from domain.fund_project.righting_records import ConfirmFundCorrection, FundRecordCorrected
from projections.ledger.book_rows import DaySumRow, LegRow
from projections.ledger.claim_rows import ContractRow, PaymentRow, VoucherRow
from projections.ledger.legs import purse
from projections.ledger.numbers import day_number, day_of
from projections.ledger.project_rows import (
    AllocationRow,
    AllowedPurposeRow,
    BudgetRow,
    MatchReceiptRow,
    MilestoneRow,
    RepaymentRow,
    TrancheRow,
)
from tests.support.citing import invariant
from tests.support.folded import with_histories
from tests.support.fund_events import FIRST_DAY, FundEvents, at_random, payment
from tests.support.journals import JournalInMemory

DAY = date(2026, 3, 1)
HUNDRED = 100_00


def ledger(project: FundEvents) -> JournalInMemory:
    return JournalInMemory().take(with_histories(project.events))


def left(journal: JournalInMemory, project: FundEvents) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for leg in journal.of(LegRow):
        sums[leg.source] += leg.delta if leg.account == purse(project.id) else 0
    return {source: sums[source] for source in ("SPECIAL", "MATCH")}


@invariant(51)
@invariant(53)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 25))
def test_a_purse_holds_what_the_projects_state_says_after_every_act(seed: int, acts: int) -> None:
    project, journal, random = FundEvents(), JournalInMemory(), Random(seed)
    taken = 0
    for _ in range(acts):
        at_random(random, 1, project)
        journal.take(project.events[taken:])
        taken = len(project.events)
        sums = project.case.sums
        assert left(journal, project) == {"SPECIAL": sums.special_left, "MATCH": sums.match_left}
        assert min(left(journal, project).values()) >= 0
    legs = journal.of(LegRow)
    of_tx: Counter[tuple[str, str]] = Counter()
    for leg in legs:
        of_tx[leg.tx, leg.source] += leg.delta
    assert set(of_tx.values()) <= {0}
    assert all(type(leg.delta) is int for leg in legs)
    spent = sum(one.fen for one in journal.of(PaymentRow) if one.source != "OWN")
    assert spent == project.case.sums.spent_special + project.case.sums.spent_match
    by_day: Counter[tuple[str, str, int]] = Counter()
    for leg in legs:
        by_day[leg.account, leg.source, leg.day] += leg.delta
    for one in journal.of(DaySumRow):
        by_day[one.account, one.source, one.day] -= one.delta
    assert set(by_day.values()) <= {0}


def test_a_budget_is_an_allocation_its_purposes_and_its_lines() -> None:
    project = FundEvents()
    project.issue(DAY)
    journal = ledger(project)
    [issued] = journal.of(AllocationRow)
    assert (issued.centre, issued.project, issued.day) == ("c1", "fp1", day_number(DAY))
    assert (issued.source, day_of(issued.deadline_day)) == ("省级专项", date(2027, 12, 31))
    assert [one.purpose for one in journal.of(AllowedPurposeRow)] == ["设备", "培训"]
    assert [(one.line, one.budget_line) for one in journal.of(BudgetRow)] == [
        (1, "设备"),
        (2, "人员"),
    ]
    assert [one.event for one in journal.of(MilestoneRow)] == ["project-applied"]


def test_lines_are_numbered_through_a_page_and_its_vouchers_are_named_whole() -> None:
    project = FundEvents()
    project.disburse(HUNDRED, DAY)
    contract = ContractLine("HT-1", DAY, 0, HUNDRED)
    voucher = VoucherLine(DAY, "", "24512", 0, 70_00, "f" * 64, "设备", True)
    payments = (payment(70_00, DAY, voucher=":2"), payment(1, DAY, voucher="1:4", cash=True))
    project.spend(payments, DAY, contracts=(contract,), vouchers=(voucher,))
    journal = ledger(project)
    position = project.position
    [signed], [shown] = journal.of(ContractRow), journal.of(VoucherRow)
    assert (signed.line, signed.contract_no, signed.party) == (1, "HT-1", "r-seller")
    assert (shown.line, shown.invoice_no, shown.seller, shown.red) == (2, "24512", "r-seller", 1)
    paid = journal.of(PaymentRow)
    assert [(one.line, one.voucher, one.cash) for one in paid] == [
        (3, f"{position}:2", 0),
        (4, "1:4", 1),
    ]
    assert {leg.tx for leg in journal.of(LegRow)} == {"2:1", f"{position}:3", f"{position}:4"}


def test_a_correction_takes_back_each_line_and_puts_the_right_one_beside_it() -> None:
    project = FundEvents()
    project.disburse(HUNDRED, DAY)
    voucher = VoucherLine(DAY, "", "24512", 0, 70_00, "f" * 64, "设备")
    project.spend((payment(70_00, DAY, voucher=":1"),), DAY, vouchers=(voucher,))
    wrong = project.events[-1]
    right = replace(payment(60_00, date(2026, 3, 5)), voucher=f"{wrong.position}:1")
    project.correct(wrong, (RightLine(line=2, payment=right),), date(2026, 4, 1))
    journal = ledger(project)
    assert [(one.position, one.line, one.fen, one.voucher) for one in journal.of(PaymentRow)] == [
        (3, 2, 70_00, "3:1"),
        (4, 1, -70_00, "3:1"),
        (4, 2, 60_00, "3:1"),
    ]
    kinds = [(leg.kind, leg.day) for leg in journal.of(LegRow) if leg.account == purse("fp1")]
    assert kinds[1:] == [
        ("expense", day_number(DAY)),
        ("correct:expense", day_number(DAY)),
        ("expense", day_number(date(2026, 3, 5))),
    ]
    assert left(journal, project)["SPECIAL"] == 40_00 == project.case.sums.special_left


def test_tranches_and_matches_of_earlier_years_and_their_corrections_are_rows() -> None:
    project = FundEvents()
    lines = (
        DisbursementLine(DAY, "TRANCHE", HUNDRED, number=1, source="省级专项", paid_by="丙"),
        DisbursementLine(DAY, "MATCH", 50, payer="财政"),
        DisbursementLine(DAY, "MATCH_RETURNED", 20, payer="财政"),
    )
    project.disburse_page(lines, DAY)
    project.correct(project.events[-1], (RightLine(line=3),), DAY)
    journal = ledger(project)
    assert [(one.line, one.tranche_no, one.fen) for one in journal.of(TrancheRow)] == [
        (1, "1", HUNDRED)
    ]
    assert [(one.line, one.fen, one.kind) for one in journal.of(MatchReceiptRow)] == [
        (2, 50, "RECEIVED"),
        (3, 20, "RETURNED"),
        (1, -20, "RETURNED"),
    ]
    assert left(journal, project) == {"SPECIAL": HUNDRED, "MATCH": 50}


def test_what_is_ordered_back_and_a_hold_are_rows_of_the_centre_that_applied() -> None:
    project = FundEvents()
    said = {"amount": 90, "interest": 3, "fines": 2, "reason": "超范围列支", "served_on": DAY}
    ordered = RepaymentOrdered(centre="c1", **said)  # type: ignore[arg-type]
    project.add(ordered, OrderRepayment(**said), DAY)  # type: ignore[arg-type]
    project.repay(30, DAY, "OWN")
    project.add(ProjectFundingHeld(reason="核查中"), HoldProjectFunding(reason="核查中"), DAY)
    journal = ledger(project)
    assert [(one.kind, one.fen) for one in journal.of(RepaymentRow)] == [
        ("ORDERED", 95),
        ("RECEIVED", 30),
    ]
    held = journal.of(MilestoneRow)[-1]
    assert (held.event, held.centre, held.project, held.day) == (
        *("project-funding-held", "c1", "fp1", day_number(DAY)),
    )
    assert left(journal, project) == {"SPECIAL": 0, "MATCH": 0}


def test_a_day_that_was_recorded_wrong_is_righted_by_counter_rows() -> None:
    project = FundEvents()
    project.disburse(HUNDRED, FIRST_DAY)
    project.give_back(40_00, DAY)
    wrong = project.events[-1].version
    righted = FundRecordCorrected(
        wrong_version=wrong,
        right=(RightField("occurred_on", "2026-02-01"),),
        holds_from=date(2026, 2, 1),
        reason="日期录入有误",
        proposed_version=wrong,
    )
    project.add(righted, ConfirmFundCorrection(proposed_version=wrong), date(2026, 4, 1))
    journal = ledger(project)
    back = [leg for leg in journal.of(LegRow) if leg.account == purse("fp1")][1:]
    assert [(leg.kind, leg.delta, day_of(leg.day)) for leg in back] == [
        ("repay", -40_00, DAY),
        ("correct:repay", 40_00, DAY),
        ("repay", -40_00, date(2026, 2, 1)),
    ]
    assert [leg.position for leg in back] == [3, 4, 4]
    assert {leg.tx for leg in back} == {"3:1", "4:1", "4:2"}
    assert left(journal, project)["SPECIAL"] == 60_00
