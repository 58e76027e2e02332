"""Lists made anew: nobody reads half a list, nothing is lost, and a killed rebuild does no harm."""

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from projections.recorded import RecordedEvent
from services.runtime import Runtime
from services.subscriptions import catch_up as subscription
from services.subscriptions import rebuild as rebuilding
from services.subscriptions.catalogue import (
    AUDIT,
    CENTRES,
    PROJECTIONS,
    PUBLICITY,
    WORKLIST,
    projection,
)
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.projector import Projector, dead_letters
from services.subscriptions.rebuild import Overtaken, rebuild
from tests.support.asking import DRAFT, WITHDRAW, do
from tests.support.command_line import Terminal
from tests.support.folded import Scribe, contents, differences
from tests.support.projected import failing, fill, from_a_newer_release, take, two_applications
from tests.support.sichuan import batch_open
from tests.support.world import World

pytest_plugins = ["tests.support.projection_fixtures", "tests.support.terminal_fixtures"]
A2 = "applications/a2"


@pytest.fixture
def world(scribe: Scribe) -> World:
    """Two applications, written to the store."""
    found = two_applications()
    scribe.write(found)
    return found


@pytest.fixture
def wrong(store: Log, rows: Readmodel, world: World, monkeypatch: pytest.MonkeyPatch) -> Projector:
    """A worklist that somebody has damaged: a row that nothing explains, and one that is gone."""
    monkeypatch.setattr(rebuilding, "EVENTS_FOLDED_AT_ONCE", 7)
    projector = Projector(rows, projection("worklist"))
    fill(store, projector)
    row, checkpoint = contents(rows, WORKLIST)[A2], projector.checkpoint()
    rows.apply(
        WORKLIST, [(A2, None), ("applications/x", row)], since=checkpoint, checkpoint=checkpoint
    )
    return projector


def gone_wrong(rows: Readmodel) -> bool:
    found = contents(rows, WORKLIST)
    return "applications/x" in found and A2 not in found


def test_a_list_made_anew_shows_what_the_log_says(
    store: Log, rows: Readmodel, wrong: Projector
) -> None:
    checkpoints: list[int] = []
    rebuild(store, rows, [wrong.projection], checkpoints.append)
    assert differences(store, rows, [wrong.projection]) == []
    end = store.end()
    assert end is not None
    assert checkpoints == sorted(checkpoints)
    assert checkpoints[-1] == end[0] == wrong.checkpoint()


def test_all_lists_can_be_made_anew_again_and_again(
    store: Log, rows: Readmodel, world: World, scribe: Scribe
) -> None:
    for id in ("b2", "b3", "b4"):
        rebuild(store, rows, PROJECTIONS)
        assert differences(store, rows) == []
        scribe.write(batch_open(world, id))
    CatchUpSubscription(store, rows).catch_up()
    assert differences(store, rows) == []


class Killed(Exception):
    """Stands for a process that ends here."""


def test_a_rebuild_that_was_killed_has_changed_nothing_and_the_next_begins_anew(
    store: Log, rows: Readmodel, other_rows: Readmodel, wrong: Projector
) -> None:
    def dying(checkpoint: int) -> None:
        if checkpoint > 20:
            raise Killed

    with pytest.raises(Killed):
        rebuild(store, rows, [wrong.projection], dying)
    assert gone_wrong(rows)
    rebuild(store, other_rows, [wrong.projection])
    assert differences(store, rows, [wrong.projection]) == []


def test_where_nobody_can_say_which_rows_an_event_touches_all_lists_stay_as_they_are(
    store: Log, rows: Readmodel, wrong: Projector
) -> None:
    def keys(event: RecordedEvent) -> tuple[str, ...]:
        raise LookupError("which?")

    broken = replace(projection("audit_trail"), keys=keys)
    with pytest.raises(UnknownEvent, match=r"event 1, .*: which\?"):
        rebuild(store, rows, [wrong.projection, broken])
    assert gone_wrong(rows)


def test_a_row_that_one_list_cannot_take_is_parked_there_and_the_others_are_whole(
    store: Log, rows: Readmodel, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "EVENTS_FOLDED_AT_ONCE", 7)
    others = [one for one in PROJECTIONS if one.name != "worklist"]
    rebuild(store, rows, [failing("worklist", poison), *others])
    parked = rows.rows(dead_letters(WORKLIST), [A2, "applications/a1"])
    assert {key: one.type for key, one in parked.items()} == {A2: "application-accepted"}
    assert contents(rows, WORKLIST)[A2].stage == "SUBMITTED"
    assert differences(store, rows, others) == []


def test_garbage_is_collected_again_after_a_rebuild_whatever_became_of_it(
    store: Log, rows: Readmodel, wrong: Projector
) -> None:
    usual, watched = gc.get_threshold(), list[bool]()

    def dying(checkpoint: int) -> None:
        watched.append(gc.get_threshold()[0] > usual[0] and gc.isenabled())
        raise Killed

    with pytest.raises(Killed):
        rebuild(store, rows, [wrong.projection], dying)
    assert (watched, gc.get_threshold(), gc.get_freeze_count()) == ([True], usual, 0)


def test_an_event_of_a_newer_release_ends_a_rebuild_and_leaves_the_rows(
    store: Log, rows: Readmodel, wrong: Projector, scribe: Scribe
) -> None:
    unknown = from_a_newer_release(scribe)
    with pytest.raises(UnknownEvent, match=f"event {unknown}, applications/moon"):
        rebuild(store, rows, [wrong.projection])
    assert gone_wrong(rows)


