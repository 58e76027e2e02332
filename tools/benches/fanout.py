"""Benchmark of many bureaus beside one consumer of everything: the same events, each with its own
account, connection and durable consumer, or all of them by one."""

import asyncio
import re
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from nats.aio.client import Client

from adapters.event_store.log import Stored
from adapters.nats.accounts import BureauAccount, consumer_of, inbox_of
from adapters.nats.attacks import intruder
from adapters.nats.batch import LARGEST_BATCH, publish_batch
from adapters.nats.connection import NatsAddress, linked
from adapters.nats.keys import new_seed, public_key
from adapters.nats.stream import STREAM, make_stream
from services.bureaus.consumers import renew_consumers
from tests.support.nats_servers import OpenNats
from tests.support.relayed import entries
from tools.benches.relaying import messages
from tools.benches.results import Baseline, Result

BUREAUS, EVENTS_OF_EACH, FAN_ROUNDS = 50, 400, 3
FAN_EVENTS = BUREAUS * EVENTS_OF_EACH
FETCHED = 500
ALL = "all"
AREA = re.compile(rb'"area":"[^"]*"')


def fanout() -> list[Result]:
    """Measures both in turn over the same stream, several times."""
    seeds = {name: new_seed() for name in (ALL, *(f"b{number}" for number in range(BUREAUS)))}
    accounts = [BureauAccount(name, public_key(seed)) for name, seed in seeds.items()]
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        server = OpenNats(Path(folder) / "nats", bureaus=lambda: accounts)
        try:
            rates = asyncio.run(fan_rounds(server.start(), seeds))
        finally:
            server.stop()
    many, one = (FAN_EVENTS / median(taken) for taken in zip(*rates, strict=True))
    return [
        Result(
            name="fanout",
            what=f"{FAN_EVENTS:,} events to {BUREAUS} bureaus, each with what is its own",
            value=many,
            unit="events/s",
            baseline=Baseline("to one consumer of everything", one),
            ratio=many / one,
            aim="ratio >= 0.7",
        )
    ]


def spread() -> list[Stored]:
    """Events of as many areas as there are bureaus, in turn."""
    return [
        Stored(
            *(number + 1, one.stream, one.version, one.topic),
            AREA.sub(f'"area":"SC.b{number % BUREAUS}"'.encode(), one.state, count=1),
            datetime.now(UTC),
            b"salt",
        )
        for number, one in enumerate(islice(entries(1), FAN_EVENTS))
    ]


async def fan_rounds(address: NatsAddress, seeds: dict[str, str]) -> list[tuple[float, float]]:
    """Seconds of each round, by all bureaus and by the one that has everything."""
    made = messages(spread())
    async with linked(address, "bench") as link:
        await make_stream(link.jetstream, 1)
        for start in range(0, FAN_EVENTS, LARGEST_BATCH):
            await publish_batch(link, made[start : start + LARGEST_BATCH], start)
    filters = {name: [f"cases.SC.{name}.>"] for name in seeds if name != ALL}
    return [
        (await heard(address, seeds, filters), await heard(address, seeds, {ALL: ["cases.>"]}))
        for _ in range(FAN_ROUNDS)
    ]


async def heard(
    address: NatsAddress, seeds: dict[str, str], filters: dict[str, list[str]]
) -> float:
    """Seconds until each of these has fetched and acknowledged all that is its own, over
    connections that stand, by consumers that are new."""
    async with linked(address, "bench", "administration") as link:
        await renew_consumers(link, {})
        await renew_consumers(link, filters)
    async with AsyncExitStack() as opened:
        clients = {
            name: await opened.enter_async_context(intruder(address, seeds[name], inbox_of(name)))
            for name in filters
        }
        begun = time.perf_counter()
        share = FAN_EVENTS // len(clients)
        await asyncio.gather(*(heard_all(one.client, name, share) for name, one in clients.items()))
        return time.perf_counter() - begun


async def heard_all(client: Client, name: str, due: int) -> None:
    events = await client.jetstream().pull_subscribe_bind(consumer=consumer_of(name), stream=STREAM)
    while due:
        fetched = await events.fetch(min(FETCHED, due), timeout=60)
        for message in fetched:
            await message.ack()
        due -= len(fetched)
