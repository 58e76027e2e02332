"""A line of a statement is held against what a project claims: whose it is, which way the money
went, and how much."""

import pytest
from msgspec.structs import replace

from domain.bank_account.correcting_lines import LineCorrection
from domain.bank_account.reconciling import Reconcile
from domain.context import Context
from domain.deciding import decide, decide_act
from domain.fund_project.correcting_lines import CorrectProjectLines, CountersignProjectLines
from domain.fund_project.counter_lines import RightLine
from domain.matter import CaseReader
from domain.refusal import Refused
from tests.support.asking import Ask, do, refused
from tests.support.citing import rule
from tests.support.fund_life import OFFICE, PAID, PROJECT, FundLife, payment
from tests.support.road import FUNDS
from tests.support.statements import (
    ACCOUNT,
    FINANCE,
    IMPORT_PAGE,
    KEEPER,
    OPEN_ACCOUNT,
    STRANGER,
    account,
    corrected,
    line,
    position,
    told,
)
from tests.support.world import claim


def funded() -> tuple[FundLife, int, int]:
    """A project that has claimed a contract, a voucher and a payment of 100 yuan, with the centre's
    account and a page of its statement; the positions of both pages."""
    life = FundLife().take(*PAID, "ImportVoucherPage")
    claimed = position(life.world)
    for ask in (OPEN_ACCOUNT, IMPORT_PAGE):
        do(life.world, ask, life.day)
    return life, position(life.world), claimed


def spending(life: FundLife, fen: int) -> str:
    """The line of an expense that is claimed beside the page."""
    claim = replace(life.requests["ReportExpense"], contract=None, voucher=None)
    life.fund(replace(claim, payment=payment(fen, life.day)))
    return f"{position(life.world)}:1"


def reconciling(bank_line: str, payment: str, project: str = PROJECT) -> Ask:
    command = Reconcile(bank_line=bank_line, payment=payment, project=project)
    return Ask(command=command, actor=KEEPER, **ACCOUNT)


def reasons(life: FundLife, *lines: str) -> list[tuple[str, tuple[str, ...]]]:
    found = told(life.world, reconciling(*lines), life.day)
    return [(one.rule.removeprefix("IMPLICIT:"), one.fields) for one in found]


@rule("IMPLICIT:reconciliation")
def test_a_person_says_once_which_payment_a_line_of_the_statement_is() -> None:
    life, shown, claimed = funded()
    name = f"{shown}:3"
    ask = reconciling(name, f"{claimed}:3")
    do(life.world, ask, life.day)
    [found] = account(life.world).reconciled
    assert (found.bank_line, found.project, found.fen) == (name, PROJECT, 100_00)
    assert reasons(life, name, f"{claimed}:3") == [("reconciled-once", ("/bank_line",))]
    assert life.world.replayed("bank-accounts", "acc1") == account(life.world)


@rule("IMPLICIT:reconciliation")
def test_both_lines_are_there_and_money_leaves_by_the_one() -> None:
    life, here, claimed = funded()
    paid = f"{claimed}:3"
    for name in (f"{here}:1", f"{here}:4", f"{here - 1}:1", "999:1"):
        assert reasons(life, name, paid) == [("reconciled-line", ("/bank_line",))]
    both = [("reconciled-line", ("/payment", "/project"))]
    assert reasons(life, f"{here}:3", f"{here}:3") == both
    assert reasons(life, f"{here}:3", paid, "p2") == both
    do(life.world, corrected(LineCorrection(3, line(9, -100_00, party=0)), of=here), life.day)
    assert reasons(life, f"{here}:3", paid) == [("reconciled-line", ("/bank_line",))]
    idle = reconciling(f"{here}:2", paid).by(replace(KEEPER, duties=()))
    assert refused(life.world, idle, life.day) == ["IMPLICIT:duty"]


