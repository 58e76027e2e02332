"""Accepts an application at the bureau of the applicant's area (受理), or refuses it. SC 7(1)."""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.regime.ending import no_longer_in_force
from domain.running import MAIN

Ground = Literal[
    "OUT_OF_TERRITORY",
    "WRONG_CHANNEL",
    "WINDOW_CLOSED",
    "TYPE_REASON_MISSING",
    "INCOMPLETE_AFTER_CORRECTION",
]


class AcceptApplication(Command, frozen=True, kw_only=True):
    """受理: complete in form. From this day on the case keeps this version of the regulation."""

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return no_longer_in_force(matter)

    def decide(self, matter: Matter[Application]) -> "ApplicationAccepted":
        return ApplicationAccepted(regulation=matter.rules.sha256)


class ApplicationAccepted(Event, frozen=True, kw_only=True, tag="application-accepted"):
    regulation: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, regulation=self.regulation)

    def closes(self) -> Iterable[str]:
        return (MAIN,)


class RefuseAcceptance(Adverse, frozen=True, kw_only=True):
    """不予受理, on one of the grounds of domain.md A08."""

    ground: Ground

    def decide(self, matter: Matter[Application]) -> "AcceptanceRefused":
        return self.as_event(AcceptanceRefused)


class AcceptanceRefused(Ended, frozen=True, kw_only=True, tag="acceptance-refused"):
    ground: str
