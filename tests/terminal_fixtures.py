"""A terminal over a demonstration that was served before, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from services.house import House
from services.settings import Settings
from tests.calling import settings_for
from tests.command_line import Terminal, demonstrated

pytest_plugins = ["tests.http_fixtures"]


@pytest.fixture(scope="module")
def terminal(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Terminal:
    """Commands that change nothing share it."""
    return demonstrated(settings_for(kind, tmp_path_factory.mktemp("data"), request))


@pytest.fixture
def own(settings: Settings) -> Terminal:
    return demonstrated(settings)


@pytest.fixture
def own_house(own: Terminal) -> Iterator[House]:
    with closing(own.house()) as house:
        yield house
