"""Database or disk unavailable: locked, full, gone, or cut off in the middle of a statement.

Every adapter raises DatabaseAway for it, whichever database it asks; over HTTP that is 503.
"""

import errno
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

import psycopg

BROKEN = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
NOT_REACHED = ("08", "57P")  # SQLSTATEs of connections that end or are not taken
POSTGRES_FULL = "53100"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})

CORRUPT_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DatabaseAway(Exception):
    """A database did not answer; what was being written may or may not be stored. Try again.

    `full`: there is no room on its disk. `gone`: nothing was heard from it, so that asking again
    at once would only take time. `damaged`: its file is no whole database any more.
    """

    def __init__(
        self, reason: str = "", *, full: bool = False, gone: bool = False, damaged: bool = False
    ) -> None:
        super().__init__(reason)
        self.full, self.gone, self.damaged = full, gone, damaged


@contextmanager
def reaching_sqlite() -> Generator[None]:
    """Raises DatabaseAway for a file that is locked, full, gone or damaged. Also decorates a
    function."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # a wrong statement: the file is there
            raise
        raise DatabaseAway(str(error), full=is_full(error)) from error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) not in CORRUPT_CODES:
            raise
        raise DatabaseAway(str(error), damaged=True) from error


@contextmanager
def reaching_disk() -> Generator[None]:
    """Raises DatabaseAway for a file system without room. Also decorates a function."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DatabaseAway(str(error), full=True) from error


@contextmanager
def reaching_postgres() -> Generator[None]:
    """Raises DatabaseAway for a server that is gone, full, too slow, or only a replica."""
    try:
        yield
    except psycopg.DatabaseError as error:
        if is_cut_off(error):
            raise DatabaseAway(str(error), full=is_full(error), gone=is_gone(error)) from error
        raise
    except psycopg.InterfaceError as error:
        raise DatabaseAway(str(error), gone=True) from error


def is_cut_off(error: psycopg.Error) -> bool:
    """Whether the connection was lost. Where the server dies in the middle of a statement there is
    no SQLSTATE, and psycopg has no class for it but the general one."""
    return isinstance(error, BROKEN) or error.sqlstate is None


def is_gone(error: psycopg.Error) -> bool:
    """Whether the server did not answer, or ended the connection."""
    return error.sqlstate is None or error.sqlstate.startswith(NOT_REACHED)


def is_full(error: BaseException | None) -> bool:
    """Whether a database says that its disk has no room."""
    if isinstance(error, psycopg.Error):
        return error.sqlstate == POSTGRES_FULL
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
