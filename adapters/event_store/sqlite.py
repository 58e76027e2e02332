"""The event store in one SQLite file, for a trial or a single office."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from math import inf
from pathlib import Path
from typing import Any

from eventsourcing.persistence import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from adapters.event_store.library import insert
from adapters.event_store.log import (
    LARGEST_READ,
    AppendRequest,
    Outcome,
    Stored,
    StoreUnavailable,
    after_any,
)
from adapters.event_store.sqlite_batch import (
    ANSWERED,
    COLUMNS,
    HEADS,
    LOG_END,
    SQLiteBatch,
    answers_in,
    moment_of,
)
from adapters.folders import make_private_file
from adapters.unavailable import CORRUPT_CODES, is_full

# Whoever has the file can drop a trigger: these stop mistakes, the transparency log shows the rest.
# INSERT OR REPLACE deletes without asking the DELETE trigger, hence the checks before an insert.
STORE_TABLES = """
CREATE TABLE IF NOT EXISTS events (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT CHECK (rowid > 0),
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL CHECK (originator_version > 0),
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE IF NOT EXISTS answered (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    positions TEXT NOT NULL,
    PRIMARY KEY (actor, key)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS events_next BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE rowid = NEW.rowid)
    OR NEW.originator_version <> 1 + (SELECT coalesce(max(originator_version), 0) FROM events
                                      WHERE originator_id = NEW.originator_id)
BEGIN SELECT RAISE(ABORT, 'not the next version of its stream'); END;
CREATE TRIGGER IF NOT EXISTS events_last AFTER INSERT ON events
WHEN NEW.rowid <> (SELECT max(rowid) FROM events)
BEGIN SELECT RAISE(ABORT, 'not the last position'); END;
CREATE TRIGGER IF NOT EXISTS events_keep BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events can only be added'); END;
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events can only be added'); END;
CREATE TRIGGER IF NOT EXISTS answered_once BEFORE INSERT ON answered
WHEN EXISTS (SELECT 1 FROM answered WHERE actor = NEW.actor AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'answers can only be added'); END;
CREATE TRIGGER IF NOT EXISTS answered_keep BEFORE UPDATE ON answered
BEGIN SELECT RAISE(ABORT, 'answers can only be added'); END;
CREATE TRIGGER IF NOT EXISTS answered_stay BEFORE DELETE ON answered
BEGIN SELECT RAISE(ABORT, 'answers can only be added'); END;
"""

OPENED_WITHIN = 10.0  # seconds
STRETCH_OF_STREAM = (
    "originator_id = ? AND originator_version > ? AND originator_version <= ?"
    " ORDER BY originator_version"
)
WAITS_FOR_TURN = 2  # seconds: those who wait for a command's answer wait for two turns at most


class SQLiteLog(SQLiteApplicationRecorder):
    """Event store in the file at `path`, made when absent, or at a URI; threads and processes may
    share it.

    Waits up to `patience` seconds for another writer, then raises StoreUnavailable.
    """

    def __init__(self, path: Path | str, *, patience: int = WAITS_FOR_TURN) -> None:
        if not str(path).startswith("file:"):
            make_private_file(Path(path))
        datastore = SQLiteDatastore(
            str(path),
            lock_timeout=patience,
            pool_timeout=float(patience),
            originator_id_type="text",
        )
        super().__init__(datastore, events_table_name="events")
        with _reaching():
            self._open(time.monotonic() + OPENED_WITHIN)

    def _open(self, deadline: float) -> None:
        """Makes the tables; retries, since SQLite does not wait when two processes turn WAL on."""
        while True:
            try:
                return self.create_table()
            except (sqlite3.OperationalError, OperationalError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def create_table(self) -> None:
        with self._writing() as cursor:
            for statement in STORE_TABLES.split(";\n"):
                cursor.execute(statement.replace("; END", "; END;"))

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> list[int]:
        return insert(self, stored_events)

    def write(self, appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        with _reaching(), self._writing() as cursor:
            batch = SQLiteBatch(cursor, appends, now)
            outcomes = [batch.take(append) for append in appends]
            batch.insert()
            return outcomes

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Cursor]:
        """One durable transaction; IMMEDIATE waits its turn where a deferred BEGIN would fail."""
        with (
            self.datastore.get_connection(commit=True) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        return self._events(
            "originator_id = ? AND originator_version > ?"
            " AND (? IS NULL OR originator_version <= ?) ORDER BY originator_version",
            (stream, after, upto, upto),
        )

    def follow(self, after: int, limit: int) -> list[Stored]:
        return self._events("rowid > ? ORDER BY rowid LIMIT ?", (after, limit), LARGEST_READ)

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        return self._events(STRETCH_OF_STREAM, (stream, after, upto), LARGEST_READ)

    def at(self, positions: Sequence[int]) -> list[Stored]:
        wanted = json.dumps(list(positions))
        return self._events("rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid", (wanted,))

    def answered(
        self, keys: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        return answers_in(self._rows(ANSWERED, (json.dumps(keys),)))

    def heads(self, streams: Sequence[str]) -> dict[str, int]:
        return dict(self._rows(HEADS, (json.dumps(list(streams)),)))

    def streams(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        rows = self._rows(
            "SELECT originator_id FROM events WHERE originator_version = 1"
            " AND originator_id >= ? AND originator_id < ? AND originator_id > ?"
            " ORDER BY originator_id LIMIT ?",
            (prefix, after_any(prefix), after, limit),
        )
        return [row[0] for row in rows]

    def unmatched(self) -> tuple[list[int], list[int]]:
        answered = "SELECT value FROM answered, json_each(answered.positions)"
        lost = self._rows(f"{answered} EXCEPT SELECT rowid FROM events", ())
        unasked = self._rows(f"SELECT rowid FROM events EXCEPT {answered}", ())
        return [row[0] for row in lost], [row[0] for row in unasked]

    def end(self) -> tuple[int, datetime] | None:
        rows = self._rows("SELECT rowid, recorded_at FROM events ORDER BY rowid DESC LIMIT 1", ())
        return (rows[0][0], moment_of(rows[0][1])) if rows else None

    def skip_to(self, position: int) -> None:
        with _reaching(), self._writing() as cursor:
            last, _ = cursor.execute(LOG_END).fetchone()
            if last < position - 1:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'events'")
                cursor.execute("INSERT INTO sqlite_sequence VALUES ('events', ?)", (position - 1,))

    def clock(self) -> datetime | None:
        return None

    def close(self) -> None:
        self.datastore.close()

    def _events(self, condition: str, values: tuple[Any, ...], most: float = inf) -> list[Stored]:
        query = f"SELECT {COLUMNS} FROM events WHERE {condition}"
        rows = self._rows(query, values, lambda rows: rows_within(rows, most))
        return [stored_row(*row) for row in rows]

    def _rows(
        self,
        query: str,
        parameters: tuple[Any, ...],
        taken: Callable[[Iterable[Any]], list[Any]] = list,
    ) -> list[Any]:
        with (
            _reaching(),
            self.datastore.get_connection(commit=False) as connection,
            connection.cursor() as cursor,
        ):
            return taken(cursor.execute(query, parameters))


def stored_row(
    position: int, stream: str, version: int, topic: str, state: bytes, at: int, salt: bytes
) -> Stored:
    return Stored(position, stream, version, topic, state, moment_of(at), salt)


def rows_within(rows: Iterable[Any], most: float) -> list[Any]:
    """The rows of events until their states have taken so many bytes."""
    found, size = [], 0
    for row in rows:
        found.append(row)
        _, _, _, _, state, *_ = row
        size += len(state)
        if size >= most:
            break
    return found


@contextmanager
def _reaching() -> Iterator[None]:
    """Raises StoreUnavailable for a file that is locked, full, gone or damaged."""
    try:
        yield
    except (sqlite3.OperationalError, OperationalError, InterfaceError) as error:
        raise StoreUnavailable(
            str(error), full=is_full(error) or is_full(error.__cause__)
        ) from error
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlite_errorcode", None) not in CORRUPT_CODES:
            raise
        raise StoreUnavailable(str(error)) from error
