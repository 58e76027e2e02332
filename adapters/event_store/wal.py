"""Brings what SQLite has written ahead into the file of the event store, beside the writer.

SQLite's own way is that every thousandth page makes one commit wait for all of it: a long write and
two flushes, for which everybody waits whose command is in that round.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

PAGES_AHEAD = 16_000
"""At most, should nobody bring them over: then a commit does it, as SQLite would."""


class WriteAheadLog:
    """The pages that are written ahead of the file at `path`."""

    def __init__(self, path: Path) -> None:
        self.path, self._wal = path, path.with_name(f"{path.name}-wal")
        self._seen = 0

    def bring_over(self) -> None:
        """Brings over what nobody reads any more; nothing waits for it. What there is no room for
        now stays where it is, as durable as before."""
        if (written := self._written_at()) == self._seen:
            return
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"{self.path.as_uri()}?mode=rw", 0, uri=True)) as connection,
        ):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._seen = written

    def _written_at(self) -> int:
        with suppress(FileNotFoundError):
            return self._wal.stat().st_mtime_ns
        return self._seen
