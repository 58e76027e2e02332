"""Fixtures of pages that are read without a browser."""

from collections.abc import Iterator

import pytest

from tests.support.calling import Caller, calling
from tests.support.demonstrations import opened
from tests.support.page_reading import PageReader, Reading

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Caller]:
    """The service behind a module's pages, over a copy of the demonstration."""
    settings = opened("sqlite", tmp_path_factory.mktemp("pages") / "data", request)
    with calling(settings) as caller:
        yield caller


@pytest.fixture
def reads(house: Caller) -> Reading:
    """Somebody who reads pages, by account; None is anybody."""
    return lambda who: PageReader(house, who)
