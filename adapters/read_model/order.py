"""Sort order of a list: by one of a table's sorts and then by key, up or down."""

from typing import Any, Self

from msgspec import Struct

from adapters.read_model.tables import Condition, Table


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

    def after(self, value: str, key: str) -> Condition:
        return f"({self.column}, key) {'<' if self.down else '>'} (%s, %s)", (value, key)

    def before(self, value: str, key: str) -> Condition:
        return f"({self.column}, key) {'>' if self.down else '<'} (%s, %s)", (value, key)

    def until(self, value: str) -> Condition:
        """Rows up to a value of the column, in this order, itself included."""
        return f"{self.column} {'>=' if self.down else '<='} %s", (value,)

    def first(self, limit: int, behind: int = 0) -> str:
        """ORDER BY and LIMIT for the first rows, after `behind` rows that are left out."""
        way = " DESC" if self.down else ""
        return f" ORDER BY {self.column}{way}, key{way} LIMIT {limit:d} OFFSET {behind:d}"
