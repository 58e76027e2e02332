"""Sort order of a list: by one of a table's sorts and then by key, up or down."""

from collections.abc import Iterator
from typing import Any, Self

from msgspec import Struct

from adapters.read_model.tables import Condition, Table, indexable


class Order(Struct, frozen=True):
    """Sort order as SQL: ORDER BY, and the conditions for paging by cursor."""

    column: str
    down: bool

    @classmethod
    def asked(cls, table: Table[Any, Any], sort: str | None) -> Self:
        """One of the table's sorts, "-" before it for the last ones first; else the usual one."""
        sort = sort or table.sorts[0]
        order = cls(sort.removeprefix("-"), sort.startswith("-"))
        if order.column not in table.sorts:
            raise ValueError(f"{table.name} is not sorted by {order.column}")
        return order

    def between(self, after: tuple[str, str] | None, until: str | None) -> Iterator[Condition]:
        """Rows behind a place in this order, and up to a value of the column, itself included."""
        if after is not None:
            past = "<" if self.down else ">"
            yield f"({self.column}, key) {past} (%s, %s)", tuple(map(indexable, after))
        if until is not None:
            yield f"{self.column} {'>=' if self.down else '<='} %s", (indexable(until),)

    def before(self, value: str, key: str) -> Condition:
        return f"({self.column}, key) {'>' if self.down else '<'} (%s, %s)", (value, key)

    def first(self, limit: int, behind: int = 0) -> str:
        """ORDER BY and LIMIT for the first rows, after `behind` rows that are left out."""
        way = " DESC" if self.down else ""
        return f" ORDER BY {self.column}{way}, key{way} LIMIT {limit:d} OFFSET {behind:d}"
