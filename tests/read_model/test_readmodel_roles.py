"""On PostgreSQL the login role reads, and writes the read model only in the projector's role."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from adapters.read_model.writer import open_postgres
from tests.support.postgres import Postgres
from tests.support.read_samples import DUTIES, Duty, advance

pytest_plugins = ["tests.support.store_fixtures"]


@pytest.fixture
def login(postgres_server: Postgres, postgres_database: str) -> Iterator[psycopg.Connection[Any]]:
    url = postgres_server.url("anjuan_app", postgres_database)
    rows = open_postgres(url)
    rows.create(DUTIES)
    advance(rows, DUTIES, [("a", Duty(due="1"))])
    rows.close()
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO anjuan_read.places VALUES ('p', 'f', 0)",
        "UPDATE anjuan_read.duties_a1 SET due = '2'",
        "DELETE FROM anjuan_read.duties_a1",
        "TRUNCATE anjuan_read.duties_a1",
        "DROP TABLE anjuan_read.duties_a1",
        "CREATE TABLE anjuan_read.mine (a int)",
    ],
)
def test_the_login_role_by_itself_reads_and_changes_nothing(
    login: psycopg.Connection[Any], statement: str
) -> None:
    assert login.execute("SELECT due FROM anjuan_read.duties_a1").fetchall() == [("1",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(statement)
    login.execute("SET ROLE anjuan_projector")
    login.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT FROM anjuan.events",
        "INSERT INTO anjuan.settings VALUES (true, true)",
        "DELETE FROM anjuan.events",
        "CREATE TABLE anjuan.mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
    ],
)
def test_the_projectors_role_has_no_right_elsewhere(
    login: psycopg.Connection[Any], statement: str
) -> None:
    login.execute("SET ROLE anjuan_projector")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(statement)
