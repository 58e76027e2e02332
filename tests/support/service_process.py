"""Real `anjuan` processes on free loopback ports: started, killed, stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2
import pytest

from tests.support.free_ports import free_port
from tests.support.postgres import Postgres

ANJUAN = str(Path(sys.executable).parent / "anjuan")
PASSWORD = "a password for tests"
PATIENCE = 60.0  # seconds until ready


def environment() -> dict[str, str]:
    """What a demonstration's commands are run with, and none of the caller's own settings."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("ANJUAN_")}
    return kept | {"ANJUAN_DEMO": "true", "ANJUAN_DEMO_PASSWORD": PASSWORD}


def database_for(kind: str, request: pytest.FixtureRequest) -> str | None:
    """The application's URL of a fresh PostgreSQL database; None for SQLite."""
    if kind == "sqlite":
        return None
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.url("anjuan_app", request.getfixturevalue("postgres_database"))


class Process:
    """`anjuan` with these words, in a process group of its own, until the end of the block.

    `ready` is the URL that answers 200 when it is at work. What it says is added to `log`.
    """

    def __init__(
        self,
        words: Sequence[str],
        ready: str,
        log: Path,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.words, self.ready, self.log, self.patience = words, ready, log, PATIENCE
        self.environment = environment() | dict(variables or {})
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Until it is ready; fails with its log where it ends before."""
        self.launch()
        try:
            self.await_ready()
        except BaseException:
            self.kill()
            raise

    def launch(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [ANJUAN, *self.words],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.log.parent,
                env=self.environment,
                start_new_session=True,
            )

    def await_ready(self) -> None:
        deadline = time.monotonic() + self.patience
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text("utf-8"))
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            return httpx2.get(self.ready, trust_env=False).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """SIGKILL, as a power cut or the kernel would; nothing where it has ended."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def stop(self, number: signal.Signals) -> int:
        """Asks it to end; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(20)

    def leaves_nothing(self) -> bool:
        """No process of its group lives."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


class ServiceProcess(Process):
    """A whole demonstration over a data folder; the port stays the same."""

    def __init__(self, data: Path, database: str | None = None, port: int | None = None) -> None:
        self.data, self.database, self.port = data, database, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.store = ["--data", str(data), *(["--database", database] if database else [])]
        words = ["serve", "--demo", "--port", str(self.port), *self.store]
        super().__init__(words, f"{self.url}/readyz", data.with_name(f"{data.name}.log"))

    def doctor(self) -> str:
        """What `anjuan doctor` says; fails where it finds something wrong."""
        command = [ANJUAN, "doctor", *self.store]
        found = subprocess.run(
            command, capture_output=True, text=True, env=self.environment, cwd=self.data.parent
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout


def children_of(pid: int) -> list[int]:
    """The processes that another has started."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True)
    return [int(one) for one in found.stdout.split()]


def parent_of(pid: int) -> int:
    """The process that started another; a service's NATS server is started by its child process."""
    if sys.platform == "linux":
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.split("PPid:")[1].split()[0])
    shown = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, check=True)
    return int(shown.stdout)
