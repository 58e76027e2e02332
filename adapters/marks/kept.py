"""Where parts keep their marks: a row of their SQLite file, or a small file of its own."""

import os
import sqlite3
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from tempfile import mkstemp

import msgspec

from adapters.folders import make_durable
from adapters.marks.mark import Belonging, PartMark
from adapters.unavailable import reaching_sqlite

FOLDER_MARK = "belongs"
BELONGS_TABLE = """
CREATE TABLE IF NOT EXISTS belongs (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store TEXT NOT NULL,
    position INTEGER NOT NULL,
    digest TEXT NOT NULL,
    all_reached INTEGER NOT NULL
);
"""


class MarkInSqlite:
    """The mark of a part that is a SQLite file; `lock` is held while its connection is used."""

    def __init__(
        self, connection: sqlite3.Connection, lock: AbstractContextManager[object]
    ) -> None:
        self._connection, self._lock = connection, lock

    def belonging(self) -> Belonging | None:
        """The mark that the file carries; None before its first."""
        query = "SELECT store, position, digest, all_reached FROM belongs"
        with self._lock, reaching_sqlite():
            row = self._connection.execute(query).fetchone()
        return Belonging(PartMark(*row[:3]), row[3]) if row else None

    def belong(self, belonging: Belonging) -> None:
        mark = belonging.mark
        with self._lock, reaching_sqlite():
            self._connection.execute(
                "INSERT OR REPLACE INTO belongs VALUES (1, ?, ?, ?, ?)",
                (mark.store, mark.position, mark.digest, belonging.all_reached),
            )


class MarkInFolder:
    """The mark of a part that is a folder, in a file that is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FOLDER_MARK

    def belonging(self) -> Belonging | None:
        """The mark that the folder carries; None before its first, or where it cannot be read."""
        with suppress(FileNotFoundError, msgspec.DecodeError):
            return msgspec.json.decode(self._file.read_bytes(), type=Belonging)
        return None

    def belong(self, belonging: Belonging) -> None:
        folder = self._file.parent
        handle, draft = mkstemp(prefix="draft-", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(belonging))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._file)
        make_durable(folder)
