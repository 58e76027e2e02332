"""Mirror of another store's whole log: every event as it is stored there, with its position, time
and salt, so that its receipt, and every proof that rests on it, verifies here too.

It is no second event log: that one gives positions and times of its own, and refuses times before
its last.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from adapters.event_store.log import AppendRequest, Outcome, Stored
from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.sqlite_batch import EPOCH, MICROSECOND

BYTES_MIRRORED_AT_ONCE = 16 * 2**20
TAKE = (
    "INSERT INTO events (rowid, originator_id, originator_version, topic, state, recorded_at, salt)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class MirrorDiffers(Exception):
    """What the other store holds now is not what was mirrored: it was replaced by another, or by an
    older one. The mirror keeps what it has, and takes nothing more until people have looked."""


class DecidesNothing(Exception):
    """A mirror takes what another store has decided, and no command writes to it."""


class MirroredLog(SQLiteLog):
    """The mirror in the file at `path`: to be read like any event store, and written by `take`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)

    def take(self, events: Sequence[Stored]) -> None:
        """Adds the next events of the other store, all or none, durably. Raises MirrorDiffers where
        they do not join on."""
        rows = [
            (e.position, e.stream, e.version, e.topic, e.state, microseconds(e), e.salt)
            for e in events
        ]
        try:
            with self._writing() as cursor:
                cursor.executemany(TAKE, rows)
        except sqlite3.IntegrityError as error:
            raise MirrorDiffers(str(error)) from error

    def write(self, appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        """Always raises DecidesNothing: what is decided here has a log of its own."""
        raise DecidesNothing

    def last(self) -> Stored | None:
        """The last event that was mirrored."""
        end = self.end()
        return self.at([end[0]])[0] if end else None


def microseconds(stored: Stored) -> int:
    """When it was recorded, in microseconds since 1970, as it is stored."""
    return (stored.recorded_at - EPOCH) // MICROSECOND
