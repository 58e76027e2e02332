"""What takes longer: two whole lives of a service, with and without a discipline case, compared;
timings of the one answer; a vault that is killed again and again."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from random import Random
from sqlite3 import connect
from typing import Any

import pytest

from adapters.event_store.sqlite import SQLiteLog
from adapters.mirror.mirrored_log import MirroredLog
from tests.support.calling import done, eventually
from tests.support.citing import invariant
from tests.support.demonstrations import opened
from tests.support.every_request import every_request
from tests.support.vault_house import CLUE, HANDLER, SECRET, VaultHouse, vault_house
from tests.vault.test_unseen import ANYBODYS, answers, investigate, measured, others, told

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.soak
TIMINGS = 2000
ALIKE = 1.95
"""Bound of Kolmogorov and Smirnov for two samples: one in a thousand is beyond it by chance."""
COUNTED = ("anjuan_http_requests_total", "anjuan_commands_total", "anjuan_decisions_total")
OWN_OF_EACH = re.compile(
    r"[0-9a-f]{32,64}|[0-9T:.+-]{19,32}Z?|eyJ[\w=-]+|W/\"[^\"]*\"|\"\d+-[0-9a-f]+\"|[\w-]{40,}"
)
"""Ids, hashes, times, cursors: what differs between any two lives."""
SEGMENTS = ("_search_data", "_search_idx")
"""Tables in which a full-text index keeps its segments: as many as there were transactions that
filled it, which differs between any two lives. What it has of each row is in its other tables."""


@pytest.fixture
def houses(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    def house(name: str) -> Any:
        return vault_house(opened("sqlite", tmp_path_factory.mktemp(name) / "data", request))

    return house


def lived(house: VaultHouse, secretly: bool) -> tuple[Any, Any, Any]:
    """A service's life, with discipline acts between its own or without; then all that it answers
    to everybody, what it counts, and what lies in its files."""
    before = counters()
    house.call.walk("a1", until="AcceptApplication")
    if secretly:
        investigate(house)
    house.call.walk("a2", until="CreateDraft")
    asked = [one for one in every_request(house.call) if one.method == "GET"]
    found = []
    for who in others():
        for one in asked:
            path = f"/api/v1{one.path}"
            answer = house.call.client.get(path, headers=house.call.bearer(who))
            status, _, text = told(answer, SECRET)
            found.append((who, path, status, OWN_OF_EACH.sub("*", text)))
    grown = {name: value - before.get(name, 0) for name, value in counters().items()}
    counted = {name: value for name, value in grown.items() if value}
    return [*found, *answers(house, SECRET)], counted, tables(house)


def tables(house: VaultHouse) -> dict[str, int]:
    """How many rows each table of each file has, and which other files there are."""
    counts = {}
    for file in sorted(house.data.rglob("*")):
        if file.suffix == ".db":
            with closing(connect(f"file:{file}?mode=ro", uri=True)) as db:
                names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                for (name,) in (one for one in names if not one[0].endswith(SEGMENTS)):
                    [count] = db.execute(f'SELECT count(*) FROM "{name}"').fetchone()
                    counts[f"{file.name}/{name}"] = count
        elif file.is_file() and not file.name.endswith(("-shm", "-wal")):
            counts[OWN_OF_EACH.sub("*", file.name)] = 0
    return counts


@invariant(59)
def test_a_life_with_a_discipline_case_is_like_one_without(houses: Any) -> None:
    with houses("without") as house:
        without = lived(house, secretly=False)
    with houses("with") as house:
        with_one = lived(house, secretly=True)
    assert with_one[0] == without[0]
    assert with_one[1] == without[1]
    assert with_one[2] == without[2]


def counters() -> dict[str, float]:
    """What this process has counted so far, but for time, and for rounds that go by time."""
    lines = (line.rsplit(" ", 1) for line in measured().decode().splitlines() if line[0] != "#")
    return {name: float(value) for name, value in lines if name.startswith(COUNTED)}


@invariant(59)
def test_the_answer_about_a_case_that_there_is_takes_as_long_as_about_none(houses: Any) -> None:
    with houses("timed") as house:
        done(house.call.open(HANDLER, "discipline-cases", CLUE, id=SECRET))
        headers, random = house.call.bearer("prov.sc.decider"), Random(59)
        samples: dict[str, list[float]] = {SECRET: [], ANYBODYS + "-at": []}
        for _ in range(TIMINGS):
            for id in random.sample(sorted(samples), 2):
                began = time.perf_counter()
                answer = house.call.client.get(f"/api/v1/discipline-cases/{id}", headers=headers)
                samples[id].append(time.perf_counter() - began)
                assert answer.status_code == 404
    assert farthest_apart(*samples.values()) * (TIMINGS / 2) ** 0.5 < ALIKE


def farthest_apart(one: list[float], other: list[float]) -> float:
    """The largest distance of the two samples' distributions (Kolmogorov and Smirnov)."""
    marked = sorted([(value, 1) for value in one] + [(value, -1) for value in other])
    sums = list(running(sign / len(one) for _, sign in marked))
    return max(map(abs, sums))


def running(steps: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for step in steps:
        total += step
        yield total


@invariant(59)
def test_a_vault_that_is_killed_again_and_again_loses_nothing_and_nobody_notices(
    houses: Any,
) -> None:
    with houses("killed") as house:
        before, kept, random = answers(house, SECRET), [], Random(15)
        for number in range(12):
            house.call.walk(f"k{number}", until="CreateDraft")
            pid = eventually(lambda: house.process.pid, 30)
            time.sleep(random.random() * 3)
            opened_now = house.call.open(HANDLER, "discipline-cases", CLUE, id=f"k{number}")
            if opened_now.status_code == 201:
                kept.append(f"k{number}")
            os.kill(pid, signal.SIGKILL)
            assert answers(house, SECRET) == before
        eventually(house.answers, 60)
        eventually(house.mirrored, 60)
        listed = done(house.call.get(HANDLER, "/discipline-cases"), 200)["items"]
        assert {one["id"] for one in listed} >= set(kept)
        with (
            closing(SQLiteLog(house.data / "events.db")) as log,
            closing(MirroredLog(house.folder / "mirror" / "mirror.db")) as mirror,
        ):
            assert mirror.follow(0, 10_000) == log.follow(0, 10_000)
