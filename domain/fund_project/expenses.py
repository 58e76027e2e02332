"""Expenses (支出) that a project claims: contracts, vouchers and payments, singly or by pages.

The command holds the lines; the event says what they come to. A page is taken whole or not at all,
and each reason against it names its line.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.case import Command
from domain.context import Context
from domain.counterparty import (
    LINES_A_PAGE,
    Counterparties,
    PageNumber,
    unknown_party,
    unnamed_parties,
)
from domain.event import Event
from domain.fund_case import BookedSums, FundProject, LineTotal
from domain.fund_project.page_lines import (
    ContractLine,
    PaymentLine,
    ProjectLines,
    VoucherLine,
    totals_by_line,
    what_lines_add,
)
from domain.fund_project.sufficing import overdrawn
from domain.matter import Matter
from domain.own_step import under_own_step
from domain.page_reason import LineReason
from domain.refusal import Refusal, Text
from domain.typed_text import FileHash
from domain.words import joined


class ExpensesTold(Event, frozen=True, kw_only=True):
    """What lines of expenses come to: how many of each kind, the sums and budget lines that they
    add to, and their last day."""

    centre: str
    contracts: int
    vouchers: int
    payments: int
    sums: BookedSums
    totals: tuple[LineTotal, ...]
    last_line_on: date

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return case.booked(self.sums, self.totals)


class ExpenseReported(ExpensesTold, frozen=True, kw_only=True, tag="expense-reported"):
    """An expense was reported by form."""


class VoucherPageImported(ExpensesTold, frozen=True, kw_only=True, tag="voucher-page-imported"):
    """A page of a file was taken in."""

    file: str
    page: int


class TellExpenses(Command, frozen=True, kw_only=True):
    """Lines of expenses, with the counterparties that they point to."""

    at_any_time = True

    counterparties: Counterparties = ()

    @property
    def lines(self) -> ProjectLines:
        """The lines that it tells of; a command without any is refused by its own check."""
        return ProjectLines()

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        yield from unnamed_parties(self.counterparties)
        yield from unknown_parties(self.lines, len(self.counterparties))
        yield from unknown_budget_lines(matter.case, self.lines)
        yield from unknown_vouchers(self.lines)
        after = matter.case.sums.together_with(what_lines_add(self.lines.payments))
        yield from overdrawn(matter, after, "/payments")

    def told(self, matter: Matter[FundProject]) -> dict[str, object]:
        """The fields of the event."""
        lines = self.lines
        return {
            "centre": matter.case.centre,
            "contracts": len(lines.contracts),
            "vouchers": len(lines.vouchers),
            "payments": len(lines.payments),
            "sums": what_lines_add(lines.in_order),
            "totals": totals_by_line(lines.payments),
            "last_line_on": lines.last_day,
        }


class ReportExpense(TellExpenses, frozen=True, kw_only=True):
    """报告支出: one expense, with its voucher and its contract where there is one."""

    contract: ContractLine | None = None
    voucher: VoucherLine | None = None
    payment: PaymentLine | None = None

    @property
    def lines(self) -> ProjectLines:
        return ProjectLines(
            contracts=(self.contract,) if self.contract else (),
            vouchers=(self.voucher,) if self.voucher else (),
            payments=(self.payment,) if self.payment else (),
        )

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        yield from super().check(matter)
        if not self.lines.in_order:
            yield from no_line(matter, "/payment")

    def decide(self, matter: Matter[FundProject]) -> ExpenseReported:
        return ExpenseReported(**self.told(matter))  # type: ignore[arg-type]


class ImportVoucherPage(TellExpenses, frozen=True, kw_only=True):
    """导入凭证页: a page of a file, of at most 1,000 lines."""

    file: FileHash
    page: PageNumber
    contracts: Annotated[tuple[ContractLine, ...], Meta(max_length=LINES_A_PAGE)] = ()
    vouchers: Annotated[tuple[VoucherLine, ...], Meta(max_length=LINES_A_PAGE)] = ()
    payments: Annotated[tuple[PaymentLine, ...], Meta(max_length=LINES_A_PAGE)] = ()

    @property
    def lines(self) -> ProjectLines:
        return ProjectLines(
            contracts=self.contracts, vouchers=self.vouchers, payments=self.payments
        )

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        yield from super().check(matter)
        many = len(self.lines.in_order)
        if not many:
            yield from no_line(matter, "/payments")
        if many > LINES_A_PAGE:
            yield from too_many_lines(matter, many)

    def decide(self, matter: Matter[FundProject]) -> VoucherPageImported:
        return VoucherPageImported(
            file=self.file,
            page=self.page,
            **self.told(matter),  # type: ignore[arg-type]
        )


def no_line(matter: Matter[FundProject], field: str) -> Iterable[Refusal]:
    none, some = Text("没有一行", "no line at all"), Text("至少一行", "one line at least")
    yield from under_own_step(matter, none, some, "form", (field,))


def too_many_lines(matter: Matter[FundProject], many: int) -> Iterable[Refusal]:
    asked = Text(f"一页 {many} 行", f"{many} lines on a page")
    allowed = Text(f"至多 {LINES_A_PAGE} 行", f"{LINES_A_PAGE} at most")
    yield from under_own_step(matter, asked, allowed, "form", ("/payments",))


def unknown_parties(lines: ProjectLines, known: int) -> Iterable[Refusal]:
    """Refuses lines that point to no counterparty of their page."""
    for number, contract in enumerate(lines.contracts, 1):
        yield from unknown_party(number, contract.party, known, "contracts")
    for number, voucher in enumerate(lines.vouchers, 1):
        yield from unknown_party(number, voucher.seller, known, "vouchers")
    for number, payment in enumerate(lines.payments, 1):
        yield from unknown_party(number, payment.payee, known, "payments")


def unknown_budget_lines(case: FundProject, lines: ProjectLines) -> Iterable[Refusal]:
    """Refuses lines on a budget line that no budget of the project has."""
    known = case.budget_lines
    allowed = joined(Text(name, name) for name in known)
    of_kinds: tuple[tuple[str, tuple[VoucherLine | PaymentLine, ...]], ...] = (
        ("vouchers", lines.vouchers),
        ("payments", lines.payments),
    )
    for field, some in of_kinds:
        for number, line in enumerate(some, 1):
            if known and line.budget_line not in known:
                name = line.budget_line
                asked = Text(f"预算科目“{name}”", f"budget line: {name}")
                yield LineReason(asked, allowed).said(number, field)


def unknown_vouchers(lines: ProjectLines) -> Iterable[Refusal]:
    """Refuses payments for a voucher of the same page that is none."""
    first = 1 + len(lines.contracts)
    last = len(lines.contracts) + len(lines.vouchers)
    for number, payment in enumerate(lines.payments, 1):
        position, _, line = payment.voucher.partition(":")
        if payment.voucher and not position and not first <= int(line or 0) <= last:
            asked = Text(f"本页第 {line} 行不是凭证", f"line {line} of this page is no voucher")
            allowed = Text(f"本页凭证为第 {first} 至 {last} 行", f"lines {first} to {last}")
            yield LineReason(asked, allowed).said(number, "payments")
