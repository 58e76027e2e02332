"""Totals of what was done: acts by kind, year or month, and division. Everybody is shown those of
the public acts, officials all of their own area."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Where
from domain.application.accepting import AcceptanceRefused, ApplicationAccepted
from domain.application.correcting import CorrectionRequested
from domain.application.drafting import ApplicationSubmitted
from domain.application.ending import ApplicationWithdrawn
from domain.application.listing import EntryPublished
from domain.application.local_review import ApplicationRecommended, RecommendationDeclined
from domain.application.lodging import ObjectionLodged
from domain.application.recheck import RecheckFailed, RecheckPassed
from domain.application.recognising import ApplicationRecognised
from domain.context import Actor
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.words import event_words
from projections.statistics import EventCount
from services.access.policy import OFFICIALS
from services.access.scope import scope
from services.api.lists import rules_today
from services.api.openapi_words import TEXT, one
from services.api.positions import reached
from services.api.protected_counts import LEAST, CountCell, protected
from services.api.registry_counts import place_named
from services.api.requests import actor_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.queries.own_cases import own_centres
from services.queries.pages import all_listed
from services.runtime import Runtime
from services.subscriptions.catalogue import STATISTICS

PUBLIC_ACTS = (
    *(ApplicationSubmitted, CorrectionRequested, ApplicationAccepted, AcceptanceRefused),
    *(ApplicationRecommended, RecommendationDeclined, RecheckPassed, RecheckFailed),
    *(EntryPublished, ObjectionLodged, ApplicationRecognised, ApplicationWithdrawn),
)
"""Kinds of events of which everybody is told how many there were, in the order of a round."""
PUBLIC_TYPES = tuple(str(kind.__struct_config__.tag) for kind in PUBLIC_ACTS)
COUNTS_AT_ONCE = 5000
MERGED = Text("其余（合并）", "others (merged)")


class NamedTotal(Struct, frozen=True):
    """A count and what is counted; `value` "" is of all that are not told apart."""

    value: str
    words: Text
    count: int


class Totals(Struct, frozen=True):
    """How many acts there were of each `type`; of the one that is asked for, `total` and how many
    in each year (officials: month) and each division. `least`: no cell is smaller, null where
    every cell is shown; what is smaller is merged, or, where all of it is, left out."""

    type: str
    type_words: Text
    types: tuple[NamedTotal, ...]
    total: int | None
    periods: tuple[NamedTotal, ...]
    divisions: tuple[NamedTotal, ...]
    least: int | None


async def totals(request: Request) -> Response:
    """`GET /statistics/totals?type`: with or without a token."""
    runtime, caller = runtime_of(request), actor_of(request, needed=False)
    await reached(request, STATISTICS.name)
    wanted = request.query_params.get("type") or PUBLIC_TYPES[0]
    return json(await run_in_threadpool(totals_for, runtime, caller, wanted))


def totals_for(runtime: Runtime, caller: Actor, wanted: str) -> Totals:
    rules, day = rules_today(runtime), runtime.clock.today()
    is_official = caller.role in OFFICIALS
    rows = tuple(own_rows(runtime, caller) if is_official else public_rows(runtime))
    of_type = [row for row in rows if row.type == wanted]
    shown: CellsShown = every_cell if is_official else protected
    period = month_of if is_official else year_of
    every = sum(row.count for row in of_type)
    return Totals(
        type=wanted,
        type_words=event_words(wanted),
        types=totals_called(every_cell(by_type(rows)) if is_official else large(rows), event_words),
        total=every if is_official or every >= LEAST else None,
        periods=totals_called(shown(tally(of_type, period)), lambda one: Text(one, one)),
        divisions=totals_called(
            shown(tally(of_type, division_of)), partial(place_called, rules, day)
        ),
        least=None if is_official else LEAST,
    )


CellsShown = Callable[[Iterable[CountCell]], tuple[CountCell, ...]]


def every_cell(cells: Iterable[CountCell]) -> tuple[CountCell, ...]:
    return tuple(cells)


def public_rows(runtime: Runtime) -> Iterator[EventCount]:
    """Counts of what everybody may know that it happens, whoever's case it is."""
    return counted_rows(runtime, [{"type": [*PUBLIC_TYPES], "kept": [""]}])


def own_rows(runtime: Runtime, actor: Actor) -> Iterator[EventCount]:
    """Counts of the official's own area, as `/statistics` shows them."""
    own = partial(own_centres, runtime.readmodel, actor.organ)
    rights = scope(actor, STATISTICS, runtime.regimes(), runtime.clock.today(), own)
    return counted_rows(runtime, rights or [])


def counted_rows(runtime: Runtime, rights: Sequence[Where]) -> Iterator[EventCount]:
    page = runtime.readmodel.page
    listed = all_listed(
        lambda after, size: page(STATISTICS, rights=rights, after=after, limit=size),
        COUNTS_AT_ONCE,
    )
    return (STATISTICS.decoded(one.row.decode()) for one in listed)


def tally(rows: Iterable[EventCount], of: Callable[[EventCount], str]) -> list[CountCell]:
    """How many, by what a row is of, in the order of those values."""
    found = Counter[str]()
    for row in rows:
        found[of(row)] += row.count
    return [CountCell(value, found[value]) for value in sorted(found)]


def by_type(rows: Iterable[EventCount]) -> list[CountCell]:
    """How many of each kind: those of a round in its order, then the others."""
    order = {type: place for place, type in enumerate(PUBLIC_TYPES)}
    return sorted(
        tally(rows, lambda row: row.type),
        key=lambda cell: (order.get(cell.value, len(order)), -cell.count),
    )


def large(rows: Iterable[EventCount]) -> tuple[CountCell, ...]:
    """Kinds of acts are no parts of one total: what is too small is left out."""
    return tuple(cell for cell in by_type(rows) if cell.count >= LEAST)


def year_of(row: EventCount) -> str:
    return row.month[:4]


def month_of(row: EventCount) -> str:
    return row.month


def division_of(row: EventCount) -> str:
    return row.division


def place_called(rules: dict[str, Rules], day: date, code: str) -> Text:
    return next(place_named(code, rules, day), Text(code, code))


def totals_called(
    cells: Iterable[CountCell], words: Callable[[str], Text]
) -> tuple[NamedTotal, ...]:
    return tuple(
        NamedTotal(cell.value, words(cell.value) if cell.value else MERGED, cell.count)
        for cell in cells
    )


ROUTES = (
    Route(
        "GET",
        "/statistics/totals",
        totals,
        "statisticsTotals",
        one(Totals),
        ("401", "422", "503"),
        {"type": TEXT},
        public=True,
        words=Text("办理数量合计", "Totals of what was done"),
    ),
)
