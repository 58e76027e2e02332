"""Consumes events from the stream with a durable JetStream consumer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote

from msgspec import Struct
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingYet
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy
from nats.js.errors import NotFoundError

from adapters.event_store.log import Stored
from adapters.nats.connection import Link
from adapters.nats.stream import STREAM

TOGETHER = 256
FETCH_PATIENCE = 1.0
GATHER = 0.02  # seconds between fetches: what comes close together is taken at once
ACK_WITHIN = 30.0
FORGOTTEN_AFTER = 30 * 24 * 3600.0  # seconds: longer than any upgrade, holidays, or a way back


class Received(Struct, frozen=True):
    """An event received from the stream; `previous` is the store position of the event before it.
    `redelivered`: it was delivered before and not acknowledged."""

    previous: int
    stored: Stored
    redelivered: bool = False


def received(message: Msg) -> Received:
    """The event in a message. Raises KeyError or ValueError for one that is not the relay's."""
    headers = message.headers or {}
    stored = event_in_message(headers, message.data)
    return Received(int(headers["ce-previous"]), stored, message.metadata.num_delivered > 1)


def event_in_message(headers: Mapping[str, str], body: bytes) -> Stored:
    """The stored event that a message of the relay's is made of. Raises KeyError or ValueError."""
    return Stored(
        position=int(headers["ce-position"]),
        stream=unquote(headers["ce-subject"]),
        version=int(headers["ce-sequence"]),
        topic=unquote(headers["ce-type"]),
        state=body,
        recorded_at=datetime.fromisoformat(headers["ce-time"]),
        salt=bytes.fromhex(headers["ce-salt"]),
    )


async def ensure_consumer(link: Link, durable: str) -> None:
    """Makes the durable consumer when absent; it acknowledges everything up to a message."""
    wanted = ConsumerConfig(
        name=durable,
        durable_name=durable,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.ALL,
        ack_wait=ACK_WITHIN,
        max_ack_pending=TOGETHER * 8,
        inactive_threshold=FORGOTTEN_AFTER,
    )
    try:
        await link.jetstream.consumer_info(STREAM, durable)
    except NotFoundError:
        await link.jetstream.add_consumer(STREAM, wanted)


async def let_idle_ones_go(link: Link, durable: str) -> None:
    """Lets the server delete consumers of earlier releases, unused for FORGOTTEN_AFTER seconds.

    Those releases set no limit; their consumers' names end in other fingerprints. One that a
    process still uses, wherever it runs, is fetched from every second and stays.
    """
    family = durable.rpartition("_")[0] + "_"
    for consumer in await all_consumers(link):
        if consumer.name.startswith(family) and not consumer.config.inactive_threshold:
            going = consumer.config.evolve(inactive_threshold=FORGOTTEN_AFTER)
            await link.jetstream.add_consumer(STREAM, going)


async def all_consumers(link: Link) -> list[ConsumerInfo]:
    """All consumers of the stream; the server lists them in pages."""
    consumers: list[ConsumerInfo] = []
    while page := await link.jetstream.consumers_info(STREAM, offset=len(consumers)):
        consumers += page
    return consumers


async def consume(
    link: Link,
    durable: str,
    take: Callable[[Sequence[Received]], Awaitable[None]],
    bound: Callable[[], None] = lambda: None,
) -> None:
    """Consumes until an error: gives `take` what arrives, then acknowledges it (at least once).

    What is not acknowledged is redelivered: `take` must skip what it knows. `bound` is called when
    the consumer is there.
    """
    await ensure_consumer(link, durable)
    await let_idle_ones_go(link, durable)
    subscription = await link.jetstream.pull_subscribe_bind(consumer=durable, stream=STREAM)
    bound()
    while True:
        try:
            messages = await subscription.fetch(TOGETHER, timeout=FETCH_PATIENCE)
        except (TimeoutError, NothingYet):
            continue
        if not messages:  # only a status message: the consumer's leader has changed
            continue
        await take([received(message) for message in messages])
        await messages[-1].ack_sync()
        await asyncio.sleep(GATHER)
