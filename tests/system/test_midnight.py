"""The turn of the year: at 24:00 in China, wherever the server stands; for many centres at once;
and though the timers' worker dies at any point, every deadline once."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest
from msgspec.structs import replace

from projections.deadlines import Deadline
from services.reactions import timers
from services.reactions.timers import Timers
from tests.support.citing import invariant
from tests.support.killed_workers import killed_worker, prepare_workers
from tests.support.midnights import EVE, MIDNIGHT, Office, office
from tests.support.service_process import database_for
from tests.support.soaking import MINUTES

pytest_plugins = ["tests.support.store_fixtures"]

NAMES = [f"c{n}" for n in range(5)]
ONCE = ["annual-deadline-missed", "year-begun"]
"""What becomes of a centre that files nothing, in the order of the alphabet."""


@pytest.fixture(params=["UTC0", "PST8PDT"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="module")
def eve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of these centres on the eve of the year, to copy from."""
    folder = tmp_path_factory.mktemp("eve") / "data"
    with office(folder, EVE, NAMES):
        return folder


@pytest.fixture
def folder(eve: Path, tmp_path: Path) -> Path:
    return Path(copytree(eve, tmp_path / "data"))


@invariant(48)
@pytest.mark.usefixtures("server_zone")
def test_a_year_ends_and_the_next_begins_at_midnight_in_china(folder: Path) -> None:
    with office(folder, EVE) as one:
        assert one.timers.tick() == 0
        one.clock.run(timedelta(seconds=1))
        assert one.timers.tick() == 2 * len(NAMES)
        assert one.timers.tick() == 0  # its rows do not follow yet
        one.follow()
        assert one.timers.due() == []
        assert {tuple(sorted(one.begun(name))) for name in NAMES} == {tuple(ONCE)}


class Died(Exception):
    """The worker's process is gone."""


def dies(after: int, then: Callable[..., Any], stored: bool = False) -> Callable[..., Any]:
    """Stands before a function: dies at the call after so many, or once that has done its work."""
    calls = iter(range(after))

    def instead(*args: Any) -> Any:
        if next(calls, None) is not None:
            return then(*args)
        if stored:
            then(*args)
        raise Died

    return instead


KILLED: dict[str, Callable[[Office], None]] = {
    "before anything is asked": lambda one: setattr(one.timers, "ask", dies(0, one.timers.ask)),
    "between two that it asks": lambda one: setattr(one.timers, "ask", dies(3, one.timers.ask)),
    "before an answer": lambda one: setattr(one.timers, "settle", dies(2, one.timers.settle)),
    "before they are stored": lambda one: setattr(
        one.runtime.log, "write", dies(0, one.runtime.log.write)
    ),
    "when they are stored": lambda one: setattr(
        one.runtime.log, "write", dies(0, one.runtime.log.write, stored=True)
    ),
    "between two rounds": lambda one: setattr(
        one.timers, "fire_round", dies(1, one.timers.fire_round)
    ),
}


@pytest.mark.parametrize("killed", KILLED)
def test_a_worker_that_dies_leaves_no_deadline_out_and_fires_none_twice(
    killed: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "LARGEST_ROUND", 4)
    with office(folder, MIDNIGHT) as one:
        KILLED[killed](one)
        with pytest.raises(Died):
            one.timers.tick()
    with office(folder, MIDNIGHT + timedelta(minutes=5)) as again:
        again.timers.tick()
        again.follow()
        assert again.timers.tick() == 0
        assert again.timers.due() == []
        assert {tuple(sorted(again.begun(name))) for name in NAMES} == {tuple(ONCE)}


def killed_over_and_over(folder: Path, database: str | None, kills: int, luck: Random) -> None:
    """Workers on one store, each killed at another point; then one that is let live: all deadlines
    are done, each once."""
    prepare_workers()
    names = [f"c{n}" for n in range(8 * kills)]
    with office(folder, EVE, names, database):
        pass
    for _ in range(kills):
        killed_worker(folder, database, luck)
    with office(folder, MIDNIGHT, database=database) as last:
        done = sum(len(last.begun(name)) for name in names)
        assert 0 < done < 2 * len(names), "none was killed on its way"
        assert last.timers.tick() == 2 * len(names) - done
        last.follow()
        assert last.timers.tick() == 0 and last.timers.due() == []
        assert {tuple(sorted(last.begun(name))) for name in names} == {tuple(ONCE)}


def test_killed_processes_leave_no_deadline_out_and_fire_none_twice(tmp_path: Path) -> None:
    killed_over_and_over(tmp_path / "data", None, 5, Random(48))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_so_it_is_after_many_kills(
    store_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    kills = max(20, round(4 * MINUTES))
    killed_over_and_over(tmp_path / "data", database_for(store_kind, request), kills, Random())


def midnight(folder: Path, centres: int) -> float:
    """Seconds of processor time for each centre at the turn of the year."""
    names = [f"c{n}" for n in range(centres)]
    with office(folder, MIDNIGHT, names) as one:
        began = time.process_time()
        assert one.timers.tick() == 2 * centres
        return (time.process_time() - began) / centres


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_centres_at_one_midnight_cost_no_more_each_than_five_hundred(
    tmp_path: Path,
) -> None:
    few, many = midnight(tmp_path / "few", 500), midnight(tmp_path / "many", 10_000)
    print(f"{few * 1000:.2f} ms, {many * 1000:.2f} ms each")  # noqa: T201
    assert many < 2 * few


def test_those_that_have_to_wait_keep_none_behind_them_from_its_turn(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "LARGEST_ROUND", 2)
    with office(folder, MIDNIGHT) as one:
        ask = Timers.ask
        asked: list[str] = []

        def refuse_first(self: Timers, deadline: Deadline) -> Any:
            asked.append(deadline.name)
            wrong = {"year": 2000} if deadline.id in NAMES[:2] else {}
            body = {**deadline.body, **wrong}
            return ask(self, replace(deadline, body=body))

        monkeypatch.setattr(Timers, "ask", refuse_first)
        assert one.timers.tick() == 2 * (len(NAMES) - 2)
        assert len(asked) == 2 * len(NAMES)
