"""A durable PostgreSQL server with empty databases, as `anjuan migrate` would have left them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import psycopg

from adapters.migrate import migrate
from tests.postgres import Postgres

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
            migrate(server.url(OWNER, name), app_role=APP, demo=True)
            return server.url(APP, name)

        yield fresh
