"""How many days each step takes: medians of a year, by regime, step and area. Everybody is shown
those of no small number of cases, officials all of their own area, on two clocks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from statistics import median

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from domain.context import Actor
from domain.refusal import Text
from domain.regulation.rules import Rules
from services.access.policy import OFFICIALS
from services.access.scope import Conditions, in_its_area
from services.api.batch_rooms import in_procedure
from services.api.duties import A_YEAR
from services.api.lists import Json, clocks_of, rules_today
from services.api.openapi_words import MOMENTS, one
from services.api.positions import reached
from services.api.problems import WrongForm
from services.api.protected_counts import LEAST, CountCell, protected
from services.api.registry_counts import regulation_words
from services.api.requests import actor_of, number_asked, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.api.totals import MERGED, place_called
from services.api.wording import with_words
from services.queries.step_times import TimedStep, days_of_steps
from services.runtime import Runtime
from services.subscriptions.catalogue import STEP_TIMES

OF_TWO_CLOCKS = ("as_of", "known_at")
PAST_FOR_OFFICIALS = (
    "以往时点只供主管部门查看 / past moments are for officials: two days tell of one case"
)


class MedianDays(Struct, frozen=True):
    """The median of the days of `count` cases in an area; null where numbers are not told. `value`
    "" is of all areas together that are not told apart."""

    value: str
    words: Text
    count: int | None
    days: float


class StepDays(Struct, frozen=True, kw_only=True):
    """A step of a regime: with which `command` a case leaves which `stage`, how many have done so
    in the year, the median of the days that they had been there, and that of each area.
    `proceeding` is the kind of a centre's proceeding, "" of an application."""

    regulation: str
    regulation_words: Text
    proceeding: str
    stage: str
    command: str
    count: int | None
    days: float
    divisions: tuple[MedianDays, ...]


class StepDaysOfYear(Struct, frozen=True):
    """Calendar days from the day on which a case came to a stage to the decision by which it left
    it, of the decisions of a `year`, medians. What units and timers did is left out. `least`: no
    median is of fewer cases, null where every one is shown."""

    year: int
    as_of: date
    least: int | None
    items: list[Json]


async def step_times(request: Request) -> Response:
    """`GET /statistics/step-times?year&as_of&known_at`: with or without a token; past moments for
    officials, since who compares two of them learns of a single case."""
    runtime, caller = runtime_of(request), actor_of(request, needed=False)
    is_official = caller.role in OFFICIALS
    if not is_official and any(request.query_params.get(name) for name in OF_TWO_CLOCKS):
        raise WrongForm("/as_of", PAST_FOR_OFFICIALS)
    clocks = clocks_of(request)
    day, known = clocks["as_of"], clocks["known_at"]
    year = number_asked(request, "year", day.year, 2000, 2200)
    await reached(request, STEP_TIMES.name)
    return json(await run_in_threadpool(times_for, runtime, caller, year, day, known))


def times_for(
    runtime: Runtime, caller: Actor, year: int, day: date, known: datetime | None
) -> StepDaysOfYear:
    is_official, today = caller.role in OFFICIALS, runtime.clock.today()
    rights: list[Conditions] | None = None
    if is_official:
        rights = [*in_its_area(caller, STEP_TIMES, runtime.regimes(), today)]
    rules = rules_today(runtime)
    found = days_of_steps(runtime.readmodel, year, day, known, rights)
    in_order = sorted(found, key=lambda step: (*step[:2], in_procedure(step.stage), step.command))
    told = (step_told(step, found[step], rules, today, is_official) for step in in_order)
    items = [with_words(msgspec.to_builtins(one), rules.get(one.regulation)) for one in told if one]
    return StepDaysOfYear(year, day, None if is_official else LEAST, items)


DaysOfAreas = Mapping[str, Sequence[int]]


def step_told(
    step: TimedStep, days: DaysOfAreas, rules: Mapping[str, Rules], today: date, whole: bool
) -> StepDays | None:
    """The medians of a step; `whole`: all of them, with numbers. None where all is too little."""
    every = [one for some in days.values() for one in some]
    if not whole and len(every) < LEAST:
        return None
    areas = each_area(days) if whole else large_areas(days)
    return StepDays(
        regulation=step.regulation,
        regulation_words=regulation_words(step.regulation, rules.get(step.regulation)),
        proceeding=step.proceeding,
        stage=step.stage,
        command=step.command,
        count=len(every) if whole else None,
        days=float(median(every)),
        divisions=tuple(
            MedianDays(
                code,
                place_called(dict(rules), today, code) if code else MERGED,
                len(some) if whole else None,
                float(median(some)),
            )
            for code, some in areas
        ),
    )


def each_area(days: DaysOfAreas) -> Iterator[tuple[str, Sequence[int]]]:
    return ((code, days[code]) for code in sorted(days))


def large_areas(days: DaysOfAreas) -> Iterator[tuple[str, Sequence[int]]]:
    """The areas that may be told apart; all others as one, where these are enough."""
    cells = protected(CountCell(code, len(days[code])) for code in sorted(days))
    apart = {one.value for one in cells if one.value}
    for cell in cells:
        others = (some for code, some in days.items() if code not in apart)
        yield cell.value, days[cell.value] if cell.value else [d for some in others for d in some]


ROUTES = (
    Route(
        "GET",
        "/statistics/step-times",
        step_times,
        "stepTimes",
        one(StepDaysOfYear),
        ("401", "422", "503"),
        {"year": A_YEAR, **MOMENTS},
        public=True,
        words=Text("办理用时统计", "Days that each step takes"),
    ),
)
