"""Fixtures of journeys in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browsing import Visitor, served, visiting
from tests.support.calling import Caller
from tests.support.chromium import chromium

pytest_plugins = ["tests.support.page_fixtures"]


@pytest.fixture(scope="module")
def site(house: Caller) -> Iterator[str]:
    """The address of the module's service on this machine."""
    with served(house.service) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: while it runs, so does an event loop in this thread, and tests of
    others start loops of their own."""
    with chromium() as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """A visitor at an office machine."""
    with visiting(browser, site) as one:
        yield one


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Visitor]:
    """A visitor with a telephone."""
    with visiting(browser, site, width=390) as one:
        yield one
