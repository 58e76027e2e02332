"""Decisions against a unit within a proceeding of its case: an order, an assessment."""

from datetime import date
from typing import Any

from domain.adverse import AdverseDecided, AdverseDecision
from domain.in_proceeding import AffairNumber


class AdverseOfNumber(AdverseDecision, frozen=True, kw_only=True):
    """A decision against the unit in one of several proceedings. (A struct has one base with
    fields, so it repeats those of `OfNumber`.)"""

    about_field = "number"

    number: AffairNumber

    def proceeding_key(self, case: Any, day: date) -> str:
        return str(self.number)


class AdverseProceedingEvent(AdverseDecided, frozen=True, kw_only=True):
    """It was decided against the unit in a proceeding; fields as in `ProceedingEvent`."""

    proceeding: str = ""
    proceeding_stage: str | None = None

    @property
    def within(self) -> tuple[str, str | None]:
        return self.proceeding, self.proceeding_stage
