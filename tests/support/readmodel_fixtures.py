"""Fixtures: an empty read model for each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.read_model.writer import Readmodel
from tests.support.postgres import Postgres
from tests.support.read_samples import DUTIES, REGISTRY, opened

pytest_plugins = ["tests.support.store_fixtures"]


@pytest.fixture(params=["sqlite", "postgres"])
def place_of_rows(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where this test's read model is: a file, or the login role's URL."""
    if request.param == "sqlite":
        return tmp_path / "read.db"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.url("anjuan_app", request.getfixturevalue("postgres_database"))


@pytest.fixture
def readmodel(place_of_rows: Path | str) -> Iterator[Readmodel]:
    rows = opened(place_of_rows)
    rows.create(REGISTRY)
    rows.create(DUTIES)
    yield rows
    rows.close()
