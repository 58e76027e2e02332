"""`GET /applications/{id}/road`: how far an application has come, what comes next, and by when."""

from datetime import date

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.application.case import Application
from domain.batch.case import Batch
from domain.calendar_file import CALENDAR, CalendarFile
from domain.context import SYSTEM
from domain.refusal import Refused, Text
from domain.regulation.rules import Rules
from domain.stations import RoadStation, next_station, present_term, stations_of
from domain.streams import STREAMS
from domain.words import stage_words
from domain.working_days import WorkCalendar, known_last_day, working_days_left
from services.api.history import outlined, told_after
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import CASE_PROBLEMS, one
from services.api.requests import actor_of, id_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.api.standing import STANDS, standing_of
from services.api.views import CaseView, visible
from services.runtime import Runtime

NOBODYS_ROLES = (SYSTEM.role,)
EVENTS_READ = 1000


class StationTold(Struct, frozen=True):
    """A station in words: who has it, and when it was passed, on which document."""

    command: str
    words: Text
    by: tuple[str, ...]
    by_words: Text
    organ: str = ""
    organ_words: Text | None = None
    passed_on: date | None = None
    document_no: str | None = None


class RoadTold(Struct, frozen=True):
    """The stations of an application, and where it stands. `next` is the index of the first that is
    not passed; `due` the last day of the term that runs now, `days_left` its working days from
    today on, `waits_for_unit` whether it is the unit that must act, `correcting` whether
    by correcting its form."""

    id: str
    stage: str
    stage_words: Text
    final: bool
    stations: tuple[StationTold, ...]
    next: int | None = None
    due: date | None = None
    days_left: int | None = None
    over: bool = False
    waits_for_unit: bool = False
    correcting: bool = False


async def application_road(request: Request) -> Response:
    """`GET /applications/{id}/road`."""
    return await beside_the_loop(request, road_answer, request)


def road_answer(request: Request) -> Response:
    runtime, actor = runtime_of(request), actor_of(request)
    view = visible(runtime, actor, STREAMS["applications"], id_of(request))
    case = view.shown()
    if not isinstance(case, Application):
        raise HTTPException(404)
    return json(told_road(runtime, view, case))


def told_road(runtime: Runtime, view: CaseView, case: Application) -> RoadTold:
    rules = rules_of_view(view)
    stations = tuple(stations_of(rules, case.channel)) if rules else ()
    calendar, today = work_calendar(runtime), runtime.clock.today()
    passed, ahead = passed_on(runtime, view), next_station(stations, case)
    told = (station_told(rules, case, one, passed, today) for one in stations if rules)
    due = due_day(runtime, case, calendar)
    return RoadTold(
        id=view.name.partition("/")[2],
        stage=case.stage or "",
        stage_words=rules.stage_called(case.stage) if rules else stage_words(case.stage),
        final=case.final,
        stations=tuple(told),
        next=ahead,
        due=due,
        days_left=working_days_left(calendar, today, due) if due else None,
        over=due is not None and due < today,
        waits_for_unit=not case.final and is_the_units(stations, ahead, case),
        correcting=case.correction is not None,
    )


def due_day(runtime: Runtime, case: Application, calendar: WorkCalendar) -> date | None:
    """The last day of the term that runs now; of a draft, that of its call."""
    if period := present_term(case):
        return known_last_day(period, calendar)
    if case.batch is None or case.submitted_on or case.final:
        return None
    batch, _ = runtime.store.held(f"batches/{case.batch}")
    return batch.window_to if isinstance(batch, Batch) else None


def rules_of_view(view: CaseView) -> Rules | None:
    """The rules that the case stands under today; None where none of its regime are in force."""
    try:
        return view.subject.rules
    except Refused:
        return None


def is_the_units(stations: tuple[RoadStation, ...], ahead: int | None, case: Application) -> bool:
    if case.correction:
        return True
    return ahead is not None and stations[ahead].step.territory == "owner"


Passed = dict[str, tuple[date, str | None]]


def passed_on(runtime: Runtime, view: CaseView) -> Passed:
    """The day and document of each step of the case that is shown and stands, by its name."""
    standing = standing_of(runtime, view)
    found: Passed = {}
    for stored, record in told_after(runtime, view, 0, EVENTS_READ, outlined):
        if standing.get(stored.version, STANDS).out_of_force_by is None:
            context = record.context
            found[record.command.do] = context.occurred_on, context.document_no
    return found


def station_told(
    rules: Rules, case: Application, station: RoadStation, passed: Passed, today: date
) -> StationTold:
    step, is_passed = station.step, station.command in case.done
    by = tuple(role for role in step.by if role not in NOBODYS_ROLES) or step.by
    organ = organ_of(rules, case, step.territory, today)
    on, document = passed.get(station.command, (None, None)) if is_passed else (None, None)
    return StationTold(
        command=station.called,
        words=rules.step_called(station.called),
        by=by,
        by_words=rules.roles(by),
        organ=organ,
        organ_words=rules.places.name_of(organ, today) if organ else None,
        passed_on=on,
        document_no=document,
    )


def organ_of(rules: Rules, case: Application, territory: str | None, today: date) -> str:
    if territory == "authority":
        return rules.about.authority
    return (territory and case.territory(territory, today, rules.places)) or ""


def work_calendar(runtime: Runtime) -> WorkCalendar:
    file, _ = runtime.store.held(f"calendars/{CALENDAR}")
    return file.calendar if isinstance(file, CalendarFile) else WorkCalendar()


ROUTES = (
    Route(
        "GET",
        "/applications/{id}/road",
        application_road,
        "applicationRoad",
        one(RoadTold),
        CASE_PROBLEMS,
        {},
        words=Text("办理进度", "How far an application has come"),
    ),
)
