"""Appends to the event store in SQLite: the requests of one transaction, read and inserted at
once."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.event_store.log import (
    AHEAD_AT_MOST,
    AppendRequest,
    Entry,
    Outcome,
    StoreAhead,
    Stored,
    drawn_salts,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LOG_END = (
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
ROWS_AT_ONCE = 1000  # in one INSERT, far below the parameters that SQLite takes
COLUMNS = "rowid, originator_id, originator_version, topic, state, recorded_at, salt"


class SQLiteBatch:
    """The append requests of one transaction, taken in order under the write lock.

    What they depend on is read at once, and what they bring is inserted at once: in each statement
    Python lets other threads go on, and must wait for them afterwards.
    """

    def __init__(
        self, cursor: sqlite3.Cursor, appends: Sequence[AppendRequest], now: datetime
    ) -> None:
        self.cursor = cursor
        self.position, last = cursor.execute(LOG_END).fetchone()
        self.clock = (now - EPOCH) // MICROSECOND
        self.recorded_at = max(last or 0, self.clock)
        if self.recorded_at - self.clock > AHEAD_AT_MOST // MICROSECOND:
            raise StoreAhead(f"last event recorded at {moment_of(last)}, clock at {now}")
        keys = [(append.actor, append.key) for append in appends]
        self.answered = answers_in(cursor.execute(ANSWERED, (json.dumps(keys),)))
        self.heads = dict(cursor.execute(HEADS, (json.dumps(list(_streams(appends))),)))
        self.salts = drawn_salts(sum(len(append.entries) for append in appends))
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
        event = Stored(self.position, *what, moment_of(moment), next(self.salts))
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


def answers_in(rows: Iterable[Any]) -> dict[tuple[str, str], tuple[bytes, tuple[int, ...]]]:
    return {(row[0], row[1]): (row[2], tuple(json.loads(row[3]))) for row in rows}


def moment_of(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
