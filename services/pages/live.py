"""Tells an open page that something has changed for its reader; nothing of what: the page asks
itself again."""

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.api import feed
from services.api.requests import runtime_of
from services.pages.inside import inner_request
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

SSE = "text/event-stream"
CHANGED, STILL_THERE = b"data: changed\n\n", b":\n\n"


async def live_page(request: Request) -> Response:
    """`/live`: server-sent events, from now on."""
    signed_in(request)
    end = runtime_of(request).log.end()
    asked = inner_request(
        request, "/events", query={"after": end[0] if end else 0}, headers={"accept": SSE}
    )
    told = await feed.feed(asked)
    assert isinstance(told, StreamingResponse)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(signals_of(told.body_iterator), 200, headers, SSE)


async def signals_of(told: Any) -> AsyncIterator[bytes]:
    yield b"retry: 3000\n\n"
    async for chunk in told:
        yield CHANGED if b"\ndata: " in bytes(chunk) else STILL_THERE


PAGES = (PageRoute("/live", live_page, ()),)
