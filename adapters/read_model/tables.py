"""Tables of the read model: bitemporal rows (a history on two clocks), and rows as they are now.

An index holds only what never changes once written: closing a slice touches no index.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.folding import folded
from projections.two_clocks import STILL, Change, Slice, askable

R = TypeVar("R", bound=Struct)
C = TypeVar("C")
Values = tuple[object, ...]
Condition = tuple[str, Sequence[object]]

_encode = msgspec.json.Encoder().encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,55}")  # PostgreSQL cuts names at 63


class Codes(Struct, frozen=True):
    """Codes to filter by: these, and all that begin with one of the prefixes (the empty one is that
    of every code) but for some, and `without` those that begin with another."""

    these: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __contains__(self, code: str) -> bool:
        inside = code.startswith(self.prefixes) and not code.startswith(self.without)
        return code in self.these or (inside and code not in self.but)


class Edits(Struct, frozen=True):
    """Writes of a batch: identities to delete, (known_to, *identity) to close, rows to insert."""

    gone: Sequence[Values]
    closed: Sequence[Values]
    new: Sequence[Values]


class SqlTable(Struct, frozen=True):
    """A table as a database makes it: `columns` with their kinds ({text} is the database's own),
    what identifies a row, and the indexes beside that. `clustered`: rows lie in the key's order."""

    physical: str
    columns: Mapping[str, str]
    identity: tuple[str, ...]
    indexes: Sequence[tuple[str, ...]] = ()
    clustered: bool = False


class Table(Struct, Generic[R, C], frozen=True):
    """A projection's table; its name carries the fingerprint of the code that fills it.

    `sorts` (the default first) and `filters` are text fields of the row; absent is "". Each sort
    has an index that holds the filters too: a list is read in its order, without sorting, and a
    row that a filter leaves out is not fetched. `limits` are filtered by too, but only by a
    reader's rights: nobody may ask for them. `leading` are those of them of which few rows have the
    value that is asked for: each sort has an index that begins with it, too. `search` are the
    fields in which officers look for a few characters, or a whole member where they are `members`,
    as `|a|b|`; a table that is listed has an index for that (search.py).
    """

    name: str
    fingerprint: str
    row: type[R]
    sorts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    members: bool = False
    limits: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()

    bounds: ClassVar[Mapping[str, str]] = {}
    identity: ClassVar[tuple[str, ...]] = ("key",)
    replaces: ClassVar[bool] = False  # a new row takes the place of one with its identity

    def __post_init__(self) -> None:
        for name in (self.physical, *self.columns):
            if not _NAME.fullmatch(name):
                raise ValueError(f"not a name for a table or column: {name}")
        if unknown := {*self.columns, *self.search} - {*self.row.__struct_fields__}:
            raise ValueError(f"{self.row.__name__} has no {unknown}")

    @property
    def physical(self) -> str:
        return f"{self.name}_{self.fingerprint}"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.sorts, *self.filters, *self.limits)))

    @property
    def indexes(self) -> list[tuple[str, ...]]:
        held = (*self.filters, *self.limits)
        begins: list[tuple[str, ...]] = [(s,) for s in self.sorts]
        begins += [(field, s) for field in self.leading for s in self.sorts]
        return [tuple(dict.fromkeys((*one, *self.identity, *held))) for one in begins]

    @property
    def searched(self) -> bool:
        """Whether there is an index to search by."""
        return bool(self.sorts and self.search)

    @property
    def stored(self) -> tuple[str, ...]:
        """All columns, in the order of `values`."""
        return ("key", *self.bounds, *self.columns, "search", "row")

    @property
    def sql_tables(self) -> tuple[SqlTable, ...]:
        """What a database makes for it."""
        kinds = {"key": "{text}", **self.bounds}
        kinds |= dict.fromkeys((*self.columns, "search", "row"), "{text}")
        columns = {name: f"{kind} NOT NULL" for name, kind in kinds.items()}
        return (SqlTable(self.physical, columns, self.identity, self.indexes),)

    def aside(self) -> Self:
        """Shadow table of this one, to be filled and swapped in; it gets its indexes then."""
        fingerprint = f"{self.fingerprint}_aside"
        return replace(self, fingerprint=fingerprint, sorts=(), filters=self.columns)

    def values(self, keyed: Iterable[tuple[str, Values, R]]) -> list[Values]:
        """Column values to store of each (key, bounds, row)."""
        listed, searched = getter(self.columns), getter(self.search)
        return [
            (
                key,
                *bounds,
                *[
                    value
                    if type(value) is str and len(value) <= 300 and "\0" not in value
                    else _plain(value)
                    for value in listed(row)
                ],
                "\n".join([folded(_text(value)) for value in searched(row)]),
                _encode(row).decode(),
            )
            for key, bounds, row in keyed
        ]

    def decoded(self, row: str) -> R:
        return msgspec.json.decode(row, type=self.row)

    if TYPE_CHECKING:  # each of the two shapes has its own

        def edits(self, changes: Iterable[tuple[str, C]]) -> Edits: ...
        def clocks(self, as_of: date | None, known_at: datetime | None) -> Iterator[Condition]: ...


