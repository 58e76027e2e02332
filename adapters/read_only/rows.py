"""Reads tables of the read model whole: which there are, their keys, and all that a row stores."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from adapters.read_model.databases import FetchedRows, Readable
from adapters.read_model.journals import JournalQueries
from adapters.read_model.reader import Rows, chunks, marks_for
from adapters.read_model.tables import Table

KEYS_AT_ONCE = 10_000


class Momentary(Readable, Protocol):
    """A database that shows what was so at one moment."""

    def at_one_moment(self) -> AbstractContextManager[None]: ...
    def close(self) -> None: ...


class ReadOnlyRows(Rows, JournalQueries):
    """Rows of any table, compared as they are stored; journals are asked."""

    def __init__(self, database: Momentary) -> None:
        super().__init__(database)
        self.at_one_moment, self.close = database.at_one_moment, database.close

    def has(self, table: Table[Any, Any]) -> bool:
        """Whether this release fills the table here."""
        places = f"SELECT 1 FROM {self._database.schema}places"
        these = " WHERE projection = %s AND fingerprint = %s"
        return bool(self._database.read(places + these, (table.name, table.fingerprint)))

    def keys(self, table: Table[Any, Any]) -> Iterator[str]:
        """The keys of a table, each once, in their order."""
        after, found = "", True
        while found:
            rows = self._database.read(
                f"SELECT DISTINCT key FROM {self._name(table)} WHERE key > %s"
                " ORDER BY key LIMIT %s",
                (after, KEYS_AT_ONCE),
            )
            yield from (key for (key,) in rows)
            found, after = bool(rows), rows[-1][0] if rows else after

    def stored(self, table: Table[Any, Any], keys: Sequence[str]) -> FetchedRows:
        """All that the rows of these keys store, in the order of `table.stored`."""
        columns = ", ".join(table.stored)
        return [
            row
            for chunk in chunks(keys)
            for row in self._database.read(
                f"SELECT {columns} FROM {self._name(table)} WHERE key IN ({marks_for(chunk)})",
                chunk,
            )
        ]
