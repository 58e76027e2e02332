"""Declaration of a journal: an append-only log table of typed columns, and the rows that an event
adds to it. What has been added is never changed: a correction is a further row."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_type_hints

from msgspec import Struct

from projections.recorded import RecordedEvent

JournalRow = tuple[Any, ...]
"""A row: one of the NamedTuples that a journal's tables declare."""
KINDS: dict[Any, str] = {int: "bigint", str: "text", int | None: "nullable bigint"}
"""Types of columns, by the annotation of a field: whole numbers and text, no others."""


class JournalTable(Struct, frozen=True):
    """One table of a journal. Its columns are the fields of `row`, its primary key is `key`, and
    `indexes` are those beside the key: what rows are looked up by."""

    name: str
    row: type[JournalRow]
    key: tuple[str, ...] = ("position", "line")
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def columns(self) -> Mapping[str, str]:
        """The names of its columns, in their order, each with its kind as in `KINDS`."""
        return {name: KINDS[kind] for name, kind in get_type_hints(self.row).items()}


class JournalSpec(Struct, frozen=True, kw_only=True):
    """A journal: its tables, and the `rows` that an event of one of `streams` adds to them. They
    follow from the event alone, so that it makes no difference in which batches events come."""

    name: str
    tables: tuple[JournalTable, ...]
    rows: Callable[[RecordedEvent], Iterable[JournalRow]]
    streams: frozenset[str]
