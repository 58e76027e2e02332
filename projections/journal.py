"""Declaration of a journal: an append-only log table of typed columns, and the rows that an event
adds to it. What has been added is never changed: a correction is a further row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar, get_type_hints

from msgspec import Struct

from projections.recorded import RecordedEvent

W = TypeVar("W", bound=tuple[Any, ...])
JournalRow = tuple[Any, ...]
"""A row: one of the NamedTuples that a journal's tables declare."""
COLUMN_KINDS: dict[Any, str] = {int: "bigint", str: "text", int | None: "nullable bigint"}
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
        """The names of its columns, in their order, each with its kind as in `COLUMN_KINDS`."""
        return {name: COLUMN_KINDS[kind] for name, kind in get_type_hints(self.row).items()}


class Between(NamedTuple):
    """A range of whole numbers, both ends included."""

    first: int
    last: int


class EarlierRows(Protocol):
    """The rows that events before this one have added to a journal."""

    def where(self, row: type[W], **wanted: Sequence[int] | Sequence[str] | Between) -> list[W]:
        """Those whose fields have one of the wanted values each, in the order of their key."""


class JournalSpec(Struct, frozen=True, kw_only=True):
    """A journal: its tables, and the `rows` that an event of one of `streams` adds to them. They
    follow from the event, and from what earlier ones have added, where it looks that up; so it
    makes no difference in which batches events come."""

    name: str
    tables: tuple[JournalTable, ...]
    rows: Callable[[RecordedEvent, EarlierRows], Iterable[JournalRow]]
    streams: frozenset[str]
