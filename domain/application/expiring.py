"""Lets a period that the regulation names come to its end, where the timer is to act."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.claiming import let_go
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter


class EndTerm(Command, frozen=True, kw_only=True):
    """期限届满: the period that the step waits for (`elapsed`) is over; where the step is final,
    the application counts as given up."""

    timed = True

    def decide(self, matter: Matter[Application]) -> "TermEnded":
        step = matter.step(type(self).__name__)
        return TermEnded(period=step.elapsed or "" if step else "")

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        step = matter.step(type(self).__name__)
        return let_go(matter) if step and step.final else ()


class TermEnded(Event, frozen=True, kw_only=True, tag="term-ended"):
    """A period of that name is over, and what the regulation wants then has happened."""

    period: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, holds=()) if self.final else case
