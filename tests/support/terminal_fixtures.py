"""Fixtures: a command line over a demonstration that was served before, on SQLite and on
PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from services.runtime import Runtime
from services.settings import Settings
from tests.support.command_line import Terminal, demonstrated
from tests.support.demonstrations import opened

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture(scope="module")
def terminal(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Terminal:
    """Commands that change nothing share it."""
    return demonstrated(opened(kind, tmp_path_factory.mktemp("terminal") / "data", request))


@pytest.fixture
def own(demonstration: Settings) -> Terminal:
    return demonstrated(demonstration)


@pytest.fixture
def own_house(own: Terminal) -> Iterator[Runtime]:
    with closing(own.runtime()) as runtime:
        yield runtime
