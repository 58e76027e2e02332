"""Empty databases for benchmarks, as durable as in use: SQLite, and a temporary PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from tempfile import TemporaryDirectory

import psycopg

from adapters.event_store.migrate import migrate_store
from tests.support.postgres import Postgres

OWNER, APP = "anjuan_owner", "anjuan_app"


@contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    """Yields a function that makes a new database and gives the application's URL of it."""
    numbers = count(1)
    with Postgres(durable=True) as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")

        def fresh() -> str:
            name = f"bench_{next(numbers)}"
            server.create_database(name, owner=OWNER)
            migrate_store(server.url(OWNER, name), app_role=APP, demo=True)
            return server.url(APP, name)

        yield fresh


@contextmanager
def place_for(database: str) -> Iterator[tuple[str, str]]:
    """Yields a data folder, and a database URL; "" for SQLite in the folder."""
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        if database == "sqlite":
            yield folder, ""
        else:
            with postgres() as fresh:
                yield folder, fresh()
