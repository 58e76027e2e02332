"""Limits of HTTP connections: size and number of headers, time for head, body and idleness.

uvicorn's httptools protocol, with what it lacks: a head that does not end, a request that is sent
a byte a minute, and a client that never reads would otherwise be kept for ever. Times are looked at
once a second for all connections together, so that a request costs no timer. The application hears
of a request once its body is here (a large one, once it has sent so much): a body that is given up
costs it nothing.
"""

import asyncio
from heapq import nsmallest
from math import inf
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from services.processes.unfinished_bodies import RETRY_AFTER, sender

LARGEST_HEAD = 16 * 1024  # bytes
MOST_HEADERS = 64
HEAD_WITHIN = 10.0  # seconds, and as long may a new connection be silent
BODY_WITHIN = 30.0  # seconds for the body, and for each LEAST_BODY bytes of it
LEAST_BODY = 16 * 1024
ANSWER_READ_WITHIN = 60.0  # seconds in which a client must have read something of a long answer
IDLE_WITHIN = 5  # seconds that a connection is kept for the next request
MOST_CONNECTIONS = 1000
CLOSED_TOGETHER = 50  # connections, where there are more than that
LINGER = 1.0  # seconds: a connection closed at once would be reset before the answer is read

TIMEOUT, TOO_LARGE = b"408 Request Timeout", b"431 Request Header Fields Too Large"


class HeadTooLarge(Exception):
    """More headers than MOST_HEADERS, or more bytes than LARGEST_HEAD."""


class LimitedProtocol(HttpToolsProtocol):
    """One connection; `late_at` is when what it sends must be here, `inf` while it is served."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.late_at, self.full_since = inf, inf
        self.unread = 0  # bytes received since the last that the parser gave on
        self.brought = 0  # bytes of the body since the last look
        self.moved = self.closing = False
        self.bodies = self.server_state.bodies  # type: ignore[attr-defined]
        self.unfinished = False  # whether the rest of a body is still to come
        self.sender: str | None = None  # by whom an unfinished body is counted
        self.held: ASGI3Application | None = None  # what is called once the body is here

    # Protocol interface

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.late_at = self.loop.time() + HEAD_WITHIN
        if len(self.connections) > MOST_CONNECTIONS:
            make_room(self.connections)

    def data_received(self, data: bytes) -> None:
        if self.closing:
            return
        self.moved = False
        super().data_received(data)
        self.unread = 0 if self.moved else self.unread + len(data)
        if self.unread > LARGEST_HEAD or (self.headers and len(self.headers) > MOST_HEADERS):
            self.refuse(TOO_LARGE)
        elif self.unfinished and self.sender is None:
            self.count_body()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.sender is not None and not self.closing:
            self.bodies.note("given up", self.sender)
        self.held = None
        self.count_no_body()

    def shutdown(self) -> None:
        super().shutdown()
        if self.held:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        if not self.closing:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.full_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.full_since = inf

    # Parser callbacks

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.late_at = self.loop.time() + HEAD_WITHIN

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > LARGEST_HEAD or len(self.headers) > MOST_HEADERS:
            self.refuse(TOO_LARGE)
            raise HeadTooLarge
        self.moved, self.brought, self.unfinished = True, 0, True
        self.late_at = self.loop.time() + BODY_WITHIN
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.moved = True
        self.brought += len(body)
        super().on_body(body)
        if self.held and len(self.cycle.body) > HIGH_WATER_LIMIT:
            self.call_held()

    def on_message_complete(self) -> None:
        self.moved, self.late_at, self.unfinished = True, inf, False
        super().on_message_complete()
        self.count_no_body()
        if self.held:
            self.call_held()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.late_at == inf:
            self.late_at = self.loop.time() + HEAD_WITHIN

    # Bodies

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        few = len(cycle.body) <= HIGH_WATER_LIMIT
        if cycle.more_body and few and not cycle.waiting_for_100_continue:
            self.held = app
        else:
            super()._start_asgi_task(cycle, app)

    def call_held(self) -> None:
        app, self.held = self.held, None
        if app and not self.closing:
            super()._start_asgi_task(self.cycle, app)

    def count_body(self) -> None:
        peer = self.client[0] if self.client else ""
        whose = sender(self.app, peer, self.headers)
        if status := self.bodies.begin(whose):
            self.refuse(status, b"retry-after: %d\r\n" % RETRY_AFTER)
        else:
            self.sender = whose

    def count_no_body(self) -> None:
        if self.sender is not None:
            self.bodies.end(self.sender)
            self.sender = None

    # Time

    def look(self, now: float) -> None:
        """Closes the connection where its time is over."""
        if now - self.full_since > ANSWER_READ_WITHIN:
            self.transport.abort()
        elif now < self.late_at or self.closing:
            return
        elif self.flow.read_paused or self.brought >= LEAST_BODY:
            self.late_at, self.brought = now + BODY_WITHIN, 0
        else:
            if self.sender is not None:
                self.bodies.note("too slow", self.sender)
            self.refuse(TIMEOUT)

    def refuse(self, status: bytes, *headers: bytes) -> None:
        """Answers, where no other answer is under way, and closes the connection."""
        self.closing = True
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            close = (b"connection: close\r\n", b"content-length: 0\r\n\r\n")
            self.transport.write(b"".join((b"HTTP/1.1 ", status, b"\r\n", *headers, *close)))
        self.loop.call_later(LINGER, self.transport.close)


def make_room(connections: set[Any]) -> None:
    """Closes the connections that have waited longest for their request to be sent, several at a
    time, so that a flood of new ones costs little. The newest is one of those that wait: where all
    others are being served, it is closed."""
    waiting = (one for one in connections if one.late_at < inf)
    for one in nsmallest(CLOSED_TOGETHER, waiting, key=lambda one: one.late_at):
        connections.discard(one)
        one.transport.abort()
