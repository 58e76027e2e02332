"""Reads the read model on PostgreSQL over one connection that cannot write."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import psycopg

from adapters.read_model.databases import FetchedRows
from adapters.read_model.search import GIN
from adapters.unavailable import reaching_postgres


class ReadOnlyPostgres:
    """The schema of the read model. Raises DatabaseAway."""

    schema = "anjuan_read."
    dialect = "postgres"
    find = "strpos"
    searching = GIN

    def __init__(self, url: str) -> None:
        with reaching_postgres():
            self._connection = psycopg.connect(url, autocommit=True)
            self._connection.execute("SET default_transaction_read_only = on")

    def read(self, sql: str, values: Sequence[object] = ()) -> FetchedRows:
        with reaching_postgres():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def at_one_moment(self) -> Generator[None]:
        """What the block reads is as it was at one moment."""
        with reaching_postgres(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield

    def close(self) -> None:
        self._connection.close()
