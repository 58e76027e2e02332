"""What each projection says of itself: its rows, which of them an event touches, and the list that
people are shown of them."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from projections.recorded import RecordedEvent

R = TypeVar("R", bound=Struct)


class ProjectionSpec(Struct, Generic[R], frozen=True, kw_only=True):
    """`fold` takes a row (None: there is none), an event and the row's key; None takes it away.
    `streams` are those whose events can touch a row, where not all can. `fresh`: every key is new,
    so no row need be read first. `two_clocks`: earlier rows are kept, with their days and moments.

    The list's `sorts` (the usual one first) and `filters` are text fields of the row; `search` are
    those in which a few characters are looked for, or a whole member of `|a|b|` for `members`;
    `limits` are fields by which only the policy of sight filters.
    """

    name: str
    row: type[R]
    keys: Callable[[RecordedEvent], Iterable[str]]
    fold: Callable[[Any, RecordedEvent, str], R | None]
    streams: frozenset[str] = frozenset()
    fresh: bool = False
    two_clocks: bool = False
    sorts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    members: bool = False
