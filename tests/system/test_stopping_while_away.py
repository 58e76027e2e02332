"""A service and its workers end soon when they are told to, also while the database is away."""

import signal
import threading
import time
from pathlib import Path

import httpx2
import pytest

from tests.support.free_ports import free_port
from tests.support.postgres import Postgres
from tests.support.service_process import Process, database_for

pytest_plugins = ["tests.support.store_fixtures"]

SOON = 10.0  # seconds


SERVE, TIMERS = ("serve", "--port"), ("worker", "timers", "--health-port")
LONGER = pytest.mark.soak


@pytest.mark.parametrize(
    ("words", "harm"),
    [
        pytest.param(SERVE, "hung", marks=LONGER),
        pytest.param(SERVE, "stopped", marks=LONGER),
        pytest.param(TIMERS, "hung", marks=LONGER),
        pytest.param(TIMERS, "stopped", marks=LONGER),
    ],
)
def test_it_ends_within_ten_seconds(
    words: tuple[str, ...], harm: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Postgres = request.getfixturevalue("postgres_server")
    variables = {"ANJUAN_DATABASE": str(database_for("postgres", request)), "ANJUAN_DATA": "data"}
    port = str(free_port())
    ready = f"http://127.0.0.1:{port}/readyz"
    with Process([*words, port], ready, tmp_path / "log", variables) as process:
        with getattr(server, harm)():
            callers = [threading.Thread(target=ask, args=(port,)) for _ in range(8)]
            for caller in callers:
                caller.start()
            time.sleep(1.0)
            began = time.monotonic()
            process.process.send_signal(signal.SIGTERM)
            process.process.wait(60)
            taken = time.monotonic() - began
        for caller in callers:
            caller.join()
        said = (tmp_path / "log").read_text()
    assert process.process.returncode == 0, said
    assert taken < SOON
    assert process.leaves_nothing()
    assert "Traceback" not in said, said


def ask(port: str) -> None:
    """What needs the database; the service may end before it has answered."""
    for path in ("/api/v1/registry/centres", "/readyz"):
        try:
            httpx2.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=15)
        except httpx2.TransportError:
            return
