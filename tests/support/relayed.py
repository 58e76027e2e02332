"""Events to relay, and a subscriber that uses nothing but nats-py and the promised headers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from itertools import count, islice

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import StreamConfig

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry, Log, Stored, receipt_hash
from adapters.nats.connection import NatsAddress
from adapters.nats.server import EmbeddedNats
from domain.record import Record
from services.outbox.relay import RelayWorker
from tests.support.asking import with_another
from tests.support.nats_servers import eventually
from tests.support.sichuan import batch_open, cleared, publicised, recognised, registered, walk
from tests.support.world import founded

OVER = date(2026, 3, 10)
TRANSACTION = 20  # events that the writer commits at once


@cache
def road() -> tuple[tuple[str, Record], ...]:
    """Real histories, one after the other: a regulation, two applications, one recognised."""
    world = with_another(walk(registered(batch_open(founded())), "a1"), "a.2")
    publicised(world, "a1")
    recognised(cleared(world, "a1", OVER), "a1", OVER)
    return tuple(
        (stream, record) for stream, records in world.histories.items() for record in records
    )


def entries(first: int = 0) -> Iterator[Entry]:
    """Those histories without end, each time on other streams; odd times in another bureau's
    area."""
    for turn in count(first):
        versions: dict[str, int] = {}
        for stream, record in road():
            if turn and stream.startswith("regulations/"):
                continue  # its text is large, once is enough
            area = record.area.replace("510100", "510700") if turn % 2 else record.area
            name = f"{stream}-{turn}"
            versions[name] = versions.get(name, 0) + 1
            yield Entry(name, versions[name], *encode(record.stamped(area=area)))


def sized(name: str, size: int) -> Entry:
    """An event whose stored form has about so many bytes."""
    state = b'{"area":"SC.510100","filling":"' + b"x" * size + b'"}'
    return Entry(f"applications/{name}", 1, "draft-revised", state)


class Writer:
    """Appends real events to a log, as many as are asked for."""

    def __init__(self, log: Log, turn: int = 0) -> None:
        self.log, self.entries = log, entries(turn)

    def add(self, number: int) -> None:
        for start in range(0, number, TRANSACTION):
            some = tuple(islice(self.entries, min(TRANSACTION, number - start)))
            self.put(*some)

    def put(self, *some: Entry) -> None:
        append = AppendRequest("writer", f"{some[0].stream}:{some[0].version}", b"", some)
        [outcome] = self.log.write([append], datetime.now(UTC))
        assert outcome.kind == "stored"


@contextmanager
def relay_worker(
    log: Log, address: Callable[[], NatsAddress], replicas: int = 1
) -> Iterator[RelayWorker]:
    """A relay at work until the end of the block."""
    at_work = RelayWorker(log, address, replicas)
    at_work.start()
    try:
        yield at_work
    finally:
        at_work.stop()


def level(at_work: RelayWorker) -> None:
    """Waits until NATS has everything."""
    at_work.wake()
    eventually(lambda: at_work.standing().behind == 0 and at_work.standing().trouble is None)


@asynccontextmanager
async def subscriber(address: NatsAddress) -> AsyncIterator[Client]:
    """A connection as any client of ours would make it."""
    client = await nats.connect(list(address.servers), user=address.user, password=address.password)
    try:
        yield client
    finally:
        await client.close()


async def received(address: NatsAddress, subject: str = "cases.>") -> list[Msg]:
    """Everything that a pull consumer gets for a subject, in the order of its coming."""
    found: list[Msg] = []
    async with subscriber(address) as client:
        puller = await client.jetstream().pull_subscribe(subject, stream="EV")
        info = await puller.consumer_info()
        while len(found) < (info.num_pending or 0):
            for message in await puller.fetch(500, timeout=10):
                await message.ack()
                found.append(message)
    return found


def missing(messages: list[Msg], chain: str = "ce-previous") -> list[int]:
    """Positions behind which a subscriber notices a loss, by the promised headers alone.

    `chain` is "ce-previousinarea" for those who receive one area only.
    """
    losses, last = [], 0
    for message in messages:
        headers = message.headers or {}
        if int(headers[chain]) != last:
            losses.append(last)
        last = int(headers["ce-position"])
    return losses


def differences(log: Log, messages: list[Msg]) -> list[str]:
    """How the stream differs from the store: nothing lost, doubled, out of order or changed."""
    found, stored = [], everything(log)
    if len(stored) != len(messages):
        found.append(f"{len(stored)} events, {len(messages)} messages")
    for event, message in zip(stored, messages, strict=False):
        headers = message.headers or {}
        is_same = message.data == event.state and headers["ce-sha256"] == receipt_hash(event).hex()
        if int(headers["ce-position"]) != event.position or not is_same:
            found.append(f"event {event.position}, message {headers['ce-position']}")
    found += [f"gap behind {position}" for position in missing(messages)]
    for area in {area_in(message) for message in messages}:
        own = [message for message in messages if area_in(message) == area]
        found += [f"gap in {area} behind {p}" for p in missing(own, "ce-previousinarea")]
    return found


def area_in(message: Msg) -> str:
    return ".".join(message.subject.split(".")[:3])


def arrived(nats: EmbeddedNats, log: Log) -> list[str]:
    """How what a subscriber gets now differs from the store."""
    return differences(log, asyncio.run(received(nats.address())))


def everything(log: Log) -> list[Stored]:
    found: list[Stored] = []
    while some := log.follow(found[-1].position if found else 0, 1000):
        found += some
    return found


async def rewritten(address: NatsAddress, messages: list[Msg]) -> None:
    """An administrator deletes the stream and makes it anew with just these messages."""
    async with subscriber(address) as client:
        jetstream = client.jetstream()
        config = (await jetstream.stream_info("EV")).config
        await jetstream.delete_stream("EV")
        await jetstream.add_stream(StreamConfig(**vars(config)))
        for message in messages:
            kept = {k: v for k, v in (message.headers or {}).items() if k.startswith("ce-")}
            await jetstream.publish(message.subject, message.data, headers=kept)
