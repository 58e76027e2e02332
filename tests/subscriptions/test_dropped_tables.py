"""Tables of projections that are no more are dropped when somebody says so, and nothing else."""

from typing import Any

from msgspec.structs import replace

from services.runtime import Runtime
from services.subscriptions.catalogue import (
    LEDGER,
    WORKLIST,
)
from services.subscriptions.projector import dead_letters
from tests.support.command_line import Terminal
from tests.support.folded import contents

pytest_plugins = ["tests.support.projection_fixtures", "tests.support.terminal_fixtures"]


def test_tables_of_projections_that_are_no_more_are_dropped_and_nothing_else(
    own: Terminal, own_house: Runtime
) -> None:
    rows = own_house.readmodel
    gone = replace(WORKLIST, name="bygone")
    ledger = replace(LEDGER, name="bygone_books", fingerprint="older")
    tables: tuple[Any, ...] = (gone, dead_letters(gone), ledger)
    for table in tables:
        rows.create(table)
    with rows.advance([gone], 0, 3):
        pass
    own.out("rebuild", "worklist")
    assert rows.checkpoint(gone) == 3
    before = contents(rows, WORKLIST)
    kept = {name for name in made(own_house) if "bygone" not in name}
    own.out("rebuild", "worklist", "--drop-old")
    assert rows.checkpoint(gone) == 0
    assert made(own_house) == kept
    assert contents(rows, WORKLIST) == before != {}


def made(house: Runtime) -> set[str]:
    """The tables of a read model."""
    database = house.readmodel._database
    return {name for (name,) in database.read(database.tables)}


def test_what_other_releases_made_goes_when_it_is_said_that_nobody_runs_them(
    own: Terminal, own_house: Runtime
) -> None:
    older = replace(WORKLIST, fingerprint="older")
    lot, rows = dead_letters(older), own_house.readmodel
    rows.create(older)
    rows.create(lot)
    with rows.advance([older, lot], 0, 3):
        pass
    own.out("rebuild", "worklist")
    assert (rows.checkpoint(older), rows.checkpoint(lot)) == (3, 3)
    before = contents(rows, WORKLIST)
    own.out("rebuild", "worklist", "--drop-old")
    assert (rows.checkpoint(older), rows.checkpoint(lot)) == (0, 0)
    assert contents(rows, WORKLIST) == before != {}
