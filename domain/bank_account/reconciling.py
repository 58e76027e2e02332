"""Reconciles what a bank shows with what a centre claims: a line of the statement is a payment."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from domain.bank_account.case import BankAccount, BankLine, Reconciled
from domain.bank_account.claimed_amount import against_the_claim, shown_project
from domain.bank_account.recorded_page import page_at
from domain.bank_account.whose import outside_the_area
from domain.case import CaseId, Command, stream_id
from domain.context import Context
from domain.counterparty import LineRef, position_and_line
from domain.event import Event
from domain.matter import Matter
from domain.page_reason import PageReason
from domain.refusal import Refusal, Text

BOTH_RECORDED = "对账的两行都已记载"
NOT_PAID = PageReason(
    "reconciled-line",
    BOTH_RECORDED,
    Text("{name} 不是本账户现在有效的一笔付款", "{name} is no payment of this account that stands"),
    Text("本账户一笔付款的序号和行号", "position and line of a payment of this account"),
    ("/bank_line",),
)
NOT_CLAIMED = PageReason(
    "reconciled-line",
    BOTH_RECORDED,
    Text("{name} 不在该项目的记载中", "{name} stands in no record of the project"),
    Text("该项目一笔支出的序号和行号", "position and line of a payment of the project"),
    ("/payment", "/project"),
)
RECONCILED_BEFORE = PageReason(
    "reconciled-once",
    "一行流水只对一笔支出",
    Text("{name} 已经对账", "{name} is reconciled already"),
    Text("尚未对账的一行", "a line that is not reconciled yet"),
    ("/bank_line",),
)


class Reconcile(Command, frozen=True, kw_only=True):
    """对账: a person says that a line of this statement is a payment that a project claims. Lists
    propose it; a line is one payment's, a payment may be several lines, which come to no more."""

    at_any_time = True
    own_place = True

    bank_line: LineRef
    payment: LineRef
    project: CaseId

    @classmethod
    def beforehand(cls, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        return outside_the_area(matter)

    def check(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        if any(one.bank_line == self.bank_line for one in matter.case.reconciled):
            yield RECONCILED_BEFORE.said(name=self.bank_line)
        elif self.paid_out(matter) is None:
            yield NOT_PAID.said(name=self.bank_line)
        if not self.is_claimed(matter):
            yield NOT_CLAIMED.said(name=self.payment)

    def check_new(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        project, line = shown_project(matter, self.project), self.paid_out(matter)
        if project is None:
            yield NOT_CLAIMED.said(name=self.payment)
        elif line is not None:
            names = {"bank_line": self.bank_line, "payment": self.payment}
            yield from against_the_claim(
                matter, project, names | {"project": self.project}, line.fen
            )

    def paid_out(self, matter: Matter[BankAccount]) -> BankLine | None:
        """The line of this account's statement, where money leaves by it and it still stands."""
        position, number = position_and_line(self.bank_line)
        page = page_at(matter, position)
        lines = page.lines[number - 1 : number] if page else ()
        stands = self.bank_line not in matter.case.corrected
        return next((one for one in lines if stands and one.delta < 0 < one.fen), None)

    def is_claimed(self, matter: Matter[BankAccount]) -> bool:
        """Whether the payment stands in a record of that project."""
        found = matter.reader.recorded(position_and_line(self.payment)[0])
        return found is not None and found[0] == stream_id("fund-projects", self.project)

    def decide(self, matter: Matter[BankAccount]) -> "BankLineReconciled":
        line = self.paid_out(matter)
        assert line is not None
        names: dict[str, Any] = {"bank_line": self.bank_line, "payment": self.payment}
        return BankLineReconciled(**names, project=self.project, fen=line.fen)


class BankLineReconciled(Event, frozen=True, kw_only=True, tag="bank-line-reconciled"):
    bank_line: str
    payment: str
    project: str
    fen: int

    def evolve(self, case: BankAccount, context: Context) -> BankAccount:
        found = Reconciled(self.bank_line, self.payment, self.project, self.fen)
        return replace(case, reconciled=(*case.reconciled, found))
