"""Publishing several messages as one: all or nothing, and only right behind the one expected."""

from collections.abc import Iterator, Sequence
from uuid import uuid4

from nats.js.api import PubAck

from adapters.nats.connection import Link, NatsUnfit
from adapters.nats.stream import STREAM, Message

LARGEST_BATCH = 128  # the server takes 1000
LARGEST_BYTES = 4 * 1024 * 1024  # in one batch, unless a single message is larger


async def publish_batch(link: Link, messages: Sequence[Message], behind: int) -> PubAck | None:
    """One message, or an atomic batch of several, to stand right behind sequence `behind`.

    Raises APIError 10071 when the stream's last message is another one. Nothing is half stored.
    """
    fence = {"Nats-Expected-Stream": STREAM, "Nats-Expected-Last-Sequence": str(behind)}
    first, *rest = messages
    if not rest:
        return await (await link.send(first.subject, first.body, first.headers | fence))
    batch = uuid4().hex
    begun = await link.send(
        first.subject, first.body, first.headers | fence | batch_headers(batch, 1)
    )
    for number, one in enumerate(rest[:-1], 2):
        await link.forget(one.subject, one.body, one.headers | batch_headers(batch, number))
    last = rest[-1]
    commit = batch_headers(batch, len(messages)) | {"Nats-Batch-Commit": "1"}
    committed = await link.send(last.subject, last.body, last.headers | commit)
    await begun
    return await committed


def batch_headers(batch: str, number: int) -> dict[str, str]:
    return {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)}


def batches(messages: Sequence[Message], largest: int) -> Iterator[list[Message]]:
    """Cut so that a batch stays below LARGEST_BYTES. Raises NatsUnfit for a message over
    `largest`, after all that come before it."""
    batch: list[Message] = []
    size = 0
    for one in messages:
        if batch and (size + one.size > LARGEST_BYTES or one.size > largest):
            yield batch
            batch, size = [], 0
        if one.size > largest:
            raise NatsUnfit(
                f"the event at position {one.position} takes {one.size} bytes and the server"
                f" takes {largest}: raise its max_payload"
            )
        batch.append(one)
        size += one.size
    if batch:
        yield batch
