"""A read model, snapshots and a stream that do not belong to the store are told, and made anew."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Log
from adapters.event_store.snapshots import StateSnapshots
from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.store_marks import StoreMarks
from adapters.marks.mark import UNMARKED, PartMark
from adapters.read_model.writer import Readmodel
from services.subscriptions import belonging
from services.subscriptions.catalogue import PROJECTIONS
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.rebuild import rebuild
from tests.support.asking import DRAFT, REVISE, do
from tests.support.folded import Scribe, differences
from tests.support.projected import two_applications
from tests.support.world import World

pytest_plugins = ["tests.support.projection_fixtures"]
MORE = 7


@pytest.fixture
def world(scribe: Scribe) -> World:
    world = two_applications()
    scribe.write(world)
    return world


@pytest.fixture
def older(world: World, store: Log, tmp_path: Path) -> Iterator[Log]:
    """A store that holds the first events of the other, under the same salts."""
    with closing(a_copy(store, tmp_path / "older.db", leaving_out=MORE)) as older:
        yield older


@pytest.fixture
def foreign(world: World, tmp_path: Path) -> Iterator[Log]:
    """Another store with the same cases."""
    with closing(SQLiteLog(tmp_path / "foreign.db")) as log:
        Scribe(log).write(world)
        yield log


def a_copy(store: Log, path: Path, leaving_out: int = 0) -> Log:
    copy = SQLiteLog(path)
    events = store.follow(0, 10_000)
    with copy._writing() as cursor:
        for one in events[: len(events) - leaving_out]:
            moment = int(one.recorded_at.timestamp() * 1_000_000)
            values = (one.position, one.stream, one.version, one.topic, one.state, moment, one.salt)
            cursor.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    return copy


def marked(rows: Readmodel) -> set[PartMark]:
    return set(rows.marks([one.table for one in PROJECTIONS]).values())


def test_a_table_says_of_which_event_of_which_store_it_is(
    world: World, store: Log, rows: Readmodel
) -> None:
    CatchUpSubscription(store, rows).catch_up()
    assert marked(rows) == {StoreMarks(store).end()}


def test_a_read_model_ahead_of_its_store_is_made_anew_and_the_newer_state_is_remembered(
    world: World, store: Log, older: Log, rows: Readmodel
) -> None:
    CatchUpSubscription(store, rows).catch_up()
    newest = StoreMarks(store).end()
    following = CatchUpSubscription(older, rows)
    following.round()
    assert differences(older, rows) == []
    assert marked(rows) == {StoreMarks(older).end()}
    assert rows.farthest(newest.store) == newest
    assert StoreMarks(older).placed(newest) == "beyond"


@pytest.mark.parametrize("rounds", ["catch_up", "round"])
def test_a_read_model_of_another_store_is_made_anew(
    rounds: str, world: World, store: Log, foreign: Log, rows: Readmodel
) -> None:
    CatchUpSubscription(foreign, rows).catch_up()
    getattr(CatchUpSubscription(store, rows), rounds)()
    assert differences(store, rows) == []
    assert rows.farthest(StoreMarks(foreign).store()) == UNMARKED


def test_a_store_that_changes_under_a_running_projector_is_noticed(
    world: World,
    store: Log,
    older: Log,
    rows: Readmodel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    following = CatchUpSubscription(store, rows)
    following.round()
    monkeypatch.setattr(following, "log", older)
    monkeypatch.setattr(following.marks, "log", older)
    following.round()
    assert differences(older, rows) == []


def test_a_store_that_went_another_way_is_noticed_within_a_second(
    world: World, store: Log, older: Log, rows: Readmodel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same commands again after the older store's end, as other events."""
    monkeypatch.setattr(belonging, "SURE_FOR", 0.0)
    following = CatchUpSubscription(store, rows)
    following.round()
    other = Scribe(older)
    other.written = len(store.follow(0, 10_000)) - MORE
    other.versions = older.heads(older.streams(""))
    other.now = store.follow(0, 10_000)[-1].recorded_at
    other.write(world)
    monkeypatch.setattr(following, "log", older)
    monkeypatch.setattr(following.marks, "log", older)
    following.round()
    assert differences(older, rows) == []
    assert marked(rows) == {StoreMarks(older).end()}


def test_a_rebuild_of_a_table_beyond_the_store_comes_to_its_end(
    world: World, store: Log, older: Log, rows: Readmodel
) -> None:
    CatchUpSubscription(store, rows).catch_up()
    newest = StoreMarks(store).end()
    rebuild(older, rows, PROJECTIONS)
    assert differences(older, rows) == []
    assert rows.farthest(newest.store) == newest


def test_what_only_the_stream_holds_is_not_shown(
    world: World, store: Log, older: Log, rows: Readmodel
) -> None:
    following = CatchUpSubscription(older, rows)
    following.catch_up()
    events = store.follow(0, 10_000)
    pairs = list(zip([0, *(one.position for one in events)], events, strict=False))
    following.offer(pairs[-MORE:])
    assert differences(older, rows) == []
    assert marked(rows) == {StoreMarks(older).end()}


def test_a_snapshot_of_another_history_is_not_believed(
    world: World, scribe: Scribe, store: Log, rows: Readmodel, tmp_path: Path
) -> None:
    do(world, DRAFT.on("c1"))
    for _ in range(30):
        do(world, REVISE.on("c1"))
    scribe.write(world)
    kept = StateSnapshots(rows)
    CaseStore(store, kept, every=5).current("applications/c1")
    assert kept.latest("applications/c1").version > 0
    assert kept.empty_unless_they_belong(StoreMarks(store)) is None
    with closing(SQLiteLog(tmp_path / "foreign.db")) as foreign:
        other, plain = CaseStore(foreign, kept), CaseStore(foreign)
        assert other.current("applications/c1") == (None, 0)
        Scribe(foreign).write(world)
        foreigner = CaseStore(foreign, kept)
        assert foreigner.current("applications/c1") == plain.current("applications/c1")
        assert foreigner.at_version("applications/c1", 9) == plain.at_version("applications/c1", 9)
        assert kept.empty_unless_they_belong(StoreMarks(foreign)) == "foreign"
    assert kept.latest("applications/c1").version == 0
