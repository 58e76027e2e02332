"""How many centres the registry holds on a day, by status, regulation, division and industry: what
a reader can narrow the list by, each with its number."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from domain.divisions import Division
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.words import stage_words
from services.api.lists import Json, clocks_of, rules_today, where_of
from services.api.openapi_words import MOMENTS, TEXT, one
from services.api.positions import reached
from services.api.requests import no_nul, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES

COUNTED_COLUMNS = ("status", "regulation", "division", "industry")
MOST_VALUES = 200
"""Values of one column that are told, those of most centres first."""


class CountedValue(Struct, frozen=True):
    """A value of a column, what it is called, and how many centres have it. Of a division,
    `regulation` and `tier` say to which regime it belongs and as what."""

    value: str
    words: Text
    count: int
    regulation: str = ""
    tier: str = ""


class RegistryCounts(Struct, frozen=True):
    """Counts of a registry's rows: each column with all filters but its own. The divisions of the
    regimes in force are there too where they have no centre."""

    total: int
    status: tuple[CountedValue, ...]
    regulation: tuple[CountedValue, ...]
    division: tuple[CountedValue, ...]
    industry: tuple[CountedValue, ...]


async def counts(request: Request) -> Response:
    """`GET /registry/counts`: public, with the filters and clocks of `/registry/centres`."""
    runtime = runtime_of(request)
    await reached(request, CENTRES.name)
    where, text = where_of(request, CENTRES), no_nul(request.query_params.get("q"))
    asked: Json = {**clocks_of(request), "text": text}
    return json(await run_in_threadpool(lambda: registry_counted(runtime, where, asked)))


def registry_counted(
    runtime: Runtime, where: Mapping[str, list[str]], asked: Json
) -> RegistryCounts:
    rules, today = rules_today(runtime), runtime.clock.today()

    def tally(column: str) -> dict[str, int]:
        others = {name: values for name, values in where.items() if name != column}
        return runtime.readmodel.tally(CENTRES, column, where=others, **asked)

    return RegistryCounts(
        total=runtime.readmodel.count(CENTRES, where=where, **asked),
        status=most_first(CountedValue(v, stage_words(v), n) for v, n in tally("status").items()),
        regulation=most_first(of_regimes(tally("regulation"), rules)),
        division=tuple(of_divisions(tally("division"), rules, today)),
        industry=most_first(CountedValue(v, Text(v, v), n) for v, n in tally("industry").items()),
    )


def most_first(values: Iterable[CountedValue]) -> tuple[CountedValue, ...]:
    return tuple(sorted(values, key=lambda one: (-one.count, one.value))[:MOST_VALUES])


def of_regimes(tally: Mapping[str, int], rules: Mapping[str, Rules]) -> Iterator[CountedValue]:
    for code, number in tally.items():
        yield CountedValue(code, regulation_words(code, rules.get(code)), number)


def regulation_words(code: str, rules: Rules | None) -> Text:
    """What a regulation is called; its code where no version of it is in force."""
    return Text(rules.about.title, rules.about.title_en) if rules else Text(code, code)


def of_divisions(
    tally: Mapping[str, int], rules: Mapping[str, Rules], day: date
) -> Iterator[CountedValue]:
    """The divisions of all regimes in the order of their tables; a place without a row of its own
    last, as its code."""
    rows = {
        row.code: (code, row) for code, each in rules.items() for row in each.places.rows_on(day)
    }
    for code, row in rows.values():
        yield of_division(row, code, tally.get(row.code, 0))
    for value, number in tally.items():
        if value not in rows:
            called = next(place_named(value, rules, day), Text(value, value))
            yield CountedValue(value, called, number)


def of_division(row: Division, regulation: str, number: int) -> CountedValue:
    called = Text(row.name, row.name_en or row.name)
    return CountedValue(row.code, called, number, regulation, row.tier)


def place_named(code: str, rules: Mapping[str, Rules], day: date) -> Iterator[Text]:
    """What the regimes call a place, by the division that it lies in."""
    for each in rules.values():
        if row := each.places.row_of(code, day):
            yield Text(row.name, row.name_en or row.name)


OF_THE_LIST: dict[str, Any] = dict.fromkeys(COUNTED_COLUMNS, TEXT)
ROUTES = (
    Route(
        "GET",
        "/registry/counts",
        counts,
        "registryCounts",
        one(RegistryCounts),
        ("422", "503"),
        {**OF_THE_LIST, "q": TEXT, **MOMENTS},
        public=True,
        words=Text("运营中心名录的分类数量", "How many centres the registry holds of each kind"),
    ),
)
