"""`GET /{stream}`: the list of the cases of one stream that the caller may see, ended ones too."""

from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.read_model.reader import Listed
from domain.context import Actor
from domain.refusal import Text
from services.access.scope import case_scope
from services.api.lists import item, sort_of, where_of
from services.api.openapi_words import TEXT, listed, rows
from services.api.positions import reached
from services.api.requests import (
    cursor_asked,
    cursor_to,
    no_nul,
    number_asked,
    runtime_of,
    stream_of,
)
from services.api.responses import Page, json
from services.api.route import Route
from services.api.views import reader_of
from services.api.wording import rules_by_code
from services.queries.pages import Read, every, read_page
from services.queries.panel_tasks import reviewed
from services.runtime import Runtime
from services.subscriptions.catalogue import CASES
from services.subscriptions.projector import dead_letters


async def cases(request: Request) -> Response:
    """`GET /{streams}?owner&stage&regulation&division&ended&q`: cases that the access policy shows
    to the caller, as pages."""
    runtime, stream = runtime_of(request), stream_of(request)
    actor = reader_of(request, stream)
    await reached(request, CASES.name)
    asked: dict[str, Any] = {
        "where": {**where_of(request, CASES), "stream": [stream.name]},
        "text": no_nul(request.query_params.get("q")),
        "sort": sort_of(request, CASES),
    }
    limit, after = number_asked(request, "limit", 50, 1, 500), cursor_asked(request)
    page = await run_in_threadpool(
        lambda: read_page(reading(runtime, actor, stream.name, asked), after, limit, every)
    )
    called = await run_in_threadpool(
        lambda: rules_by_code(runtime.regimes(), runtime.clock.today())
    )
    items = tuple(item(CASES, row, msgspec.to_builtins, called) for row in page.rows)
    return json(Page(items, page.after and cursor_to(page.after)))


def reading(runtime: Runtime, actor: Actor, stream: str, asked: dict[str, Any]) -> Read:
    """A function that reads pages of the cases that the access policy shows to this person."""
    day, regimes = runtime.clock.today(), runtime.regimes()
    rights = case_scope(actor, stream, regimes, day, lambda: reviewed(runtime, actor.person))
    dead = dead_letters(CASES)

    def read(after: tuple[str, str] | None, size: int) -> list[Listed]:
        page = runtime.readmodel.page
        return page(CASES, rights=rights, after=after, limit=size, lot=dead, **asked)

    return read


OF_A_STREAM = {name: schema for name, schema in listed(CASES, q=TEXT).items() if name != "stream"}
ROUTES = (
    Route(
        "GET",
        "/{stream}",
        cases,
        "{stream}List",
        rows(CASES),
        ("401", "422", "503"),
        OF_A_STREAM,
        words=Text("可见的案卷", "Cases that one may see"),
    ),
)
