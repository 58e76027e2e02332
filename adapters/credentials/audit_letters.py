"""Audit letters (审计通知书): by which letter, and from which day until which, an auditor reads."""

import sqlite3
import threading
from datetime import UTC, date, datetime

from msgspec import Struct

from adapters.unavailable import reaching_sqlite

LETTERS_SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
  holder TEXT NOT NULL, number TEXT NOT NULL, begins TEXT NOT NULL, ends TEXT NOT NULL,
  given_by TEXT NOT NULL, given_at TEXT NOT NULL, PRIMARY KEY (holder, number)
) WITHOUT ROWID;
"""


class AuditLetter(Struct, frozen=True):
    """A letter, entered by the account `given_by`; both days are included."""

    holder: str
    number: str
    begins: date
    ends: date
    given_by: str
    given_at: datetime


class AuditLetters:
    """The letters of all auditors; none is taken away: one that is called back ends earlier."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        lock: threading.Lock,
        reader: sqlite3.Connection,
        reading: threading.Lock,
    ) -> None:
        self._connection, self._lock = connection, lock
        self._reader, self._reading = reader, reading

    def give(self, holder: str, number: str, begins: date, ends: date, by: str) -> None:
        """Enters a letter, or another term of one that is there."""
        days, now = (begins.isoformat(), ends.isoformat()), datetime.now(UTC).isoformat()
        with self._lock, reaching_sqlite():
            self._connection.execute(
                "INSERT OR REPLACE INTO letters VALUES (?, ?, ?, ?, ?, ?)",
                (holder, number, *days, by, now),
            )

    def of(self, holder: str) -> list[AuditLetter]:
        """The letters of an auditor, the latest first. Never waits for a write: the event loop asks
        for each request of an auditor."""
        with self._reading, reaching_sqlite():
            query = "SELECT * FROM letters WHERE holder = ? ORDER BY ends DESC, number"
            rows = self._reader.execute(query, (holder,)).fetchall()
        return [opened_letter(*row) for row in rows]

    def in_force(self, holder: str, day: date) -> AuditLetter | None:
        """The letter by which an auditor reads on a day."""
        return next((one for one in self.of(holder) if one.begins <= day <= one.ends), None)


def opened_letter(
    holder: str, number: str, begins: str, ends: str, by: str, at: str
) -> AuditLetter:
    days = date.fromisoformat(begins), date.fromisoformat(ends)
    return AuditLetter(holder, number, *days, by, datetime.fromisoformat(at))
