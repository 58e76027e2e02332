"""Unsent papers (未提交件): what somebody has filled in and not handed in, sealed, for thirty days.

They are no part of the record, and nobody but who writes one is shown it.
"""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from adapters.accounts import connect
from adapters.folders import alone, make_private_file
from adapters.unavailable import reaching_sqlite

PAPERS_SCHEMA = """
CREATE TABLE IF NOT EXISTS unsent_papers (
  key TEXT PRIMARY KEY, writer TEXT NOT NULL, saved_at TEXT NOT NULL, sealed BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unsent_papers_writer ON unsent_papers (writer, saved_at);
"""
UNSENT_FOR = timedelta(days=30)
MOST_OF_ONE_WRITER = 200
"""Papers of one writer; the oldest makes room."""
NONCE = 12


class KeptPaper(Struct, frozen=True):
    """A paper as it was kept last."""

    key: str
    content: bytes
    saved_at: datetime


class UnsentPapers:
    """Papers by key and writer, in a SQLite file of their own, sealed with a key of the house's."""

    def __init__(self, path: Path, key: bytes) -> None:
        make_private_file(path)
        self._connection, self._lock, self._cipher = connect(path), threading.Lock(), AESGCM(key)
        with alone(path.parent):
            self._connection.executescript("PRAGMA journal_mode = WAL;" + PAPERS_SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def keep(self, key: str, writer: str, content: bytes) -> None:
        """Keeps a paper, in place of its earlier state."""
        now, nonce = datetime.now(UTC), os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, content, bound_to(key, writer))
        with self._lock, reaching_sqlite():
            self._connection.execute(
                "INSERT INTO unsent_papers VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE"
                " SET saved_at = ?3, sealed = ?4 WHERE writer = ?2",
                (key, writer, moment_text(now), sealed),
            )
            self._connection.execute(
                "DELETE FROM unsent_papers WHERE saved_at < ? OR key IN (SELECT key FROM"
                " unsent_papers WHERE writer = ? ORDER BY saved_at DESC LIMIT -1 OFFSET ?)",
                (moment_text(now - UNSENT_FOR), writer, MOST_OF_ONE_WRITER),
            )

    def get(self, key: str, writer: str) -> KeptPaper | None:
        """A paper of this writer; None where there is none, or it can no longer be opened."""
        found = self._rows("key = ? AND writer = ?", key, writer)
        return found[0] if found else None

    def of(self, writer: str) -> list[KeptPaper]:
        """All papers of a writer, the latest first."""
        return self._rows("writer = ?", writer)

    def drop(self, key: str, writer: str) -> None:
        with self._lock, reaching_sqlite():
            self._connection.execute(
                "DELETE FROM unsent_papers WHERE key = ? AND writer = ?", (key, writer)
            )

    def _rows(self, condition: str, *values: str) -> list[KeptPaper]:
        since = moment_text(datetime.now(UTC) - UNSENT_FOR)
        with self._lock, reaching_sqlite():
            rows = self._connection.execute(
                "SELECT key, writer, saved_at, sealed FROM unsent_papers"
                f" WHERE {condition} AND saved_at >= ? ORDER BY saved_at DESC",
                (*values, since),
            ).fetchall()
        return [kept for row in rows if (kept := self._opened(*row))]

    def _opened(self, key: str, writer: str, saved_at: str, sealed: bytes) -> KeptPaper | None:
        try:
            bound = bound_to(key, writer)
            content = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound)
        except InvalidTag:
            return None
        return KeptPaper(key, content, datetime.fromisoformat(saved_at))


def bound_to(key: str, writer: str) -> bytes:
    return f"unsent paper|{key}|{writer}".encode()


def moment_text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
