"""Keeps the rows of projections and how far each has read, in one transaction.

Readers see a table from `create` on; until its projector has caught up, `place` says how far it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from adapters.read_databases import Cursor, Database, Found, Postgres, Sqlite
from adapters.read_order import Order
from adapters.read_search import COUNTED, WALKED, SearchIndex, by_text
from adapters.read_tables import (
    Condition,
    Current,
    Edits,
    Historical,
    Table,
    folded,
    moment,
    plain,
)
from projections.two_clocks import STILL, Slice

R = TypeVar("R", bound=Struct)
C = TypeVar("C")
Where = Mapping[str, str | Sequence[str]]
Changes = tuple[Table[Any, Any], Iterable[tuple[str, Any]]]
MOST_KEYS = 500


class PlaceMoved(Exception):
    """Another projector was faster, or the table is gone: read the place again."""


class Listed(NamedTuple):
    key: str
    row: bytes
    after: tuple[str, str]  # ask for the next page with that of the last row
    parked: str | None = None  # the row's entry in the lot that was asked for


def open_sqlite(path: Path) -> "Readmodel":
    return Readmodel(Sqlite(path))


def open_postgres(url: str, role: str = "anjuan_projector") -> "Readmodel":
    """`url` logs in the role that reads; writing takes `role`, which owns the tables."""
    return Readmodel(Postgres(url, role))


class Readmodel:
    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        self._database.close()

    def create(self, table: Table[R, C]) -> None:
        """Make the table, empty and at place 0, unless it is there."""
        name, text = self._name(table), self._database.text
        columns = {"key": "{text}", **table.bounds}
        columns |= dict.fromkeys((*table.columns, "search", "row"), "{text}")
        typed = ", ".join(f"{c} {kind.format(text=text)} NOT NULL" for c, kind in columns.items())
        identity = ", ".join(table.identity)
        with self._database.writing() as cursor:
            cursor.execute(  # first, so that of two who create one waits here for the other
                f"INSERT INTO {self._database.schema}places VALUES (%s, %s, 0)"
                " ON CONFLICT (projection, fingerprint) DO NOTHING",
                (table.name, table.fingerprint),
            )
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name}"
                f" ({self._database.number}{typed}, UNIQUE ({identity}))"
            )
            self._index(cursor, table)

    def _index(self, cursor: Cursor, table: Table[Any, Any]) -> None:
        for number, index in enumerate(table.indexes):
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table.physical}_{number}"
                f" ON {self._name(table)} ({', '.join(index)})"
            )
        self._search_index(cursor, table, self._search(table).make)

    def _search_index(self, cursor: Cursor, table: Table[Any, Any], steps: Sequence[str]) -> None:
        for step in steps if table.searched else ():
            cursor.execute(step.format(table=self._name(table), index=f"{table.physical}_search"))

    def place(self, table: Table[R, C]) -> int:
        """The position of the last event applied; 0 at first."""
        found = self._database.read(
            f"SELECT position FROM {self._database.schema}places"
            " WHERE projection = %s AND fingerprint = %s",
            (table.name, table.fingerprint),
        )
        return int(found[0][0]) if found else 0

    def apply(
        self,
        table: Table[R, C],
        changes: Iterable[tuple[str, C]],
        *,
        since: int,
        place: int,
        also: Iterable[Changes] = (),
    ) -> None:
        """Move one table; `also` are changes of other tables that belong to the same events."""
        self.move([table], chain([(table, changes)], also), since=since, place=place)

    def move(
        self,
        tables: Iterable[Table[Any, Any]],
        changes: Iterable[Changes],
        *,
        since: int,
        place: int,
    ) -> None:
        """Take the changes of the events after `since` up to `place`: all of them, or none.

        They may be generators, which then read the rows as they are at `since`: until all is
        written nobody else moves or swaps the tables. Refuses with PlaceMoved when one of the
        tables does not stand at `since`.
        """
        in_order = sorted(tables, key=lambda table: table.name)  # no two wait for each other
        with self._database.writing() as cursor:
            for table in in_order:
                self._move_place(cursor, table, since, place)
            for changed, some in changes:
                self._edit(cursor, changed, changed.edits(some))

    def _move_place(self, cursor: Cursor, table: Table[Any, Any], since: int, place: int) -> None:
        cursor.execute(
            f"UPDATE {self._database.schema}places SET position = %s"
            " WHERE projection = %s AND fingerprint = %s AND position = %s",
            (place, table.name, table.fingerprint, since),
        )
        if cursor.rowcount != 1:
            raise PlaceMoved(f"{table.physical} is not at {since}")

    def _edit(self, cursor: Cursor, table: Table[Any, Any], edits: Edits) -> None:
        name, into = self._name(table), ", ".join(table.stored)
        same = " AND ".join(f"{column} = %s" for column in table.identity)
        if edits.gone:
            cursor.executemany(f"DELETE FROM {name} WHERE {same}", edits.gone)
        if edits.closed:
            cursor.executemany(f"UPDATE {name} SET known_to = %s WHERE {same}", edits.closed)
        if edits.new:
            marks = ", ".join(["%s"] * len(table.stored))
            instead = ", ".join(f"{column} = excluded.{column}" for column in table.stored)
            rest = f" ON CONFLICT (key) DO UPDATE SET {instead}" if table.replaces else ""
            cursor.executemany(f"INSERT INTO {name} ({into}) VALUES ({marks}){rest}", edits.new)
        self._search_index(cursor, table, self._search(table).follow)

    def loading(self) -> AbstractContextManager[None]:
        """While tables are filled that can be thrown away. Those that others read are as safe as
        ever."""
        return self._database.loading()

    def drop(self, *tables: Table[Any, Any]) -> None:
        """Take tables away with their rows and places, those that are there."""
        with self._database.writing() as cursor:
            for table in tables:
                self._forget(cursor, table)
                self._drop(cursor, table.physical)

    def _drop(self, cursor: Cursor, physical: str) -> None:
        cursor.execute(f"DROP TABLE IF EXISTS {self._database.schema}{physical}")
        for drop in self._database.searching.text.drop:
            cursor.execute(drop.format(index=f"{physical}_search"))

    def swap(self, *tables: Table[Any, Any]) -> None:
        """Put what was built aside in the tables' places, at once for all readers.

        Refuses with PlaceMoved when a table has gone further than the one built for it.
        """
        with self._database.writing() as cursor:
            for table in tables:  # first: who follows the log holds a place, then reads
                self._take_place(cursor, table.aside(), table)
            for table in tables:
                self._take_name(cursor, table.aside(), table)

    def _take_place(self, cursor: Cursor, built: Table[Any, Any], table: Table[Any, Any]) -> None:
        place = self.place(built)
        cursor.execute(
            f"UPDATE {self._database.schema}places SET position = %s"
            " WHERE projection = %s AND fingerprint = %s AND position <= %s",
            (place, table.name, table.fingerprint, place),
        )
        if cursor.rowcount != 1:
            raise PlaceMoved(f"{table.physical} is beyond {place}")
        self._forget(cursor, built)

    def _take_name(self, cursor: Cursor, built: Table[Any, Any], table: Table[Any, Any]) -> None:
        renaming = self._database.rename_index
        if renaming:  # then they are made while the old table can still be read
            self._index(cursor, replace(table, fingerprint=built.fingerprint))
        self._drop(cursor, table.physical)
        cursor.execute(f"ALTER TABLE {self._name(built)} RENAME TO {table.physical}")
        ends = [*range(len(table.indexes)), *(["search"] if table.searched else [])]
        for end in ends if renaming else ():
            old, new = f"{self._name(built)}_{end}", f"{table.physical}_{end}"
            cursor.execute(renaming.format(old=old, new=new))
        self._index(cursor, table)

    def _forget(self, cursor: Cursor, table: Table[Any, Any]) -> None:
        cursor.execute(
            f"DELETE FROM {self._database.schema}places WHERE projection = %s AND fingerprint = %s",
            (table.name, table.fingerprint),
        )

    def drop_others(self, table: Table[R, C]) -> None:
        """Drop what other code made of this projection, once nobody reads it any more."""
        places = f"{self._database.schema}places WHERE projection = %s AND fingerprint <> %s"
        others = (table.name, table.fingerprint)
        with self._database.writing() as cursor:
            cursor.execute(f"SELECT fingerprint FROM {places}", others)
            found = cursor.fetchall()
            cursor.execute(f"DELETE FROM {places}", others)  # first, as in `swap`
            for (fingerprint,) in found:
                self._drop(cursor, f"{table.name}_{fingerprint}")

    def empty(self, table: Table[R, C]) -> bool:
        return not self._database.read(f"SELECT 1 FROM {self._name(table)} LIMIT 1")

    def row(self, table: Current[R], key: str) -> R | None:
        """The row of a key: what the next event is folded into."""
        found = self._database.read(f"SELECT row FROM {self._name(table)} WHERE key = %s", (key,))
        return table.decoded(found[0][0]) if found else None

    def rows(self, table: Current[R], keys: Sequence[str]) -> dict[str, R]:
        """The rows of many keys, those that are there."""
        found: list[tuple[Any, ...]] = []
        for some in chunks(keys):
            marks = ", ".join(["%s"] * len(some))
            found += self._database.read(
                f"SELECT key, row FROM {self._name(table)} WHERE key IN ({marks})", some
            )
        return {key: table.decoded(row) for key, row in found}

    def known(self, table: Historical[R], keys: Sequence[str]) -> dict[str, list[Slice[R]]]:
        """What is known now of many keys; an empty list where nothing is."""
        slices: dict[str, list[Slice[R]]] = {key: [] for key in keys}
        columns = ", ".join(table.bounds)
        for some in chunks(keys):
            marks = ", ".join(["%s"] * len(some))
            found = self._database.read(
                f"SELECT key, {columns}, row FROM {self._name(table)}"
                f" WHERE key IN ({marks}) AND known_to = %s",
                (*some, moment(STILL)),
            )
            for key, *row in found:
                slices[key].append(table.slice(tuple(row)))
        return slices

    def known_slices(self, table: Historical[R], key: str) -> list[Slice[R]]:
        """What is known now of a key: the slices that the next event is applied to."""
        return self._slices(table, "key = %s AND known_to = %s", (key, moment(STILL)))

    def slices(self, table: Historical[R], key: str) -> list[Slice[R]]:
        """All that is or was known of a key."""
        return self._slices(table, "key = %s", (key,))

    def _slices(
        self, table: Historical[R], condition: str, values: Sequence[object]
    ) -> list[Slice[R]]:
        found = self._database.read(
            f"SELECT {', '.join(table.bounds)}, row FROM {self._name(table)} WHERE {condition}"
            " ORDER BY known_from, valid_from",
            values,
        )
        return [table.slice(f) for f in found]

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
        key: str | None = None,
        lot: Table[Any, Any] | None = None,
        limit: int,
    ) -> list[Listed]:
        """The next rows in the order of a column, "-" before it for the last ones first.

        A table with history needs the day; without `known_at` it answers from what is known now.
        `text` is looked for in the fields of `table.search`, without regard to case and width.
        `lot` is the table that tells which rows are parked, read at the same moment.
        """
        order = Order.asked(table, sort)
        listed = self._filters(table, where)
        if key is not None:
            listed.append(("key = %s", (key,)))
        if after is not None:
            listed.append(order.after(*map(plain, after)))
        clocks = [*table.clocks(as_of, known_at)]
        what = f"key, row, {order.column}, {self._entry_in(lot, table)}"

        def rows(*more: Condition) -> Found:
            return self._select(what, table, [*listed, *clocks, *more], order.first(limit))

        if wanted := folded(text or ""):
            near = self._near(table, listed, order, limit)
            found = by_text(rows, near, *self._text(table, wanted), limit)
        else:
            found = rows()
        return [
            Listed(key, row.encode(), (value, key), parked) for key, row, value, parked in found
        ]

    def _near(
        self, table: Table[R, C], listed: Sequence[Condition], order: Order, limit: int
    ) -> Condition | None:
        """The rows to walk for a text before its index is asked; None: all that there are."""
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
        """How many rows all pages together hold. Reads them all, but for a rare text."""
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
            if column not in table.filters:
                raise ValueError(f"{table.name} is not filtered by {column}")
            values = [plain(v) for v in ([wanted] if isinstance(wanted, str) else wanted)]
            marks = ", ".join(["%s"] * len(values)) or "NULL"
            conditions.append((f"{column} IN ({marks})", values))
        return conditions

    def _text(self, table: Table[R, C], text: str) -> tuple[Condition, Condition]:
        """That a row holds the text, and that the index has it as one that may."""
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


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """A database takes only so many values in one statement."""
    return (keys[i : i + MOST_KEYS] for i in range(0, len(keys), MOST_KEYS))
