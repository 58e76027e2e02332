"""A province in several processes: what one service takes, the other shows; whatever is killed, in
the end store, stream and projections say the same, every command that was answered once."""

import asyncio
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
import structlog

from adapters.nats.stream import STREAM
from domain.regime.lifecycle import RegimeFile
from services.clock import DemoClock
from services.runtime import Runtime, open_runtime
from tests.support.calling import Caller
from tests.support.comparing import projections_are_the_store, stream_is_the_store
from tests.support.nats_servers import NODES, eventually
from tests.support.postgres import Postgres
from tests.support.posting import Clients, histories_hold, store_holds
from tests.support.service_process import Process
from tests.support.sichuan import named_after
from tests.support.soaking import seconds_of
from tests.support.topology import Province, province
from tests.system.test_examples import EXAMPLES, SUMMARY

pytest_plugins = ["tests.support.store_fixtures"]
CLIENTS, TIMED = 4, 3
OVER = date(2026, 3, 10)  # the day after the publicity's last
PAUSE = 2.5  # seconds from one blow to the next, on the average
TIMERS = frozenset(("publicity-closed", "entry-cleared"))
log = structlog.get_logger()
Json = dict[str, Any]


def read(url: str, path: str, **query: Any) -> Json:
    response = httpx2.get(f"{url}{path}", params=query, timeout=30, trust_env=False)
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


def is_level(found: Province) -> bool:
    """Whether stream and projections are at the end of the store."""
    relay = read(found.workers["relay"].ready, "")["relay"]
    lags = [*read(found.urls[1], "/readyz")["projections"].values(), relay]
    return all(lag["behind"] == 0 for lag in lags) and not relay["trouble"]


def all_say_the_same(found: Province, runtime: Runtime) -> None:
    eventually(lambda: is_level(found), within=90)
    stream_is_the_store(runtime.log, found.address)
    projections_are_the_store(runtime.log, runtime.readmodel, found.folder)


def test_a_road_that_one_service_takes_is_read_at_the_other(
    tmp_path: Path, postgres_server: Postgres
) -> None:
    with province(tmp_path, postgres_server, "province") as found:
        one, other = found.urls
        told = subprocess.run(
            [sys.executable, EXAMPLES / "recognition.py", one],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            env=found.services[0].environment | {"PYTHONIOENCODING": "utf-8"},
        )
        assert told.returncode == 0, told.stdout + told.stderr
        assert SUMMARY.search(told.stdout.splitlines()[-1])
        position = read(one, "/readyz")["position"]
        query = {"min_position": position, "q": "示例", "as_of": "2026-12-31"}
        shown = [read(url, "/api/v1/registry/centres", **query)["items"] for url in found.urls]
        assert shown[0] == shown[1]
        assert any(item["active"] for item in shown[1])
        with closing(open_runtime(found.settings)) as runtime:
            all_say_the_same(found, runtime)
        for url in (one, other):
            assert read(url, "/readyz")["degraded"] == {}
        assert found.said() == ""
        for process in found.processes:
            number = random.choice((signal.SIGINT, signal.SIGTERM))
            assert process.stop(number) == 0, process.log.read_text()
            assert process.leaves_nothing()


class Blows:
    """What is done to a province, and how often it was."""

    def __init__(self, found: Province) -> None:
        self.found, self.done = found, Counter[str]()

    def kill(self, name: str, process: Process) -> None:
        """Started again at once, as compose and systemd do."""
        process.kill()
        process.launch()
        self.done[name] += 1

    def kill_leader(self) -> None:
        cluster = self.found.cluster
        leader = asyncio.run(cluster.leader(STREAM))
        if leader is not None:
            self.kill_node(leader)
            self.done["leader"] += 1

    def kill_node(self, number: int) -> None:
        self.found.cluster.kill(number)
        time.sleep(random.uniform(0, 2))
        self.found.cluster.start(number)
        self.done["nats-server"] += 1

    def fall(self) -> None:
        found, workers = self.found, self.found.workers
        kinds: dict[str, Callable[[], None]] = {
            name: partial(self.kill, name, worker) for name, worker in workers.items()
        }
        kinds["service"] = lambda: self.kill("service", random.choice(found.services))
        kinds["leader"] = self.kill_leader
        kinds["node"] = lambda: self.kill_node(random.randrange(NODES))
        kinds[random.choice(list(kinds))]()


class Publicity:
    """Applications whose publicity ends by timers, in the midst of it all."""

    def __init__(self, runtime: Runtime, url: str) -> None:
        self.runtime = runtime
        self.ids = [f"timed-{number}" for number in range(TIMED)]
        regime, _ = runtime.store.current("regulations/SC")
        assert isinstance(regime, RegimeFile)
        industries = regime.catalogues[-1].industries[-TIMED:]
        with httpx2.Client(base_url=url, timeout=30, trust_env=False) as client:
            caller = Caller(cast(Any, SimpleNamespace(runtime=runtime)), cast(Any, client))
            for id, industry in zip(self.ids, industries, strict=True):
                caller.walk(id, **named_after(industry))
            caller.publicise(*self.ids)

    def ends(self) -> None:
        """By the clock that all processes share."""
        assert isinstance(self.runtime.clock, DemoClock)
        if self.runtime.clock.today() < OVER:
            self.runtime.clock.move(OVER)

    def ended_once(self) -> bool:
        """Every entry is clear; False: not yet. Fails where a timer fired twice."""
        counts = [
            [stored.topic for stored in self.runtime.log.history(f"applications/{id}")].count(
                "entry-cleared"
            )
            for id in self.ids
        ]
        assert max(counts) <= 1, counts
        return min(counts) == 1


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_whatever_is_killed_nothing_is_lost_doubled_or_misordered(
    tmp_path: Path, postgres_server: Postgres
) -> None:
    """For a fifth of MINUTES."""
    seconds = seconds_of(1 / 5)
    with (
        province(tmp_path, postgres_server, "tormented") as found,
        closing(open_runtime(found.settings)) as runtime,
    ):
        publicity = Publicity(runtime, found.urls[0])
        clients, blows, ended = Clients(found.urls), Blows(found), threading.Event()
        end = runtime.log.end()
        assert end is not None
        clients.prepare()
        threads = [threading.Thread(target=clients.persist, args=(ended,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                time.sleep(random.expovariate(1 / PAUSE))
                blows.fall()
                if time.monotonic() > deadline - seconds / 2:
                    publicity.ends()
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        for process in found.processes:
            process.await_ready()
        clients.ask_again()
        eventually(publicity.ended_once, within=60)
        begun = time.monotonic()
        all_say_the_same(found, runtime)
        settled = round(time.monotonic() - begun, 1)
        histories_hold(clients)
        store_holds(clients, runtime.log, end[0], besides=TIMERS)
        log.info("kill run", **blows.done, commands=len(clients.answers), settled=settled)
        assert found.said() == ""
