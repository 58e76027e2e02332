"""Copies a SQLite database while others write to it (SQLite's online backup): as it is at one
moment, in bounded memory."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from adapters.folders import make_private_file

PAGES_AT_ONCE = 1024  # at once: 4 MiB
LOCK_WAIT = 10.0  # seconds


def copy_database(
    source: Path, target: Path, told: Callable[[int], None] = lambda bytes: None
) -> None:
    """Copies a database into a new file that needs no other beside it; `told` is called with the
    bytes copied since it was last called. What is copied is how it was at the beginning."""
    make_private_file(target)
    with as_of_now(source) as live, closing(connected_to(target, "rw")) as copy:
        (size,) = live.execute("PRAGMA page_size").fetchone()
        live.backup(copy, pages=PAGES_AT_ONCE, progress=bytes_copied(size, told))
        copy.execute("PRAGMA journal_mode = DELETE")


def bytes_copied(size: int, told: Callable[[int], None]) -> Callable[[int, int, int], None]:
    """Turns how many pages remain into bytes since the last time."""
    done = 0

    def count(_: int, remaining: int, total: int) -> None:
        nonlocal done
        told((total - remaining - done) * size)
        done = total - remaining

    return count


@contextmanager
def as_of_now(source: Path) -> Iterator[sqlite3.Connection]:
    """A connection that goes on seeing the database as it is now, whatever others write."""
    with closing(connected_to(source, "rw")) as live:
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield live


def connected_to(path: Path, mode: str) -> sqlite3.Connection:
    """Opens a file that is there; read-only (`ro`), it is taken as one that nobody changes."""
    options = "mode=ro&immutable=1" if mode == "ro" else f"mode={mode}"
    address = f"{path.absolute().as_uri()}?{options}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=LOCK_WAIT)


def is_sound(path: Path) -> str | None:
    """What SQLite's own integrity check finds wrong in a copy; None where nothing is."""
    try:
        with closing(connected_to(path, "ro")) as copy:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check (5)")]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == ["ok"] else "; ".join(found)
