"""Holds and releases funding during an inquiry; afterwards stops it, or orders it back.

These decide on the case, and in the same act hold the projects of the unit's centre, or let go of
them; what becomes of the money stands with the project that it was paid for.
"""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from domain.adverse import AdverseDecided, AdverseDecision
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.money import Fen, SomeFen
from domain.parts import Part
from domain.violation.case import MoneyDecision, Violation
from domain.violation.holding_projects import (
    LiftHoldByDecision,
    SuspendByDecision,
    funding_held,
    funding_let_go,
)


class FundingHeld(Event, frozen=True, kw_only=True, tag="funding-held"):
    part = Part.INQUIRY
    undoes = ("ReleaseFunding",)

    amount: Fen
    reason: str

    def evolve(self, case: Violation, context: Context) -> Violation:
        return replace(case, funding_held=self.amount)


class HoldFunding(Command, frozen=True, kw_only=True):
    """暂停拨付: so much is not paid out while the inquiry goes on; no project of the centre is paid
    meanwhile."""

    at_any_time = True
    recorded_as = FundingHeld
    entailing = (SuspendByDecision,)

    amount: SomeFen
    reason: Reason

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        return funding_held(matter)


class FundingReleased(Event, frozen=True, kw_only=True, tag="funding-released"):
    part = Part.INQUIRY
    undoes = ("HoldFunding",)

    reason: str

    def evolve(self, case: Violation, context: Context) -> Violation:
        return replace(case, funding_held=None)


class ReleaseFunding(Command, frozen=True, kw_only=True):
    """恢复拨付: what was held is paid out again."""

    at_any_time = True
    recorded_as = FundingReleased
    entailing = (LiftHoldByDecision,)

    reason: Reason

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        return funding_let_go(matter)


class FundingStopped(AdverseDecided, frozen=True, kw_only=True, tag="funding-stopped"):
    """It takes the place of a hold on funding."""

    undoes = ("HoldFunding",)

    def evolve(self, case: Violation, context: Context) -> Violation:
        return replace(decided(case, context, MoneyDecision(kind="STOP")), funding_held=None)


class StopFunding(AdverseDecision, frozen=True, kw_only=True):
    """停止拨付: nothing more is paid to the unit."""

    at_any_time = True
    recorded_as = FundingStopped
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendByDecision,)

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        return funding_held(matter)


class RecoveryOrdered(AdverseDecided, frozen=True, kw_only=True, tag="recovery-ordered"):
    amount: Fen

    def evolve(self, case: Violation, context: Context) -> Violation:
        return decided(case, context, MoneyDecision(kind="RECOVERY", amount=self.amount))


class OrderRecovery(AdverseDecision, frozen=True, kw_only=True):
    """追回: so much is to be paid back."""

    at_any_time = True
    recorded_as = RecoveryOrdered

    amount: SomeFen


def decided(case: Violation, context: Context, decision: MoneyDecision) -> Violation:
    on = replace(decision, decided_on=context.effective_on, document_no=context.document_no)
    return replace(case, decisions=(*case.decisions, on))
