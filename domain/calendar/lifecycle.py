"""Publishes the working-day calendar: each year's notice is an event. Domain.md 7.1."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from domain.calendar_file import CalendarFile
from domain.case import Command, Context, Event, Reason
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.working_days import YearNotice

Year = Annotated[int, Meta(ge=1950, le=2200)]


class PublishCalendar(Command, frozen=True, kw_only=True):
    """公布工作日历: enter the State Council's notice for a year, or a later one that changes it.

    `off` are days off, `working` the weekends made working days (调休).
    """

    opens = True
    year: Year
    notice_no: Reason
    off: tuple[date, ...]
    working: tuple[date, ...] = ()

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        if both := sorted(set(self.off) & set(self.working)):
            yield file_rule(
                "calendar",
                "同一日不能既放假又上班",
                Text(f"{both[0]} 既放假又上班", f"{both[0]} is both off and working"),
                Text("只列一处", "in one list only"),
                "form",
                ("/off", "/working"),
            )

    def decide(self, matter: Matter[Any]) -> "CalendarPublished":
        return CalendarPublished(
            year=self.year, notice_no=self.notice_no, off=self.off, working=self.working
        )


class CalendarPublished(Event, frozen=True, kw_only=True, tag="calendar-published"):
    year: int
    notice_no: str
    off: tuple[date, ...]
    working: tuple[date, ...] = ()

    def evolve(self, case: CalendarFile, context: Context) -> CalendarFile:
        notice = YearNotice(self.year, self.notice_no, self.off, self.working)
        return replace(case, calendar=case.calendar.with_notice(notice))
