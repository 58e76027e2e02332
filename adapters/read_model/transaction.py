"""A transaction of the read model: reads rows, writes their changes and moves checkpoints."""

from collections.abc import Iterable
from typing import Any

from adapters.marks.mark import UNMARKED, PartMark
from adapters.read_model.databases import Cursor, Database, Within
from adapters.read_model.journals import Journal, JournalQueries
from adapters.read_model.reader import C, R, Rows
from adapters.read_model.tables import Edits, Table


class CheckpointMoved(Exception):
    """Another projector has moved the checkpoint, or the table is gone: read it again."""


class Transaction(Rows, JournalQueries):
    """Rows within a transaction, which reads its own changes."""

    def __init__(self, database: Database, cursor: Cursor) -> None:
        super().__init__(Within(database, cursor))
        self._cursor, self._append = cursor, database.append

    def advance(
        self, table: Table[Any, Any], since: int, to: int, mark: PartMark = UNMARKED
    ) -> None:
        """Moves the table's checkpoint and locks it: nobody else moves or swaps it meanwhile.
        `mark` is that of the event at `to`; a checkpoint that stays keeps its own."""
        moved: list[tuple[str, int | str]] = [("position", to)]
        if to != since:
            moved += [("store", mark.store), ("digest", mark.digest)]
        self._cursor.execute(
            f"UPDATE {self._database.schema}places"
            f" SET {', '.join(f'{column} = %s' for column, _ in moved)}"
            " WHERE projection = %s AND fingerprint = %s AND position = %s",
            (*[value for _, value in moved], table.name, table.fingerprint, since),
        )
        if self._cursor.rowcount != 1:
            raise CheckpointMoved(f"{table.physical} is not at {since}")

    def change(self, table: Table[R, C], changes: Iterable[tuple[str, C]]) -> None:
        """Writes changes to rows; they may be a generator that reads the table's rows."""
        if isinstance(table, Journal):
            self._add(table, changes)
            return
        edits = table.edits(changes)
        if edits.gone or edits.closed or edits.new:
            self._edit(table, edits)

    def _add(self, journal: Journal, added: Iterable[tuple[str, Any]]) -> None:
        """Adds rows to the tables of a journal, and reads nothing."""
        for part, rows in journal.sorted_out(rows for _, rows in added):
            name = f"{self._database.schema}{part.physical}"
            self._append(self._cursor, name, [*part.columns], rows)

    def _edit(self, table: Table[Any, Any], edits: Edits) -> None:
        name, into = self._name(table), ", ".join(table.stored)
        same = " AND ".join(f"{column} = %s" for column in table.identity)
        if edits.gone:
            self._cursor.executemany(f"DELETE FROM {name} WHERE {same}", edits.gone)
        if edits.closed:
            self._cursor.executemany(f"UPDATE {name} SET known_to = %s WHERE {same}", edits.closed)
        if edits.new:
            marks = ", ".join(["%s"] * len(table.stored))
            instead = ", ".join(f"{column} = excluded.{column}" for column in table.stored)
            rest = f" ON CONFLICT (key) DO UPDATE SET {instead}" if table.replaces else ""
            insert = f"INSERT INTO {name} ({into}) VALUES ({marks}){rest}"
            self._cursor.executemany(insert, edits.new)
        for step in self._search(table).follow if table.searched else ():
            self._cursor.execute(step.format(table=name, index=f"{table.physical}_search"))
