"""A call for applications as the facts so far describe it."""

from datetime import date
from typing import Any

from msgspec import Struct

from domain.panel import Panels
from domain.working_days import Period, WorkCalendar, last_day


class Listed(Struct, frozen=True):
    """One entry of a list: the application and its place in the order of merit."""

    application: str
    rank: int
    reason: str | None = None


class Shortlist(Struct, frozen=True):
    """A determined list (拟认定名单) and, once it runs, its publicity."""

    list_no: str
    entries: tuple[Listed, ...]
    determined_on: date
    period: Period | None = None
    closed: bool = False


class Batch(Panels, frozen=True):
    title: str = ""
    window_from: date = date.max
    window_to: date = date.min
    lists: tuple[Shortlist, ...] = ()

    def holds(self, day: date) -> bool:
        """The window for applications is open on that day."""
        return self.window_from <= day <= self.window_to

    def shortlist(self, list_no: str) -> Shortlist | None:
        return next((found for found in self.lists if found.list_no == list_no), None)

    def ends(self, period: str, calendar: WorkCalendar, command: Any) -> tuple[date, ...]:
        running = self.shortlist(getattr(command, "list_no", ""))
        if running is None or running.period is None:
            return ()
        return (last_day(running.period, calendar),)
