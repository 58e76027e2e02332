"""Opens a SQLite file read-only, without making so much as a write-ahead log beside it."""

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from adapters.read_model.databases import FetchedRows
from adapters.read_model.search import FTS5
from adapters.unavailable import reaching_sqlite

TURN_AT_MOST = 30  # seconds to wait for another process's turn


class ReadOnlySQLite:
    """A SQLite file that others may be writing. Raises FileNotFoundError where there is none.

    Where no write-ahead log lies beside it, nobody has it open: it is read as a file that does not
    change, for SQLite would make that log, and leave it. Once somebody begins to write, what was
    just read is read again with the log.
    """

    schema = ""
    dialect = "sqlite"
    find = "instr"
    searching = FTS5

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(path.name)
        self.path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._lock = RLock()
        self._open()

    def _open(self) -> None:
        self._alone = not self._log.exists()
        how = "mode=ro&immutable=1" if self._alone else "mode=ro"
        self._connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{how}",
            uri=True,
            timeout=TURN_AT_MOST,
            isolation_level=None,
            check_same_thread=False,
        )

    def read(self, sql: str, values: Sequence[object] = ()) -> FetchedRows:
        """Runs a query; its markers are %s, or SQLite's own."""
        with self._lock, reaching_sqlite():
            try:
                rows = self._connection.execute(sql.replace("%s", "?"), values).fetchall()
            except sqlite3.DatabaseError:
                if not self._overtaken():
                    raise
            else:
                if not self._overtaken():
                    return rows
            self.close()
            self._open()
            return self.read(sql, values)

    def _overtaken(self) -> bool:
        return self._alone and self._log.exists()

    @contextmanager
    def at_one_moment(self) -> Generator[None]:
        """What the block reads is as it was at one moment."""
        with self._lock:
            if self._overtaken():
                self.close()
                self._open()
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()
