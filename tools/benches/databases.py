"""Empty stores that are as durable as in use: on SQLite, and on a PostgreSQL server of our own."""

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
    """Gives the application's URL of a new database at every call."""
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
    """A folder for the data, and the URL of a database; "" where SQLite lies in the folder."""
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        if database == "sqlite":
            yield folder, ""
        else:
            with postgres() as fresh:
                yield folder, fresh()
