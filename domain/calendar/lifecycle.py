"""Publishes the working-day calendar: one person enters a year's notice, another confirms it.
Domain.md 7.1."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from domain.calendar.shortfalls import (
    days_elsewhere,
    no_days,
    nobody_else,
    on_both_lists,
    other_than_proposed,
    unreasoned,
)
from domain.calendar_file import CalendarFile
from domain.case import Command
from domain.context import SYSTEM, Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.working_days import YearNotice

Year = Annotated[int, Meta(ge=1950, le=2200)]


class ProposeCalendar(Command, frozen=True, kw_only=True):
    """录入放假安排: the State Council's notice for a year, or a later one that changes it, as it is
    to be published. A second one takes the place of the first.

    `off` are days off, `working` the weekends made working days (调休).
    """

    at_any_time = True
    year: Year
    notice_no: Reason
    off: tuple[date, ...]
    working: tuple[date, ...] = ()

    def check(self, matter: Matter[CalendarFile]) -> Iterable[Refusal]:
        yield from on_both_lists(self.off, self.working)
        yield from no_days(matter, self.year, self.off, self.working)
        yield from days_elsewhere(self.year, self.off, self.working)

    def decide(self, matter: Matter[CalendarFile]) -> "CalendarProposed":
        return CalendarProposed(
            year=self.year, notice_no=self.notice_no, off=self.off, working=self.working
        )


class CalendarProposed(Event, frozen=True, kw_only=True, tag="calendar-proposed"):
    year: int
    notice_no: str
    off: tuple[date, ...]
    working: tuple[date, ...] = ()

    def evolve(self, case: CalendarFile, context: Context) -> CalendarFile:
        notice = YearNotice(self.year, self.notice_no, self.off, self.working)
        return replace(case, proposed=notice, proposed_by=context.actor.person)


class PublishCalendar(Command, frozen=True, kw_only=True):
    """公布工作日历: a second person enters the notice once more, as it was proposed, and thereby
    confirms it. What the shipped package holds, the service enters by itself.

    `reason` says why, where days change that were published already: then periods that run may end
    on another day.
    """

    opens = True
    year: Year
    notice_no: Reason
    off: tuple[date, ...]
    working: tuple[date, ...] = ()
    reason: Reason | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Any]) -> Iterable[Refusal]:
        return nobody_else(matter) if takes_two(matter) else ()

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        yield from on_both_lists(self.off, self.working)
        if is_strict(matter):
            yield from no_days(matter, self.year, self.off, self.working)
            yield from days_elsewhere(self.year, self.off, self.working)
        if takes_two(matter) and not set(self.off) & set(self.working):
            notice = YearNotice(self.year, self.notice_no, self.off, self.working)
            yield from other_than_proposed(matter, notice)
            yield from unreasoned(matter, notice, self.reason)

    def decide(self, matter: Matter[Any]) -> "CalendarPublished":
        return self.as_event(CalendarPublished)


def is_strict(matter: Matter[Any]) -> bool:
    """Whether the rules of keeping files know of a second person; those of earlier releases, under
    which calendars were published by one, do not."""
    return matter.step(ProposeCalendar.__name__) is not None


def takes_two(matter: Matter[Any]) -> bool:
    return is_strict(matter) and matter.context.actor.role != SYSTEM.role


class CalendarPublished(Event, frozen=True, kw_only=True, tag="calendar-published"):
    year: int
    notice_no: str
    off: tuple[date, ...]
    working: tuple[date, ...] = ()
    reason: str | None = None

    def evolve(self, case: CalendarFile, context: Context) -> CalendarFile:
        notice = YearNotice(self.year, self.notice_no, self.off, self.working)
        calendar = case.calendar.with_notice(notice)
        return replace(case, calendar=calendar, proposed=None, proposed_by=None)
