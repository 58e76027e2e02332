"""Names of the persons behind accounts (姓名): for people to read. Events keep accounts alone, so a
name is corrected, or taken away, here."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping

from adapters.unavailable import reaching_sqlite

NAMES_SCHEMA = """
CREATE TABLE IF NOT EXISTS names (username TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""


class AccountNames:
    """The names of those accounts that have one."""

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock) -> None:
        self._connection, self._lock = connection, lock

    def give(self, username: str, name: str) -> None:
        """Names the person of an account; an empty name takes it away."""
        with self._lock, reaching_sqlite():
            if name:
                row = username, name
                self._connection.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", row)
            else:
                self._connection.execute("DELETE FROM names WHERE username = ?", (username,))

    def give_all(self, names: Mapping[str, str]) -> None:
        """Names the persons of these accounts, those that have a name already excepted."""
        rows = json.dumps([*names.items()])
        query = (
            "INSERT OR IGNORE INTO names"
            " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)"
        )
        with self._lock, reaching_sqlite():
            self._connection.execute(query, (rows,))

    def of(self, usernames: Iterable[str]) -> dict[str, str]:
        """The names of these accounts, as far as they have one."""
        asked = json.dumps([*dict.fromkeys(usernames)])
        query = "SELECT * FROM names WHERE username IN (SELECT value FROM json_each(?))"
        with self._lock, reaching_sqlite():
            return dict(self._connection.execute(query, (asked,)).fetchall())
