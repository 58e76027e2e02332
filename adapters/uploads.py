"""Uploads: who has uploaded which file, and how much an account may upload in a day."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import date

from adapters.unavailable import reaching_sqlite

UPLOADS_SCHEMA = """
CREATE TABLE IF NOT EXISTS uploads (
  hash TEXT NOT NULL, organ TEXT NOT NULL, PRIMARY KEY (hash, organ)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held_back (mark TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploaded_bytes (
  username TEXT PRIMARY KEY, day TEXT NOT NULL, bytes INTEGER NOT NULL
) WITHOUT ROWID;
"""


Blind = Callable[..., str]
"""Blind index of a kind and values: without the keys nobody can test a value against it."""


class Uploads:
    """Who uploaded each file; for an objection as a blind index only."""

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock, blind: Blind) -> None:
        self._connection, self._lock, self._blind = connection, lock, blind

    def uploaded(self, hash: str, organ: str) -> None:
        """Records that a unit uploaded a file."""
        self._change("INSERT OR IGNORE INTO uploads VALUES (?, ?)", hash, organ)

    def hashes(self) -> set[str]:
        """All files that were uploaded, but for those of objections."""
        with self._lock, reaching_sqlite():
            return {row[0] for row in self._connection.execute("SELECT hash FROM uploads")}

    def uploaders(self, hash: str) -> frozenset[str]:
        with self._lock, reaching_sqlite():
            rows = self._connection.execute("SELECT organ FROM uploads WHERE hash = ?", (hash,))
            return frozenset(row[0] for row in rows.fetchall())

    def hold_back(self, hash: str, organ: str) -> None:
        """Records, as a blind index, that a unit uploaded this file for an objection."""
        self._change("INSERT OR IGNORE INTO held_back VALUES (?)", self.mark(hash, organ))

    def held_back(self, hash: str, organ: str) -> bool:
        """Whether that unit uploaded this file for an objection."""
        query, values = "SELECT 1 FROM held_back WHERE mark = ?", (self.mark(hash, organ),)
        with self._lock, reaching_sqlite():
            return self._connection.execute(query, values).fetchone() is not None

    def mark(self, hash: str, organ: str) -> str:
        return self._blind("objection-file", hash, organ)

    def reserve(self, username: str, day: date, size: int, most: int) -> bool:
        """Takes so many bytes from an account's quota of that day, before they are read; False,
        and takes nothing, where they would be more than `most`."""
        with self._lock, reaching_sqlite():
            done = self._connection.execute(
                "INSERT INTO uploaded_bytes SELECT ?1, ?2, ?3 WHERE ?3 <= ?4"
                " ON CONFLICT (username) DO UPDATE SET day = excluded.day,"
                " bytes = excluded.bytes + CASE day WHEN excluded.day THEN bytes ELSE 0 END"
                " WHERE day <> excluded.day OR bytes + excluded.bytes <= ?4",
                (username, day.isoformat(), size, most),
            )
            return done.rowcount == 1

    def give_back(self, username: str, day: date, size: int) -> None:
        """Gives back what was reserved and not needed."""
        change = "UPDATE uploaded_bytes SET bytes = bytes - ? WHERE username = ? AND day = ?"
        self._change(change, size, username, day.isoformat())

    def _change(self, statement: str, *values: str | int) -> None:
        with self._lock, reaching_sqlite():
            self._connection.execute(statement, values)
