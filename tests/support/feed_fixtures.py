"""A service on a real port, and an SSE client of its event feed that may disconnect and return."""

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import msgspec
from msgspec import Struct
from starlette.applications import Starlette

from services.processes.http_server import Server, config_of
from services.settings import Settings
from tests.support.calling import Caller, eventually


@contextmanager
def served(app: Starlette, settings: Settings | None = None) -> Iterator[int]:
    """The application on a free port of this machine, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = config_of(app, settings or Settings(), 0)
        server = Server(config, app.state.notifier)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        try:
            eventually(lambda: server.started)
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


class Sent(Struct, frozen=True):
    """One block of a stream of server-sent events."""

    id: int | None = None
    event: str | None = None
    data: dict[str, Any] | None = None
    comment: bool = False


class Reader:
    """Reads `GET /api/v1/events` as a stream. To be used in a `with` block."""

    def __init__(self, port: int, caller: Caller, who: str, query: str = "", last: int = 0) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {**caller.bearer(who), "Accept": "text/event-stream"}
        if last:
            headers["Last-Event-ID"] = str(last)
        self.connection.request("GET", f"/api/v1/events{query}", headers=headers)
        self.response = self.connection.getresponse()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.response.close()
        self.connection.close()

    def blocks(self) -> Iterator[Sent]:
        """Until the service ends the stream; a stream that is cut off raises."""
        lines: list[str] = []
        while line := self.response.readline():
            text = line.decode().rstrip("\n")
            if text:
                lines.append(text)
            else:
                yield block(lines)
                lines = []

    def events(self, count: int) -> list[dict[str, Any]]:
        """The next so many, each under its own position and type."""
        found: list[dict[str, Any]] = []
        for sent in self.blocks():
            if sent.data is not None:
                assert (sent.id, sent.event) == (sent.data["position"], sent.data["type"])
                found.append(sent.data)
            if len(found) == count:
                break
        return found


def block(lines: list[str]) -> Sent:
    fields = dict(line.split(": ", 1) for line in lines)
    return Sent(
        id=int(fields["id"]) if "id" in fields else None,
        event=fields.get("event"),
        data=msgspec.json.decode(fields["data"]) if "data" in fields else None,
        comment="" in fields,
    )
