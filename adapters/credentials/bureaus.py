"""Bureaus that follow the events on NATS: name, for whom, public key; a table in accounts.db.

The secret half of a key is written once, to a file of the bureau's own, and never kept here.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from adapters.unavailable import reaching_sqlite
from domain.context import Actor

BUREAUS_SCHEMA = """
CREATE TABLE IF NOT EXISTS bureaus (
  name TEXT PRIMARY KEY, actor TEXT NOT NULL, key TEXT NOT NULL, added_at TEXT NOT NULL
) WITHOUT ROWID
"""
EVERY_BUREAU = "SELECT name, actor, key, added_at FROM bureaus ORDER BY name"
LOCKED_FOR = 2.0  # seconds that one process waits for another's write


class EnrolledBureau(Struct, frozen=True):
    """A bureau that follows the events; `actor` says role, organ and duties, by which the policy
    tells what it hears."""

    name: str
    actor: Actor
    key: str
    added_at: datetime


class Bureaus:
    """The table; each call opens the file, which processes share."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[EnrolledBureau]:
        """All bureaus by name; none where there is no file yet."""
        if not self.path.exists():
            return []
        with self._opened() as connection:
            rows = connection.execute(EVERY_BUREAU).fetchall()
        return [bureau_in(row) for row in rows]

    def add(self, name: str, actor: Actor, key: str) -> bool:
        """Adds a bureau; False where there is one of that name."""
        row = (name, msgspec.json.encode(actor).decode(), key, datetime.now(UTC).isoformat())
        return self._changed("INSERT OR IGNORE INTO bureaus VALUES (?, ?, ?, ?)", *row)

    def change_key(self, name: str, key: str) -> bool:
        """Gives a bureau another key; False where there is none of that name."""
        return self._changed("UPDATE bureaus SET key = ? WHERE name = ?", key, name)

    def remove(self, name: str) -> bool:
        """Removes a bureau; False where there is none of that name."""
        return self._changed("DELETE FROM bureaus WHERE name = ?", name)

    def _changed(self, statement: str, *values: str) -> bool:
        with self._opened() as connection:
            return connection.execute(statement, values).rowcount > 0

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        opened = closing(sqlite3.connect(self.path, timeout=LOCKED_FOR, isolation_level=None))
        with reaching_sqlite(), opened as connection:
            connection.execute(BUREAUS_SCHEMA)
            yield connection


def bureau_in(row: Sequence[Any]) -> EnrolledBureau:
    name, actor, key, added_at = row
    return EnrolledBureau(
        name, msgspec.json.decode(actor, type=Actor), key, datetime.fromisoformat(added_at)
    )
