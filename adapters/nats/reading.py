"""Reads a range of the stream EV with a temporary consumer that acknowledges nothing."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from secrets import token_hex

from msgspec import Struct
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RawStreamMsg
from nats.js.errors import ServiceUnavailableError

from adapters.nats.connection import Link, NatsAway
from adapters.nats.stream import STREAM

READ_TOGETHER = 500
READ_WITHIN = 10.0
NO_LEADER_PAUSE = 0.1
GONE_AFTER = 30.0  # seconds after which the server forgets a reader that asks no more


class NotRelayed(Exception):
    """A message that no relay has written."""


class Tail(Struct, frozen=True):
    """A message of the stream, mostly its last: its sequence there, its position and hash in the
    store."""

    sequence: int
    position: int = 0
    digest: str = ""


async def stretch(link: Link, first: int, last: int) -> AsyncIterator[Sequence[Msg]]:
    """The messages from sequence `first` to `last`, in the stream's order and in chunks.

    Sequences whose messages are gone are skipped. Raises NatsAway when the stream stops answering:
    the range is then incomplete.
    """
    if last < first:
        return
    reader = await link.jetstream.add_consumer(
        STREAM,
        ConsumerConfig(
            name=f"reader_{token_hex(8)}",
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=max(first, 1),
            ack_policy=AckPolicy.NONE,
            inactive_threshold=GONE_AFTER,
            num_replicas=1,  # in one memory: a reader that is moved would read some twice
            mem_storage=True,
        ),
    )
    subscription = await link.jetstream.pull_subscribe_bind(consumer=reader.name, stream=STREAM)
    left = reader.num_pending or 0
    while left:
        messages = await fetched(subscription, min(READ_TOGETHER, left))
        if not messages:  # only a status message: the consumer is gone
            raise NatsAway(f"the stream {STREAM} has ended its answer")
        left -= len(messages)
        wanted = [message for message in messages if message.metadata.sequence.stream <= last]
        if wanted:
            yield wanted
        if len(wanted) < len(messages):
            return


async def first_beyond(link: Link, position: int, last: int) -> int:
    """The sequence of the first message whose store position is beyond the given one, one after
    `last` where there is none: by halving, since positions rise with sequences."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        if (await placed_at(link, middle)).position > position:
            high = middle
        else:
            low = middle + 1
    return low


async def placed_at(link: Link, sequence: int) -> Tail:
    """Position and hash of the message at a sequence. Raises NotRelayed for one that no relay has
    written."""
    return tail_of(await link.jetstream.get_msg(STREAM, seq=sequence))


def tail_of(raw: RawStreamMsg) -> Tail:
    headers = raw.headers or {}
    if not headers.get("ce-position", "").isdecimal() or "ce-sha256" not in headers:
        raise NotRelayed(f"message {raw.seq} of the stream {STREAM} is not the relay's")
    return Tail(raw.seq or 0, int(headers["ce-position"]), headers["ce-sha256"])


async def fetched(subscription: JetStreamContext.PullSubscription, number: int) -> Sequence[Msg]:
    """The next messages. A cluster answers 503 while a new consumer has no leader yet: asked again
    until READ_WITHIN is over."""
    end = time.monotonic() + READ_WITHIN
    while True:
        try:
            return await subscription.fetch(number, timeout=READ_WITHIN)
        except NothingCame as error:
            raise NatsAway(f"the stream {STREAM} stopped answering") from error
        except ServiceUnavailableError as error:
            if time.monotonic() > end:
                raise NatsAway(f"the stream {STREAM} has no leader") from error
            await asyncio.sleep(NO_LEADER_PAUSE)
