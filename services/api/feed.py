"""The event feed: events that the caller may see, in log order, as JSON pages, NDJSON or
Server-Sent Events.

A reader keeps only its position in the log. There is no `previous` as in NATS messages: a reader
that continues after a position has missed nothing before it.
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

from adapters.unavailable import DatabaseAway
from domain.refusal import Text
from domain.streams import STREAMS
from services.access.policy import FEED
from services.api.openapi_words import TEXT, Answered, Schema, as_json, ref
from services.api.openapi_words import limit as up_to
from services.api.problems import WrongForm
from services.api.requests import actor_of, is_number, number_asked, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.queries.digest import DigestPage, digest_page
from services.queries.feed import FeedFilter, FeedReader, LogNotifier, Stretch
from services.queries.feed_event import FeedEvent

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
POLL = 1.0  # seconds between looks for events of other processes
PAUSE = 0.05  # seconds between reads, however fast the log grows
HEARTBEAT = 15.0


class FeedPage(Struct, frozen=True):
    """A page of the feed; `next` is the position to continue after. The log has ended when it stays
    the same."""

    items: tuple[FeedEvent, ...]
    next: int


async def feed(request: Request) -> Response:
    """`GET /events?after=&type=&stream=&regulation=&division=&limit=`: the feed, in the form that
    `Accept` names."""
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
    stretch = await run_in_threadpool(feed_reader.read, place, limit)
    return json(FeedPage(stretch.items, stretch.resume(place)), headers)


async def feed_digest(request: Request) -> Response:
    """`GET /events/digest?after=`: digests of the feed by area and day, to compare with."""
    feed_reader = FeedReader(runtime_of(request), actor_of(request), sought_by(request))
    after = number_asked(request, "after", 0, 0, FARTHEST_PLACE)
    page = await run_in_threadpool(digest_page, feed_reader, after)
    return json(page, {"Cache-Control": "no-store"})


def form_asked(request: Request) -> str:
    accept = request.headers.get("accept", "").lower().split(",")
    asked = (part.partition(";")[0].strip() for part in accept)
    return next((form for form in asked if form in (JSON, JSON_LINES, EVENT_STREAM)), JSON)


def place_asked(request: Request) -> int:
    """The position to continue after: `Last-Event-ID`, which a reconnecting SSE client sends, goes
    before `after`."""
    after = number_asked(request, "after", 0, 0, FARTHEST_PLACE)
    text = request.headers.get("last-event-id", "").strip()
    if not text:
        return after
    if not is_number(text):
        raise WrongForm("/Last-Event-ID", "应为某事件的 position / the position of an event")
    return int(text)


def sought_by(request: Request) -> FeedFilter:
    return FeedFilter(**{name: named(request, name, form) for name, form in FILTERS.items()})


def named(request: Request, name: str, form: str) -> frozenset[str]:
    """The values of a filter parameter, which may be repeated."""
    values = frozenset(filter(None, request.query_params.getlist(name)))
    if not all(re.fullmatch(form, value) for value in values):
        raise WrongForm(f"/{name}", f"{name}：应为 / must match {form}")
    return values


async def lines(feed_reader: FeedReader, place: int, upto: int) -> AsyncIterator[bytes]:
    """NDJSON lines up to the end of the log as it was when the request came."""
    while place < upto:
        stretch = await run_in_threadpool(feed_reader.read, place, LARGEST_PAGE)
        for event in stretch.items:
            if event.position <= upto:
                yield msgspec.json.encode(event) + b"\n"
        place = upto if stretch.ended else stretch.place


async def live(request: Request, feed_reader: FeedReader, place: int) -> AsyncIterator[bytes]:
    """Server-Sent Events, until the client disconnects, its token ends or changes, or the service
    stops."""
    notifier: LogNotifier = request.app.state.notifier
    yield b"retry: 1000\n\n"
    spoke, known = time.monotonic(), place
    with notifier.heard() as rung:
        while not notifier.closed and still_welcome(request, feed_reader):
            rung.clear()
            stretch = await read(feed_reader, place)
            place, known = stretch.place, stretch.resume(known)
            if stretch.items:
                yield b"".join(map(sent, stretch.items))
                spoke = time.monotonic()
            elif time.monotonic() - spoke >= HEARTBEAT:
                yield heartbeat(known)
                spoke = time.monotonic()
            if stretch.ended:
                await growth(rung)


def still_welcome(request: Request, feed_reader: FeedReader) -> bool:
    """Whether the token still holds and its bearer has the same powers."""
    try:
        return actor_of(request) == feed_reader.actor
    except HTTPException:
        return False


async def read(feed_reader: FeedReader, place: int) -> Stretch:
    """The next stretch of the feed; empty while the store is unavailable."""
    try:
        return await run_in_threadpool(feed_reader.read, place, LARGEST_PAGE)
    except DatabaseAway:
        return Stretch((), place, ended=True)


async def growth(rung: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(POLL):
            await rung.wait()
        await asyncio.sleep(PAUSE)


def sent(event: FeedEvent) -> bytes:
    head = f"id: {event.position}\nevent: {event.type}\ndata: ".encode()
    return head + msgspec.json.encode(event) + b"\n\n"


def heartbeat(place: int) -> bytes:
    """An SSE comment; its id moves the client past events that it is not shown."""
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
"""The feed in three forms; each line and each SSE `data` holds one FeedEvent."""
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
        words=Text("事件流", "Feed of events"),
        tag="feed",
    ),
    Route(
        "GET",
        "/events/digest",
        feed_digest,
        "feedDigest",
        Answered(as_json(DigestPage.__name__), (DigestPage,)),
        ("401", "422", "503"),
        {"after": POSITION_SCHEMA, **{name: many_values(form) for name, form in FILTERS.items()}},
        words=Text("事件流摘要", "Digests of the feed"),
        tag="feed",
    ),
)
