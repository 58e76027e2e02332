"""Lists: the registry on two clocks, and the periods that run."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_tables import Table
from adapters.readmodel import Listed
from projections.registry import is_active
from services.api.asking import (
    actor_of,
    cursor_asked,
    cursor_to,
    day_asked,
    house_of,
    moment_asked,
    no_nul,
    number_asked,
)
from services.api.problems import WrongForm
from services.api.states import Page, json
from services.projections import CENTRES, DEADLINES, PUBLICITY

PATIENCE = 5.0


async def reached(request: Request, projection: str) -> None:
    """`min_position`: wait until the read model has reached it; 503 after five seconds."""
    position = number_asked(request, "min_position", 0, 0, 2**62)
    projecting = request.app.state.projecting
    projecting.wake()
    if projecting.places[projection] >= position:
        return
    if not await asyncio.to_thread(projecting.wait, position, projection, PATIENCE):
        raise HTTPException(503, headers={"Retry-After": "1"})


def where_of(request: Request, table: Table[Any, Any]) -> dict[str, list[str]]:
    params = request.query_params
    where = {}
    for name in table.filters:
        values = [no_nul(value) or "" for value in params.getlist(name) if value]
        if values:
            where[name] = values
    return where


def sort_of(request: Request, table: Table[Any, Any]) -> str:
    sort = request.query_params.get("sort", table.sorts[0])
    if sort.removeprefix("-") not in table.sorts:
        raise WrongForm("/sort", f"可用 / one of: {', '.join(table.sorts)}")
    return sort


def cursor_after(found: list[Listed], limit: int) -> str | None:
    """One row more than the limit was asked for: it tells whether there is a next page."""
    return cursor_to(found[limit - 1].after) if len(found) > limit else None


async def centres(request: Request) -> Response:
    """`GET /registry/centres`: public. `as_of` is today where absent, `known_at` now."""
    house = house_of(request)
    await reached(request, "registry")
    limit = number_asked(request, "limit", 50, 1, 500)
    asked: dict[str, Any] = {
        "as_of": day_asked(request, "as_of") or house.clock.today(),
        "known_at": moment_asked(request, "known_at"),
        "where": where_of(request, CENTRES),
        "text": no_nul(request.query_params.get("q")),
    }
    sort, after = sort_of(request, CENTRES), cursor_asked(request)
    found = await run_in_threadpool(
        lambda: house.readmodel.page(CENTRES, **asked, sort=sort, after=after, limit=limit + 1)
    )
    items = tuple(
        {"id": listed.key, **msgspec.to_builtins(row), "active": is_active(row)}
        for listed in found[:limit]
        if (row := CENTRES.decoded(listed.row.decode()))
    )
    page = msgspec.to_builtins(
        Page(items, cursor_to(found[limit - 1].after) if len(found) > limit else None)
    )
    if request.query_params.get("total") in ("1", "true"):
        page["total"] = await run_in_threadpool(lambda: house.readmodel.count(CENTRES, **asked))
    return json(page)


async def publicity(request: Request) -> Response:
    """`GET /publicity`: public. Entries that are or were publicised, with both dates."""
    house = house_of(request)
    await reached(request, "publicity")
    limit = number_asked(request, "limit", 50, 1, 500)
    asked: dict[str, Any] = {
        "where": where_of(request, PUBLICITY),
        "text": no_nul(request.query_params.get("q")),
        "sort": sort_of(request, PUBLICITY),
        "after": cursor_asked(request),
    }
    found = await run_in_threadpool(
        lambda: house.readmodel.page(PUBLICITY, **asked, limit=limit + 1)
    )
    rows = (PUBLICITY.decoded(listed.row.decode()) for listed in found[:limit])
    return json(Page(tuple(map(msgspec.to_builtins, rows)), cursor_after(found, limit)))


async def deadlines(request: Request) -> Response:
    """`GET /deadlines`: periods that run, with how their end was counted. For officials."""
    house, actor = house_of(request), actor_of(request)
    if actor.role not in ("PREF", "PROV"):
        raise HTTPException(403)
    await reached(request, "deadlines")
    limit = number_asked(request, "limit", 50, 1, 500)
    where, after = where_of(request, DEADLINES), cursor_asked(request)
    found = await run_in_threadpool(
        lambda: house.readmodel.page(
            DEADLINES, where=where, sort=sort_of(request, DEADLINES), after=after, limit=limit + 1
        )
    )
    today = house.clock.today()
    items = []
    for listed in found[:limit]:
        row = DEADLINES.decoded(listed.row.decode())
        fires = (row.due_on + timedelta(days=1)).isoformat()
        shown = msgspec.to_builtins(row)
        over = row.due_on < today
        items.append({**shown, "name": row.name, "fires_from": fires, "over": over})
    return json(
        Page(tuple(items), cursor_to(found[limit - 1].after) if len(found) > limit else None)
    )
