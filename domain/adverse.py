"""Decisions against a unit: each carries a reason, the day of service and the remedies.

Inv. 7: a terminal state set by an organ has a reason, a document number and a service date; the
number stands in the context (`needs = ["document_no"]` in the regulation's step).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.bookkeeping import Served
from domain.case import Command
from domain.context import Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule

REMEDIES = "不服本决定的，可以依法申请复核、行政复议或者提起行政诉讼。"


def served_too_early(served_on: date, day: date) -> Iterable[Refusal]:
    if served_on < day:
        yield file_rule(
            "service",
            "决定作出后送达",
            Text(f"送达日 {served_on}", f"served on {served_on}"),
            Text(f"{day} 或以后", f"on or after {day}"),
            "form",
            ("/served_on",),
        )


class AdverseDecision(Command, frozen=True, kw_only=True):
    """A decision against the unit whose case it is."""

    adverse = True

    reason: Reason
    served_on: date
    remedies: str = REMEDIES

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        return served_too_early(self.served_on, matter.day)


class AdverseDecided(Event, frozen=True, kw_only=True):
    """It was decided against the unit; served on that day, with what it can do about it:
    the terms for its remedies begin (`[period.NAME] from = "service"`)."""

    reason: str
    served_on: date
    remedies: str = REMEDIES

    @property
    def served(self) -> Served | None:
        """None where an earlier release has stored no day of service."""
        day: date | None = self.served_on
        return Served(day, self.remedies.strip()) if day else None
