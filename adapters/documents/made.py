"""Which official documents (公文) were made of which events, so that each stays as it was.

The bytes lie among the files, encrypted and named by their hash; what is noted here finds them. An
event is known by its receipt, which no other event has, whatever store it stands in.
"""

import sqlite3
import threading

from msgspec import Struct

from adapters.unavailable import reaching_sqlite

DOCUMENTS_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
  receipt TEXT NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (receipt, kind)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS documents_by_hash ON documents (hash);
"""


class MadeDocument(Struct, frozen=True):
    """A document that was made: of the event with this receipt, at this position, of which kind;
    `hash` is the SHA-256 of its bytes."""

    receipt: str
    kind: str
    position: int
    hash: str


class MadeDocuments:
    """The documents that were made, each as it was made first."""

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock) -> None:
        self._connection, self._lock = connection, lock

    def note(self, made: MadeDocument) -> MadeDocument:
        """Notes a document, and gives what is noted: whoever was first is right."""
        values = (made.receipt, made.kind, made.position, made.hash)
        with self._lock, reaching_sqlite():
            self._connection.execute("INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?)", values)
        return self.of(made.receipt, made.kind) or made

    def of(self, receipt: str, kind: str) -> MadeDocument | None:
        return self._one("receipt = ? AND kind = ?", receipt, kind)

    def named(self, hash: str) -> MadeDocument | None:
        """The document whose bytes have this hash."""
        return self._one("hash = ?", hash)

    def _one(self, condition: str, *values: str) -> MadeDocument | None:
        query = f"SELECT receipt, kind, position, hash FROM documents WHERE {condition}"
        with self._lock, reaching_sqlite():
            row = self._connection.execute(query, values).fetchone()
        return MadeDocument(*row) if row else None
