"""Declaration of a projection: its rows, which of them an event touches, the list made of them."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from projections.recorded import RecordedEvent

R = TypeVar("R", bound=Struct)


class ProjectionSpec(Struct, Generic[R], frozen=True, kw_only=True):
    """A projection: the rows, their `keys` for an event, the `fold`, and the list's parameters.

    `fold` takes a row (None: there is none), an event and the row's key, and returns the row after
    it; None removes it. `streams` are those whose events can touch a row; empty: all can. `fresh`:
    the fold needs no earlier row (every key is new, or says all there is), so none is read first.
    `shared`: a row counts events of several cases, also those that are out of force; the rows of
    every other fold are made of one case each, and folded anew where it strikes events out;
    `carried` then takes over what events of other cases have told of the row.
    `two_clocks`: bitemporal, so that earlier rows are kept with their days and moments.

    The list's `sorts` (the default first) and `filters` are text fields of the row; `search` are
    those searched for a few characters, or, for `members`, for a whole member of `|a|b|`; `limits`
    are fields by which only the access policy filters; of `leading` few rows have a value that is
    asked for.
    """

    name: str
    row: type[R]
    keys: Callable[[RecordedEvent], Iterable[str]]
    fold: Callable[[Any, RecordedEvent, str], R | None]
    carried: Callable[[Any, Any], R | None] = lambda before, anew: anew
    streams: frozenset[str] = frozenset()
    fresh: bool = False
    shared: bool = False
    two_clocks: bool = False
    sorts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    members: bool = False
