"""Reconciles what a bank shows with what a centre claims: a line of the statement is a payment."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.bank_account.case import BankAccount, BankLine, Reconciled
from domain.bank_account.correcting_lines import page_at
from domain.bank_account.whose import outside_the_area
from domain.case import CaseId, Command, stream_id
from domain.context import Context
from domain.counterparty import LineRef
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule


def position_and_line(name: str) -> tuple[int, int]:
    """The position of a record and the number of a line there."""
    position, _, line = name.partition(":")
    return int(position), int(line)


class Reconcile(Command, frozen=True, kw_only=True):
    """对账: a person says that a line of this statement is a payment that a project claims. Lists
    propose it; a line is one payment's, a payment may be several lines."""

    at_any_time = True

    bank_line: LineRef
    payment: LineRef
    project: CaseId

    @classmethod
    def beforehand(cls, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        return outside_the_area(matter)

    def check(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        if self.paid_out(matter) is None:
            yield not_a_payment_of("bank_line", self.bank_line)
        elif self.bank_line in matter.case.corrected:
            yield no_longer_stands(self.bank_line)
        if any(one.bank_line == self.bank_line for one in matter.case.reconciled):
            yield reconciled_before(self.bank_line)
        if not self.is_claimed(matter):
            yield not_a_payment_of("payment", self.payment)

    def paid_out(self, matter: Matter[BankAccount]) -> BankLine | None:
        """The line of this account's statement, where money leaves by it."""
        position, number = position_and_line(self.bank_line)
        page = page_at(matter, position)
        if page is None or number > len(page.lines):
            return None
        line = page.lines[number - 1]
        return line if line.side == "out" and line.fen > 0 else None

    def is_claimed(self, matter: Matter[BankAccount]) -> bool:
        """Whether the payment stands in a record of that project."""
        found = matter.reader.recorded(position_and_line(self.payment)[0])
        return found is not None and found[0] == stream_id("fund-projects", self.project)

    def decide(self, matter: Matter[BankAccount]) -> "BankLineReconciled":
        line = self.paid_out(matter)
        assert line is not None
        return BankLineReconciled(
            bank_line=self.bank_line, payment=self.payment, project=self.project, fen=line.fen
        )


def not_a_payment_of(field: str, name: str) -> Refusal:
    whose = {"bank_line": Text("本账户", "this account"), "payment": Text("该项目", "the project")}
    one = whose[field]
    return file_rule(
        "reconciled-line",
        "对账的两行都已记载",
        Text(f"{name} 不是{one.zh}的一笔付款", f"{name} is no payment of {one.en}"),
        Text(f"{one.zh}一笔付款的序号和行号", f"position and line of a payment of {one.en}"),
        "form",
        (f"/{field}",),
    )


def no_longer_stands(name: str) -> Refusal:
    return file_rule(
        "reconciled-line",
        "对账的两行都已记载",
        Text(f"{name} 已被更正", f"{name} was corrected"),
        Text("更正后的那一行", "the line that stands in its place"),
        "form",
        ("/bank_line",),
    )


def reconciled_before(name: str) -> Refusal:
    return file_rule(
        "reconciled-once",
        "一行流水只对一笔支出",
        Text(f"{name} 已经对账", f"{name} is reconciled already"),
        Text("尚未对账的一行", "a line that is not reconciled yet"),
        "form",
        ("/bank_line",),
    )


class BankLineReconciled(Event, frozen=True, kw_only=True, tag="bank-line-reconciled"):
    bank_line: str
    payment: str
    project: str
    fen: int

    def evolve(self, case: BankAccount, context: Context) -> BankAccount:
        found = Reconciled(self.bank_line, self.payment, self.project, self.fen)
        return replace(case, reconciled=(*case.reconciled, found))