def test_of_two_rebuilds_at_once_the_later_one_goes_on(
    store: Log, rows: Readmodel, other_rows: Readmodel, wrong: Projector
) -> None:
    def another(checkpoint: int) -> None:
        rebuild(store, other_rows, [wrong.projection])

    with pytest.raises(Overtaken, match="another rebuild"):
        rebuild(store, rows, [wrong.projection], another)
    assert differences(store, rows, [wrong.projection]) == []


def test_rows_built_aside_never_replace_newer_ones(
    store: Log, rows: Readmodel, world: World
) -> None:
    projector = Projector(rows, projection("publicity"))
    fill(store, projector)
    before, checkpoint = contents(rows, PUBLICITY), projector.checkpoint()
    aside = rebuilding.table_aside(rows, projection("publicity"))
    take(aside, store, store.follow(0, 5), 0)
    with pytest.raises(CheckpointMoved):
        rows.swap(PUBLICITY, dead_letters(PUBLICITY))
    assert (contents(rows, PUBLICITY), projector.checkpoint()) == (before, checkpoint)


def poison(event: RecordedEvent) -> bool:
    return (event.id, event.type) == ("a2", "application-accepted")


def test_a_rebuild_with_a_mended_fold_empties_the_lot(
    store: Log, rows: Readmodel, world: World
) -> None:
    broken, mended = failing("worklist", poison), projection("worklist")
    projector = Projector(rows, broken)
    fill(store, projector)
    rebuild(store, rows, [broken])
    assert projector.parked([A2])
    rebuild(store, rows, [mended])
    assert projector.parked([A2]) == {}
    assert differences(store, rows, [mended]) == []


class Behind:
    """A store whose last events are seen only when somebody says so."""

    def __init__(self, store: Log, last: int, everything: Callable[[], bool]) -> None:
        self.store, self.last, self.everything = store, last, everything

    def follow(self, after: int, limit: int) -> list[Stored]:
        found = self.store.follow(after, limit)
        return [one for one in found if self.everything() or one.position <= self.last]


def test_a_projector_that_folds_while_its_table_is_made_anew_spoils_nothing(
    store: Log, rows: Readmodel, other_rows: Readmodel, world: World, scribe: Scribe
) -> None:
    """It knows the old lot, where a2 is parked; the new rows, at the very same place, have a2."""
    fill(store, Projector(rows, failing("worklist", poison)))
    do(world, WITHDRAW.on("a2"))
    do(world, DRAFT.on("a9"))
    scribe.write(world)
    folding, swapped = threading.Event(), threading.Event()

    def slow(event: RecordedEvent) -> bool:
        folding.set()
        swapped.wait(0.5)
        return False

    projector = Projector(rows, failing("worklist", slow))
    checkpoint = projector.checkpoint()
    with ThreadPoolExecutor(2) as pool:
        applying = pool.submit(take, projector, store, store.follow(checkpoint, 500), checkpoint)
        assert folding.wait(5)
        behind: Any = Behind(store, checkpoint, applying.done)
        made = pool.submit(rebuild, behind, other_rows, [projection("worklist")])
        made.add_done_callback(lambda _: swapped.set())
        applying.result(30)
        made.result(30)
    assert differences(store, rows, [projection("worklist")]) == []


@contextmanager
def meanwhile(work: Callable[[], Any]) -> Iterator[list[BaseException]]:
    """Does it again and again in another thread until the end of the block; what went wrong."""
    ending, errors = threading.Event(), list[BaseException]()

    def repeat() -> None:
        while not ending.is_set():
            try:
                work()
            except BaseException as error:
                errors.append(error)
                return

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield errors
    finally:
        ending.set()
        thread.join()


def test_readers_never_see_an_empty_or_half_a_list(
    store: Log, rows: Readmodel, other_rows: Readmodel, world: World
) -> None:
    rebuild(store, rows, PROJECTIONS)
    number = len(contents(rows, AUDIT))
    [centre] = rows.slices(CENTRES, "a1")
    reads = []

    def look() -> None:
        page = rows.page(AUDIT, limit=1000, lot=dead_letters(AUDIT))
        assert len(page) == rows.count(AUDIT) == number
        assert rows.slices(CENTRES, "a1") == [centre]
        reads.append(len(page))

    with meanwhile(look) as errors:
        for _ in range(8):
            rebuild(store, other_rows, PROJECTIONS)
    assert errors == []
    assert len(reads) > 8


def test_projectors_and_writers_go_on_while_lists_are_made_anew(
    store: Log,
    rows: Readmodel,
    other_rows: Readmodel,
    world: World,
    scribe: Scribe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscription, "BATCH", 2)
    monkeypatch.setattr(rebuilding, "EVENTS_FOLDED_AT_ONCE", 20)
    projectors = CatchUpSubscription(store, rows)
    batches = iter(range(10, 1000))
    reached: list[dict[str, int]] = []

    def write_and_project() -> None:
        scribe.write(batch_open(world, f"b{next(batches)}"))
        projectors.catch_up()
        reached.append(dict(projectors.checkpoints))

    with meanwhile(write_and_project) as errors:
        for _ in range(4):
            rebuild(store, other_rows, PROJECTIONS)
    assert errors == []
    projectors.catch_up()
    assert differences(store, rows) == []
    for name in projectors.checkpoints:
        checkpoints = [checkpoints[name] for checkpoints in reached]
        assert checkpoints == sorted(checkpoints)


def test_a_rebuild_is_asked_for_on_the_command_line(own: Terminal, own_house: Runtime) -> None:
    whole = own.run("rebuild")
    assert "registry" in whole.stdout
    end = own_house.log.end()
    assert end is not None
    assert f"{end[0]} / {end[0]}" in whole.stderr
    assert differences(own_house.log, own_house.readmodel) == []
    assert "worklist: 已重建 rebuilt" in own.out("rebuild", "worklist")
    assert "publicity" in own.run("rebuild", "worklists", status=2).stderr
