"""The service killed at any moment under load: what it acknowledged is there, once, and no more.

Each client posts to cases of its own and to one that all share, every command under a key. After
each kill, of the service, of its child process, of its NATS server or of several, the service
starts over the same store, and what was not answered is asked for again. In the end stream and
projections say what it says.
"""

import random
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from adapters.nats.server import running_in
from services.runtime import open_log, open_readmodel
from services.settings import Settings
from tests.support.comparing import projections_are_the_store, stream_is_the_store
from tests.support.nats_servers import eventually, kill
from tests.support.posting import Clients, histories_hold, store_holds
from tests.support.service_process import ServiceProcess, database_for, parent_of
from tests.support.soaking import seconds_of

pytest_plugins = ["tests.support.store_fixtures"]
CLIENTS = 6


def killed(service: ServiceProcess, rounds: Iterable[object], folder: Path) -> None:
    """Kills a service under load once a round; everything it said holds at the end."""
    clients = Clients([service.url])
    before: int = readyz(service)["position"]
    clients.prepare()
    for _ in rounds:
        until_killed(clients, service, after=random.uniform(0.2, 1.2))
        service.start()
        clients.ask_again()
    histories_hold(clients)
    all_say_the_same(clients, service, before, folder)
    service.kill()
    assert "坏" not in service.doctor()


def until_killed(clients: Clients, service: ServiceProcess, after: float) -> None:
    """All post at once; `after` seconds of that the service is killed, and its NATS or its child
    process shortly before, with it, or not at all."""
    threads = [threading.Thread(target=clients.work) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    server = int((service.data / "nats" / "pid").read_text())
    victims = random.choice(((), (server,), (parent_of(server),), (server, parent_of(server))))
    time.sleep(after)
    for victim in victims:
        kill(victim)
        time.sleep(random.choice((0.0, 0.1, 0.5)))
    service.kill()
    for thread in threads:
        thread.join()


def readyz(service: ServiceProcess) -> dict[str, Any]:
    found: dict[str, Any] = httpx2.get(f"{service.url}/readyz", trust_env=False).json()
    return found


def is_level(service: ServiceProcess) -> bool:
    """Whether stream and projections are at the end of the store."""
    found = readyz(service)
    lags = [*found["projections"].values(), found["relay"]]
    return all(lag["behind"] == 0 for lag in lags) and not found["degraded"]


def all_say_the_same(clients: Clients, service: ServiceProcess, before: int, folder: Path) -> None:
    """Store, stream and projections, while the service runs."""
    eventually(lambda: is_level(service), within=60)
    settings = Settings(data=service.data, database=service.database)
    with closing(open_log(settings)) as log, closing(open_readmodel(settings)) as readmodel:
        store_holds(clients, log, before)
        address = running_in(service.data / "nats")
        assert address is not None
        stream_is_the_store(log, address)
        projections_are_the_store(log, readmodel, folder)


@pytest.mark.parametrize(
    "store_kind, times", [("sqlite", 2), pytest.param("postgres", 2, marks=pytest.mark.soak)]
)
def test_what_was_acknowledged_outlives_the_process(
    store_kind: str, times: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as service:
        killed(service, range(times), tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_it_does_so_again_and_again(
    store_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """For a tenth of MINUTES on each store."""
    deadline = time.monotonic() + seconds_of(1 / 10)
    with ServiceProcess(tmp_path / "data", database_for(store_kind, request)) as service:
        killed(service, iter(lambda: time.monotonic() < deadline, False), tmp_path)
