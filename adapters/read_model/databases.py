"""Databases of the read model: a SQLite file, or the schema anjuan_read of PostgreSQL.

SQL is written once, with psycopg's %s for a value. Text compares by code point on both.
"""

import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic, sleep
from typing import Any, Protocol

from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool

from adapters.connections.bounded import (
    ANSWERED_WITHIN,
    CONNECTED_WITHIN,
    POOL_CLOSED_WITHIN,
    WRITTEN_WITHIN,
    BoundedConnection,
    answered_within,
)
from adapters.connections.circuit_breaker import CircuitBreaker
from adapters.folders import make_private_file
from adapters.read_model.search import FTS5, GIN, Searching, members, words
from adapters.unavailable import reaching_postgres, reaching_sqlite

PATIENCE = 30  # seconds to wait for another process's turn at a SQLite file, at its opening
READER_WAITS = 2.0  # seconds; write-ahead logging lets a reader wait only for a recovery
TURN_WITHIN = 4.0  # seconds for one turn later on: stopping waits for it, and it is tried again
USUAL = {"wal_autocheckpoint": 1000, "cache_size": -2000}  # SQLite's own: pages, and -KiB
LOADING = {"wal_autocheckpoint": 16384, "cache_size": -16384}

FetchedRows = list[tuple[Any, ...]]


class Cursor(Protocol):
    """What SQLite's and PostgreSQL's cursors have in common."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, values: Sequence[object] = ..., /) -> object: ...
    def executemany(self, sql: str, rows: Sequence[Sequence[object]], /) -> object: ...
    def fetchall(self) -> FetchedRows: ...


class Readable(Protocol):
    """What rows are read from: a database, or one transaction on it."""

    schema: str  # what stands before a table's name
    find: str  # the function that finds a substring: 0 when it is not there
    searching: Searching
    dialect: str  # what its SQL is called

    def read(self, sql: str, values: Sequence[object] = ()) -> FetchedRows: ...


class Within:
    """A database seen from within one of its transactions."""

    def __init__(self, database: Readable, cursor: Cursor) -> None:
        self.schema, self.find, self.dialect = database.schema, database.find, database.dialect
        self.searching, self._cursor = database.searching, cursor

    def read(self, sql: str, values: Sequence[object] = ()) -> FetchedRows:
        self._cursor.execute(sql, values)
        return self._cursor.fetchall()


class Database(Readable, Protocol):
    """A database that a read model is written to."""

    tables: str  # asks for the names of all tables
    text: str  # the type of a text column
    number: str  # the column that the search index knows a row by, where it needs one
    rename_index: str  # how an index gets another name; "" where it cannot
    clustered: str  # what makes a table lie in the order of its key

    def writing(self) -> AbstractContextManager[Cursor]:
        """One transaction, rolled back when the block raises."""

    def append(
        self, cursor: Cursor, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Bulk insert of new rows into a table, within the transaction of the cursor."""

    def loading(self) -> AbstractContextManager[None]:
        """Bulk loading of what can be made again: waits less for the disk. A crash may lose the
        last transactions, each of them whole."""

    def close(self) -> None: ...


