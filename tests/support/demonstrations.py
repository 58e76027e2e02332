"""Stores for a test's service: an empty one, or a copy of a demonstration that was opened once, or
in which something was done once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import copytree

import pytest
from msgspec.structs import replace

from services.processes.service import running_service
from services.settings import Settings
from tests.support.calling import Caller, calling
from tests.support.postgres import APP, OWNER, TEMPLATE, Postgres

PASSWORD = "a long enough password"
_databases = count(1)
_prepared: dict[tuple[str, str], Settings] = {}


def empty(kind: str, data: Path, request: pytest.FixtureRequest) -> Settings:
    """A demonstration that nobody has opened yet, in that folder; on PostgreSQL in a fresh
    database."""
    database = copy(request, TEMPLATE) if kind == "postgres" else None
    return Settings(data=data, database=database, demo=True, demo_password=PASSWORD)


def opened(kind: str, data: Path, request: pytest.FixtureRequest) -> Settings:
    """A copy of a demonstration as its first start leaves it."""
    first: Settings = request.getfixturevalue(f"opened_{kind}")
    return copied(first, data, request)


@contextmanager
def prepared(
    kind: str, act: Callable[[Caller], object], data: Path, request: pytest.FixtureRequest
) -> Iterator[Caller]:
    """A service over a copy of a demonstration in which that was done: it is done once in each
    process of the tests, whoever asks for it."""
    name = (kind, f"{act.__module__}.{act.__qualname__}")
    if name not in _prepared:
        factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
        settings = opened(kind, factory.mktemp("prepared") / "data", request)
        with calling(settings, timers=False) as caller:
            act(caller)
        _prepared[name] = settings
    with calling(copied(_prepared[name], data, request)) as caller:
        yield caller


def copied(first: Settings, data: Path, request: pytest.FixtureRequest) -> Settings:
    database = copy(request, first.database.rpartition("/")[2]) if first.database else None
    return replace(first, data=copytree(first.data, data), database=database)


def copy(request: pytest.FixtureRequest, template: str) -> str:
    """The URL of a new database like that one, to which nobody may be connected now."""
    server: Postgres = request.getfixturevalue("postgres_server")
    name = f"anjuan_http_{next(_databases)}"
    server.create_database(name, owner=OWNER, template=template)
    return server.url(APP, name)


def first_start(kind: str, folder: Path, request: pytest.FixtureRequest) -> Settings:
    settings = empty(kind, folder / "data", request)
    with running_service(settings, timers=False):
        return settings
