"""Keeps how far a verification of the whole store has come: its place, the cases as it has folded
them, and the differences found; so that a stopped one goes on.

A SQLite file in the data folder. None of it is taken from snapshots: what is verified is not
trusted.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from adapters.event_store.cases import Held
from adapters.event_store.snapshots import domain_fingerprint
from adapters.folders import make_private_file
from adapters.marks.sqlite_files import readable_or_aside
from domain.case import Case, stream_and_id
from domain.streams import STREAMS

NAME = "verification.db"
WAIT = 1.0  # seconds, for another process's lock
PLACE_TABLES = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA synchronous = OFF;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS place
    (whose TEXT NOT NULL, position INTEGER NOT NULL, salt BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS cases
    (name TEXT PRIMARY KEY, version INTEGER NOT NULL, state BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS differences (told BLOB NOT NULL);
COMMIT;
"""


class VerificationRuns(Exception):
    """Another process verifies the same store now."""


class VerifiedCases:
    """The file of one verification; a file of another release's rules, or of another store, is
    begun anew."""

    def __init__(self, folder: Path, store: str) -> None:
        self.path = folder / NAME
        make_private_file(readable_or_aside(self.path))
        self._file = sqlite3.connect(
            self.path, timeout=WAIT, isolation_level=None, check_same_thread=False
        )
        try:
            self._file.executescript(PLACE_TABLES)
        except sqlite3.OperationalError as error:
            self._file.close()
            raise VerificationRuns(str(error)) from error
        self.whose = f"{domain_fingerprint()} {store}"
        if self._value("SELECT whose FROM place") != self.whose:
            self.forget()

    @property
    def position(self) -> int:
        """The last event that was verified; 0 at first."""
        return int(self._value("SELECT position FROM place"))

    @property
    def salt(self) -> bytes:
        """The salt of that event: by it the event is known again."""
        return bytes(self._value("SELECT salt FROM place"))

    def case(self, name: str) -> Held:
        """A case as the verification left it; (None, 0) where it has seen no event of it."""
        row = self._file.execute(
            "SELECT state, version FROM cases WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            return None, 0
        state: Case = msgspec.json.decode(row[0], type=STREAMS[stream_and_id(name)[0]].state)
        return state, row[1]

    def told(self) -> list[bytes]:
        """The differences kept so far, in order."""
        return [row[0] for row in self._file.execute("SELECT told FROM differences ORDER BY rowid")]

    def keep(
        self,
        position: int,
        salt: bytes,
        cases: Iterable[tuple[str, Held]],
        differences: Iterable[bytes],
    ) -> None:
        """Keeps a place with everything that stands there, whole or not at all."""
        rows = ((name, held[1], msgspec.json.encode(held[0])) for name, held in cases)
        with self._file:
            self._file.execute("BEGIN")
            self._file.executemany("INSERT OR REPLACE INTO cases VALUES (?, ?, ?)", rows)
            self._file.executemany(
                "INSERT INTO differences VALUES (?)", ((one,) for one in differences)
            )
            self._file.execute("UPDATE place SET position = ?, salt = ?", (position, salt))

    def forget(self) -> None:
        """Begins anew."""
        with self._file:
            self._file.execute("BEGIN")
            for table in ("place", "cases", "differences"):
                self._file.execute(f"DELETE FROM {table}")
            self._file.execute("INSERT INTO place VALUES (?, 0, x'')", (self.whose,))

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        """Removes the file, once the verification has come to its end."""
        self.path.unlink(missing_ok=True)

    def _value(self, query: str) -> Any:
        row = self._file.execute(query).fetchone()
        return row[0] if row else ""
