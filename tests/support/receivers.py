"""Real receivers of webhooks on this machine: they keep what they are sent, and answer as told."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any, NamedTuple

import msgspec

from adapters.webhooks.posting import PostOutcome, WebhookReceiver
from adapters.webhooks.signing import signature

LOOPBACK = (ip_network("127.0.0.0/8"),)
TOLERANCE = 300  # seconds


class Delivered(NamedTuple):
    """A message as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(self.body)["data"]
        return found

    def is_signed_with(self, secret: str) -> bool:
        moment = int(self.headers["webhook-timestamp"])
        signed = f"v1,{signature(secret, self.id, moment, self.body)}"
        return signed in self.headers["webhook-signature"].split()


@dataclass
class Desk:
    """What a receiver has been sent, and how it answers: a status, and headers."""

    port: int = 0
    delivered: list[Delivered] = field(default_factory=list)
    answer: Callable[[Delivered], tuple[int, dict[str, str]]] = lambda _: (204, {})
    taken: list[Delivered] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/events"

    @property
    def events(self) -> list[dict[str, Any]]:
        """Those that it accepted, each once, as a receiver that minds the ids has them."""
        return [one.event for one in {one.id: one for one in reversed(self.taken)}.values()][::-1]


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Desk]:
    """A receiver on a free port, until the end of the block."""
    desk = Desk()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            one = Delivered(self.path, headers, body)
            desk.delivered.append(one)
            status, more = desk.answer(one)
            if status // 100 == 2:
                desk.taken.append(one)
            with suppress(OSError):  # the sender may have gone
                self.send_response(status)
                for name, value in ({"content-length": "0"} | more).items():
                    self.send_header(name, value)
                self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        desk.port = server.server_address[1]
        thread = threading.Thread(target=lambda: server.serve_forever(0.02))
        thread.start()
        try:
            yield desk
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def speaking(answer: bytes, slowly: float = 0.0) -> Iterator[int]:
    """A server that says a few raw bytes to the first who comes, one after the other where it
    speaks slowly; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=lambda: spoken(listening, answer, slowly))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            thread.join()


def spoken(listening: socket.socket, answer: bytes, slowly: float) -> None:
    taken, _ = listening.accept()
    pieces = [bytes([one]) for one in answer] if slowly else [answer]
    with taken, suppress(OSError):
        taken.recv(65_536)
        for piece in pieces:
            taken.sendall(piece)
            time.sleep(slowly)


def posted(url: str, count: int = 1, within: float = 5.0, **more: Any) -> list[PostOutcome]:
    """What comes of posting to a URL, over one connection where it is kept."""

    async def tried() -> list[PostOutcome]:
        tls = more.pop("tls", None) or ssl.create_default_context()
        receiver = WebhookReceiver(url, more.pop("allowed", LOOPBACK), tls, within=within, **more)
        outcomes = [await receiver.post(b"{}", {"x": "1"}) for _ in range(count)]
        receiver.hang_up()
        return outcomes

    return asyncio.run(tried())
