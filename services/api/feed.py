"""The feed: every event that the caller may see, in the log's order, as pages, lines or a stream.

A place in the log is all that a reader keeps. There is no `previous`: in one area's part of the
log it would tell nothing, and a reader who continues after a place has missed nothing before it.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from adapters.event_store.log import StoreUnavailable
from domain.streams import STREAMS
from services.access.policy import FEED
from services.api.openapi_words import TEXT, Answered, Schema, as_json, ref
from services.api.openapi_words import limit as up_to
from services.api.problems import WrongForm
from services.api.requests import actor_of, number_asked, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.queries.feed import FeedEvent, FeedFilter, FeedReader, LogNotifier, Stretch

JSON, JSON_LINES, EVENT_STREAM = "application/json", "application/x-ndjson", "text/event-stream"
LARGEST_PAGE = 1000
FARTHEST_PLACE = 10**18 - 1
TYPES = [str(e.__struct_config__.tag) for name in sorted(FEED) for e in STREAMS[name].events]
FILTERS = {
    "type": "|".join(TYPES),
    "stream": "|".join(sorted(FEED)),
    "regulation": "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    "division": "[0-9]{6}",
}
POLL = 1.0  # seconds until another process's events are looked for
PAUSE = 0.05  # a follower reads at most twenty times a second, however fast the log grows
HEARTBEAT = 15.0


class FeedPage(Struct, frozen=True):
    """Some of the feed, and the place to continue after. The log has ended when `next` stays."""

    items: tuple[FeedEvent, ...]
    next: int


async def feed(request: Request) -> Response:
    """`GET /events?after=&type=&stream=&regulation=&division=&limit=`"""
    feed_reader = FeedReader(runtime_of(request), actor_of(request), sought_by(request))
    place, limit = place_asked(request), number_asked(request, "limit", 100, 1, LARGEST_PAGE)
    form = form_asked(request)
    if form == EVENT_STREAM:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(live(request, feed_reader, place), 200, headers, EVENT_STREAM)
    headers = {"Cache-Control": "no-store"}
    if form == JSON_LINES:
        end = await run_in_threadpool(feed_reader.runtime.log.end)
        upto = end[0] if end else 0
        return StreamingResponse(lines(feed_reader, place, upto), 200, headers, JSON_LINES)
    found = await run_in_threadpool(feed_reader.read, place, limit)
    return json(FeedPage(found.items, found.resume(place)), headers)


def form_asked(request: Request) -> str:
    accept = request.headers.get("accept", "").lower().split(",")
    asked = (part.partition(";")[0].strip() for part in accept)
    return next((form for form in asked if form in (JSON, JSON_LINES, EVENT_STREAM)), JSON)


def place_asked(request: Request) -> int:
    """`Last-Event-ID`, which a stream's reader sends when it comes again, stands before `after`."""
    after = number_asked(request, "after", 0, 0, FARTHEST_PLACE)
    text = request.headers.get("last-event-id", "").strip()
    if not text:
        return after
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise WrongForm("/Last-Event-ID", "应为某事件的 position / the position of an event")
    return int(text)


def sought_by(request: Request) -> FeedFilter:
    return FeedFilter(**{name: named(request, name, form) for name, form in FILTERS.items()})


def named(request: Request, name: str, form: str) -> frozenset[str]:
    """The values of a filter that may be given several times."""
    values = frozenset(filter(None, request.query_params.getlist(name)))
    if not all(re.fullmatch(form, value) for value in values):
        raise WrongForm(f"/{name}", f"{name}：应为 / must match {form}")
    return values


async def lines(feed_reader: FeedReader, place: int, upto: int) -> AsyncIterator[bytes]:
    """Everything up to the end of the log as it was when the caller asked."""
    while place < upto:
        found = await run_in_threadpool(feed_reader.read, place, LARGEST_PAGE)
        for told in found.items:
            if told.position <= upto:
                yield msgspec.json.encode(told) + b"\n"
        place = upto if found.ended else found.place


async def live(request: Request, feed_reader: FeedReader, place: int) -> AsyncIterator[bytes]:
    """Server-sent events, until the caller leaves, is no longer welcome, or the service ends."""
    notifier: LogNotifier = request.app.state.notifier
    yield b"retry: 1000\n\n"
    spoke, known = time.monotonic(), place
    with notifier.heard() as rung:
        while not notifier.closed and still_welcome(request, feed_reader):
            rung.clear()
            found = await read(feed_reader, place)
            place, known = found.place, found.resume(known)
            if found.items:
                yield b"".join(map(sent, found.items))
                spoke = time.monotonic()
            elif time.monotonic() - spoke >= HEARTBEAT:
                yield heartbeat(known)
                spoke = time.monotonic()
            if found.ended:
                await growth(rung)


def still_welcome(request: Request, feed_reader: FeedReader) -> bool:
    """The token still holds, and its bearer's powers are what they were."""
    try:
        return actor_of(request) == feed_reader.actor
    except HTTPException:
        return False


async def read(feed_reader: FeedReader, place: int) -> Stretch:
    """While the store does not answer there is nothing new."""
    try:
        return await run_in_threadpool(feed_reader.read, place, LARGEST_PAGE)
    except StoreUnavailable:
        return Stretch((), place, ended=True)


async def growth(rung: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(POLL):
            await rung.wait()
        await asyncio.sleep(PAUSE)


def sent(told: FeedEvent) -> bytes:
    head = f"id: {told.position}\nevent: {told.type}\ndata: ".encode()
    return head + msgspec.json.encode(told) + b"\n\n"


def heartbeat(place: int) -> bytes:
    """A comment; the id moves a reader on over what was not for it."""
    return f": \nid: {place}\n\n".encode()


RESUMED: Schema = {
    "name": "Last-Event-ID",
    "in": "header",
    "schema": {"type": "string", "pattern": "^[0-9]{0,18}$"},
}
POSITION_SCHEMA: Schema = {"type": "integer", "minimum": 0, "maximum": FARTHEST_PLACE}


def many_values(form: str) -> Schema:
    return {"type": "array", "items": {"type": "string", "pattern": f"^({form})?$"}}


CONTENT = {
    **as_json(FeedPage.__name__),
    JSON_LINES: {"schema": ref(FeedEvent)},
    EVENT_STREAM: {"schema": TEXT},
}
"""One reading in three forms; the stream's `data` and each line hold one event as told."""
ROUTES = (
    Route(
        "GET",
        "/events",
        feed,
        "feed",
        Answered(CONTENT, (FeedPage,)),
        ("401", "422", "503"),
        {
            "after": POSITION_SCHEMA,
            **{name: many_values(form) for name, form in FILTERS.items()},
            "limit": up_to(LARGEST_PAGE),
        },
        (RESUMED,),
    ),
)
