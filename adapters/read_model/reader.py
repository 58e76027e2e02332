"""Reads the rows of projections: by their keys, and as pages of lists."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from adapters.marks.mark import UNMARKED, PartMark
from adapters.read_model.databases import FetchedRows, Readable
from adapters.read_model.order import Order
from adapters.read_model.search import COUNTED, WALKED, SearchIndex, by_text
from adapters.read_model.tables import (
    Codes,
    Condition,
    Current,
    Historical,
    Table,
    indexable,
    moment,
)
from domain.folding import folded
from projections.two_clocks import STILL, Slice

R = TypeVar("R", bound=Struct)
C = TypeVar("C")
Where = Mapping[str, str | Sequence[str] | Codes]
MOST_KEYS = 500


class Listed(NamedTuple):
    """One row of a page, as JSON."""

    key: str
    row: bytes
    after: tuple[str, str]  # the cursor: ask for the next page with that of the last row
    parked: str | None = None  # the row's dead letter, where `lot` was given


class Rows:
    """Reads the rows of any table, from a database or within a transaction."""

    def __init__(self, database: Readable) -> None:
        self._database = database

    def checkpoint(self, table: Table[R, C]) -> int:
        """Position of the last event applied to a table; 0 at first."""
        return self.checkpoints([table])[table.physical]

    def checkpoints(self, tables: Sequence[Table[Any, Any]]) -> dict[str, int]:
        """Checkpoints of several tables in one query, by their physical names."""
        return {name: mark.position for name, mark in self.marks(tables).items()}

    def marks(self, tables: Sequence[Table[Any, Any]]) -> dict[str, PartMark]:
        """Checkpoints with the events that they are of, in one query, by physical names."""
        reached = {table.physical: UNMARKED for table in tables}
        asked = ", ".join(["%s"] * len(tables))
        for name, fingerprint, *mark in self._database.read(
            "SELECT projection, fingerprint, store, position, digest"
            f" FROM {self._database.schema}places WHERE projection IN ({asked})",
            [table.name for table in tables],
        ):
            if (physical := f"{name}_{fingerprint}") in reached:
                reached[physical] = PartMark(mark[0], int(mark[1]), mark[2])
        return reached

    def farthest(self, store: str) -> PartMark:
        """The farthest mark of a store that a table has, or had beyond the store's end."""
        rows = self._database.read(
            f"SELECT store, position, digest FROM {self._database.schema}places"
            " WHERE store = %s ORDER BY position DESC LIMIT 1",
            (store,),
        )
        return PartMark(rows[0][0], int(rows[0][1]), rows[0][2]) if rows else UNMARKED

    def highest_checkpoint(self) -> int:
        """The highest checkpoint of any table of any release, 0 without tables."""
        query = f"SELECT coalesce(max(position), 0) FROM {self._database.schema}places"
        return int(next(iter(self._database.read(query)))[0])

    def filled(self, tables: Sequence[Table[Any, Any]]) -> set[str]:
        """Those of the tables that have any row, in one query, by their physical names."""
        asked = (
            f"SELECT '{table.physical}' WHERE EXISTS (SELECT 1 FROM {self._name(table)})"
            for table in tables
        )
        return {name for (name,) in self._database.read(" UNION ALL ".join(asked))}

    def row(self, table: Current[R], key: str) -> R | None:
        """The row of a key, into which the next event is folded."""
        rows = self._database.read(f"SELECT row FROM {self._name(table)} WHERE key = %s", (key,))
        return table.decoded(rows[0][0]) if rows else None

    def rows(self, table: Current[R], keys: Sequence[str]) -> dict[str, R]:
        """The rows of many keys; absent ones are left out."""
        pairs: list[tuple[Any, ...]] = []
        for chunk in chunks(keys):
            marks = ", ".join(["%s"] * len(chunk))
            pairs += self._database.read(
                f"SELECT key, row FROM {self._name(table)} WHERE key IN ({marks})", chunk
            )
        return {key: table.decoded(row) for key, row in pairs}

    def all_rows(self, table: Current[R]) -> list[R]:
        """Every row of a table that holds few, in the order of the keys."""
        rows = self._database.read(f"SELECT row FROM {self._name(table)} ORDER BY key")
        return [table.decoded(row) for (row,) in rows]

    def known(self, table: Historical[R], keys: Sequence[str]) -> dict[str, list[Slice[R]]]:
        """The slices known now of many keys; an empty list where nothing is known."""
        slices: dict[str, list[Slice[R]]] = {key: [] for key in keys}
        columns = ", ".join(table.bounds)
        for chunk in chunks(keys):
            marks = ", ".join(["%s"] * len(chunk))
            rows = self._database.read(
                f"SELECT key, {columns}, row FROM {self._name(table)}"
                f" WHERE key IN ({marks}) AND known_to = %s",
                (*chunk, moment(STILL)),
            )
            for key, *row in rows:
                slices[key].append(table.slice(tuple(row)))
        return slices

    def known_slices(self, table: Historical[R], key: str) -> list[Slice[R]]:
        """The slices known now of a key, to which the next event is applied."""
        return self._slices(table, "key = %s AND known_to = %s", (key, moment(STILL)))

    def slices(self, table: Historical[R], key: str) -> list[Slice[R]]:
        """All slices of a key, also those that are no longer known to be so."""
        return self._slices(table, "key = %s", (key,))

    def _slices(
        self, table: Historical[R], condition: str, values: Sequence[object]
    ) -> list[Slice[R]]:
        rows = self._database.read(
            f"SELECT {', '.join(table.bounds)}, row FROM {self._name(table)} WHERE {condition}"
            " ORDER BY known_from, valid_from",
            values,
        )
        return [table.slice(row) for row in rows]

    def page(
        self,
        table: Table[R, C],
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        where: Where | None = None,
        text: str | None = None,
        sort: str | None = None,
        after: tuple[str, str] | None = None,
        until: str | None = None,
        key: str | None = None,
        rights: Sequence[Where] | None = None,
        lot: Table[Any, Any] | None = None,
        limit: int,
    ) -> list[Listed]:
        """One page of a list, in the order of a column, "-" before it for descending order.

        A table with history needs the day; without `known_at` it answers from what is known now.
        `text` is searched in the fields of `table.search`, in any spelling; `until` is the last
        value of that column which is still listed; of the `rights` a row must meet one; `lot` is
        the table of dead letters, which tells the parked rows, read at the same moment.
        """
        order = Order.asked(table, sort)
        listed = [*self._filters(table, where), *self._rights(table, rights)]
        listed += order.between(after, until)
        if key is not None:
            listed.append(("key = %s", (key,)))
        clocks = [*table.clocks(as_of, known_at)]
        what = f"key, row, {order.column}, {self._entry_in(lot, table)}"

        def rows(*more: Condition) -> FetchedRows:
            return self._select(what, table, [*listed, *clocks, *more], order.first(limit))

        if wanted := folded(text or ""):
            near = self._near(table, listed, order, limit)
            selected = by_text(rows, near, *self._text(table, wanted), limit)
        else:
            selected = rows()
        return [Listed(key, row.encode(), (at, key), parked) for key, row, at, parked in selected]

    def _near(
        self, table: Table[R, C], listed: Sequence[Condition], order: Order, limit: int
    ) -> Condition | None:
        """The rows to scan for a text before its index is used; None: all that there are."""
        end = self._select(f"{order.column}, key", table, listed, order.first(1, WALKED * limit))
        return order.before(*end[0]) if end else None

    def _entry_in(self, lot: Table[Any, Any] | None, table: Table[R, C]) -> str:
        if lot is None:
            return "NULL"
        return f"(SELECT p.row FROM {self._name(lot)} p WHERE p.key = {self._name(table)}.key)"

    def count(
        self,
        table: Table[R, C],
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        where: Where | None = None,
        text: str | None = None,
    ) -> int:
        """How many rows all pages together have. Reads them all, but for a rare text."""
        clocks, listed = table.clocks(as_of, known_at), self._filters(table, where)
        conditions = [*clocks, *listed]

        def number(*more: Condition) -> int:
            return int(self._select("count(*)", table, [*conditions, *more])[0][0])

        if wanted := folded(text or ""):
            holds, may_hold = self._text(table, wanted)
            near = self._near(table, listed, Order.asked(table, None), COUNTED)
            conditions.append(holds)
            if near and number(near) < COUNTED:
                conditions.append(may_hold)
        return number()

    def _filters(self, table: Table[R, C], where: Where | None) -> list[Condition]:
        conditions: list[Condition] = []
        for column, wanted in (where or {}).items():
            if column not in (*table.filters, *table.limits):
                raise ValueError(f"{table.name} is not filtered by {column}")
            if isinstance(wanted, Codes):
                conditions.append(within(column, wanted))
            else:
                values = [indexable(v) for v in ([wanted] if isinstance(wanted, str) else wanted)]
                conditions.append((f"{column} IN ({marks_for(values)})", values))
        return conditions

    def _rights(self, table: Table[R, C], rights: Sequence[Where] | None) -> list[Condition]:
        """Row-level rights: a row meets one of several sets of conditions; no set, no row."""
        if rights is None:
            return []
        sets = [self._filters(table, one) or [("1 = 1", ())] for one in rights]
        joined = (" AND ".join(sql for sql, _ in one) for one in sets)
        either = " OR ".join(f"({one})" for one in joined) or "1 = 0"
        return [(f"({either})", [value for one in sets for _, some in one for value in some])]

    def _text(self, table: Table[R, C], text: str) -> tuple[Condition, Condition]:
        """Two conditions: that a row has the text, and that the index names it as a candidate."""
        if not table.searched:
            raise ValueError(f"{table.name} is not searched")
        holds = f"{self._database.find}(search, %s) > 0", (text,)
        index = f"{table.physical}_search"
        return holds, self._search(table).condition(self._name(table), index, text)

    def _search(self, table: Table[R, C]) -> SearchIndex:
        return self._database.searching.of(table.members)

    def _select(
        self, what: str, table: Table[R, C], conditions: Sequence[Condition], rest: str = ""
    ) -> list[tuple[Any, ...]]:
        where = " AND ".join(sql for sql, _ in conditions) or "1 = 1"
        values = [value for _, some in conditions for value in some]
        return self._database.read(
            f"SELECT {what} FROM {self._name(table)} WHERE {where}{rest}", values
        )

    def _name(self, table: Table[R, C]) -> str:
        return self._database.schema + table.physical


def within(column: str, codes: Codes) -> Condition:
    """Filter by codes; a prefix as a range, which an index serves (not a function): ":" comes
    right after the digits."""
    listed = f"{column} IN ({marks_for(codes.these)})"
    if not codes.prefixes:
        return listed, codes.these
    inside, bounds = prefix_ranges(column, codes.prefixes)
    values = [*codes.these, *bounds]
    if codes.but:
        inside += f" AND {column} NOT IN ({marks_for(codes.but)})"
        values += codes.but
    if codes.without:
        outside, bounds = prefix_ranges(column, codes.without)
        inside += f" AND NOT {outside}"
        values += bounds
    return f"({listed} OR ({inside}))", values


def prefix_ranges(column: str, prefixes: Sequence[str]) -> tuple[str, list[str]]:
    if "" in prefixes:
        return "(1 = 1)", []
    inside = " OR ".join(f"({column} >= %s AND {column} < %s)" for _ in prefixes)
    return f"({inside})", [bound for one in prefixes for bound in (one, one + ":")]


def marks_for(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Keys in chunks: a database takes only so many values in one statement."""
    return (keys[i : i + MOST_KEYS] for i in range(0, len(keys), MOST_KEYS))
