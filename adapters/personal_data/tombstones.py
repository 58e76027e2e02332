"""Tombstones: notes who was erased, so that a key that was destroyed is told from a lost one."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager
from hashlib import sha256

from adapters.unavailable import reaching_sqlite

UNNOTED = "*"
"""Stands among the digests in files of earlier releases, which noted nobody."""


class Tombstones:
    """Digests of destroyed subjects, beside the keys: a subject's id stands there no more."""

    def __init__(
        self, connection: sqlite3.Connection, lock: AbstractContextManager[object]
    ) -> None:
        self._connection, self._lock = connection, lock

    def note(self, subject: str) -> None:
        """Notes a subject, within the transaction that deletes its keys."""
        self._connection.execute(
            "INSERT OR IGNORE INTO destroyed VALUES (?)", (tombstone(subject),)
        )

    @reaching_sqlite()
    def has(self, subject: str) -> bool:
        """Whether a subject without keys was erased; else its keys are lost."""
        query = "SELECT 1 FROM destroyed WHERE digest IN (?, ?)"
        with self._lock:
            found = self._connection.execute(query, (tombstone(subject), UNNOTED)).fetchone()
        return found is not None

    @reaching_sqlite()
    def neither_kept_nor_noted(self, subjects: Iterable[str]) -> list[str]:
        """Those of the subjects that have no keys, and were not erased either."""
        query = (
            "SELECT value ->> 0 FROM json_each(?)"
            " WHERE value ->> 0 NOT IN (SELECT subject FROM keys)"
            " AND value ->> 1 NOT IN (SELECT digest FROM destroyed)"
        )
        asked = json.dumps([(subject, tombstone(subject)) for subject in sorted(subjects)])
        with self._lock:
            return [subject for (subject,) in self._connection.execute(query, (asked,))]


def tombstone(subject: str) -> str:
    return sha256(subject.encode()).hexdigest()


def make_tombstones(connection: sqlite3.Connection) -> None:
    """Makes the table where there is none; in a file that has secrets already, nobody knows who was
    erased before."""
    tables = "SELECT name FROM sqlite_master WHERE name = 'destroyed'"
    if connection.execute(tables).fetchone():
        return
    connection.execute("CREATE TABLE destroyed (digest TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute(
        "INSERT INTO destroyed SELECT ? WHERE EXISTS (SELECT 1 FROM secrets)", (UNNOTED,)
    )
