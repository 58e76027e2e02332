"""How often the log and the read model are asked for one event, and for none: these only fall."""

from collections.abc import Sequence
from typing import Any

import pytest

from adapters.event_store.log import Log, Stored
from adapters.event_store.store_marks import StoreMarks
from adapters.read_model.tables import Table
from adapters.read_model.transaction import Transaction
from adapters.read_model.writer import Readmodel
from services.reactions.timers import Timers
from services.runtime import Runtime
from services.subscriptions import catch_up as subscription
from services.subscriptions import fold
from services.subscriptions.catalogue import PROJECTIONS, WORKLIST, projection
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.fold import Reached
from services.subscriptions.projector import Projector
from tests.support.asking import DRAFT, REVISE, do
from tests.support.counting import Asked
from tests.support.dispatching import requested
from tests.support.folded import Scribe, differences, told
from tests.support.projected import from_a_newer_release, two_applications
from tests.support.world import World

pytest_plugins = ["tests.support.projection_fixtures"]
NOTHING: dict[str, int] = {}


@pytest.fixture
def world(scribe: Scribe) -> World:
    world = two_applications()
    scribe.write(world)
    return world


@pytest.fixture
def following(world: World, store: Log, rows: Readmodel) -> CatchUpSubscription:
    found = CatchUpSubscription(store, rows)
    found.round()
    return found


@pytest.fixture
def asked(
    following: CatchUpSubscription, store: Log, rows: Readmodel, monkeypatch: pytest.MonkeyPatch
) -> Asked:
    return Asked(store, rows, monkeypatch)


def drafted(world: World, scribe: Scribe, id: str) -> None:
    """One more event, which three lists show."""
    do(world, DRAFT.on(id))
    scribe.write(world)


def tables_touched(store: Log) -> int:
    """Those whose rows the last event changes, and that read them first. The two questions beside
    these are how far all are, and which of them have parked rows."""
    event = told(store)[-1]
    return sum(
        not one.fresh
        and event.stream in (one.streams or {event.stream})
        and bool([*one.keys(event)])
        for one in PROJECTIONS
    )


def last_offered(store: Log) -> list[tuple[int, Stored]]:
    """The last event as a message tells it."""
    before, stored = store.follow(0, 10_000)[-2:]
    return [(before.position, stored)]


def test_a_round_without_news_looks_where_the_log_ends_and_no_further(
    following: CatchUpSubscription, asked: Asked
) -> None:
    for _ in range(3):
        assert asked.during(following.round) == {"log end": 1}


def test_one_event_is_read_once_and_stored_in_one_transaction(
    world: World, scribe: Scribe, store: Log, following: CatchUpSubscription, asked: Asked
) -> None:
    drafted(world, scribe, "a9")
    found = asked.during(following.round)
    assert found == {
        "log end": 1,
        "log follow": 1,
        "rows": 2 + tables_touched(store),
        "transactions": 1,
    }
    assert asked.during(following.round) == {"log end": 1}


def test_a_hundred_events_cost_what_one_does(
    world: World, scribe: Scribe, store: Log, following: CatchUpSubscription, asked: Asked
) -> None:
    for number in range(100):
        do(world, DRAFT.on(f"b{number}"))
    scribe.write(world)
    found = asked.during(following.round)
    assert found == {
        "log end": 1,
        "log follow": 1,
        "rows": 2 + tables_touched(store),
        "transactions": 1,
    }


def test_an_event_off_the_stream_is_stored_in_one_transaction_and_known_ones_cost_nothing(
    world: World, scribe: Scribe, store: Log, following: CatchUpSubscription, asked: Asked
) -> None:
    drafted(world, scribe, "a9")
    offered = last_offered(store)
    found = asked.during(lambda: following.offer(offered))
    assert found == {"log follow": 1, "rows": 2 + tables_touched(store), "transactions": 1}
    assert asked.during(lambda: following.offer(offered)) == NOTHING
    assert asked.during(following.round) == {"log end": 1}


def test_what_stops_at_an_event_of_a_newer_release_asks_again_only_for_what_is_new(
    world: World, scribe: Scribe, following: CatchUpSubscription, asked: Asked
) -> None:
    unknown = from_a_newer_release(scribe)
    following.round()
    assert set(following.checkpoints.values()) == {unknown - 1}
    assert asked.during(following.round) == {"log end": 1}


