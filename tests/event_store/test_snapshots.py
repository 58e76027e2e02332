"""A long history is begun from a snapshot: the same state as from its first event, or none."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import msgspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.event_store import cases, snapshots
from adapters.event_store.cases import CaseStore
from adapters.event_store.codec import decode
from adapters.event_store.log import Log, Stored
from adapters.event_store.snapshot_marks import Snapshot, SnapshotFront, SnapshotMark, StateFrom
from adapters.event_store.snapshots import SnapshotState, StateSnapshots
from domain.case import Case
from domain.centre.case import Centre
from domain.in_force import fold_in_force
from domain.streams import STREAMS, replay
from services.runtime import Runtime, open_runtime
from tests.support.asking import REVISE
from tests.support.calling import Caller, eventually
from tests.support.centre_histories import CASE, Dates, days, histories, moments, record_of
from tests.support.citing import invariant
from tests.support.dispatching import requested
from tests.support.histories import KIND, NAME, HistoryLog, stored_as

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")


class Until:
    """A log as it was at a position."""

    def __init__(self, log: Log, position: int) -> None:
        self.log, self.position = log, position

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        found = self.log.history(stream, after, upto)
        return [stored for stored in found if stored.position <= self.position]

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        return self.history(stream, after, upto)

    def follow(self, after: int, limit: int) -> list[Stored]:
        return self.log.follow(after, limit)


class InMemory:
    """Snapshots in the stored form."""

    def __init__(self) -> None:
        self.made: dict[str, list[Snapshot]] = {}

    def latest(self, stream: str) -> SnapshotFront:
        if stream not in self.made:
            return SnapshotFront()
        mark = self.made[stream][-1].mark
        slices = tuple(
            StateFrom(start, self.state(stream, mark, place) if kept else None)
            for place, (start, kept) in enumerate(mark.starts)
        )
        last = mark.version, mark.version, date.max, mark.recorded_at
        return SnapshotFront(slices[-1].state, *last, slices, digest=mark.digest)

    def marks(self, stream: str, upto: int | None = None) -> Iterator[SnapshotMark]:
        return (one.mark for one in reversed(self.made.get(stream, [])))

    def state(self, stream: str, mark: SnapshotMark, place: int) -> Case | None:
        [made] = [one for one in self.made[stream] if one.mark.version == mark.version]
        kind = STREAMS[stream.split("/", 1)[0]].state
        return msgspec.json.decode(made.states[place], type=kind)

    def keep(self, stream: str, made: Sequence[Snapshot]) -> None:
        self.made.setdefault(stream, []).extend(made)


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
    store = CaseStore(log, kept, every=every)
    case, version = store.current(stream)
    assert version == log.heads([stream])[stream]
    assert case == CaseStore(log).at_version(stream, version)
    earlier = data.draw(st.integers(0, version))
    assert store.at_version(stream, earlier) == CaseStore(log).at_version(stream, earlier)


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))


@invariant(55)
@given(
    acts=st.lists(st.tuples(DAYS, st.integers(0, 4), DAYS), min_size=1, max_size=40),
    every=st.integers(1, 6),
    asked=st.lists(st.tuples(DAYS, st.none() | st.integers(0, 40)), min_size=1, max_size=5),
)
def test_a_case_on_any_day_as_known_at_any_moment_is_the_fold_of_what_held_and_was_known(
    acts: list[tuple[date, int, date]],
    every: int,
    asked: list[tuple[date, int | None]],
) -> None:
    """Whatever takes effect ahead of its time or after it, and in whatever order."""
    days = [(on, on if kind < 3 else effect) for on, kind, effect in acts]
    log = HistoryLog(days)
    store = CaseStore(log, InMemory(), every=every)  # type: ignore[arg-type] # reads
    store.current(NAME)
    for day, minute in asked:
        known = None if minute is None else log.moment(minute)
        seen = [one for one in log.stored if known is None or one.recorded_at <= known]
        records = [decode(one.topic, one.state) for one in seen]
        held = [record for record in records if record.context.effective_on <= day]
        expected = replay(KIND, held) if held[:1] == records[:1] else None
        assert store.at_moment(NAME, day, known) == expected


@invariant(55, 64)
@given(
    events=histories(restored=True),
    every=st.integers(1, 4),
    seen=st.lists(st.integers(1, 9), max_size=3),
)
def test_a_snapshot_that_holds_what_was_struck_or_corrected_later_is_never_believed(
    events: Dates, every: int, seen: list[int]
) -> None:
    """At every version, and on every day as known at every moment; whenever snapshots were made."""
    log, kept = HistoryLog([]), InMemory()
    whole = stored_as(CASE, ((record_of(one), one.recorded_at) for one in events))
    for end in (*sorted(seen), len(whole)):
        log.stored = whole[:end]
        store = CaseStore(log, kept, every=every)  # type: ignore[arg-type] # reads
        store.current(CASE)
    for version in range(len(whole) + 1):
        expected = replay("centres", [record_of(one) for one in events[:version]])
        assert store.at_version(CASE, version) == expected
        earlier = store.at_version(CASE, version // 2), version // 2
        assert store.at_version(CASE, version, earlier) == expected
    for day in days(events):
        for known in moments(events):
            case = store.at_moment(CASE, day, known)
            at = [(n, e) for n, e in enumerate(events, 1) if e.recorded_at <= known]
            numbered = [(n, record_of(e)) for n, e in at]
            opened = at and events[0].effective_on <= day
            folded = fold_in_force(Centre, numbered.__iter__, day=day) if opened else None
            assert case == folded


def test_a_case_of_ten_thousand_events_is_read_at_any_day_from_a_few_of_them() -> None:
    """In step with its days, with one that takes effect in sixty years, and with some long past."""
    first = date(2020, 1, 1)
    days = [(on := first + timedelta(days=number // 4), on) for number in range(10_000)]
    days[40] = days[40][0], date(2086, 1, 1)
    days[9_000] = days[9_000][0], first + timedelta(days=30)
    log = HistoryLog(days)
    store = CaseStore(log, InMemory())  # type: ignore[arg-type] # reads
    store.current(NAME)
    for number in (0, 39, 41, 1_234, 5_000, 8_999, 9_001, 9_999):
        log.read = 0
        assert store.at_moment(NAME, days[number][0], None) is not None
        assert store.at_moment(NAME, None, log.moment(number + 1)) is not None
        assert store.at_version(NAME, number) is not None or number == 0
        assert log.read <= 3 * 4 * store.every, number


def test_snapshots_of_a_large_state_are_rarer_so_that_they_stay_small_beside_the_events() -> None:
    day = date(2026, 1, 1)
    log, kept = HistoryLog([(day, day)] * 200, text="大" * 30_000), InMemory()
    CaseStore(log, kept).current(NAME)  # type: ignore[arg-type] # reads
    written = sum(made.size for made in kept.made[NAME])
    assert 1 <= len(kept.made[NAME]) < 200 / 25
    assert written <= 2 * 200 * 1_024


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """States are kept however large they are."""
    monkeypatch.setattr(cases, "BYTES_FOR_EVENT", 1_000_000)


@invariant(55)
def test_every_state_comes_back_from_its_snapshot_as_it_was(
    shared: Caller, log: Log, often: None
) -> None:
    kept = StateSnapshots(shared.runtime.readmodel)
    store = CaseStore(log, kept, every=1)
    for stream in streams(log):
        case, version = CaseStore(log).current(stream)
        store.current(stream)
        front = kept.latest(stream)
        assert (front.case, front.version) == (case, version)
        for mark in kept.marks(stream):
            last = len(mark.starts) - 1
            assert kept.state(stream, mark, last) == CaseStore(log).at_version(stream, mark.version)


@pytest.fixture
def long(runtime: Runtime, often: None) -> Runtime:
    """A house that snapshots at every third event and has revised a draft seven times."""
    runtime.store.every = 3
    for _ in range(7):
        runtime.dispatcher.act(requested(REVISE))
    return runtime


@pytest.fixture
def again(long: Runtime) -> Iterator[Runtime]:
    with closing(open_runtime(long.settings)) as again:
        yield again


def begins_at(runtime: Runtime, version: int) -> bool:
    """Whether the last snapshot comes to be that of a version; a thread of its own writes them."""
    eventually(lambda: runtime.snapshots.latest("applications/a1").version == version)
    return True


def test_a_long_history_is_read_from_its_last_snapshot_on(
    again: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    for name in ("history", "stretch"):
        asked = getattr(again.log, name)

        def counted(*of: Any, asked: Any = asked, **more: Any) -> list[Stored]:
            found: list[Stored] = asked(*of, **more)
            read.append(len(found))
            return found

        monkeypatch.setattr(again.log, name, counted)
    assert begins_at(again, 6)
    assert again.store.current("applications/a1")[1] == 8
    assert sum(read) == 2 + 1  # the two after it, and the one that it is known by


def test_a_snapshot_that_other_code_has_folded_is_ignored_and_may_be_dropped(
    long: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert begins_at(long, 6)
    monkeypatch.setattr(snapshots, "domain_fingerprint", lambda: "another")
    with closing(open_runtime(long.settings)) as later:
        assert begins_at(later, 0)
        later.store.every = 3
        assert later.store.current("applications/a1") == long.store.current("applications/a1")
        assert begins_at(later, 6)
        StateSnapshots(later.readmodel).drop_others()
    monkeypatch.undo()
    with closing(open_runtime(long.settings)) as back:
        assert begins_at(back, 0)


def test_snapshots_of_releases_that_named_them_otherwise_are_dropped_too(long: Runtime) -> None:
    former = replace(StateSnapshots(long.readmodel).states, name="snapshots", fingerprint="older")
    long.readmodel.create(former)
    with long.readmodel.advance([former], 0, 1) as rows:
        rows.change(former, [("applications/a1", SnapshotState("{}"))])
    StateSnapshots(long.readmodel).drop_others()
    assert long.readmodel.checkpoint(former) == 0
    with pytest.raises((sqlite3.OperationalError, psycopg.errors.UndefinedTable)):
        long.readmodel.row(former, "applications/a1")
    assert begins_at(long, 6)


def test_two_processes_keep_the_same_snapshots_once(long: Runtime, again: Runtime) -> None:
    again.store.every = 3
    assert again.store.current("applications/a1")[1] == 8
    for runtime, last in ((long, 9), (again, 12)):
        for _ in range(2):
            runtime.dispatcher.act(requested(REVISE))
        assert begins_at(runtime, last)
    assert [mark.version for mark in long.snapshots.marks("applications/a1")] == [12, 9, 6, 3]
    for version in range(1, 13):
        anew = CaseStore(long.log).at_version("applications/a1", version)
        assert again.store.at_version("applications/a1", version) == anew


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
