"""The event store in one SQLite file, for a trial or a single office."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from adapters.event_store.library import insert
from adapters.event_store.log import (
    AHEAD_AT_MOST,
    AppendRequest,
    Entry,
    Outcome,
    StoreAhead,
    Stored,
    StoreUnavailable,
    after_any,
)
from adapters.folders import make_private_file

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# Whoever has the file can drop a trigger: these stop mistakes, the transparency log shows the rest.
# INSERT OR REPLACE deletes without asking the DELETE trigger, hence the checks before an insert.
TABLES = """
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
COLUMNS = "rowid, originator_id, originator_version, topic, state, recorded_at, salt"


class SQLiteLog(SQLiteApplicationRecorder):
    """Event store in the file at `path`, made when absent; threads and processes may share it.

    Waits up to `patience` seconds for another writer, then raises StoreUnavailable.
    """

    def __init__(self, path: Path | str, *, patience: int = 10) -> None:
        make_private_file(Path(path))
        datastore = SQLiteDatastore(
            str(path),
            lock_timeout=patience,
            pool_timeout=float(patience),
            originator_id_type="text",
        )
        super().__init__(datastore, events_table_name="events")
        with _reaching():
            self._open(time.monotonic() + patience)

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
            for statement in TABLES.split(";\n"):
                cursor.execute(statement.replace("; END", "; END;"))

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> list[int]:
        return insert(self, stored_events)

    def write(self, appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        with _reaching(), self._writing() as cursor:
            batch = SQLiteBatch(cursor, now)
            return [batch.take(append) for append in appends]

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
        return self._events("rowid > ? ORDER BY rowid LIMIT ?", (after, limit))

    def at(self, positions: Sequence[int]) -> list[Stored]:
        wanted = json.dumps(list(positions))
        return self._events("rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid", (wanted,))

    def answered(
        self, keys: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        rows = self._rows(
            "SELECT a.actor, a.key, a.fingerprint, a.positions FROM json_each(?) AS asked"
            " JOIN answered AS a ON a.actor = asked.value ->> 0 AND a.key = asked.value ->> 1",
            (json.dumps(keys),),
        )
        return {(row[0], row[1]): (row[2], tuple(json.loads(row[3]))) for row in rows}

    def heads(self, streams: Sequence[str]) -> dict[str, int]:
        rows = self._rows(
            "SELECT value, (SELECT coalesce(max(originator_version), 0) FROM events"
            " WHERE originator_id = value) FROM json_each(?)",
            (json.dumps(list(streams)),),
        )
        return {row[0]: row[1] for row in rows}

    def streams(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        rows = self._rows(
            "SELECT originator_id FROM events WHERE originator_version = 1"
            " AND originator_id >= ? AND originator_id < ? AND originator_id > ?"
            " ORDER BY originator_id LIMIT ?",
            (prefix, after_any(prefix), after, limit),
        )
        return [row[0] for row in rows]

    def end(self) -> tuple[int, datetime] | None:
        rows = self._rows("SELECT rowid, recorded_at FROM events ORDER BY rowid DESC LIMIT 1", ())
        return (rows[0][0], _moment(rows[0][1])) if rows else None

    def close(self) -> None:
        self.datastore.close()

    def _events(self, condition: str, parameters: tuple[Any, ...]) -> list[Stored]:
        rows = self._rows(f"SELECT {COLUMNS} FROM events WHERE {condition}", parameters)
        return [
            Stored(position, stream, version, topic, state, _moment(recorded_at), salt)
            for position, stream, version, topic, state, recorded_at, salt in rows
        ]

    def _rows(self, query: str, parameters: tuple[Any, ...]) -> list[Any]:
        with (
            _reaching(),
            self.datastore.get_connection(commit=False) as connection,
            connection.cursor() as cursor,
        ):
            return cursor.execute(query, parameters).fetchall()


class SQLiteBatch:
    """The append requests of one transaction, taken one by one under the write lock."""

    def __init__(self, cursor: sqlite3.Cursor, now: datetime) -> None:
        self.cursor = cursor
        self.heads: dict[str, int] = {}
        clock = (now - EPOCH) // MICROSECOND
        last = self._value("SELECT recorded_at FROM events ORDER BY rowid DESC LIMIT 1") or clock
        if last - clock > AHEAD_AT_MOST // MICROSECOND:
            raise StoreAhead(f"last event recorded at {_moment(last)}, clock at {now}")
        self.recorded_at = max(last, clock)

    def take(self, append: AppendRequest) -> Outcome:
        before = self.cursor.execute(
            "SELECT fingerprint, positions FROM answered WHERE actor = ? AND key = ?",
            (append.actor, append.key),
        ).fetchone()
        if before is not None:
            if before[0] != append.fingerprint:
                return Outcome("reused")
            return Outcome("replayed", tuple(json.loads(before[1])))
        if not self._fits(append):
            return Outcome("conflict")
        events = tuple(self._insert(entry) for entry in append.entries)
        positions = tuple(event.position for event in events)
        self.cursor.execute(
            "INSERT INTO answered VALUES (?, ?, ?, ?)",
            (append.actor, append.key, append.fingerprint, json.dumps(positions)),
        )
        return Outcome("stored", positions, events)

    def _fits(self, append: AppendRequest) -> bool:
        """Optimistic concurrency: whether each stream is at the version that the request saw; if
        so, the heads move on."""
        if any(self._head(stream) != version for stream, version in append.reads):
            return False
        heads: dict[str, int] = {}
        for entry in append.entries:
            heads[entry.stream] = heads.get(entry.stream, self._head(entry.stream)) + 1
            if entry.version != heads[entry.stream]:
                return False
        self.heads |= heads
        return True

    def _head(self, stream: str) -> int:
        if stream not in self.heads:
            query = "SELECT max(originator_version) FROM events WHERE originator_id = ?"
            self.heads[stream] = self._value(query, stream) or 0
        return self.heads[stream]

    def _insert(self, entry: Entry) -> Stored:
        what, salt = (entry.stream, entry.version, entry.topic, entry.state), os.urandom(16)
        self.cursor.execute(
            "INSERT INTO events (originator_id, originator_version, topic, state, recorded_at,"
            " salt) VALUES (?, ?, ?, ?, ?, ?)",
            (*what, self.recorded_at, salt),
        )
        assert self.cursor.lastrowid is not None
        return Stored(self.cursor.lastrowid, *what, _moment(self.recorded_at), salt)

    def _value(self, query: str, *parameters: str) -> Any:
        row = self.cursor.execute(query, parameters).fetchone()
        return row and row[0]


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


@contextmanager
def _reaching() -> Iterator[None]:
    """Raises StoreUnavailable for a file that is locked, full or gone."""
    try:
        yield
    except (sqlite3.OperationalError, OperationalError, InterfaceError) as error:
        raise StoreUnavailable(str(error)) from error