class Current(Table[R, R | None], Generic[R], frozen=True):
    """Table with one row per key, as it is now: deadlines, timers. A change is a row, or None."""

    replaces: ClassVar[bool] = True

    def edits(self, changes: Iterable[tuple[str, R | None]]) -> Edits:
        last = dict(changes)
        new = self.values((key, (), row) for key, row in last.items() if row is not None)
        return Edits([(key,) for key, row in last.items() if row is None], [], new)

    def clocks(self, as_of: date | None, known_at: datetime | None) -> Iterator[Condition]:
        if as_of or known_at:
            raise ValueError(f"{self.name} has no history")
        yield from ()


class Historical(Table[R, Change[R]], Generic[R], frozen=True):
    """Bitemporal table: all slices of every row. Days are ISO text, moments microseconds (1970)."""

    bounds: ClassVar[Mapping[str, str]] = {
        "valid_from": "{text}",
        "valid_to": "{text}",
        "known_from": "bigint",
        "known_to": "bigint",
    }
    identity: ClassVar[tuple[str, ...]] = ("key", "valid_from", "known_from")

    def edits(self, changes: Iterable[tuple[str, Change[R]]]) -> Edits:
        gone: set[Values] = set()
        closed: dict[Values, int] = {}
        new: dict[Values, Slice[R]] = {}
        for key, change in changes:
            for old in change.closed:
                identity = (key, old.valid_from.isoformat(), moment(old.known_from))
                ours = new.pop(identity, None)
                if old.known_from < old.known_to and ours:
                    new[identity] = old
                elif old.known_from < old.known_to:
                    closed[identity] = moment(old.known_to)
                elif not ours:
                    gone.add(identity)
            for opened in change.opened:
                new[key, opened.valid_from.isoformat(), moment(opened.known_from)] = opened
        return Edits(
            [*gone],
            [(known_to, *identity) for identity, known_to in closed.items()],
            self.values((str(key), bounds_of(s), s.row) for (key, *_), s in new.items()),
        )

    def slice(self, stored: tuple[Any, ...]) -> Slice[R]:
        """The slice stored as (valid_from, valid_to, known_from, known_to, row)."""
        first, last, since, until, row = stored
        return Slice(
            self.decoded(row),
            date.fromisoformat(first),
            date.fromisoformat(last),
            _EPOCH + timedelta(microseconds=since),
            _EPOCH + timedelta(microseconds=until),
        )

    def clocks(self, as_of: date | None, known_at: datetime | None) -> Iterator[Condition]:
        if as_of is None:
            raise ValueError(f"{self.name} has a history: as of which day?")
        day, known = askable(as_of, known_at or STILL)
        yield "valid_from <= %s AND valid_to > %s", (day.isoformat(), day.isoformat())
        if known_at is None:
            yield "known_to = %s", (moment(STILL),)
        else:
            yield "known_from <= %s AND known_to > %s", (moment(known), moment(known))


def getter(names: Sequence[str]) -> Callable[[object], tuple[Any, ...]]:
    """Function that gives a row's values under these names."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda row: tuple(getattr(row, name) for name in names)


def moment(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def bounds_of(s: Slice[Any]) -> Values:
    """What a bitemporal table stores of a slice's days and moments."""
    days = s.valid_from.isoformat(), s.valid_to.isoformat()
    return *days, moment(s.known_from), moment(s.known_to)


def _text(value: object) -> str:
    """A field's text as in JSON: the value of an enumeration, a date in ISO."""
    if type(value) is str:
        return value
    text = msgspec.to_builtins(value)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise TypeError(f"lists sort, filter and search by text, not by {value!r}")
    return text


def indexable(value: str) -> str:
    """A text as an index can hold it: PostgreSQL refuses NUL, and entries over 2,700 bytes."""
    return value.replace("\0", "")[:300]


def _plain(value: object) -> str:
    return indexable(_text(value))
