"""Database unavailable: locked, full, gone, or cut off in the middle of a statement.

Every adapter raises DatabaseAway for it, whichever database it asks; over HTTP that is 503.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

import psycopg

BROKEN = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)

CORRUPT_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DatabaseAway(Exception):
    """A database did not answer; what was being written may or may not be stored. Try again."""


@contextmanager
def reaching_sqlite() -> Generator[None]:
    """Raises DatabaseAway for a file that is locked, full, gone or damaged. Also decorates a
    function."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # a wrong statement: the file is there
            raise
        raise DatabaseAway(str(error)) from error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) not in CORRUPT_CODES:
            raise
        raise DatabaseAway(str(error)) from error


@contextmanager
def reaching_postgres() -> Generator[None]:
    """Raises DatabaseAway for a server that is gone, full, too slow, or only a replica."""
    try:
        yield
    except psycopg.DatabaseError as error:
        if is_cut_off(error):
            raise DatabaseAway(str(error)) from error
        raise
    except psycopg.InterfaceError as error:
        raise DatabaseAway(str(error)) from error


def is_cut_off(error: psycopg.Error) -> bool:
    """Whether the connection was lost. Where the server dies in the middle of a statement there is
    no SQLSTATE, and psycopg has no class for it but the general one."""
    return isinstance(error, BROKEN) or error.sqlstate is None
