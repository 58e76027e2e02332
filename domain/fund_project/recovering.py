"""Orders special money back, receives it, writes the rest off (追回). Inv. 52.

What comes back out of the balance lessens it; what the unit pays of its own does not. Only the
finance department writes off.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from domain.adverse import served_too_early
from domain.awaiting import Awaiting
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import BookedSums, FundProject
from domain.fund_project.sufficing import beyond
from domain.matter import Matter
from domain.money import Fen, SomeFen
from domain.refusal import Refusal

DEBT = "repayment"
OUT_OF_THE_BALANCE = ("余额中退款", "out of the balance")


class RepaymentOrdered(Event, frozen=True, kw_only=True, tag="repayment-ordered"):
    """So much special money is to be paid back, and so much interest and fines beside it."""

    centre: str
    amount: Fen
    interest: Fen
    fines: Fen
    reason: str
    served_on: date

    @property
    def awaiting(self) -> Awaiting:
        return Awaiting(DEBT, "ORDERED", ReceiveRepayment.__name__)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        ordered = case.recovery.with_order(self.amount, self.interest + self.fines)
        return replace(case, recovery=ordered)


class OrderRepayment(Command, frozen=True, kw_only=True):
    """责令退回: at most what was paid and is not back yet, with interest and fines as decided."""

    at_any_time = True

    amount: SomeFen
    interest: Fen = 0
    fines: Fen = 0
    reason: Reason
    served_on: date

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        yield from served_too_early(self.served_on, matter.day)
        case = matter.case
        most = case.sums.disbursed - case.sums.returned - case.recovery.principal
        yield from beyond(matter, self.amount, most, "责令退回", "ordered back", "/amount")

    def decide(self, matter: Matter[FundProject]) -> RepaymentOrdered:
        return self.as_event(RepaymentOrdered, centre=matter.case.centre)


def still_owed(recovered: str) -> Awaiting | None:
    """Nothing more is awaited once all of it is back, or written off."""
    return Awaiting(DEBT) if recovered == "WHOLE" else None


def whole_or_partly(owed: int) -> str:
    """The outcome of what lessens the debt."""
    return "PARTLY" if owed else "WHOLE"


class RepaymentReceived(Event, frozen=True, kw_only=True, tag="repayment-received"):
    """Money has come back; `recovered` says whether all of it has now."""

    centre: str
    amount: Fen
    paid_from: str
    recovered: str

    @property
    def outcome(self) -> str | None:
        return self.recovered

    @property
    def awaiting(self) -> Awaiting | None:
        return still_owed(self.recovered)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        received = replace(case.recovery, received=case.recovery.received + self.amount)
        after = replace(case, recovery=received)
        return after.booked(BookedSums(repaid=self.amount)) if self.from_balance else after

    @property
    def from_balance(self) -> bool:
        return self.paid_from == "SPECIAL"


class ReceiveRepayment(Command, frozen=True, kw_only=True):
    """收到退款: out of the special money that is left, or of the unit's own."""

    at_any_time = True
    outcomes = ("PARTLY", "WHOLE")

    amount: SomeFen
    paid_from: Literal["SPECIAL", "OWN"]

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        owed, left = matter.case.recovery.owed, matter.case.sums.special_left
        yield from beyond(matter, self.amount, owed, "退款", "paid back", "/amount")
        if self.paid_from == "SPECIAL":
            fields = ("/amount", "/paid_from")
            yield from beyond(matter, self.amount, left, *OUT_OF_THE_BALANCE, *fields)

    def decide(self, matter: Matter[FundProject]) -> RepaymentReceived:
        return self.as_event(
            RepaymentReceived,
            centre=matter.case.centre,
            recovered=whole_or_partly(matter.case.recovery.owed - self.amount),
        )


class RepaymentWrittenOff(Event, frozen=True, kw_only=True, tag="repayment-written-off"):
    """So much is not asked for any more."""

    centre: str
    amount: Fen
    reason: str
    recovered: str

    @property
    def outcome(self) -> str | None:
        return self.recovered

    @property
    def awaiting(self) -> Awaiting | None:
        return still_owed(self.recovered)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        off = replace(case.recovery, written_off=case.recovery.written_off + self.amount)
        return replace(case, recovery=off)


class WriteOffRepayment(Command, frozen=True, kw_only=True):
    """核销: by the finance department alone."""

    at_any_time = True
    outcomes = ("PARTLY", "WHOLE")

    amount: SomeFen
    reason: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        owed = matter.case.recovery.owed
        yield from beyond(matter, self.amount, owed, "核销", "written off", "/amount")

    def decide(self, matter: Matter[FundProject]) -> RepaymentWrittenOff:
        return self.as_event(
            RepaymentWrittenOff,
            centre=matter.case.centre,
            recovered=whole_or_partly(matter.case.recovery.owed - self.amount),
        )