class Sqlite:
    """SQLite file: one connection writes; readers take an idle connection or open another.

    Write-ahead logging, so readers never wait. A lost last transaction is made again from the log.
    """

    schema = ""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    dialect = "sqlite"
    text = "TEXT"
    number = "rowid INTEGER PRIMARY KEY, "
    find = "instr"
    rename_index = ""
    clustered = " WITHOUT ROWID"
    searching = FTS5

    def __init__(self, path: Path) -> None:
        self._path = path
        make_private_file(path)
        self._alone = Lock()
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._writer = self._open()
        _write_ahead(self._writer)
        self._writer.execute("PRAGMA synchronous = NORMAL")
        for function in (words, members):
            self._writer.create_function(function.__name__, 1, function, deterministic=True)
        with self.writing() as cursor:
            _create_places(cursor)
        self._writer.execute(f"PRAGMA busy_timeout = {TURN_WITHIN * 1000:.0f}")

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )

    @reaching_sqlite()
    def read(self, sql: str, values: Sequence[object] = ()) -> FetchedRows:
        try:
            reader = self._idle.get_nowait()
        except Empty:
            reader = self._open()
            reader.execute("PRAGMA query_only = 1")
            reader.execute(f"PRAGMA busy_timeout = {READER_WAITS * 1000:.0f}")
        try:
            return reader.cursor(_SqliteCursor).execute(sql, values).fetchall()
        finally:
            self._idle.put(reader)

    @contextmanager
    def writing(self) -> Generator[Cursor]:
        with reaching_sqlite(), self._alone, self._writer:
            self._writer.execute("BEGIN IMMEDIATE")
            yield self._writer.cursor(_SqliteCursor)

    def append(
        self, cursor: Cursor, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", rows)

    @contextmanager
    def loading(self) -> Generator[None]:
        """Checkpoints the write-ahead log once in 64 MB: each time waits twice for the disk."""
        self._set(LOADING)
        try:
            yield
        finally:
            self._set(USUAL)

    def _set(self, pragmas: Mapping[str, int]) -> None:
        with self._alone:
            for name, value in pragmas.items():
                self._writer.execute(f"PRAGMA {name} = {value}")

    def close(self) -> None:
        """Closes all connections; call it when no thread reads any more."""
        self._writer.close()
        while not self._idle.empty():
            self._idle.get().close()


def _create_places(cursor: Cursor) -> None:
    """Creates the table of checkpoints, or adds the columns that earlier releases had not."""
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS places (projection TEXT NOT NULL,"
        " fingerprint TEXT NOT NULL, position INTEGER NOT NULL,"
        " PRIMARY KEY (projection, fingerprint))"
    )
    cursor.execute("SELECT name FROM pragma_table_info('places')")
    known = {name for (name,) in cursor.fetchall()}
    for column in ("store", "digest"):
        if column not in known:
            cursor.execute(f"ALTER TABLE places ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turns WAL on; retries, since SQLite does not wait when several processes do so at once."""
    deadline = monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
        sleep(0.02)


class _SqliteCursor(sqlite3.Cursor):
    def execute(self, sql: str, values: Any = (), /) -> "_SqliteCursor":
        super().execute(sql.replace("%s", "?"), values)
        return self

    def executemany(self, sql: str, rows: Any, /) -> "_SqliteCursor":
        super().executemany(sql.replace("%s", "?"), rows)
        return self


class Postgres:
    """PostgreSQL: the login role reads; writing takes the role that owns the tables."""

    schema = "anjuan_read."
    tables = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'anjuan_read'"
    dialect = "postgres"
    text = 'text COLLATE "C"'
    number = ""
    find = "strpos"
    rename_index = "ALTER INDEX {old} RENAME TO {new}"
    clustered = ""
    searching = GIN

    def __init__(self, url: str, role: str) -> None:
        self._role = SQL("SET LOCAL ROLE {}").format(Identifier(role))
        self._loading = False
        self._pool = open_pool(url)
        self._breaker = CircuitBreaker(self._pool.drain)

    def read(self, sql: str, values: Sequence[object] = ()) -> FetchedRows:
        return self._breaker.read(lambda: self._read(sql, values))

    @reaching_postgres()
    def _read(self, sql: str, values: Sequence[object]) -> FetchedRows:
        with self._pool.connection() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Generator[Cursor]:
        limit = None if self._loading else WRITTEN_WITHIN
        with (
            self._breaker.closed(),
            reaching_postgres(),
            answered_within(limit),
            self._pool.connection() as c,
            c.transaction(),
            c.cursor() as cursor,
        ):
            cursor.execute(self._role)
            if self._loading:
                cursor.execute("SET LOCAL synchronous_commit = off")
            yield cursor

    def append(
        self, cursor: Any, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """By COPY, which takes rows several times as fast as INSERT."""
        with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def loading(self) -> Generator[None]:
        self._loading = True
        try:
            yield
        finally:
            self._loading = False

    def close(self) -> None:
        self._pool.close(POOL_CLOSED_WITHIN)


def open_pool(url: str) -> ConnectionPool[BoundedConnection]:
    return ConnectionPool(
        url,
        connection_class=BoundedConnection,
        min_size=1,
        max_size=16,
        open=True,
        timeout=CONNECTED_WITHIN,
        reconnect_timeout=ANSWERED_WITHIN,
        kwargs={"autocommit": True, "connect_timeout": CONNECTED_WITHIN},
    )
