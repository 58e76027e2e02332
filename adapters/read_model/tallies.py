"""Counts the rows of projections by what stands in a column, and looks rows up by keys as of a
day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from msgspec import Struct

from adapters.read_model.order import Order
from adapters.read_model.reader import C, Rows, Where, chunks, marks_for
from adapters.read_model.tables import Table
from domain.folding import folded

R = TypeVar("R", bound=Struct)


class Tallies(Rows):
    """Reads counts and single rows beside the pages of a list."""

    def tally(
        self,
        table: Table[R, C],
        column: str,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        where: Where | None = None,
        text: str | None = None,
        rights: Sequence[Where] | None = None,
        sort: str | None = None,
        after: tuple[str, str] | None = None,
        until: str | None = None,
    ) -> dict[str, int]:
        """How many rows have each value of a column, of those that hold a text and that somebody
        may see; of a sorted list those between two places in it, as `page` gives them."""
        if column not in table.columns:
            raise ValueError(f"{table.name} is not counted by {column}")
        conditions = [*table.clocks(as_of, known_at), *self._filters(table, where)]
        conditions += self._rights(table, rights)
        conditions += Order.asked(table, sort).between(after, until)
        if wanted := folded(text or ""):
            conditions.append(self._text(table, wanted)[0])
        counted = self._select(f"{column}, count(*)", table, conditions, f" GROUP BY {column}")
        return {value: int(number) for value, number in sorted(counted)}

    def rows_at(
        self,
        table: Table[R, C],
        keys: Sequence[str],
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> dict[str, R]:
        """The rows of these keys; absent ones are left out."""
        found: dict[str, R] = {}
        clocks = [*table.clocks(as_of, known_at)]
        for chunk in chunks(keys):
            named = (f"key IN ({marks_for(chunk)})", chunk)
            rows = self._select("key, row", table, [named, *clocks])
            found |= {key: table.decoded(row) for key, row in rows}
        return found
