"""Lists of periods: entries in publicity for everybody, deadlines for officials."""

from datetime import date, timedelta
from functools import partial

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from domain.calendar_file import CALENDAR, CalendarFile
from domain.refusal import Text
from domain.running import alert_reached
from domain.working_days import WorkCalendar, known_last_day, working_days_left
from projections.deadlines import Deadline
from projections.notices import Notice
from projections.publicity import PublishedEntry
from services.api.at_hand import at_hand
from services.api.bureau_lists import own_area, own_area_route
from services.api.lists import Json, cursor_after, found_in, item
from services.api.openapi_words import TEXT, listed, rows
from services.api.positions import reached
from services.api.requests import FLAGS, flag_asked, no_nul, number_asked, runtime_of
from services.api.responses import Page, json
from services.api.route import Route
from services.runtime import Runtime
from services.subscriptions.catalogue import DEADLINES, NOTICES, PUBLICITY


async def publicity(request: Request) -> Response:
    """`GET /publicity`: public. Entries that are or were publicised, with both dates, and the
    notices of their publication; `application` asks for one entry."""
    runtime = runtime_of(request)
    await reached(request, "publicity")
    await reached(request, "notices")
    limit = number_asked(request, "limit", 50, 1, 500)
    text = no_nul(request.query_params.get("q"))
    key = no_nul(request.query_params.get("application")) or None
    entries = await found_in(request, PUBLICITY, limit, text=text, key=key)
    calendar = (await at_hand(runtime, calendar_file, runtime)).calendar
    today = runtime.clock.today()
    shown = partial(entry_in_publicity, calendar=calendar, today=today)
    items = [item(PUBLICITY, entry, shown) for entry in entries[:limit]]
    keys = list(dict.fromkeys(entry["notice"] for entry in items if "notice" in entry))
    notices = await run_in_threadpool(lambda: runtime.readmodel.rows(NOTICES, keys))
    page = msgspec.to_builtins(Page(tuple(items), cursor_after(entries, limit)))
    return json({**page, "notices": notices})


def entry_in_publicity(row: PublishedEntry, calendar: WorkCalendar, today: date) -> Json:
    """An entry as listed; `runs_until` is the last day by today's calendar, null where unknown;
    `days_left` how many working days of the running publicity are left, with today where it is
    one; null where nobody can say, and where none runs."""
    until = known_last_day(row.period, calendar)
    left = days_to_run(row, calendar, today, until) if row.status == "RUNNING" and until else None
    return {
        **msgspec.to_builtins(row),
        "notice": row.notice,
        "runs_until": until,
        "days_left": left,
    }


def days_to_run(
    row: PublishedEntry, calendar: WorkCalendar, today: date, until: date
) -> int | None:
    began = row.period.began + timedelta(days=not row.period.first_day_counts)
    return working_days_left(calendar, max(today, began), until)


def calendar_file(runtime: Runtime) -> CalendarFile:
    file, _ = runtime.store.held(f"calendars/{CALENDAR}")
    return file if isinstance(file, CalendarFile) else CalendarFile()


async def deadlines(request: Request) -> Response:
    """`GET /deadlines?moved`: running periods in the caller's area, and how their end was counted;
    for a unit, until when it can act against decisions. Such a term is gone when it has acted, and
    when it is over. `moved`: those alone that the notice which waits for a second person moves."""
    runtime, moved = runtime_of(request), flag_asked(request, "moved")
    today, file = runtime.clock.today(), await at_hand(runtime, calendar_file, runtime)

    def goes_on(listed: Listed) -> bool:
        if listed.parked:
            return True
        row = DEADLINES.decoded(listed.row.decode())
        if moved and not is_moved(row, file):
            return False
        return row.by != "UNIT" or not (row.remedy or running(row, file, today)["over"])

    return await own_area(request, DEADLINES, lambda row: running(row, file, today), goes_on)


def is_moved(row: Deadline, file: CalendarFile) -> bool:
    """Whether the notice that waits for a second person would have the period end otherwise."""
    foreseen = file.foreseen
    would = known_last_day(row.period, foreseen) if foreseen else None
    return bool(foreseen) and would != known_last_day(row.period, file.calendar)


def running(row: Deadline, file: CalendarFile, today: date) -> Json:
    """A deadline as listed. `due` is the announced day, `runs_until` the last by today's calendar,
    null where unknown; `would_run_until` the last once the notice that waits for a second person
    is published. No timer fires for an interrupted period. `alert` is how many days before the
    last one it reminds of itself now; null where it does not."""
    calendar, foreseen = file.calendar, file.foreseen
    would = {"would_run_until": known_last_day(row.period, foreseen)} if foreseen else {}
    until = known_last_day(row.period, calendar)
    last = until or row.due_on
    fires = row.by == "SYSTEM" and not row.interrupted
    return {
        **msgspec.to_builtins(row),
        "name": row.name,
        "runs_until": until,
        "fires_from": last + timedelta(days=1) if fires else None,
        "over": not row.interrupted and last < today,
        "alert": None if row.interrupted else alert_reached(row.alerts, last, today),
        **would,
    }


ROUTES = (
    Route(
        "GET",
        "/publicity",
        publicity,
        "publicity",
        rows(PUBLICITY, notices=Notice),
        ("422", "503"),
        listed(PUBLICITY, q=TEXT, application=TEXT),
        public=True,
        words=Text("公示名单", "Entries in publicity"),
    ),
    own_area_route(
        "deadlines", deadlines, DEADLINES, Text("期限", "Running periods"), moved={"enum": [*FLAGS]}
    ),
)
