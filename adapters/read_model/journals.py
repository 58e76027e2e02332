"""Journals in the read model: append-only tables of typed columns, several under one checkpoint.

Rows are only ever added, and none is read before: what an event adds follows from it alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from adapters.read_model.databases import FetchedRows, Readable
from adapters.read_model.tables import SqlTable, Table, indexable
from projections.journal import JournalRow, JournalTable, W

SQL_KINDS = {"nullable bigint": "bigint", "bigint": "bigint NOT NULL", "text": "{text} NOT NULL"}


class Journal(Table[Struct, Iterable[JournalRow]], frozen=True):
    """The tables of a journal. A change is the rows that one event adds, each a NamedTuple of one
    of `parts`; a key names the event and is kept of dead letters alone."""

    row: type[Struct] = Struct
    parts: tuple[JournalTable, ...] = ()
    indexed: bool = True

    def named(self, part: JournalTable) -> str:
        return f"{self.name}_{part.name}_{self.fingerprint}"

    @property
    def physical_names(self) -> Mapping[str, str]:
        """The physical name of each table by the one that it is declared under."""
        return {part.name: self.named(part) for part in self.parts}

    def part_of(self, row: type[JournalRow]) -> JournalTable:
        """The table of a type of rows."""
        return next(part for part in self.parts if part.row is row)

    @property
    def sql_tables(self) -> tuple[SqlTable, ...]:
        return tuple(self._made(part) for part in self.parts)

    def _made(self, part: JournalTable) -> SqlTable:
        columns = {name: SQL_KINDS[kind] for name, kind in part.columns.items()}
        indexes = part.indexes if self.indexed else ()
        return SqlTable(self.named(part), columns, part.key, indexes, clustered=True)

    def aside(self) -> Self:
        """Shadow of this journal, to be filled and swapped in; it gets its indexes then."""
        return replace(self, fingerprint=f"{self.fingerprint}_aside", indexed=False)

    def sorted_out(
        self, added: Iterable[Iterable[JournalRow]]
    ) -> Iterator[tuple[SqlTable, list[JournalRow]]]:
        """The rows of several events by table, for those that get any."""
        of_type: dict[type[Any], list[JournalRow]] = {part.row: [] for part in self.parts}
        for rows in added:
            for row in rows:
                of_type[type(row)].append(row)
        for part in self.parts:
            if rows := of_type[part.row]:
                yield self._made(part), [*map(storable, rows)]


def storable(row: JournalRow) -> JournalRow:
    """The row with each text as an index can hold it."""
    for value in row:
        if type(value) is str and (len(value) > 300 or "\0" in value):
            return tuple(indexable(one) if type(one) is str else one for one in row)
    return row


ROWS_A_PAGE = 5000


class JournalQueries:
    """Asks a database about the rows of journals, in SQL of the portable kind."""

    _database: Readable

    @property
    def dialect(self) -> str:
        """What the SQL of the database is called: sqlite or postgres."""
        return self._database.dialect

    def ask(self, journal: Journal, sql: str, values: Sequence[object] = ()) -> FetchedRows:
        """What a query gives that names the journal's tables in braces, as `{leg}`, and each value
        as `%s`."""
        schema = self._database.schema
        names = {name: f"{schema}{one}" for name, one in journal.physical_names.items()}
        return self._database.read(sql.format_map(names), values)

    def walk(
        self, journal: Journal, row: type[W], since: int = 0, upto: int = 2**62
    ) -> Iterator[W]:
        """All rows of a table that events after `since` up to `upto` have added, in the order of
        their key, a page at a time."""
        part = journal.part_of(row)
        key = ", ".join(part.key)
        marks = ", ".join(["%s"] * len(part.key))
        page = f"SELECT * FROM {{{part.name}}} WHERE position > %s AND position <= %s"
        order = f" ORDER BY {key} LIMIT {ROWS_A_PAGE}"
        rows = self.ask(journal, page + order, (since, upto))
        while rows:
            yield from starmap(row, rows)
            last = row(*rows[-1])
            place = [getattr(last, name) for name in part.key]
            after = f"{page} AND ({key}) > ({marks}){order}"
            full = len(rows) == ROWS_A_PAGE
            rows = self.ask(journal, after, (since, upto, *place)) if full else []
