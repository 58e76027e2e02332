"""A long history is begun from a snapshot: the same state as from its first event, or none."""

from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.event_store import snapshots
from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.log import Log, Stored
from adapters.event_store.snapshots import StateSnapshots
from domain.case import Case
from domain.streams import STREAMS
from services.runtime import Runtime, open_runtime
from tests.support.asking import REVISE
from tests.support.calling import Caller
from tests.support.citing import invariant
from tests.support.dispatching import requested

pytest_plugins = ["tests.support.http_fixtures"]


class Until:
    """A log as it was at a position."""

    def __init__(self, log: Log, position: int) -> None:
        self.log, self.position = log, position

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        found = self.log.history(stream, after, upto)
        return [stored for stored in found if stored.position <= self.position]


class InMemory:
    """Snapshots in the stored form; counts how many were made and used."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, bytes]] = {}
        self.used = 0

    def latest(self, stream: str) -> Held:
        if stream not in self.rows:
            return None, 0
        self.used += 1
        version, state = self.rows[stream]
        kind = STREAMS[stream.split("/", 1)[0]].state
        return msgspec.json.decode(state, type=kind), version

    def keep(self, stream: str, case: Case, version: int) -> None:
        self.rows[stream] = version, msgspec.json.encode(case)


@pytest.fixture(scope="module")
def log(shared: Caller) -> Log:
    """The demonstration's round, and an application on its whole way into a list."""
    shared.walk("a1")
    shared.publicise("a1")
    return shared.runtime.log


def streams(log: Log) -> list[str]:
    return [name for kind in STREAMS for name in log.streams(f"{kind}/")]


@invariant(55)
@given(data=st.data())
def test_snapshot_and_tail_are_the_whole_history(log: Log, data: st.DataObject) -> None:
    end = log.end()
    assert end is not None
    stream = data.draw(st.sampled_from(streams(log)))
    every = data.draw(st.integers(1, 5))
    kept = InMemory()
    for position in sorted(data.draw(st.lists(st.integers(0, end[0]), max_size=4))):
        past = CaseStore(Until(log, position), kept, every=every)  # type: ignore[arg-type] # reads
        past.current(stream)
    case, version = CaseStore(log, kept, every=every).current(stream)
    assert version == log.heads([stream])[stream]
    assert case == CaseStore(log).at_version(stream, version)


@invariant(55)
def test_every_state_comes_back_from_its_snapshot_as_it_was(shared: Caller, log: Log) -> None:
    kept = StateSnapshots(shared.runtime.readmodel)
    for stream in streams(log):
        case, version = CaseStore(log).current(stream)
        assert case is not None
        kept.keep(stream, case, version)
        assert kept.latest(stream) == (case, version)
        kept.keep(stream, case, version)


@pytest.fixture
def long(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """A house that snapshots at every third event and has revised a draft seven times."""
    runtime.store.every = 3
    for _ in range(7):
        runtime.dispatcher.act(requested(REVISE))
    return runtime


@pytest.fixture
def again(long: Runtime) -> Iterator[Runtime]:
    with closing(open_runtime(long.settings)) as again:
        yield again


def begun_at(runtime: Runtime) -> int:
    assert runtime.store.snapshots is not None
    return runtime.store.snapshots.latest("applications/a1")[1]


def test_a_long_history_is_read_from_its_last_snapshot_on(
    again: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    history = again.log.history

    def counted(stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        found = history(stream, after, upto)
        read.append(len(found))
        return found

    monkeypatch.setattr(again.log, "history", counted)
    assert begun_at(again) == 6
    assert again.store.current("applications/a1")[1] == 8
    assert read == [2]


def test_a_snapshot_that_other_code_has_folded_is_ignored(
    long: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert begun_at(long) == 6
    monkeypatch.setattr(snapshots, "domain_fingerprint", lambda: "another")
    with closing(open_runtime(long.settings)) as later:
        assert begun_at(later) == 0
        assert later.store.current("applications/a1") == long.store.current("applications/a1")


def test_the_fingerprint_is_of_every_source_of_the_domain() -> None:
    names = {source.name for source in snapshots.sources(files("domain"))}
    assert {"case.py", "form.py", "coherence.py", "recognition.py"} <= names


def test_a_snapshot_that_cannot_be_kept_fails_no_command(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    runtime.store.every = 1
    monkeypatch.setattr(runtime.store.snapshots, "keep", full)
    assert runtime.dispatcher.act(requested(REVISE)).events[0].version == 2
    assert runtime.store.held("applications/a1")[1] == 2
