"""Duties of the centres of an area, on two clocks: as a list, and as an overview of where they
stand."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.words import role_words
from domain.working_days import years_later
from projections.duties import CENTRE, Duty
from services.access.policy import Tie
from services.access.scope import Conditions, in_its_area, is_listed
from services.api.bureau_lists import own_area, own_area_route
from services.api.lists import Json, clocks_of, item, rules_today
from services.api.openapi_words import DAY_OR_BLANK, MOMENTS, Schema, one
from services.api.positions import reached
from services.api.requests import (
    FLAGS,
    actor_of,
    cursor_asked,
    day_asked,
    flag_asked,
    number_asked,
    runtime_of,
)
from services.api.responses import json
from services.api.route import Route
from services.api.wording import with_words
from services.queries.given_steps import FOR_ANY_STAGE
from services.queries.pages import every
from services.queries.tasks_of_lives import steps_ahead
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRE_DUTIES
from services.subscriptions.projector import dead_letters


class CentresOf:
    """The centres that rows of duties belong to, as they were at the same moment."""

    def __init__(self, runtime: Runtime, clocks: Json) -> None:
        self.runtime, self.clocks = runtime, clocks
        self.found: dict[str, Duty] = {}

    def look(self, rows: Sequence[Duty]) -> None:
        """Reads the centres of all these rows at once."""
        ids = [*dict.fromkeys(row.id for row in rows)]
        self.found |= self.runtime.readmodel.rows_at(CENTRE_DUTIES, ids, **self.clocks)

    def shown(self, row: Duty, regimes: dict[str, Rules]) -> Json:
        """A row with the name and owner of its centre, and what is still to be done by whom."""
        centre = self.found.get(row.id, row)
        whose = {name: getattr(centre, name) for name in ("name", "owner", "channel")}
        missing = [*missing_in(row, centre, regimes.get(row.regulation))]
        return {**msgspec.to_builtins(row), **whose, "missing": missing}

    def awaits(self, listed: Listed, regimes: dict[str, Rules]) -> bool:
        """Whether something is still to be done in what a row is of."""
        row = CENTRE_DUTIES.decoded(listed.row.decode())
        centre, rules = self.found.get(row.id, row), regimes.get(row.regulation)
        return next(missing_in(row, centre, rules), None) is not None


def missing_in(row: Duty, centre: Duty, rules: Rules | None) -> Iterator[Json]:
    """What a proceeding waits for, and who does it, each once."""
    if rules and row.proceeding and centre.channel:
        kind, stage = row.proceeding_kind, row.stage
        for step in steps_ahead(kind, stage, centre.stage, rules.text, FOR_ANY_STAGE):
            if step.channel in (None, centre.channel):
                yield {"command": step.do, "by_words": role_words(step.by)}


async def duties(request: Request) -> Response:
    """`GET /duties?proceeding_kind&year&stage&late&grade&id&ended`: for each centre, each of its
    years and each rectification when what was done, and what is missing; `as_of` a day, as known at
    a moment. `due_from` and `due_to` are days, both included, between which the last day lies: then
    the list is in the order of those. `awaiting`: only what something is missing in."""
    runtime, clocks = runtime_of(request), clocks_of(request)
    awaiting, due = flag_asked(request, "awaiting"), due_between(request)
    centres = CentresOf(runtime, clocks)
    regimes = await run_in_threadpool(rules_today, runtime)

    def waits(listed: Listed) -> bool:
        return bool(listed.parked) or centres.awaits(listed, regimes)

    return await own_area(
        request,
        CENTRE_DUTIES,
        partial(centres.shown, regimes=regimes),
        waits if awaiting else every,
        centres.look,
        **clocks,
        **due,
    )


def due_between(request: Request) -> Json:
    """Of a list in the order of last days where it begins and ends; nothing where none is asked
    for. What has no last day stands before all that have one."""
    start, end = day_asked(request, "due_from"), day_asked(request, "due_to")
    if not start and not end:
        return {}
    after = cursor_asked(request) or ((start or date.min).isoformat(), "")
    return {"sort": "due", "after": after, "until": end.isoformat() if end else None}


class Overview(Struct, frozen=True):
    """Where the centres of an area stand on a day: how many at each stage; of a year how far the
    papers are, which were late, with which grades centres were evaluated, and what has ended;
    which rectifications run until when; and whose cycle is over or ends within a year, soonest
    first. Each number counts all; of rows the first are shown."""

    as_of: date
    year: int
    centres: list[Json]
    papers: list[Json]
    evaluations: list[Json]
    late: Json
    rectifications: Json
    cycles: Json
    ends: Json


SHOWN_AT_ONCE = 50
NOTHING_MORE: Json = {}
A_YEAR: Schema = {"type": "integer", "minimum": 2000, "maximum": 2200}


class OverviewQuery:
    """Asks the table of duties for the parts of an overview, within somebody's rights."""

    def __init__(self, runtime: Runtime, rights: list[Conditions], clocks: Json) -> None:
        self.readmodel, self.rights, self.clocks = runtime.readmodel, rights, clocks
        self.lot = dead_letters(CENTRE_DUTIES)
        self.centres, self.rules = CentresOf(runtime, clocks), rules_today(runtime)

    def counts(self, column: str, **where: list[str]) -> list[Json]:
        """How many rows there are for each value of a column, the value in words beside it."""
        tally = self.readmodel.tally(
            CENTRE_DUTIES, column, where=where, rights=self.rights, **self.clocks
        )
        [kind] = where["proceeding_kind"]
        about = {} if kind == CENTRE else {"proceeding": kind}
        counted = (about | {column: one, "count": number} for one, number in tally.items() if one)
        return [with_words(row) for row in counted]

    def rows(self, between: Json = NOTHING_MORE, /, **where: list[str]) -> Json:
        """The first rows, and how many there are; `between` says of a sorted list where it begins
        and ends."""
        of_kind = self.readmodel.tally(
            CENTRE_DUTIES,
            "proceeding_kind",
            where=where,
            rights=self.rights,
            **self.clocks,
            **between,
        )
        count = sum(of_kind.values())
        return {"count": count, "items": self.first(where, between)}

    def first(self, where: dict[str, list[str]], between: Json) -> list[Json]:
        found = self.readmodel.page(
            CENTRE_DUTIES,
            where=where,
            rights=self.rights,
            lot=self.lot,
            limit=SHOWN_AT_ONCE,
            **self.clocks,
            **between,
        )
        self.centres.look([CENTRE_DUTIES.decoded(one.row.decode()) for one in found])
        shown = partial(self.centres.shown, regimes=self.rules)
        return [item(CENTRE_DUTIES, one, shown, self.rules) for one in found]

    def running(self) -> Json:
        """The centres that have to put something right, each with the rectification that runs."""
        centres = self.rows(proceeding_kind=[CENTRE], stage=["RECTIFYING"])
        keys = [f"{row['id']}#{row['within']}" for row in centres["items"] if row.get("within")]
        found = self.readmodel.rows_at(CENTRE_DUTIES, keys, **self.clocks).values()
        shown = (self.centres.shown(row, self.rules) for row in found)
        return {
            **centres,
            "items": [with_words(row, self.rules.get(row["regulation"])) for row in shown],
        }

    def cycles(self, day: date) -> Json:
        """The centres whose cycle is over, or ends within a year of the day, soonest first."""
        end = years_later(day, 1).isoformat()
        between = {"sort": "due", "after": (date.min.isoformat(), ""), "until": end}
        return {**self.rows(between, proceeding_kind=[CENTRE], ended=["no"]), "until": end}

    def answer(self, day: date, year: int) -> Overview:
        of_year = {"proceeding_kind": ["annual"], "year": [str(year)]}
        return Overview(
            as_of=day,
            year=year,
            centres=self.counts("stage", proceeding_kind=[CENTRE]),
            papers=self.counts("stage", **of_year),
            evaluations=self.counts("grade", **of_year),
            late=self.rows(late=["yes"], **of_year),
            rectifications=self.running(),
            cycles=self.cycles(day),
            ends=self.rows(proceeding_kind=[CENTRE], ended=["yes"], year=[str(year)]),
        )


