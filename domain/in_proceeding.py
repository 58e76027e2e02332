"""Commands and events within a proceeding of a case: of a year, of a numbered affair."""

from datetime import date
from typing import Annotated, Any

from msgspec import Meta

from domain.case import Case, Command
from domain.event import Event

CalendarYear = Annotated[int, Meta(ge=2000, le=2200)]
AffairNumber = Annotated[int, Meta(ge=1, le=10_000)]


class OfYear(Command, frozen=True, kw_only=True):
    """What is done about one calendar year."""

    about_field = "year"
    year: CalendarYear

    def proceeding_key(self, case: Any, day: date) -> str:
        return str(self.year)


class OfNumber(Command, frozen=True, kw_only=True):
    """What is done in one of several proceedings, by its number in the case: 1, 2, …"""

    about_field = "number"
    number: AffairNumber

    def proceeding_key(self, case: Any, day: date) -> str:
        return str(self.number)


def next_number(kind: str | None, case: Case) -> str:
    """The number of the next proceeding of a kind: they are numbered in the case as they begin."""
    return str(1 + sum(one.kind == kind for one in case.proceedings))


class ProceedingEvent(Event, frozen=True, kw_only=True):
    """Something that happened in a proceeding. `proceeding` names it ("annual/2026");
    `proceeding_stage` is where it is now: both are stamped, like the stage of the case, so that a
    replay needs no regulation."""

    proceeding: str = ""
    proceeding_stage: str | None = None

    @property
    def within(self) -> tuple[str, str | None]:
        return self.proceeding, self.proceeding_stage
