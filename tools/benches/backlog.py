"""Benchmark of a bureau that was away for a year: how fast it has what passed meanwhile, beside a
consumer that is new, and what that takes of the memory of server and client.

Both follow as `anjuan follow` does, each event on the disk before it is acknowledged.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from nats.js import JetStreamContext

from adapters.event_store.log import Stored
from adapters.nats.accounts import BureauAccount, consumer_of, inbox_of
from adapters.nats.attacks import intruder
from adapters.nats.batch import LARGEST_BATCH, publish_batch
from adapters.nats.connection import linked
from adapters.nats.keys import new_seed, public_key
from adapters.nats.stream import STREAM, Message, make_stream, message
from services.bureaus.consumers import renew_consumers
from services.following.by_nats import FETCHED_TOGETHER, keep_messages
from services.following.feed_client import FeedClient
from services.following.follower import Follower
from services.following.kept import KeptEvent, KeptEvents
from tests.support.nats_servers import OpenNats
from tests.support.relayed import entries
from tools.benches.fanout import AREA
from tools.benches.results import Baseline, Result

BACKLOG = 200_000
AWAY, FRESH = "away", "fresh"
MIB = 2**20


class SilentFeed(FeedClient):
    """The feed has nothing that the stream has not."""

    def __init__(self) -> None:
        super().__init__("", "", "")

    def page(self, after: int) -> tuple[list[KeptEvent], int]:
        return [], after


class CaughtUp(Struct, frozen=True):
    """Seconds in all, those that server and client were at work for each quarter, and how many
    bytes they had grown by at the most."""

    seconds: float
    quarters: tuple[float, ...]
    server: int
    client: int

    @property
    def rate(self) -> float:
        return BACKLOG / self.seconds


def backlog() -> list[Result]:
    """Measures the one that was away, then the new one, over the same stream."""
    seeds = {name: new_seed() for name in (AWAY, FRESH)}
    accounts = [BureauAccount(name, public_key(seed)) for name, seed in seeds.items()]
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        server = OpenNats(Path(folder) / "nats", bureaus=lambda: accounts)
        server.start()
        try:
            asyncio.run(passed(server))
            away, fresh = (
                asyncio.run(caught_up(server, name, seeds[name], Path(folder)))
                for name in (AWAY, FRESH)
            )
        finally:
            server.stop()
    return results(away, fresh)


async def passed(server: OpenNats) -> None:
    """The events that pass while the one is away; the other's consumer is made after them."""
    mine = [f"cases.SC.{AWAY}.>"]
    async with linked(server.address(), "bench", "administration") as link:
        await make_stream(link.jetstream, 1)
        await renew_consumers(link, {AWAY: mine})
    async with linked(server.address(), "bench", "relay") as link:
        sequence = 0
        made = events_away()
        while batch := list(islice(made, LARGEST_BATCH)):
            await publish_batch(link, batch, sequence)
            sequence += len(batch)
    async with linked(server.address(), "bench", "administration") as link:
        await renew_consumers(link, {AWAY: mine, FRESH: mine})


def events_away() -> Iterator[Message]:
    for number, one in enumerate(islice(entries(1), BACKLOG)):
        state = AREA.sub(f'"area":"SC.{AWAY}"'.encode(), one.state, count=1)
        told = one.stream, one.version, one.topic, state, datetime.now(UTC), b"salt"
        yield message(Stored(number + 1, *told), f"cases.SC.{AWAY}", number, number)


async def caught_up(server: OpenNats, name: str, seed: str, folder: Path) -> CaughtUp:
    """Follows until everything is kept and acknowledged."""
    quarters, begun = list[float](), time.perf_counter()
    before = resident(server.pid), resident()
    most = before
    with closing(KeptEvents(folder / f"{name}.db")) as kept:
        follower = Follower(kept, SilentFeed(), told_nobody, told_nobody)
        async with intruder(server.address(), seed, inbox_of(name)) as one:
            events = await one.client.jetstream().pull_subscribe_bind(
                consumer=consumer_of(name), stream=STREAM
            )
            for _ in range(4):
                worked = at_work(server.pid)
                await followed(events, follower, BACKLOG // 4)
                quarters.append(at_work(server.pid) - worked)
                most = max(most[0], resident(server.pid)), max(most[1], resident())
    seconds = time.perf_counter() - begun
    return CaughtUp(seconds, tuple(quarters), most[0] - before[0], most[1] - before[1])


async def followed(events: JetStreamContext.PullSubscription, follower: Follower, due: int) -> None:
    while due:
        messages = await events.fetch(min(FETCHED_TOGETHER, due), timeout=60)
        await asyncio.to_thread(keep_messages, follower, messages)
        for each in messages:
            await each.ack()
        due -= len(messages)


def told_nobody(line: str) -> None:
    """Nobody listens."""


def resident(pid: int | None = None) -> int:
    """Bytes of memory that a process has, this one without a number."""
    pages = Path(f"/proc/{pid or 'self'}/statm").read_text().split()[1]
    return int(pages) * 4096


def at_work(pid: int | None) -> float:
    """Seconds that a process and this one have had of the processors: others on the machine do not
    count."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") + time.process_time()


def results(away: CaughtUp, fresh: CaughtUp) -> list[Result]:
    first, last = BACKLOG / 4 / away.quarters[0], BACKLOG / 4 / away.quarters[-1]
    return [
        Result(
            name="backlog",
            what=f"{BACKLOG:,} events that passed while a bureau was away, kept and acknowledged",
            value=away.rate,
            unit="events/s",
            baseline=Baseline("by a new consumer", fresh.rate),
            ratio=away.rate / fresh.rate,
            aim="ratio >= 0.7",
        ),
        Result(
            name="backlog_last_quarter",
            what="the last quarter of them, by the time of the processors that it takes",
            value=last,
            unit="events/s",
            baseline=Baseline("in the first quarter", first),
            ratio=last / first,
            aim="ratio >= 0.7",
        ),
        grown_by("server", away.server, fresh.server),
        grown_by("client", away.client, fresh.client),
    ]


def grown_by(which: str, away: int, fresh: int) -> Result:
    return Result(
        name=f"backlog_{which}_memory",
        what=f"by which the {which} grows meanwhile",
        value=away / MIB,
        unit="MiB",
        baseline=Baseline("by a new consumer", fresh / MIB),
        aim="value <= 200",
    )
