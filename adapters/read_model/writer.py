"""Writes the rows of projections and their checkpoints in one transaction; swaps rebuilt tables.

Readers see a table from `create` on; until its projector has caught up, `checkpoint` tells how far.
"""

from collections.abc import Collection, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from adapters.marks.mark import UNMARKED, PartMark
from adapters.read_model.comparisons import Comparisons
from adapters.read_model.databases import Cursor, Database, Postgres, Sqlite
from adapters.read_model.journals import JournalQueries
from adapters.read_model.tables import SqlTable, Table
from adapters.read_model.transaction import CheckpointMoved, Transaction

FARTHEST_SEEN = ("farthest", "seen")
"""Name of the checkpoint that is no table's but tells of a newer state of the store."""
R = TypeVar("R", bound=Struct)
C = TypeVar("C")


def open_sqlite(path: Path) -> "Readmodel":
    return Readmodel(Sqlite(path))


def open_postgres(url: str, role: str = "anjuan_projector") -> "Readmodel":
    """`url` logs in the role that reads; writing takes `role`, which owns the tables."""
    return Readmodel(Postgres(url, role))


class Readmodel(Comparisons, JournalQueries):
    """The read model, to be read and written."""

    _database: Database

    def __init__(self, database: Database) -> None:
        super().__init__(database)

    def close(self) -> None:
        self._database.close()

    def create(self, table: Table[R, C]) -> None:
        """Creates the table, empty and at checkpoint 0, unless it exists."""
        with self._database.writing() as cursor:
            self._create(cursor, table)

    def _create(self, cursor: Cursor, table: Table[Any, Any]) -> None:
        cursor.execute(  # first, so that of two who create one waits here for the other
            f"INSERT INTO {self._database.schema}places (projection, fingerprint, position)"
            " VALUES (%s, %s, 0) ON CONFLICT (projection, fingerprint) DO NOTHING",
            (table.name, table.fingerprint),
        )
        for made in table.sql_tables:
            cursor.execute(self._statement(made))
        self._index(cursor, table)

    def _statement(self, made: SqlTable) -> str:
        text, number = self._database.text, "" if made.clustered else self._database.number
        typed = ", ".join(f"{c} {kind.format(text=text)}" for c, kind in made.columns.items())
        key = f"{'PRIMARY KEY' if made.clustered else 'UNIQUE'} ({', '.join(made.identity)})"
        end = self._database.clustered if made.clustered else ""
        name = f"{self._database.schema}{made.physical}"
        return f"CREATE TABLE IF NOT EXISTS {name} ({number}{typed}, {key}){end}"

    def _index(self, cursor: Cursor, table: Table[Any, Any]) -> None:
        for made in table.sql_tables:
            for number, index in enumerate(made.indexes):
                cursor.execute(self._index_statement(made.physical, number, index))
        self._search_index(cursor, table, self._search(table).make)

    def _index_statement(self, table: str, number: int, index: Sequence[str]) -> str:
        name, on = f"{table}_{number}", f"{self._database.schema}{table}"
        return f"CREATE INDEX IF NOT EXISTS {name} ON {on} ({', '.join(index)})"

    def _search_index(self, cursor: Cursor, table: Table[Any, Any], steps: Sequence[str]) -> None:
        for step in steps if table.searched else ():
            cursor.execute(step.format(table=self._name(table), index=f"{table.physical}_search"))

    def apply(
        self, table: Table[R, C], changes: Iterable[tuple[str, C]], *, since: int, checkpoint: int
    ) -> None:
        """Writes changes to one table and moves its checkpoint."""
        with self.advance([table], since, checkpoint) as rows:
            rows.change(table, changes)

    @contextmanager
    def advance(
        self, tables: Iterable[Table[Any, Any]], since: int, to: int, mark: PartMark = UNMARKED
    ) -> Generator[Transaction]:
        """One transaction for the events after `since` up to `to`: all that the block changes is
        stored together with the checkpoints of these tables, or nothing is.

        What the block reads stays as it is at `since`: until its end nobody else moves or swaps
        the tables. `mark` is that of the event at `to`. Raises CheckpointMoved when one of them is
        not at `since`.
        """
        in_order = sorted(tables, key=lambda table: table.name)  # against deadlocks
        with self._database.writing() as cursor:
            rows = Transaction(self._database, cursor)
            for table in in_order:
                rows.advance(table, since, to, mark)
            yield rows

    def loading(self) -> AbstractContextManager[None]:
        """Bulk loading of tables that can be made again; those that others read stay durable."""
        return self._database.loading()

    def drop(self, *tables: Table[Any, Any]) -> None:
        """Drops those of the tables that exist, with their rows and checkpoints."""
        with self._database.writing() as cursor:
            for table in tables:
                self._forget(cursor, table)
                self._drop(cursor, table)

    def _drop(self, cursor: Cursor, table: Table[Any, Any]) -> None:
        for made in table.sql_tables:
            cursor.execute(f"DROP TABLE IF EXISTS {self._database.schema}{made.physical}")
        for drop in self._database.searching.text.drop:
            cursor.execute(drop.format(index=f"{table.physical}_search"))

    def empty(self, tables: Sequence[Table[Any, Any]], seen: PartMark, beyond: bool) -> bool:
        """Empties tables whose first is at the checkpoint `seen`, which does not belong to the
        store; False where another process has moved it meanwhile. Where it is `beyond` the store's
        end, the mark is kept: the store is older than somebody was told."""
        with self._database.writing() as cursor:
            cursor.execute(
                f"UPDATE {self._database.schema}places SET position = 0, store = '', digest = ''"
                " WHERE projection = %s AND fingerprint = %s AND position = %s AND digest = %s",
                (tables[0].name, tables[0].fingerprint, seen.position, seen.digest),
            )
            if cursor.rowcount != 1:
                return False
            for table in tables:
                self._drop(cursor, table)
                self._create(cursor, table)
            if beyond:
                self._witness(cursor, seen)
        return True

    def _witness(self, cursor: Cursor, mark: PartMark) -> None:
        cursor.execute(
            f"INSERT INTO {self._database.schema}places AS known"
            " (projection, fingerprint, position, store, digest) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (projection, fingerprint) DO UPDATE SET"
            " position = excluded.position, store = excluded.store, digest = excluded.digest"
            " WHERE known.position < excluded.position OR known.store <> excluded.store",
            (*FARTHEST_SEEN, mark.position, mark.store, mark.digest),
        )

    def swap(self, *tables: Table[Any, Any]) -> None:
        """Swaps shadow tables in for the tables, at once for all readers.

        Raises CheckpointMoved when a table has gone further than the one built for it.
        """
        with self._database.writing() as cursor:
            for table in tables:  # first: projectors lock a checkpoint before they read a table
                self._take_checkpoint(cursor, table.aside(), table)
            for table in tables:
                self._take_name(cursor, table.aside(), table)

    def _take_checkpoint(
        self, cursor: Cursor, built: Table[Any, Any], table: Table[Any, Any]
    ) -> None:
        mark = self.marks([built])[built.physical]
        cursor.execute(
            f"UPDATE {self._database.schema}places SET position = %s, store = %s, digest = %s"
            " WHERE projection = %s AND fingerprint = %s"
            " AND position <= %s",
            (
                *(mark.position, mark.store, mark.digest),
                *(table.name, table.fingerprint, mark.position),
            ),
        )
        if cursor.rowcount != 1:
            raise CheckpointMoved(f"{table.physical} is beyond {mark.position}")
        self._forget(cursor, built)

    def _take_name(self, cursor: Cursor, built: Table[Any, Any], table: Table[Any, Any]) -> None:
        renaming = self._database.rename_index
        if renaming:  # so that indexes are made while the old table can still be read
            self._index(cursor, replace(table, fingerprint=built.fingerprint))
        self._drop(cursor, table)
        for before, after in zip(built.sql_tables, table.sql_tables, strict=True):
            name = f"{self._database.schema}{before.physical}"
            cursor.execute(f"ALTER TABLE {name} RENAME TO {after.physical}")
            ends = [*range(len(after.indexes)), *(["search"] if table.searched else [])]
            for end in ends if renaming else ():
                old, new = f"{name}_{end}", f"{after.physical}_{end}"
                cursor.execute(renaming.format(old=old, new=new))
        self._index(cursor, table)

    def _forget(self, cursor: Cursor, table: Table[Any, Any]) -> None:
        cursor.execute(
            f"DELETE FROM {self._database.schema}places WHERE projection = %s AND fingerprint = %s",
            (table.name, table.fingerprint),
        )

    def drop_undeclared(self, declared: Collection[str]) -> list[str]:
        """Drops the tables of all projections but these, of whatever release; gives the names of
        those that had any."""
        with self._database.writing() as cursor:
            cursor.execute(f"SELECT projection, fingerprint FROM {self._database.schema}places")
            gone = [one for one in cursor.fetchall() if one[0] not in {*declared, FARTHEST_SEEN[0]}]
            cursor.execute(self._database.tables)
            made = [name for (name,) in cursor.fetchall()]
            for projection, fingerprint in gone:
                cursor.execute(
                    f"DELETE FROM {self._database.schema}places"
                    " WHERE projection = %s AND fingerprint = %s",
                    (projection, fingerprint),
                )
                for name in made:
                    if name.startswith(f"{projection}_") and name.endswith(f"_{fingerprint}"):
                        self._drop_made(cursor, name)
        return sorted({projection for projection, _ in gone})

    def _drop_made(self, cursor: Cursor, name: str) -> None:
        for drop in self._database.searching.text.drop:
            cursor.execute(drop.format(index=f"{name}_search"))
        cursor.execute(f"DROP TABLE IF EXISTS {self._database.schema}{name}")

    def drop_others(self, table: Table[R, C]) -> None:
        """Drops this projection's tables of other releases, once nobody reads them any more."""
        checkpoints = f"{self._database.schema}places WHERE projection = %s AND fingerprint <> %s"
        others = (table.name, table.fingerprint)
        with self._database.writing() as cursor:
            cursor.execute(f"SELECT fingerprint FROM {checkpoints}", others)
            fingerprints = cursor.fetchall()
            cursor.execute(f"DELETE FROM {checkpoints}", others)  # first, as in `swap`
            for (fingerprint,) in fingerprints:
                self._drop(cursor, replace(table, fingerprint=fingerprint))
