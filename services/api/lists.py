"""Lists: filters, sorting, cursors and pages that all share, and the bitemporal registry of
centres."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from adapters.read_model.tables import Table
from domain.refusal import Text
from domain.regulation.rules import Rules
from projections import registry
from projections.registry import is_active
from services.api.openapi_words import MOMENTS, TEXT, listed, rows
from services.api.positions import reached
from services.api.problems import WrongForm
from services.api.requests import (
    FLAGS,
    cursor_asked,
    cursor_to,
    day_asked,
    flag_asked,
    moment_asked,
    no_nul,
    number_asked,
    runtime_of,
)
from services.api.responses import Page, ParkedRow, json
from services.api.route import Route
from services.api.wording import rules_by_code, with_words
from services.runtime import Runtime
from services.subscriptions.catalogue import CENTRES
from services.subscriptions.projector import DeadRow, dead_letters

LATER = {"Retry-After": "60"}  # a dead letter waits for an operator
Json = dict[str, Any]


def where_of(request: Request, table: Table[Any, Any]) -> dict[str, list[str]]:
    params = request.query_params
    where = {}
    for name in table.filters:
        values = [no_nul(value) or "" for value in params.getlist(name) if value]
        if values:
            where[name] = values
    return where


def sort_of(request: Request, table: Table[Any, Any]) -> str:
    sort = request.query_params.get("sort") or table.sorts[0]
    if sort.removeprefix("-") not in table.sorts:
        raise WrongForm("/sort", f"可用 / one of: {', '.join(table.sorts)}")
    return sort


async def found_in(
    request: Request, table: Table[Any, Any], limit: int, **asked: Any
) -> list[Listed]:
    """The requested rows of a table, and one more; `asked` overrides what the request says."""
    runtime = runtime_of(request)
    usual: Json = {
        "where": where_of(request, table),
        "sort": sort_of(request, table),
        "after": cursor_asked(request),
        "lot": dead_letters(table),
    }
    return await run_in_threadpool(
        lambda: runtime.readmodel.page(table, **usual | asked, limit=limit + 1)
    )


def cursor_after(listed_rows: list[Listed], limit: int) -> str | None:
    """The cursor of the next page, None on the last: one row more than the limit was read."""
    return cursor_to(listed_rows[limit - 1].after) if len(listed_rows) > limit else None


def item(
    table: Table[Any, Any],
    listed: Listed,
    shown: Callable[[Any], Json],
    regimes: Mapping[str, Rules] | None = None,
) -> Json:
    """A row as JSON, codes with their words, as its regime calls them; for a dead letter only its
    key and position, since its row is out of date."""
    if listed.parked:
        since = msgspec.json.decode(listed.parked, type=DeadRow).position
        parked: Json = msgspec.to_builtins(ParkedRow(listed.key, since))
        return parked
    row = shown(table.decoded(listed.row.decode()))
    return with_words(row, (regimes or {}).get(row.get("regulation", "")))


async def centres(request: Request) -> Response:
    """`GET /registry/centres`: public. `as_of` is today where absent, `known_at` now."""
    runtime = runtime_of(request)
    await reached(request, "registry")
    limit = number_asked(request, "limit", 50, 1, 500)
    total = flag_asked(request, "total")
    asked: Json = {
        **clocks_of(request),
        "where": where_of(request, CENTRES),
        "text": no_nul(request.query_params.get("q")),
    }
    listed_rows = await found_in(request, CENTRES, limit, **asked)
    called = await run_in_threadpool(grounds_called, runtime, listed_rows)
    items = tuple(in_registry(row, called) for row in listed_rows[:limit])
    page = msgspec.to_builtins(Page(items, cursor_after(listed_rows, limit)))
    if total:
        page["total"] = await run_in_threadpool(lambda: runtime.readmodel.count(CENTRES, **asked))
    return json(page)


def clocks_of(request: Request) -> Json:
    day = day_asked(request, "as_of") or runtime_of(request).clock.today()
    return {"as_of": day, "known_at": moment_asked(request, "known_at")}


def rules_today(runtime: Runtime) -> dict[str, Rules]:
    """The rules that say what each regime calls its stages, and grounds of an end."""
    return rules_by_code(runtime.regimes(), runtime.clock.today())


def grounds_called(runtime: Runtime, listed: Sequence[Listed]) -> dict[str, Rules]:
    """The rules that say what the grounds of an end are called; none where nothing has ended."""
    shown = (CENTRES.decoded(one.row.decode()) for one in listed if not one.parked)
    return rules_today(runtime) if any(row.ground for row in shown) else {}


def in_registry(listed: Listed, regimes: Mapping[str, Rules] | None = None) -> Json:
    return {"id": listed.key, **item(CENTRES, listed, centre_shown, regimes)}


def centre_shown(row: registry.Row) -> Json:
    return {**msgspec.to_builtins(row), "active": is_active(row)}


ROUTES = (
    Route(
        "GET",
        "/registry/centres",
        centres,
        "registryCentres",
        rows(CENTRES),
        ("422", "503"),
        listed(CENTRES, q=TEXT, **MOMENTS, total={"enum": [*FLAGS]}),
        public=True,
        words=Text("运营中心名录", "Registry of the centres"),
    ),
)
