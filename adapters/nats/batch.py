"""Publishes messages in atomic batches, each only right after the expected last message."""

from collections.abc import Iterator, Sequence
from uuid import uuid4

from nats.js.api import PubAck

from adapters.nats.connection import Link, NatsUnfit
from adapters.nats.stream import STREAM, Message

LARGEST_BATCH = 128  # the server takes 1000
LARGEST_BYTES = 4 * 1024 * 1024  # in one batch, unless a single message is larger


async def publish_batch(link: Link, messages: Sequence[Message], behind: int) -> PubAck | None:
    """Publishes one message, or an atomic batch of several, right after sequence `behind`.

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
    for number, message in enumerate(rest[:-1], 2):
        await link.forget(
            message.subject, message.body, message.headers | batch_headers(batch, number)
        )
    last = rest[-1]
    commit = batch_headers(batch, len(messages)) | {"Nats-Batch-Commit": "1"}
    committed = await link.send(last.subject, last.body, last.headers | commit)
    await begun
    return await committed


def batch_headers(batch: str, number: int) -> dict[str, str]:
    return {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)}


def batches(messages: Sequence[Message], largest: int) -> Iterator[list[Message]]:
    """Cuts messages into batches below LARGEST_BYTES. Raises NatsUnfit for a message over
    `largest`, after all that come before it."""
    batch: list[Message] = []
    size = 0
    for message in messages:
        if batch and (size + message.size > LARGEST_BYTES or message.size > largest):
            yield batch
            batch, size = [], 0
        if message.size > largest:
            raise NatsUnfit(
                f"the event at position {message.position} takes {message.size} bytes and the"
                f" server takes {largest}: raise its max_payload"
            )
        batch.append(message)
        size += message.size
    if batch:
        yield batch
