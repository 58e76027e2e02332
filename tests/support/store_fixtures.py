"""Fixtures: a real event store for each test, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from adapters.event_store.log import Log
from adapters.event_store.migrate import migrate_store
from adapters.event_store.postgres import PostgresLog
from adapters.event_store.sqlite import SQLiteLog
from tests.support.postgres import APP, OWNER, TEMPLATE, Postgres

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One server for all tests, with a migrated demonstration database to copy from."""
    with Postgres() as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        server.create_database(TEMPLATE, owner=OWNER)
        migrate_store(server.url(OWNER, TEMPLATE), app_role=APP, demo=True)
        yield server


@pytest.fixture
def postgres_database(postgres_server: Postgres) -> str:
    """The name of a fresh migrated database, whose callers may give the time."""
    name = f"anjuan_{next(_numbers)}"
    postgres_server.create_database(name, owner=OWNER, template=TEMPLATE)
    return name


@pytest.fixture(params=["sqlite", "postgres"])
def store_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def make_log(
    store_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Log]]:
    """Opens this test's store, each time over connections of its own."""
    opened: list[Log] = []
    if store_kind == "postgres":
        server: Postgres = request.getfixturevalue("postgres_server")
        url = server.url(APP, request.getfixturevalue("postgres_database"))

    def make() -> Log:
        log = PostgresLog(url) if store_kind == "postgres" else SQLiteLog(tmp_path / "events.db")
        opened.append(log)
        return log

    yield make
    for log in opened:
        log.close()


@pytest.fixture
def log(make_log: Callable[[], Log]) -> Log:
    return make_log()
