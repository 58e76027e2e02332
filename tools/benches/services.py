"""Runs services to measure, each a real process with its own data, and sends them requests."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

import msgspec

from tests.support.free_ports import free_port
from tools.benches.clients import Count, Load

PASSWORD = "bench-password"
COMMANDS = {
    "shipped": [str(Path(sys.executable).parent / "anjuan")],
    "bare": [sys.executable, "-m", "tools.benches.variant", "bare"],
    "alone": [sys.executable, "-m", "tools.benches.variant", "alone"],
}


class NotReady(Exception):
    """A service ended, or did not answer in time; with what it wrote."""


class Service:
    """A running service. `tokens` are requested once for each account."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.tokens: dict[str, str] = {}

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> bytes:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body and msgspec.json.encode(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()}")
        return content

    def token(self, username: str) -> str:
        if username not in self.tokens:
            given = {"username": username, "password": PASSWORD}
            answer = msgspec.json.decode(self.ask("POST", "/api/v1/tokens", given))
            self.tokens[username] = answer["token"]
        return self.tokens[username]

    def act(self, username: str, path: str, body: dict[str, Any]) -> None:
        self.ask("POST", f"/api/v1/{path}", body, self.token(username))

    def request(self, username: str, path: str, body: dict[str, Any]) -> bytes:
        """A command's HTTP request, as bytes for a client to send."""
        bearer = f"Authorization: Bearer {self.token(username)}"
        return posted(f"/api/v1/{path}", self.port, msgspec.json.encode(body), bearer)

    def counted(self) -> dict[str, float]:
        """The service's metrics that have no labels."""
        lines = self.ask("GET", "/metrics").decode().splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in pairs if "{" not in name}

    def under(self, requests: tuple[bytes, ...], seconds: float, pace: float = 0.0) -> Count:
        """Loads the service with these requests, from another process. All must be accepted.
        `pace`: a client sends no sooner than so many seconds after it sent the one before."""
        load = msgspec.json.encode(Load(self.port, requests, seconds, pace=pace))
        command = [sys.executable, "-m", "tools.benches.clients"]
        done = subprocess.run(command, input=load, capture_output=True, check=True)
        count = msgspec.json.decode(done.stdout, type=Count)
        if count.refused:
            raise RuntimeError(f"{count.refused} requests were refused")
        return count


def posted(path: str, port: int, content: bytes, *headers: str) -> bytes:
    """An HTTP request as bytes."""
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        *headers,
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    )
    return "\r\n".join([*lines, "", ""]).encode() + content


@contextmanager
def plain_route() -> Iterator[Service]:
    """Runs the plain route in a process of its own, until the end of the block."""
    port = free_port()
    with NamedTemporaryFile(prefix="anjuan-bench-") as log:
        command = [sys.executable, "-m", "tools.benches.plain", str(port)]
        with running(command, port, Path(log.name)) as started:
            yield started


@contextmanager
def service(
    variant: str, database: str | None = None, *more: str, data: Path | None = None
) -> Iterator[Service]:
    """Runs a demonstration until the end of the block, in a fresh folder unless another is named;
    `more` are further words of its command."""
    port = free_port()
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        data = data or Path(folder) / "data"
        command = [*COMMANDS[variant], "serve", "--demo", "--data", str(data), "--port", str(port)]
        command += ["--database", database] if database else []
        with running([*command, *more], port, Path(folder) / "log") as started:
            yield started


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[Service]:
    """Runs a process until the end of the block, from when it is ready."""
    environment = {**os.environ, "ANJUAN_DEMO_PASSWORD": PASSWORD}
    with log.open("wb") as lines:
        process = subprocess.Popen(command, stdout=lines, stderr=lines, env=environment)
        try:
            started = Service(port)
            await_ready(started, process, log)
            yield started
        finally:
            process.terminate()
            process.wait(30)


def await_ready(started: Service, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            started.ask("GET", "/readyz")
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    raise NotReady(log.read_text("utf-8")[-4000:])
