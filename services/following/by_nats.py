"""Follows the events by NATS with a bureau's own consumer; what the stream leaves out, by the feed.

Each message names the position before it in its area. Another one than the follower knows means
that something is missing, or is not for it: the feed tells which. The same after a start and in
quiet times, for neither the last event that was lost nor an area that is new has a message behind
it. A message is acknowledged once it is on the disk; what comes twice is kept once.
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress

import msgspec
import nats
from msgspec import Raw, Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NothingCame

from adapters.event_store.log import receipt_hash
from adapters.nats.accounts import consumer_of, inbox_of
from adapters.nats.connection import CLOSED_WITHIN, SERVICE_API
from adapters.nats.consumer import event_in_message
from adapters.nats.stream import STREAM
from services.following.feed_client import FeedAway, kept_event
from services.following.follower import Follower
from services.following.kept import KeptEvent
from services.queries.feed_event import event_heard

FETCHED_TOGETHER = 100
REQUEST_WAITS = 5.0  # seconds that one request waits
JOINED_WITHIN = 10.0  # seconds
QUIET_AT_MOST = 60.0  # seconds without a look at the feed
TRY_AGAIN = 1.0  # seconds


class BureauCredentials(Struct, frozen=True):
    """Where a bureau reads and as whom: servers, name, and its secret key."""

    servers: tuple[str, ...]
    name: str
    key: str

    def __repr__(self) -> str:
        return f"BureauCredentials({self.name})"


class Doubtful(Exception):
    """A message that is not what its headers say."""


async def follow_nats(follower: Follower, credentials: BureauCredentials) -> None:
    """Follows until it is cancelled; whatever breaks is taken up again where it was left.
    Raises FeedRefused."""
    while True:
        try:
            await one_connection(follower, credentials)
        except (FeedAway, Doubtful, NatsError, OSError, sqlite3.OperationalError) as error:
            follower.troubled(str(error) or type(error).__name__)
        await asyncio.sleep(TRY_AGAIN)


async def one_connection(follower: Follower, credentials: BureauCredentials) -> None:
    """Follows over one connection until that breaks."""
    async with asyncio.timeout(JOINED_WITHIN):
        client = await nats.connect(
            list(credentials.servers),
            nkeys_seed_str=credentials.key,
            inbox_prefix=inbox_of(credentials.name).encode(),
            allow_reconnect=False,
            error_cb=passed_over,
        )
    try:
        await listened(follower, client, consumer_of(credentials.name))
    finally:
        with suppress(NatsError, OSError):
            async with asyncio.timeout(CLOSED_WITHIN):
                await client.close()


async def passed_over(error: Exception) -> None:
    """What the library would print: the connection ends by it, and is then told of."""


async def listened(follower: Follower, client: Client, consumer: str) -> None:
    events = await client.jetstream(prefix=SERVICE_API).pull_subscribe_bind(
        consumer=consumer, stream=STREAM
    )
    looked = -QUIET_AT_MOST
    while client.is_connected:
        if time.monotonic() - looked > QUIET_AT_MOST:
            await asyncio.to_thread(look_at_the_feed, follower)
            looked = time.monotonic()
        try:
            messages = await events.fetch(FETCHED_TOGETHER, timeout=REQUEST_WAITS)
        except (NothingCame, TimeoutError):
            continue
        await asyncio.to_thread(keep_messages, follower, messages)
        for message in messages:
            await message.ack()


def look_at_the_feed(follower: Follower) -> None:
    """Without it what comes by NATS is heard all the same, until something is missing."""
    try:
        follower.catch_up()
    except FeedAway as error:
        follower.troubled(str(error))


def keep_messages(follower: Follower, messages: Sequence[Msg]) -> None:
    """Keeps messages, in one transaction where nothing is missing before any of them."""
    known: dict[str, int] = {}
    whole: list[KeptEvent] = []
    place = follower.kept.place()
    for event, before in map(heard_of, messages):
        last = known.get(event.area) or follower.kept.last_in(event.area)
        if before > max(last, place):
            follower.keep(whole)
            follower.catch_up()
            whole, place = [], follower.kept.place()
        known[event.area] = max(last, event.position)
        whole.append(event)
    follower.keep(whole)


def heard_of(message: Msg) -> tuple[KeptEvent, int]:
    """The event in a message, kept as the feed would tell it, and the position before it in its
    area."""
    headers = message.headers or {}
    found = receipt_hash(event_in_message(headers, message.data)).hex()
    if found != headers["ce-sha256"]:
        raise Doubtful(f"{headers['ce-position']}: {found} != {headers['ce-sha256']}")
    event = event_heard(headers, message.data)
    return kept_event(Raw(msgspec.json.encode(event))), int(headers["ce-previousinarea"])
