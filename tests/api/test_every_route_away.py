"""While a database is away every route and command says so soon, and when it is back all is as
before; /healthz waits for nothing."""

import asyncio
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from msgspec import Struct

from adapters.accounts import Accounts
from adapters.event_store.sqlite import SQLiteLog
from adapters.personal_data.keystore import Keystore
from adapters.read_model.databases import Sqlite
from adapters.uploads import Uploads
from tests.support.calling import Caller, calling, eventually
from tests.support.demonstrations import opened
from tests.support.every_request import WHO, Asked, every_request
from tests.support.postgres import Postgres
from tests.support.soaking import SOAKING

pytest_plugins = ["tests.support.http_fixtures"]

CALLERS = 64 if SOAKING else 16
SOON = 6.0  # seconds
FILES = ("events.db", "read.db", "keys.db", "accounts.db")
Harm = Callable[[], AbstractContextManager[None]]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process keeps every database locked against writing."""
    with ExitStack() as until_the_end:
        for name in FILES:
            other = until_the_end.enter_context(closing(sqlite3.connect(folder / name)))
            other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture(
    params=[
        pytest.param("postgres stopped", marks=pytest.mark.soak),
        "postgres hung",
        "sqlite locked",
    ]
)
def harmed(
    tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Caller, AbstractContextManager[None]]]:
    kind, harm = request.param.split()
    settings = opened(kind, tmp_path / "data", request)
    with calling(settings) as call:
        if kind == "sqlite":
            yield call, locked(settings.data)
        else:
            server: Postgres = request.getfixturevalue("postgres_server")
            yield call, getattr(server, harm)()


class Given(Struct):
    """What was answered to a request, and after how many seconds."""

    asked: Asked
    status: int
    retry_after: str | None
    seconds: float


def answered(call: Caller, asked: Asked) -> Given:
    began = time.monotonic()
    response = asked.by(call)
    seconds = time.monotonic() - began
    return Given(asked, response.status_code, response.headers.get("retry-after"), seconds)


def alive(call: Caller, over: Event) -> list[float]:
    """How long /healthz took, each time."""
    taken = []
    while not over.is_set():
        began = time.monotonic()
        assert call.client.get("/healthz").status_code == 200
        taken.append(time.monotonic() - began)
        over.wait(0.1)
    return taken


def own_pauses(over: Event) -> list[float]:
    """How long this machine kept a thread of this process waiting that had nothing to wait for. A
    loop that waits for a database, or sleeps, keeps no other thread waiting."""
    late = [0.0]
    while not over.is_set():
        began = time.monotonic()
        over.wait(0.02)
        late.append(time.monotonic() - began - 0.02)
    return late


def stood_still(pulse: list[float], pauses: list[float]) -> bool:
    """Whether the service was away for a second beyond what this machine itself has paused."""
    return max(pulse) >= 1.0 + max(pauses)


def test_a_loop_that_waits_is_noticed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    over = Event()
    with (
        calling(opened("sqlite", tmp_path / "data", request)) as call,
        ThreadPoolExecutor(2) as threads,
    ):
        pulse = threads.submit(alive, call, over)
        pauses = threads.submit(own_pauses, over)
        assert call.client.portal
        call.client.portal.call(time.sleep, 3)
        over.set()
        assert stood_still(pulse.result(), pauses.result())


def test_every_request_is_answered_soon_and_all_is_well_afterwards(
    harmed: tuple[Caller, AbstractContextManager[None]],
) -> None:
    call, harm = harmed
    call.bearer(WHO)
    requests, over = every_request(call), Event()
    reads = [asked for asked in requests if asked.method == "GET"]
    before = [answered(call, asked).status for asked in reads]
    with ThreadPoolExecutor(CALLERS + 2) as threads, harm:
        pulse = threads.submit(alive, call, over)
        pauses = threads.submit(own_pauses, over)
        given = list(threads.map(lambda asked: answered(call, asked), requests))
        over.set()
    assert [one for one in given if one.status >= 500 and one.status != 503] == []
    assert [one for one in given if one.status == 503 and not one.retry_after] == []
    assert any(one.status == 503 for one in given)
    assert [one for one in given if one.seconds > SOON] == []
    assert not stood_still(pulse.result(), pauses.result())
    call._tokens.clear()  # the last request ended its session
    eventually(lambda: [answered(call, asked).status for asked in reads] == before, 20.0)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_no_database_is_asked_on_the_event_loop(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits there holds up everybody. Bearer tokens are the exception: read from a local file,
    over a connection that waits for no writer."""
    on_the_loop = []
    for owner, name in ASKED:
        asked = getattr(owner, name)

        def watched(*args: Any, asked: Any = asked, **named: Any) -> Any:
            if runs_on_a_loop():
                on_the_loop.append("".join(traceback.format_stack()))
            return asked(*args, **named)

        monkeypatch.setattr(owner, name, watched)
    for asked in every_request(call):
        call.runtime.store._held.clear()
        asked.by(call)
    assert on_the_loop == []


ASKED = [
    *((SQLiteLog, name) for name in ("_rows", "write")),
    *((Sqlite, name) for name in ("read", "writing")),
    *((Keystore, name) for name in ("key", "keys_for")),
    *((Accounts, name) for name in ("_one", "_changed", "actors", "granted")),
    *((Uploads, name) for name in ("_change", "reserve", "uploaders", "held_back")),
]
"""What asks a database, by class."""


def runs_on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
