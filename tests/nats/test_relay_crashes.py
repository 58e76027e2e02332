"""Kill -9 at random, of relays and servers, while events are written: stream and store stay one."""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec
import pytest
import structlog
from nats.errors import Error as NatsError

from adapters.event_store.log import Log
from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.connection import NatsAddress, NatsAway, linked
from adapters.nats.server import EmbeddedNats
from tests.support.nats_servers import NODES, Cluster, eventually, kill
from tests.support.relay_process import Work
from tests.support.relayed import Writer, differences, received
from tests.support.soaking import seconds_of

pytest_plugins = ["tests.support.nats_fixtures"]
log = structlog.get_logger()
ROOT = Path(__file__).parents[2]


class Relays:
    """Two relay processes on one store, each started again when it is killed."""

    def __init__(self, folder: Path, address: NatsAddress, replicas: int = 1) -> None:
        self.work, self.words = folder / "work.json", folder / "relays.log"
        work = Work(str(folder / "events.db"), address, replicas)
        self.work.write_bytes(msgspec.json.encode(work))
        self.processes = [self._start() for _ in range(2)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def kill_one(self) -> bool:
        number = random.randrange(len(self.processes))
        self.processes[number].kill()
        self.processes[number].wait()
        self.processes[number] = self._start()
        return True

    def alarms(self) -> list[str]:
        lines = self.words.read_text().splitlines()
        return [line for line in lines if "alarm" in line or "Traceback" in line]

    def _start(self) -> subprocess.Popen[bytes]:
        with self.words.open("ab") as words:
            command = [sys.executable, "-m", "tests.support.relay_process", str(self.work)]
            return subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=words)


def torment(
    store: Log, seconds: float, blows: dict[str, tuple[float, Callable[[], bool]]]
) -> Counter[str]:
    """Writes for so long; each blow falls about every so many seconds. Answers what was done."""
    writer, done = Writer(store), Counter[str]()
    end = time.monotonic() + seconds
    due = {name: time.monotonic() + random.expovariate(1 / blows[name][0]) for name in blows}
    while (now := time.monotonic()) < end:
        number = random.choice((1, 1, 2, 10, 40))
        writer.add(number)
        done["events"] += number
        for name, (every, blow) in blows.items():
            if now > due[name]:
                done[name] += blow()
                due[name] = now + random.uniform(0.2, 2) * every
        time.sleep(0.01)
    return done


async def reached(address: NatsAddress) -> int:
    """The position of the stream's last message, 0 while NATS does not say."""
    try:
        async with linked(address, "test") as link:
            last = (await link.jetstream.stream_info("EV")).state.last_seq
            headers = (await link.jetstream.get_msg("EV", seq=last)).headers or {}
            return int(headers["ce-position"])
    except (NatsAway, NatsError):
        return 0


def settle(store: Log, address: NatsAddress, done: Counter[str], relays: Relays) -> None:
    """What was written is on the stream in the end, exactly once and in order."""
    end = store.end()
    assert end is not None
    begun = time.monotonic()
    eventually(lambda: asyncio.run(reached(address)) == end[0], within=60)
    done["seconds to settle"] = round(time.monotonic() - begun)
    messages = asyncio.run(received(address))
    log.info("crash run", **done, messages=len(messages))
    assert differences(store, messages) == []
    assert relays.alarms() == []


def one_server(folder: Path, nats: EmbeddedNats, seconds: float) -> None:
    store = SQLiteLog(folder / "events.db")
    try:
        with Relays(folder, nats.address()) as relays:
            eventually(lambda: asyncio.run(stream_exists(nats.address())))
            blows = {
                "relays killed": (1.2, relays.kill_one),
                "servers killed": (2.5, lambda: kill(nats.pid)),
            }
            done = torment(store, seconds, blows)
            assert done["relays killed"] and done["servers killed"]
            settle(store, nats.address(), done, relays)
    finally:
        store.close()


async def stream_exists(address: NatsAddress) -> bool:
    try:
        async with linked(address, "test") as link:
            await link.jetstream.stream_info("EV")
            return True
    except (NatsAway, NatsError):
        return False


def test_kills_lose_double_and_misorder_nothing(tmp_path: Path, nats: EmbeddedNats) -> None:
    one_server(tmp_path, nats, 10)


@pytest.mark.soak
def test_long_kills_lose_double_and_misorder_nothing(tmp_path: Path, nats: EmbeddedNats) -> None:
    one_server(tmp_path, nats, seconds_of(1 / 5))


@pytest.mark.soak
def test_a_cluster_whose_leader_is_killed_loses_nothing(tmp_path: Path) -> None:
    store = SQLiteLog(tmp_path / "events.db")
    try:
        with (
            Cluster(tmp_path / "cluster") as cluster,
            Relays(tmp_path, cluster.address(), replicas=NODES) as relays,
        ):
            eventually(lambda: asyncio.run(stream_exists(cluster.address())), within=60)
            blows = {
                "relays killed": (4.0, relays.kill_one),
                "leaders killed": (12.0, lambda: kill_leader(cluster)),
            }
            done = torment(store, seconds_of(1 / 5), blows)
            settle(store, cluster.address(), done, relays)
    finally:
        store.close()


def kill_leader(cluster: Cluster) -> bool:
    """Kill the node that leads EV, and start it again when the others may have a new leader."""
    if (leader := asyncio.run(cluster.leader("EV"))) is None:
        return False
    cluster.kill(leader)
    time.sleep(1)
    cluster.start(leader)
    return True
