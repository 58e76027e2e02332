"""State of a batch: its window for applications, its lists and their publicities."""

from datetime import date
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.panel import Panels
from domain.working_days import Period, WorkCalendar, last_day


class Listed(Struct, frozen=True):
    """One entry of a list: the application and its place in the order of merit."""

    application: str
    rank: int
    reason: str | None = None


class Republication(Struct, frozen=True):
    """One entry publicised anew, in place of its list's publicity or of an earlier one."""

    number: str
    application: str
    replaces: str
    period: Period
    notice: str = ""


class Shortlist(Struct, frozen=True):
    """A determined list (拟认定名单) and, once it runs, its publicity, with the texts published."""

    list_no: str
    entries: tuple[Listed, ...]
    determined_on: date
    period: Period | None = None
    interrupted: bool = False
    closed: bool = False
    notice: str = ""
    result_notice: str = ""
    republished: tuple[Republication, ...] = ()

    @property
    def running(self) -> bool:
        return self.period is not None and not self.closed

    def holds(self, application: str) -> bool:
        return any(entry.application == application for entry in self.entries)


class Batch(Panels, frozen=True, dict=True):
    """State of a call for applications, with its panels and lists."""

    title: str = ""
    window_from: date = date.max
    window_to: date = date.min
    lists: tuple[Shortlist, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether the window for applications is open on that day."""
        return self.window_from <= day <= self.window_to

    def shortlist(self, list_no: str) -> Shortlist | None:
        return next((one for one in self.lists if one.list_no == list_no), None)

    @cached_property
    def _listed(self) -> dict[str, str]:
        return {one.application: listed.list_no for listed in self.lists for one in listed.entries}

    def list_of(self, application: str) -> str | None:
        """The list that an application stands on."""
        return self._listed.get(application)

    def with_list(self, list_no: str, **changes: Any) -> "Batch":
        lists = (replace(one, **changes) if one.list_no == list_no else one for one in self.lists)
        return replace(self, lists=tuple(lists))

    @property
    def numbers(self) -> set[str]:
        """Numbers in use, of lists and of publicities: each is given once in a batch."""
        anew = (one.number for listed in self.lists for one in listed.republished)
        return {*(listed.list_no for listed in self.lists), *anew}

    def ends(self, period: str, calendar: WorkCalendar, command: Any) -> tuple[date, ...]:
        """Last day of the publicity of the list that the command names; without a command, of the
        one that is over first."""
        if command is not None:
            named = self.shortlist(getattr(command, "list_no", ""))
            return (last_day(named.period, calendar),) if named and named.period else ()
        running = [one.period for one in self.lists if one.period and one.running]
        return tuple(sorted(last_day(one, calendar) for one in running)[:1])
