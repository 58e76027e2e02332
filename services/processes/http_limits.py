"""Limits of HTTP connections: size and number of headers, time for head, body and idleness.

uvicorn's httptools protocol, with what it lacks: a head that does not end, a request that is sent
a byte a minute, and a client that never reads would otherwise be kept for ever. Times are looked at
once a second for all connections together, so that a request costs no timer.
"""

import asyncio
from math import inf
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 16 * 1024  # bytes
MOST_HEADERS = 64
HEAD_WITHIN = 10.0  # seconds, and as long may a new connection be silent
BODY_WITHIN = 30.0  # seconds for the body, and for each LEAST_BODY bytes of it
LEAST_BODY = 16 * 1024
ANSWER_READ_WITHIN = 60.0  # seconds in which a client must have read something of a long answer
IDLE_WITHIN = 5  # seconds that a connection is kept for the next request
MOST_CONNECTIONS = 1000
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
        self.moved, self.brought = True, 0
        self.late_at = self.loop.time() + BODY_WITHIN
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.moved = True
        self.brought += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.moved, self.late_at = True, inf
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.late_at == inf:
            self.late_at = self.loop.time() + HEAD_WITHIN

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
            self.refuse(TIMEOUT)

    def refuse(self, status: bytes) -> None:
        """Answers, where no other answer is under way, and closes the connection."""
        self.closing = True
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            head = b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(head)
        self.loop.call_later(LINGER, self.transport.close)


def make_room(connections: set[Any]) -> None:
    """Closes the connection that has waited longest for its request to be sent; where all are
    being served, nobody is let in: the newest is closed."""
    oldest: LimitedProtocol = min(connections, key=lambda one: one.late_at)
    oldest.transport.abort()
