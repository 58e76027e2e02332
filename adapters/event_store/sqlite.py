"""The event store in one SQLite file, for a trial or a single office."""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
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
END = (
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0),"
    " (SELECT recorded_at FROM events ORDER BY rowid DESC LIMIT 1)"
)
ANSWERED = (
    "SELECT a.actor, a.key, a.fingerprint, a.positions FROM json_each(?) AS asked"
    " JOIN answered AS a ON a.actor = asked.value ->> 0 AND a.key = asked.value ->> 1"
)
HEADS = (
    "SELECT value, (SELECT coalesce(max(originator_version), 0) FROM events"
    " WHERE originator_id = value) FROM json_each(?)"
)
SALT_BYTES = 16
ROWS_AT_ONCE = 1000  # in one INSERT, far below the parameters that SQLite takes
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
        return self._events("rowid > ? ORDER BY rowid LIMIT ?", (after, limit))

    def at(self, positions: Sequence[int]) -> list[Stored]:
        wanted = json.dumps(list(positions))
        return self._events("rowid IN (SELECT value FROM json_each(?)) ORDER BY rowid", (wanted,))

    def answered(
        self, keys: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
        return _answers(self._rows(ANSWERED, (json.dumps(keys),)))

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
    """The append requests of one transaction, taken in order under the write lock.

    What they depend on is read at once, and what they bring is inserted at once: in each statement
    Python lets other threads go on, and must wait for them afterwards.
    """

    def __init__(
        self, cursor: sqlite3.Cursor, appends: Sequence[AppendRequest], now: datetime
    ) -> None:
        self.cursor = cursor
        self.position, last = cursor.execute(END).fetchone()
        self.clock = (now - EPOCH) // MICROSECOND
        self.recorded_at = max(last or 0, self.clock)
        if self.recorded_at - self.clock > AHEAD_AT_MOST // MICROSECOND:
            raise StoreAhead(f"last event recorded at {_moment(last)}, clock at {now}")
        keys = [(append.actor, append.key) for append in appends]
        self.answered = _answers(cursor.execute(ANSWERED, (json.dumps(keys),)))
        self.heads = dict(cursor.execute(HEADS, (json.dumps(list(_streams(appends))),)))
        self.events: list[Stored] = []
        self.fresh: list[tuple[str, str, bytes, str]] = []

    def take(self, append: AppendRequest) -> Outcome:
        """The outcome of a request; `insert` stores what was taken."""
        key = append.actor, append.key
        if key in self.answered:
            fingerprint, before = self.answered[key]
            same = fingerprint == append.fingerprint
            return Outcome("replayed", before) if same else Outcome("reused")
        if not self._fits(append):
            return Outcome("conflict")
        events = tuple(map(self._event, append.entries))
        positions = tuple(event.position for event in events)
        self.answered[key] = append.fingerprint, positions
        self.fresh.append((*key, append.fingerprint, json.dumps(positions)))
        return Outcome("stored", positions, events)

    def insert(self) -> None:
        """Inserts the events and the answers of the requests that were taken."""
        recorded_at = self.recorded_at
        self._insert(
            f"events ({COLUMNS})",
            [
                (e.position, e.stream, e.version, e.topic, e.state, recorded_at, e.salt)
                for e in self.events
            ],
        )
        self._insert("answered (actor, key, fingerprint, positions)", self.fresh)

    def _fits(self, append: AppendRequest) -> bool:
        """Optimistic concurrency: whether each stream is at the version that the request saw; if
        so, the heads move on."""
        if any(self.heads[stream] != version for stream, version in append.reads):
            return False
        heads: dict[str, int] = {}
        for entry in append.entries:
            heads[entry.stream] = heads.get(entry.stream, self.heads[entry.stream]) + 1
            if entry.version != heads[entry.stream]:
                return False
        self.heads |= heads
        return True

    def _event(self, entry: Entry) -> Stored:
        self.position += 1
        what, moment = (entry.stream, entry.version, entry.topic, entry.state), self.recorded_at
        event = Stored(self.position, *what, _moment(moment), os.urandom(SALT_BYTES))
        self.events.append(event)
        return event

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            marks = ", ".join([f"({', '.join('?' * len(some[0]))})"] * len(some))
            values = [value for row in some for value in row]
            self.cursor.execute(f"INSERT INTO {table} VALUES {marks}", values)


def _streams(appends: Sequence[AppendRequest]) -> Iterator[str]:
    """The streams that the requests read or write."""
    for append in appends:
        yield from (stream for stream, _ in append.reads)
        yield from (entry.stream for entry in append.entries)


def _answers(rows: Iterable[Any]) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
    return {(row[0], row[1]): (row[2], tuple(json.loads(row[3]))) for row in rows}


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


@contextmanager
def _reaching() -> Iterator[None]:
    """Raises StoreUnavailable for a file that is locked, full or gone."""
    try:
        yield
    except (sqlite3.OperationalError, OperationalError, InterfaceError) as error:
        raise StoreUnavailable(str(error)) from error
