"""Adds the rows of events to a journal within a transaction; looks up what earlier ones added."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import starmap
from operator import attrgetter
from typing import Any

from adapters.read_model.databases import FetchedRows
from adapters.read_model.journals import Journal
from adapters.read_model.reader import MOST_KEYS, marks_for
from adapters.read_model.tables import Condition
from adapters.read_model.transaction import Transaction
from projections.journal import Between, JournalRow, W

Wanted = Sequence[int] | Sequence[str] | Between


class JournalWriter:
    """Keeps rows until they are flushed, or something is looked up: then they are found, too.
    `failed` is what the database answered where a look-up could not be done."""

    def __init__(self, rows: Transaction, journal: Journal) -> None:
        self._rows, self._journal = rows, journal
        self._waiting: list[JournalRow] = []
        self.failed: Exception | None = None

    def add(self, rows: Iterable[JournalRow]) -> None:
        self._waiting += rows

    def flush(self) -> None:
        """Writes all rows that were added."""
        self._rows.change(self._journal, [("", self._waiting)])
        self._waiting = []

    def where(self, row: type[W], **wanted: Wanted) -> list[W]:
        """As `EarlierRows` has it."""
        try:
            self.flush()
            part = self._journal.part_of(row)
            found = [one for some in in_chunks(wanted) for one in self._found(part.name, some)]
        except Exception as error:
            self.failed = error
            raise
        return sorted(starmap(row, found), key=attrgetter(*part.key))

    def _found(self, name: str, wanted: dict[str, Wanted]) -> FetchedRows:
        asked = [wanted_clause(column, values) for column, values in wanted.items()]
        clauses = " AND ".join(sql for sql, _ in asked)
        values = [value for _, some in asked for value in some]
        return self._rows.ask(self._journal, f"SELECT * FROM {{{name}}} WHERE {clauses}", values)


def wanted_clause(column: str, wanted: Wanted) -> Condition:
    if isinstance(wanted, Between):
        return f"{column} BETWEEN %s AND %s", wanted
    return f"{column} IN ({marks_for(wanted)})", wanted


def in_chunks(wanted: dict[str, Wanted]) -> Iterator[dict[str, Wanted]]:
    """The same question in several, of which each asks for so many values as a database takes."""
    lists = [column for column, values in wanted.items() if not isinstance(values, Between)]
    longest = max(lists, key=lambda column: len(wanted[column]))
    values: Sequence[Any] = [*dict.fromkeys(wanted[longest])]
    for start in range(0, len(values), MOST_KEYS):
        yield {**wanted, longest: values[start : start + MOST_KEYS]}
