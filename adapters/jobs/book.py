"""The book of long jobs: who had what done, how it ended, and for a day what came of it, sealed."""

import os
import threading
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from adapters.accounts import connect
from adapters.folders import alone, make_private_file
from adapters.personal_data.vault import NONCE_BYTES
from adapters.unavailable import reaching_sqlite

JOBS_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
  id TEXT PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, asked TEXT NOT NULL,
  letter TEXT NOT NULL, state TEXT NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL,
  began_at TEXT NOT NULL, ended_at TEXT, result BLOB, file BLOB
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jobs_person ON jobs (person, began_at);
"""
RESULT_KEPT_FOR = timedelta(days=1)
AFTER_ALL = "~"
"""Stands behind every moment and every id, which are of digits and small letters."""


class JobState(StrEnum):
    """That a job is under way, or how it ended; interrupted is one whose service was stopped."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"


class JobEntry(Struct, frozen=True):
    """A line of the book: what somebody asked for, by which letter, how far it is or how it
    ended."""

    id: str
    person: str
    kind: str
    asked: dict[str, str]
    letter: str
    state: JobState
    done: int
    total: int
    began_at: datetime
    ended_at: datetime | None

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in the book: behind it the next page begins."""
        return self.began_at.isoformat(), self.id


class JobBook:
    """The book, a SQLite file of its own. Lines stay; results go after a day."""

    def __init__(self, path: Path, key: bytes) -> None:
        make_private_file(path)
        self._connection, self._lock, self._cipher = connect(path), threading.Lock(), AESGCM(key)
        with alone(path.parent):
            self._connection.executescript("PRAGMA journal_mode = WAL;" + JOBS_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def begin(self, entry: JobEntry) -> None:
        asked = msgspec.json.encode(entry.asked).decode()
        values = entry.id, entry.person, entry.kind, asked, entry.letter, entry.state
        self._change(
            "INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
            *(*values, entry.done, entry.total, entry.began_at.isoformat()),
        )

    def end(self, id: str, state: JobState, done: int, total: int) -> None:
        now = datetime.now(UTC).isoformat()
        ended = "UPDATE jobs SET state = ?, done = ?, total = ?, ended_at = ? WHERE id = ?"
        self._change(ended, state, done, total, now, id)

    def keep_result(self, id: str, result: bytes, file: bytes | None) -> None:
        """Seals what has come of a job, and drops what is older than a day."""
        sealed = self._sealed(id, result), file and self._sealed(id, file)
        self._change("UPDATE jobs SET result = ?, file = ? WHERE id = ?", *sealed, id)
        self.drop_old_results()

    def drop_old_results(self) -> None:
        since = (datetime.now(UTC) - RESULT_KEPT_FOR).isoformat()
        self._change("UPDATE jobs SET result = NULL, file = NULL WHERE ended_at < ?", since)

    def interrupt_running(self) -> None:
        """What an earlier process was at: it does not go on."""
        now = datetime.now(UTC).isoformat()
        ended = "UPDATE jobs SET state = ?, ended_at = ? WHERE state = ?"
        self._change(ended, JobState.INTERRUPTED, now, JobState.RUNNING)

    def entry(self, id: str) -> JobEntry | None:
        return next(iter(self._entries("id = ?", id)), None)

    def entries(
        self, person: str | None, most: int, after: tuple[str, str] | None = None
    ) -> list[JobEntry]:
        """The latest lines first: of one person, or of all; those behind a place of the book."""
        before = after or (AFTER_ALL, AFTER_ALL)
        latest_first = "(began_at, id) < (?, ?) ORDER BY began_at DESC, id DESC LIMIT ?"
        return self._entries(
            f"person = coalesce(?, person) AND {latest_first}", person, *before, most
        )

    def result(self, id: str) -> bytes | None:
        return self._opened(id, "result")

    def file(self, id: str) -> bytes | None:
        return self._opened(id, "file")

    def _entries(self, condition: str, *values: Any) -> list[JobEntry]:
        columns = ", ".join(JobEntry.__struct_fields__)
        rows = self._rows(f"SELECT {columns} FROM jobs WHERE {condition}", *values)
        return [opened_entry(*row) for row in rows]

    def _opened(self, id: str, column: str) -> bytes | None:
        since = (datetime.now(UTC) - RESULT_KEPT_FOR).isoformat()
        query = f"SELECT {column} FROM jobs WHERE id = ? AND ended_at >= ?"
        found = self._rows(query, id, since)
        if not found or found[0][0] is None:
            return None
        sealed = found[0][0]
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], id.encode())
        except InvalidTag:
            return None

    def _sealed(self, id: str, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, id.encode())

    def _change(self, statement: str, *values: Any) -> None:
        with self._lock, reaching_sqlite():
            self._connection.execute(statement, values)

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with self._lock, reaching_sqlite():
            return self._connection.execute(query, values).fetchall()


def opened_entry(*row: Any) -> JobEntry:
    id, person, kind, asked, letter, state, done, total, began, ended = row
    given = msgspec.json.decode(asked, type=dict[str, str])
    at = datetime.fromisoformat(began), datetime.fromisoformat(ended) if ended else None
    return JobEntry(id, person, kind, given, letter, JobState(state), done, total, *at)
