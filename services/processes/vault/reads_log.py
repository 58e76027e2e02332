"""The vault's own log of reads (纪检监察库查阅记录): who asked for what, when, on which letter, and
how it was answered. Nobody outside has it."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

from adapters.folders import make_private_file

READS_TABLE = """
CREATE TABLE IF NOT EXISTS reads (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, person TEXT NOT NULL, method TEXT NOT NULL,
    target TEXT NOT NULL, status INTEGER NOT NULL, letter TEXT NOT NULL DEFAULT ''
)
"""
LETTER_COLUMN = "ALTER TABLE reads ADD COLUMN letter TEXT NOT NULL DEFAULT ''"
"""Logs of earlier releases have none."""
NOTED = "INSERT INTO reads (at, person, method, target, status, letter) VALUES (?, ?, ?, ?, ?, ?)"


class ReadsLog:
    """The log in a SQLite file; lines are only added."""

    def __init__(self, path: Path) -> None:
        make_private_file(path)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode = WAL;" + READS_TABLE)
        columns = {row[1] for row in self._db.execute("PRAGMA table_info (reads)")}
        if "letter" not in columns:
            self._db.execute(LETTER_COLUMN)
        self._lock = threading.Lock()

    def note(
        self, at: datetime, person: str, method: str, target: str, status: int, letter: str
    ) -> None:
        with self._lock:
            self._db.execute(NOTED, (at.isoformat(), person, method, target, status, letter))

    def close(self) -> None:
        self._db.close()
