"""What a follower keeps: its events and its place, in one SQLite file."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple

from services.queries.digest import AreaDay

KEPT_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
  position INTEGER PRIMARY KEY, area TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL,
  type TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS by_area ON events (area, position);
CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
INSERT OR IGNORE INTO place VALUES (1, 0);
"""
INSERT_EVENT = "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?)"
EVENTS_BETWEEN = (
    "SELECT area, day, position, sha256 FROM events WHERE position > ? AND position <= ?"
)
WAITS_AT_MOST = 30.0  # seconds: a slow disk, or somebody else who reads


class KeptEvent(Struct, frozen=True, array_like=True):
    """An event as it is kept, whichever road it came by; `day` is that of its recording in China,
    `name` the case."""

    position: int
    area: str
    day: str
    name: str
    type: str
    sha256: str
    body: str


class KeptEvents:
    """The file. An event that is there already is not written again, whoever brings it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, WAITS_AT_MOST, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(KEPT_SCHEMA)

    def keep(self, events: Iterable[KeptEvent], place: int | None = None) -> list[KeptEvent]:
        """Keeps events, and the place up to which the feed is read whole, in one transaction.
        Those that were not there."""
        with self._connection:
            new = [
                one
                for one in events
                if self._connection.execute(INSERT_EVENT, astuple(one)).rowcount
            ]
            if place is not None:
                self._connection.execute("UPDATE place SET position = ?", (place,))
        return new

    def place(self) -> int:
        """Where the feed is read whole up to."""
        [(place,)] = self._connection.execute("SELECT position FROM place").fetchall()
        return int(place)

    def last_in(self, area: str) -> int:
        """The position of the last event of an area, 0 where there is none."""
        asked = self._connection.execute("SELECT max(position) FROM events WHERE area = ?", (area,))
        return int(asked.fetchone()[0] or 0)

    def between(self, after: int, upto: int) -> list[tuple[AreaDay, int, str]]:
        """The events of a stretch, in order, as digests are made of them."""
        rows = self._connection.execute(f"{EVENTS_BETWEEN} ORDER BY position", (after, upto))
        return [(area_day(area, day), position, digest) for area, day, position, digest in rows]

    def close(self) -> None:
        self._connection.close()


def area_day(area: str, day: str) -> AreaDay:
    regulation, _, division = area.rpartition(".")
    return AreaDay(regulation, division, date.fromisoformat(day))