def test_how_far_all_are_is_one_question(following: CatchUpSubscription, asked: Asked) -> None:
    assert asked.during(following.look) == {"rows": 1}


def test_projections_that_stand_apart_go_together_by_their_checkpoints(
    world: World,
    scribe: Scribe,
    store: Log,
    rows: Readmodel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One has been filled before; the seven others come up to it in one transaction for each batch,
    and then all go on as one."""
    CatchUpSubscription(store, rows, [projection("worklist")]).catch_up()
    drafted(world, scribe, "a9")
    following = CatchUpSubscription(store, rows)
    asked = Asked(store, rows, monkeypatch)
    assert asked.during(following.round)["transactions"] == 2
    assert differences(store, rows) == []
    drafted(world, scribe, "a10")
    assert asked.during(following.round)["transactions"] == 1


@pytest.mark.parametrize("offered", [False, True])
def test_where_another_process_has_moved_some_the_others_go_on_at_once(
    world: World,
    scribe: Scribe,
    store: Log,
    rows: Readmodel,
    other_rows: Readmodel,
    following: CatchUpSubscription,
    monkeypatch: pytest.MonkeyPatch,
    offered: bool,
) -> None:
    """The other one does not know all lists of this one; it comes between look and transaction."""
    other = CatchUpSubscription(store, other_rows, PROJECTIONS[:-1])
    drafted(world, scribe, "a9")
    look, faster = following.known.look, [other.catch_up]

    def overtaken() -> None:
        look()
        while faster:
            faster.pop()()

    monkeypatch.setattr(following, "look", overtaken)
    following.offer(last_offered(store)) if offered else following.round()
    end = store.end()
    assert end is not None
    assert not faster
    assert set(following.checkpoints.values()) == {end[0]}
    assert differences(store, rows) == []


def test_a_table_that_is_gone_holds_up_none_that_stands_at_the_same_checkpoint(
    world: World, store: Log, rows: Readmodel
) -> None:
    following = CatchUpSubscription(store, rows)
    rows.drop(WORKLIST)
    following.round()
    assert following.checkpoints.pop("worklist") == 0
    end = store.end()
    assert end is not None
    assert set(following.checkpoints.values()) == {end[0]}


def test_a_projection_that_cannot_be_written_holds_up_no_other(
    world: World,
    scribe: Scribe,
    store: Log,
    rows: Readmodel,
    following: CatchUpSubscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = Transaction.change

    def broken(self: Transaction, table: Table[Any, Any], changes: Any) -> None:
        if table.name == "worklist":
            raise OSError("disk full")
        whole(self, table, changes)

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "change", broken)
        for id in ("a9", "a10"):
            drafted(world, scribe, id)
            with pytest.raises(OSError, match="disk full"):
                following.round()
    end = store.end()
    assert end is not None
    behind = {name for name, at in following.checkpoints.items() if at < end[0]}
    assert behind == {"worklist"}
    following.round()
    assert set(following.checkpoints.values()) == {end[0]}
    assert differences(store, rows) == []


def test_what_one_commit_stored_is_taken_as_one_however_large_it_is(
    world: World,
    scribe: Scribe,
    store: Log,
    rows: Readmodel,
    following: CatchUpSubscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscription, "BATCH", 3)
    seen: list[int] = []

    def watching(
        group: Sequence[Projector], events: Sequence[Stored], since: int, marks: StoreMarks
    ) -> dict[str, Reached]:
        seen.append(len(events))
        return fold.apply_together(group, events, since, marks)

    monkeypatch.setattr(subscription, "apply_together", watching)
    for number in range(20):
        do(world, DRAFT.on(f"b{number}"))
    scribe.write(world)
    following.round()
    assert seen == [20, 0]
    assert differences(store, rows) == []


def test_timers_read_the_open_periods_and_the_calendar_only_where_one_may_be_over(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    CatchUpSubscription(runtime.log, runtime.readmodel).catch_up()
    timers = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
    asked = Asked(runtime.log, runtime.readmodel, monkeypatch)
    assert asked.during(timers.tick) == {"rows": 1}


def test_a_command_reads_nothing_that_its_process_has_just_written(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime.dispatcher.act(requested(REVISE))
    asked = Asked(runtime.log, runtime.readmodel, monkeypatch)
    assert asked.during(lambda: runtime.dispatcher.act(requested(REVISE))) == NOTHING
