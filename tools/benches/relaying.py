"""Benchmark of the outbox relay, beside the same messages published without it.

Those are made before, and published in the same atomic batches to the same server, one after the
other: only the relay differs.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from nats.js.errors import NotFoundError

from adapters.event_store.log import Stored
from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.batch import LARGEST_BATCH, publish_batch
from adapters.nats.connection import NatsAddress, linked
from adapters.nats.relay import Relay
from adapters.nats.stream import STREAM, Message, make_stream, message, stream_state, subject_area
from tests.support.nats_servers import OpenNats
from tests.support.relayed import entries, everything
from tools.benches.projecting import append
from tools.benches.results import Baseline, Result

EVENTS = 20_000
ROUNDS = 3
PATIENCE = 120.0


def relay() -> list[Result]:
    """Measures both in turn onto an empty stream, several times over."""
    with (
        TemporaryDirectory(prefix="anjuan-bench-") as folder,
        closing(SQLiteLog(Path(folder) / "events")) as log,
    ):
        server = OpenNats(Path(folder) / "nats")
        append(log, entries(), EVENTS)
        try:
            rates = asyncio.run(rounds(log, server.start(), messages(everything(log))))
        finally:
            server.stop()
    ours, raw = (EVENTS / median(taken) for taken in zip(*rates, strict=True))
    return [
        Result(
            name="relay",
            what=f"{EVENTS:,} events from SQLite onto the stream {STREAM} of one nats-server",
            value=ours,
            unit="messages/s",
            baseline=Baseline(f"in raw batches of {LARGEST_BATCH}", raw),
            ratio=ours / raw,
            aim="ratio >= 0.6",
        )
    ]


def messages(events: Iterable[Stored]) -> list[Message]:
    """The messages of events, as the relay makes them."""
    made: list[Message] = []
    previous, areas = 0, dict[str, int]()
    for event in events:
        area = subject_area(event.state)
        made.append(message(event, area, previous, areas.get(area, 0)))
        areas[area] = previous = event.position
    return made


async def rounds(
    log: SQLiteLog, address: NatsAddress, made: Sequence[Message]
) -> list[tuple[float, float]]:
    """Seconds of each round, with the relay and without it."""
    return [(await relayed(log, address), await sent(made, address)) for _ in range(ROUNDS)]


async def relayed(log: SQLiteLog, address: NatsAddress) -> float:
    await emptied(address)
    at_end = asyncio.Event()
    relay = Relay(log, lambda: address)
    relay.listeners.append(lambda count: None if count else at_end.set())
    begun = time.perf_counter()
    task = asyncio.create_task(relay.run())
    try:
        async with asyncio.timeout(PATIENCE):
            await at_end.wait()
        taken = time.perf_counter() - begun
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await arrived(address)
    return taken


async def sent(made: Sequence[Message], address: NatsAddress) -> float:
    await emptied(address)
    begun = time.perf_counter()
    async with linked(address, "bench") as link:
        await make_stream(link.jetstream, 1)
        for start in range(0, len(made), LARGEST_BATCH):
            await publish_batch(link, made[start : start + LARGEST_BATCH], start)
        taken = time.perf_counter() - begun
    await arrived(address)
    return taken


async def emptied(address: NatsAddress) -> None:
    async with linked(address, "bench") as link:
        with suppress(NotFoundError):
            await link.jetstream.delete_stream(STREAM)


async def arrived(address: NatsAddress) -> None:
    async with linked(address, "bench") as link:
        state = await stream_state(link.jetstream, 1)
    if state is None or state.messages != EVENTS:
        raise RuntimeError(f"{state and state.messages} of {EVENTS} messages arrived")
