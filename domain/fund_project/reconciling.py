"""Says which line of a bank statement a payment is (对账): proposed by the ledger, said by a
person."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.context import Context
from domain.counterparty import LineRef
from domain.event import Event
from domain.fund_project.case import FundProject
from domain.matter import Matter
from domain.own_step import under_own_step
from domain.refusal import Refusal, Text


class PaymentReconciled(Event, frozen=True, kw_only=True, tag="payment-reconciled"):
    """`payment` and `bank_line` are `position:line`, `account` that of the statement."""

    centre: str
    payment: str
    bank_line: str
    account: str = ""

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        pair = (self.payment, self.bank_line)
        return replace(case, reconciled=(*case.reconciled, pair))


class Reconcile(Command, frozen=True, kw_only=True):
    """对账: this payment and this line of a statement are the same money; each only once."""

    at_any_time = True

    payment: LineRef
    bank_line: LineRef
    account: CaseId

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        known = matter.case.reconciled
        for field, value, taken in (
            ("/payment", self.payment, {one for one, _ in known}),
            ("/bank_line", self.bank_line, {one for _, one in known}),
        ):
            if value in taken:
                asked = Text(f"{value} 已经对账", f"{value} is reconciled already")
                allowed = Text("尚未对账的一行", "a line that is not reconciled yet")
                yield from under_own_step(matter, asked, allowed, "form", (field,))

    def decide(self, matter: Matter[FundProject]) -> PaymentReconciled:
        return PaymentReconciled(
            centre=matter.case.centre,
            payment=self.payment,
            bank_line=self.bank_line,
            account=self.account,
        )
