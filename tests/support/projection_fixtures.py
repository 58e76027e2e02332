"""Fixtures: a store and a read model of a test's own, on SQLite and on PostgreSQL. A plugin."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from adapters.event_store.log import Log
from adapters.read_model.writer import Readmodel
from services.runtime import open_log, open_readmodel
from services.settings import Settings
from tests.support.folded import Scribe

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture
def store(settings: Settings) -> Iterator[Log]:
    settings.data.mkdir(exist_ok=True)
    with closing(open_log(settings)) as opened:
        yield opened


@pytest.fixture
def rows(settings: Settings, store: Log) -> Iterator[Readmodel]:
    with closing(open_readmodel(settings)) as rows:
        yield rows


@pytest.fixture
def other_rows(settings: Settings, rows: Readmodel) -> Iterator[Readmodel]:
    """Another process's connections to the same rows."""
    with closing(open_readmodel(settings)) as other:
        yield other


@pytest.fixture
def scribe(store: Log) -> Scribe:
    return Scribe(store)
