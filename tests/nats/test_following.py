"""Bureaus follow by NATS, by the feed and by webhook while relay, server, senders and they
themselves are killed: each has exactly what the policy of sight gives it, and its own check says
so."""

import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.following.checking import Compared, compare_all
from services.following.kept import KeptEvents
from services.queries.feed import FeedFilter, FeedReader
from tests.support.followed import Followed, followed
from tests.support.following_process import Followings
from tests.support.nats_servers import eventually, kill
from tests.support.posted_road import PostedRoad
from tests.support.relayed import everything
from tests.support.soaking import seconds_of

pytest_plugins = ["tests.support.http_fixtures"]
ROOT = Path(__file__).parents[2]
FOUR = {
    "deyang": ("webhook", "PREF", "510600"),
    "chengdu": ("example", "PREF", "510100"),
    "hohhot": ("feed", "PREF", "150100"),
    "sichuan": ("nats", "PROV", "510000"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    with followed(tmp_path_factory.mktemp("office"), request) as found:
        for name, (_, role, area) in FOUR.items():
            found.enrol(name, role, area)
        found.open_to_bureaus()
        yield found


class Processes:
    """Processes of followers; each is started again when it is killed."""

    def __init__(self, office: Followed, roads: dict[str, list[str]]) -> None:
        self.words = office.folder / "followers.log"
        self.works = []
        for number, (road, names) in enumerate(roads.items()):
            work = office.folder / f"followers-{number}.json"
            place = (office.url, office.nats, str(office.folder))
            work.write_bytes(msgspec.json.encode(Followings(tuple(names), road, *place)))
            self.works.append(work)
        self.running = [self._start(work) for work in self.works]

    def kill_one(self) -> None:
        number = random.randrange(len(self.running))
        self.running[number].kill()
        self.running[number].wait()
        self.running[number] = self._start(self.works[number])

    def stop(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()

    def _start(self, work: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.support.following_process", str(work)]
        with self.words.open("ab") as words:
            return subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=words)


@contextmanager
def following(
    office: Followed, roads: dict[str, list[str]]
) -> Iterator[tuple[Processes, PostedRoad]]:
    """Everybody follows by their road; those by webhook are followed by a sender."""
    with PostedRoad(office, roads["webhook"]) as posted:
        processes = Processes(office, {one: roads[one] for one in roads if one != "webhook"})
        try:
            yield processes, posted
        finally:
            processes.stop()


def due_to(office: Followed, name: str) -> list[tuple[int, str]]:
    """Position and hash of all that the policy gives a bureau, asked of the log itself."""
    actor = office.caller.runtime.accounts.actor(name)
    assert actor
    reader = FeedReader(office.caller.runtime, actor, FeedFilter())
    told = map(reader.told, everything(office.caller.runtime.log))
    return [(one.position, one.sha256) for one in told if one]


def kept_by(office: Followed, name: str) -> list[tuple[int, str]]:
    with closing(KeptEvents(office.folder / f"{name}.db")) as kept:
        return [(position, digest) for _, position, digest in kept.between(0, 2**63 - 1)]


def checked(office: Followed, name: str) -> list[Compared]:
    with office.follower(name) as follower:
        return list(compare_all(follower.kept, follower.feed))


def torment(
    office: Followed, processes: Processes, posted: PostedRoad, seconds: float, every: float
) -> None:
    """Writes for so long; a relay, a server, a follower or a sender is killed about every so many
    seconds."""
    end, due = time.monotonic() + seconds, time.monotonic() + every / 2
    blows = (
        office.another_relay,
        lambda: kill(office.server.pid),
        processes.kill_one,
        posted.kill,
    )
    turn = 0
    while (now := time.monotonic()) < end:
        office.copies.add(random.choice((1, 2, 10)))
        office.relay.wake()
        if now > due:
            blows[turn % len(blows)]()
            turn, due = turn + 1, now + random.uniform(0.5, 1.5) * every
        time.sleep(max(0.1, seconds / 600))
    assert turn >= len(blows)


def has_come(office: Followed, name: str, number: int) -> bool:
    return len(kept_by(office, name)) >= number


def has_all(office: Followed, names: Sequence[str], within: float) -> None:
    office.relay.wake()
    for name in names:
        due = due_to(office, name)
        eventually(partial(has_come, office, name, len(due)), within)
        assert kept_by(office, name) == due
        found = checked(office, name)
        assert all(one.right and not one.past for one in found)
        assert sum(one.told for one in found) == len(due) > 0


def test_four_bureaus_follow_through_kills_and_have_exactly_what_is_theirs(
    office: Followed,
) -> None:
    roads = {road: [name] for name, (road, _, _) in FOUR.items()}
    with following(office, roads) as (processes, posted):
        eventually(lambda: "waiting" in processes.words.read_text(), 60)
        torment(office, processes, posted, 5, 1.0)
        has_all(office, list(FOUR), 60)
    assert "Traceback" not in processes.words.read_text()
    assert re.search(r"^\d+ \d{4}-\d\d-\d\d \S+/\S+ \S+$", processes.words.read_text(), re.M)


def test_the_check_names_what_is_missing_and_what_was_changed(office: Followed) -> None:
    """As `anjuan follow` keeps it, and finds it again."""
    words = ("follow", "hohhot", "--url", office.url, "--folder", office.folder)
    office.terminal.out(*words, "--once")
    due = [position for position, _ in due_to(office, "hohhot")]
    assert f"{len(due)} 件" in office.terminal.out(*words, "--check")
    lost, changed = due[len(due) // 2], due[-1]
    with closing(sqlite3.connect(office.folder / "hohhot.db")) as file:
        file.execute("DELETE FROM events WHERE position = ?", (lost,))
        file.execute("UPDATE events SET sha256 = 'x' WHERE position = ?", (changed,))
        file.commit()
    said = office.terminal.out(*words, "--check", "--json", status=1)
    found = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [one["missing"] for one in found if one["missing"]] == [[lost]]
    assert [one["changed"] for one in found if one["changed"]] == [[changed]]
    said = office.terminal.out(*words, "--check", status=1)
    assert f"缺 missing 1: {lost}" in said and f"不同 differs 1: {changed}" in said


@pytest.mark.parametrize("program", ["examples/subscriber.py", "anjuan follow"])
def test_ctrl_c_ends_a_follower_also_where_its_server_goes_at_the_same_time(
    office: Followed, program: str
) -> None:
    for blow in (lambda: None, lambda: kill(office.server.pid)):
        with as_people_start_it(office, program, "sichuan") as (running, words):
            for _ in range(2):  # what it missed, and then what comes by NATS
                eventually(partial(hears_more, office, words, len(words.read_text())), 30)
            blow()
            running.send_signal(signal.SIGINT)
            running.wait(15)
            assert running.returncode == -signal.SIGINT


@contextmanager
def as_people_start_it(
    office: Followed, program: str, name: str
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A program that follows over NATS, and the file of what it says."""
    command = [str(Path(sys.executable).with_name("anjuan")), "follow", name]
    command += ["--url", office.url, "--nats", office.nats]
    if program.endswith(".py"):
        command = [sys.executable, str(ROOT / program), name, office.url, office.nats]
    words = office.folder / f"{name}.words"
    with words.open("wb") as file:
        running = subprocess.Popen(command, cwd=office.folder, stdout=file)
    try:
        yield running, words
    finally:
        running.kill()
        running.wait()


def hears_more(office: Followed, words: Path, before: int) -> bool:
    office.copies.add(1)
    office.relay.wake()
    time.sleep(0.1)
    return len(words.read_text()) > before


SEATS = ("510100", "510700", "510600", "511500", "511300", "150100", "150200", "150400")
SOAKED = 50


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_fifty_bureaus_of_two_regimes_have_exactly_what_is_theirs(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Some in the same seat, two provinces among them; four roads, a process of its own each."""
    with followed(tmp_path, request) as office:
        roads: dict[str, list[str]] = {"nats": [], "feed": [], "webhook": [], "example": []}
        for number in range(SOAKED):
            seat, name = SEATS[number % len(SEATS)], f"b{number}"
            office.enrol(name, "PROV" if number < 4 else "PREF", province_of(seat, number))
            turn = number + number // len(SEATS)  # each seat has some of each road
            list(roads.values())[turn % len(roads)].append(name)
        office.open_to_bureaus()
        with following(office, roads) as (processes, posted):
            torment(office, processes, posted, seconds_of(1 / 3), 5.0)
            has_all(office, [name for names in roads.values() for name in names], 300)
        assert "Traceback" not in processes.words.read_text()


def province_of(seat: str, number: int) -> str:
    """The first four are provinces', two of each regime."""
    return ("510000", "150000")[number % 2] if number < 4 else seat
