"""Finds the rows of a projection that differ between two moments of its two clocks."""

from datetime import date, datetime
from typing import NamedTuple, TypeVar

from msgspec import Struct

from adapters.read_model.reader import Where
from adapters.read_model.tables import Historical
from adapters.read_model.tallies import Tallies

R = TypeVar("R", bound=Struct)


class ClockPlace(NamedTuple):
    """A day, and the moment as of whose knowledge it is asked about; None: as known now."""

    as_of: date
    known_at: datetime | None = None


class RowPair(NamedTuple):
    """One row at both moments; None where there was none."""

    key: str
    before: Struct | None
    after: Struct | None


class Comparisons(Tallies):
    """Compares a bitemporal table with itself."""

    def changed_keys(
        self,
        table: Historical[R],
        one: ClockPlace,
        other: ClockPlace,
        *,
        where: Where | None = None,
        after: str = "",
        limit: int,
    ) -> list[str]:
        """The next keys, in their order, of which another slice holds at the one moment than at
        the other. What the slices say may be the same all the same. `where` is met by either. The
        table is walked once, in the order of its keys, however many pages it takes."""
        (first, first_values), (second, second_values) = (
            self._held_at(table, place) for place in (one, other)
        )
        filters = self._filters(table, where)
        rows = self._select(
            "DISTINCT key",
            table,
            [
                *filters,
                ("key > %s", (after,)),
                (f"({first}) <> ({second})", (*first_values, *second_values)),
            ],
            f" ORDER BY key LIMIT {int(limit)}",
        )
        return [key for (key,) in rows]

    def pairs(
        self, table: Historical[R], keys: list[str], one: ClockPlace, other: ClockPlace
    ) -> list[RowPair]:
        """The rows of these keys at both moments, in the order of the keys."""
        before, after = (
            self.rows_at(table, keys, place.as_of, place.known_at) for place in (one, other)
        )
        return [RowPair(key, before.get(key), after.get(key)) for key in keys]

    def _held_at(self, table: Historical[R], place: ClockPlace) -> tuple[str, tuple[object, ...]]:
        """The condition that a slice held at a moment, as one expression."""
        conditions = [*table.clocks(place.as_of, place.known_at)]
        values = tuple(value for _, some in conditions for value in some)
        return " AND ".join(sql for sql, _ in conditions), values
