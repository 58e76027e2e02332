"""The working-day calendar of a year: days off, make-up days, their notices, and which running
periods a notice that waits for a second person would move."""

from calendar import Calendar
from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.calendar_file import CALENDAR
from domain.working_days import CalendarUnknown, WorkCalendar
from services.api import periods, states
from services.api.requests import number_asked, runtime_of
from services.pages.answering import html_page
from services.pages.case_file import acts_by_when
from services.pages.desk import rows_if_any, with_titles
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

WEEKEND = 5


class DayShown(Struct, frozen=True):
    """A day of a month: `work`, `rest`, `off`, `make-up`, `unknown`; none beside the month."""

    number: int
    kind: str


class MonthShown(Struct, frozen=True):
    number: int
    weeks: list[list[DayShown]]


async def calendars_page(request: Request) -> Response:
    """`/admin/calendars?year&cursor`: for whoever is signed in; acts for who may do them."""
    signed_in(request)
    runtime = runtime_of(request)
    year = number_asked(request, "year", runtime.clock.today().year, 1950, 2200)
    path = f"/calendars/{CALENDAR}"
    told = await answer_of(request, states.state, path, stream="calendars", id=CALENDAR)
    calendar = msgspec.convert(told["state"]["calendar"], WorkCalendar)
    asked = {"year": str(year), "cursor": request.query_params.get("cursor", "")}
    query = {"moved": "1", "cursor": asked["cursor"]}
    moved = await rows_if_any(request, periods.deadlines, "/deadlines", query)
    return html_page(
        request,
        "administration/calendars.html",
        data=path,
        year=year,
        years=sorted({*calendar.years, year}),
        months=[month_shown(calendar, year, number) for number in range(1, 13)],
        notices=[one for one in calendar.notices if one.year == year],
        proposed=told["state"].get("proposed"),
        moved=with_titles(runtime, moved["items"]),
        next=moved["next"],
        asked=asked,
        acts=acts_by_when(told["actions"]),
        path=path,
    )


def month_shown(calendar: WorkCalendar, year: int, month: int) -> MonthShown:
    weeks = Calendar().monthdatescalendar(year, month)
    return MonthShown(month, [[*days_shown(calendar, week, month)] for week in weeks])


def days_shown(calendar: WorkCalendar, week: list[date], month: int) -> Iterator[DayShown]:
    for day in week:
        inside = day.month == month
        yield DayShown(day.day if inside else 0, kind_of_day(calendar, day) if inside else "")


def kind_of_day(calendar: WorkCalendar, day: date) -> str:
    try:
        works = calendar.is_working(day)
    except CalendarUnknown:
        return "unknown"
    is_weekend = day.weekday() >= WEEKEND
    if works:
        return "make-up" if is_weekend else "work"
    return "rest" if is_weekend and not is_in_a_notice(calendar, day) else "off"


def is_in_a_notice(calendar: WorkCalendar, day: date) -> bool:
    return any(day in one.named for one in calendar.notices)


PAGES = (PageRoute("/admin/calendars", calendars_page, ("year", "cursor")),)