async def overview(request: Request) -> Response:
    """`GET /overview?year&as_of&known_at`: where the centres of the caller's own area stand."""
    runtime, actor, clocks = runtime_of(request), actor_of(request), clocks_of(request)
    day: date = clocks["as_of"]
    year = number_asked(request, "year", day.year, 2000, 2200)
    if not is_listed(actor, CENTRE_DUTIES, Tie.AREA):
        raise HTTPException(403)
    await reached(request, CENTRE_DUTIES.name)

    def answer() -> Overview:
        rights = [*in_its_area(actor, CENTRE_DUTIES, runtime.regimes(), runtime.clock.today())]
        return OverviewQuery(runtime, rights, clocks).answer(day, year)

    return json(await run_in_threadpool(answer))


ROUTES = (
    own_area_route(
        "duties",
        duties,
        CENTRE_DUTIES,
        Text("中心履职情况", "Duties of the centres"),
        **MOMENTS,
        **dict.fromkeys(("due_from", "due_to"), DAY_OR_BLANK),
        awaiting={"enum": [*FLAGS]},
    ),
    Route(
        "GET",
        "/overview",
        overview,
        "overview",
        one(Overview),
        ("401", "403", "422", "503"),
        {"year": A_YEAR, **MOMENTS},
        words=Text("辖区概览", "Overview of an area"),
    ),
)
