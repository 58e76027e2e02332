"""Fixtures: a running service, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.calling import Caller, calling
from tests.support.demonstrations import empty, first_start, opened
from tests.support.dispatching import BEGINNING, requested

pytest_plugins = ["tests.support.store_fixtures"]

_ids = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    seed: str = request.param
    return seed


@pytest.fixture(scope="session")
def opened_sqlite(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Settings:
    return first_start("sqlite", tmp_path_factory.mktemp("opened"), request)


@pytest.fixture(scope="session")
def opened_postgres(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Settings:
    return first_start("postgres", tmp_path_factory.mktemp("opened"), request)


@pytest.fixture
def settings(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty store that nobody has opened yet."""
    return empty(kind, tmp_path / "data", request)


@pytest.fixture
def demonstration(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of a demonstration where both rounds are in progress."""
    return opened(kind, tmp_path / "data", request)


@pytest.fixture
def call(demonstration: Settings) -> Iterator[Caller]:
    """A service of this test's own."""
    with calling(demonstration) as caller:
        yield caller


@pytest.fixture(scope="module")
def shared(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Caller]:
    """One service for the tests of a module that leave the clock and each other's cases alone."""
    with calling(opened(kind, tmp_path_factory.mktemp("shared") / "data", request)) as caller:
        yield caller


@pytest.fixture
def id() -> str:
    """An id that no other test uses."""
    return f"case-{next(_ids)}"


@pytest.fixture
def runtime(settings: Settings) -> Iterator[Runtime]:
    """A runtime where a batch is open, a unit is registered, and a1 is its draft."""
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
        for ask in BEGINNING:
            runtime.dispatcher.act(requested(ask))
        yield runtime


@pytest.fixture
def other(runtime: Runtime) -> Iterator[Runtime]:
    """A runtime of another process on the same store; both have seen a1 as a draft."""
    with closing(open_runtime(runtime.settings)) as other:
        for one in (runtime, other):
            one.store.current("applications/a1")
        yield other
