"""Under which ids the store holds claims, where these keys would give them others: they were made
by keys that are lost, or when names were folded in another way."""

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager

from adapters.unavailable import reaching_sqlite

CLAIMS_TABLE = """
CREATE TABLE IF NOT EXISTS claim_names (id TEXT PRIMARY KEY, kept_as TEXT NOT NULL) WITHOUT ROWID;
"""


class ClaimNames:
    """The names, read once: they change only while no service runs."""

    def __init__(
        self, connection: sqlite3.Connection, lock: AbstractContextManager[object]
    ) -> None:
        self._connection, self._lock = connection, lock
        self._known: dict[str, str] | None = None

    @reaching_sqlite()
    def kept_as(self, claim: str) -> str:
        """The id under which the store holds a claim; its own where no other is known."""
        with self._lock:
            if self._known is None:
                self._known = dict(self._connection.execute("SELECT id, kept_as FROM claim_names"))
            return self._known.get(claim, claim)

    @reaching_sqlite()
    def keep(self, names: Mapping[str, str]) -> None:
        """Keeps names in place of those that were kept before."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DELETE FROM claim_names")
            self._connection.executemany("INSERT INTO claim_names VALUES (?, ?)", names.items())
            self._known = dict(names)
