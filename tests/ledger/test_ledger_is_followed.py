"""The ledger follows the log: in any batches, after a rebuild, and where one event cannot be taken;
on both databases the tables hold what the events say one after another."""

import pytest
from msgspec.structs import replace

from adapters.event_store.log import Log
from adapters.read_model.writer import Readmodel
from projections.journal import EarlierRows, JournalRow
from projections.ledger.bank_rows import BankLineRow
from projections.ledger.filling import JOURNAL
from projections.recorded import RecordedEvent
from services.subscriptions import rebuild as rebuilding
from services.subscriptions.catalogue import LEDGER, Projection, projection
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.projector import Projector
from services.subscriptions.rebuild import rebuild
from tests.ledger.test_ledger_of_statements import SELF, imported, with_accounts
from tests.support.folded import Scribe, told
from tests.support.journals import JournalInMemory
from tests.support.projected import fill
from tests.support.statements import line
from tests.support.world import World

pytest_plugins = ["tests.support.projection_fixtures"]


@pytest.fixture
def world(scribe: Scribe) -> World:
    """Two statements with a transfer between them, written to the store."""
    world = with_accounts()
    imported(world, "acc1", line(5, 500), line(6, -200))
    imported(world, "acc2", line(7, 200, party=0), parties=(SELF,))
    imported(world, "acc1", line(8, -90), file="b")
    imported(world, "acc2", line(9, 90, party=0), parties=(SELF,), file="b")
    scribe.write(world)
    return world


def differing(store: Log, rows: Readmodel) -> list[str]:
    """The tables that do not hold what the events say one after another."""
    journal = JournalInMemory().take(told(store))
    return [
        part.name for part in LEDGER.parts if [*rows.walk(LEDGER, part.row)] != journal.of(part.row)
    ]


@pytest.mark.parametrize("size", [1, 2, 500])
def test_the_rows_are_the_same_in_any_batches_and_after_a_rebuild(
    store: Log,
    rows: Readmodel,
    world: World,
    size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rebuilding, "EVENTS_FOLDED_AT_ONCE", size)
    ledger = projection("ledger")
    projector = Projector(rows, ledger)
    fill(store, projector, size)
    assert differing(store, rows) == []
    assert len([*rows.walk(LEDGER, BankLineRow)]) == 5
    if size != 1:
        rebuild(store, rows, [ledger])
        assert differing(store, rows) == []
        end = store.end()
        assert end is not None
        assert rows.checkpoint(LEDGER) == end[0]


def cannot_take(position: int) -> Projection:
    """The ledger with a fill that fails after it has looked something up."""

    def broken(at: RecordedEvent, earlier: EarlierRows) -> list[JournalRow]:
        added = [*JOURNAL.rows(at, earlier)]
        if at.position == position:
            raise ValueError("a page that nobody thought of")
        return added

    return replace(projection("ledger"), journal=replace(JOURNAL, rows=broken))


def test_an_event_that_cannot_be_taken_is_parked_whole_and_alone(
    store: Log, rows: Readmodel, world: World
) -> None:
    first = [*told(store)][-4].position
    projector = Projector(rows, cannot_take(first))
    fill(store, projector)
    assert {one.position for one in rows.walk(LEDGER, BankLineRow)} == set(
        range(first + 1, first + 4)
    )
    key = f"{first:018}"
    parked = projector.parked([key])
    assert (parked[key].position, parked[key].type) == (first, "statement-page-imported")
    rebuild(store, rows, [projection("ledger")])
    assert projector.parked([key]) == {}
    assert differing(store, rows) == []


def test_where_a_look_up_fails_nothing_is_parked_and_the_place_stays(
    store: Log, rows: Readmodel, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = CatchUpSubscription(store, rows, [projection("ledger")])

    def broken(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk"):
        patch.setattr("adapters.read_model.transaction.Transaction.ask", broken)
        following.catch_up()
    assert (rows.checkpoint(LEDGER), [*rows.walk(LEDGER, BankLineRow)]) == (0, [])
    following.catch_up()
    assert differing(store, rows) == []