@rule("IMPLICIT:reconciliation")
def test_what_the_bank_has_paid_is_no_more_than_what_is_claimed_however_many_lines() -> None:
    life, here, claimed = funded()
    [more] = told(life.world, reconciling(f"{here}:2", f"{claimed}:3"), life.day)
    assert more.rule == "IMPLICIT:reconciled-amount"
    assert more.fields == ("/bank_line", "/payment")
    assert f"{here}:2 付出 200.00 元，{claimed}:3 支出 100.00 元" in more.asked.zh
    assert f"{here}:2 pays 200.00 yuan, {claimed}:3 is of 100.00" in more.asked.en
    of_300, of_299_99 = spending(life, 300_00), spending(life, 299_99)
    do(life.world, reconciling(f"{here}:2", of_299_99), life.day)
    [short] = told(life.world, reconciling(f"{here}:3", of_299_99), life.day)
    assert "其中已对账 200.00 元" in short.asked.zh and "99.99" in short.allowed.zh
    do(life.world, corrected(LineCorrection(2, line(6, -200_00, party=0)), of=here), life.day)
    right = f"{position(life.world)}:2"
    do(life.world, reconciling(f"{here}:3", of_299_99), life.day)
    assert reasons(life, right, of_299_99)[0][0] == "reconciled-amount"
    do(life.world, reconciling(right, of_300), life.day)
    assert [one.fen for one in account(life.world).reconciled] == [200_00, 100_00, 200_00]


@rule("IMPLICIT:reconciliation")
def test_a_line_pays_neither_a_voucher_nor_money_that_came_in_nor_what_was_taken_back() -> None:
    life, here, claimed = funded()
    out = f"{here}:3"
    for wrong in (f"{claimed}:1", f"{claimed}:2", f"{claimed}:4"):
        assert reasons(life, out, wrong) == [("reconciled-line", ("/payment",))]
    [came_in] = told(life.world, reconciling(out, f"{claimed - 2}:1"), life.day)
    assert "付出 -10,000.00 元" in came_in.asked.zh and came_in.fields[0] == "/bank_line"
    version, books = life.project().version, life.official("ImportVoucherPage")
    right = RightLine(line=3, payment=payment(100_00, life.day))
    wrong_line = CorrectProjectLines(
        wrong_version=version, lines=(right,), counterparties=(OFFICE,), reason="记错"
    )
    life.fund(wrong_line, actor=books)
    confirmed = CountersignProjectLines(proposed_version=version + 1)
    life.fund(confirmed, actor=replace(books, person="centre.9"))
    taken_back = told(life.world, reconciling(out, f"{claimed}:3"), life.day)
    assert ["100.00 元已经冲正" in one.asked.zh for one in taken_back] == [True]
    back = position(life.world)
    assert reasons(life, out, f"{back}:1")[0] == ("reconciled-amount", ("/bank_line", "/payment"))
    do(life.world, reconciling(out, f"{back}:2"), life.day)


@rule("IMPLICIT:reconciliation")
def test_whoever_has_nothing_to_do_with_a_project_is_told_none_of_its_amounts() -> None:
    life, here, claimed = funded()
    other = replace(life.project(), owner=STRANGER.organ)
    life.world.states[f"{FUNDS}/{PROJECT}"] = other
    assert reasons(life, f"{here}:2", f"{claimed}:3") == [
        ("reconciled-line", ("/payment", "/project"))
    ]
    [seen] = told(life.world, reconciling(f"{here}:2", f"{claimed}:3").by(FINANCE), life.day)
    assert seen.rule == "IMPLICIT:reconciled-amount"


def test_what_an_earlier_release_has_reconciled_is_decided_again_as_it_stands() -> None:
    """It held no amount against another."""
    life, here, claimed = funded()
    command = reconciling(f"{here}:2", f"{claimed}:3").command
    context = Context(actor=KEEPER, occurred_on=life.day, effective_on=life.day, command_id="c0")
    asked = "bank-accounts", "acc1", command, context
    world = life.world
    before = CaseReader(world.load, claim, world.past, world.recorded)
    [again] = decide_act(*asked, before)
    assert again.record.reads.keys().isdisjoint({f"{FUNDS}/{PROJECT}"})
    comes_in = CaseReader(world.load, claim, world.past, world.recorded)
    with pytest.raises(Refused):
        decide(*asked, comes_in)
    assert f"{FUNDS}/{PROJECT}" in comes_in.reads
