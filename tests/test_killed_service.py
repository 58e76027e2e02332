"""The service killed at any moment under load: what it acknowledged is there, once, and no more.

Each client posts to cases of its own and to one that all share, every command under a key. After
each kill the service starts over the same store, and what was not answered is asked for again.
"""

import os
import random
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from adapters.log import Log, receipt_hash
from adapters.postgres_log import PostgresLog
from adapters.sqlite_log import SQLiteLog
from tests.calling import draft
from tests.service_process import PASSWORD, ServiceProcess, database_for
from tests.sichuan import USCC, form, named_after

pytest_plugins = ["tests.store_fixtures"]
CLIENTS = 6
SHARED = "shared"
Json = dict[str, Any]


def killed(service: ServiceProcess, rounds: Iterable[object]) -> None:
    """Kills a service under load once a round; everything it said holds at the end."""
    clients = Clients([service.url])
    before = position(service)
    clients.prepare()
    for _ in rounds:
        until_killed(clients, service, after=random.uniform(0.2, 1.2))
        service.start()
        clients.ask_again()
    histories_hold(clients)
    service.kill()
    assert "坏" not in service.doctor()
    with closing(log_of(service)) as log:
        store_holds(clients, log, before)


def until_killed(clients: Clients, service: ServiceProcess, after: float) -> None:
    """All post at once; the service is killed `after` seconds of that."""
    threads = [threading.Thread(target=clients.work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(after)
    service.kill()
    for thread in threads:
        thread.join()


def position(service: ServiceProcess) -> int:
    found: int = httpx2.get(f"{service.url}/readyz", trust_env=False).json()["position"]
    return found


def log_of(service: ServiceProcess) -> Log:
    if service.database:
        return PostgresLog(service.database)
    return SQLiteLog(service.data / "events.db")


@pytest.mark.parametrize("store_kind, times", [("sqlite", 4), ("postgres", 2)])
def test_what_was_acknowledged_outlives_the_process(
    store_kind: str, times: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as service:
        killed(service, range(times))


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_it_does_so_again_and_again(
    store_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """For a tenth of MINUTES on each store."""
    deadline = time.monotonic() + float(os.environ.get("MINUTES", "10")) * 6
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as service:
        killed(service, iter(lambda: time.monotonic() < deadline, False))
