"""Request logging, metrics and request ids, as plain ASGI middleware that leaves streamed responses
unbuffered."""

import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count
from secrets import token_hex

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.metrics import LATENCY, REQUESTS

log = structlog.get_logger()
REQUEST_PREFIX = token_hex(10)
"""The beginning of this process's request ids; they are unique, and no secrets."""
numbers = count(1)
EVERYWHERE = (
    (b"vary", b"Authorization, Accept, Accept-Language"),
    (b"x-content-type-options", b"nosniff"),
)
"""Headers of every answer: it depends on the caller, the media type and the language; and it is
what its type says."""
NO_PAGE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""No page may be made of an answer that is none."""
BEHIND_TLS = (b"strict-transport-security", b"max-age=31536000")
NOT_KEPT = (b"cache-control", b"no-store")
ASKED_AGAIN = (b"cache-control", b"no-cache")
GIVEN_UP = "anjuan.given_up"
"""Key in the scope of a request that its caller gave up: counted with the unfinished bodies, and
not worth a line of its own."""


class Observe:
    """Logs and counts each request; takes `X-Request-ID` from the caller or makes one, and returns
    it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = given_id(scope) or f"{REQUEST_PREFIX}{next(numbers):012x}"
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began, status = time.perf_counter(), 500

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *EVERYWHERE,
                    *headers_for(scope, status, message["headers"]),
                ]
            await send(message)

        try:
            await self.app(scope, receive, observed)
        finally:
            seconds = time.perf_counter() - began
            route = getattr(scope.get("endpoint"), "__name__", "(none)")
            requests, latency = counters(scope["method"], route, status)
            requests.inc()
            latency.observe(seconds)
            if not scope.get(GIVEN_UP):
                log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 2),
                )


def headers_for(
    scope: Scope, status: int, given: Iterable[tuple[bytes, bytes]]
) -> Iterator[tuple[bytes, bytes]]:
    """Headers by kind of answer. Who has shown a token is told of persons, and an error or the
    answer to a command is of one moment: kept nowhere. What anybody may read may be kept, and is
    asked for again by its ETag."""
    names = {name for name, _ in given}
    if scope["scheme"] == "https":
        yield BEHIND_TLS
    if NO_PAGE[0] not in names:
        yield NO_PAGE
    if b"cache-control" not in names:
        open_to_all = scope["method"] in ("GET", "HEAD") and status < 400
        signed = any(name == b"authorization" for name, _ in scope["headers"])
        yield ASKED_AGAIN if open_to_all and not signed else NOT_KEPT


@lru_cache(maxsize=1000)
def counters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """The Prometheus counter and histogram of such requests; cached, for the lookup takes longer
    than counting."""
    return REQUESTS.labels(method, route, status), LATENCY.labels(method, route)


def given_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and 1 <= len(value) <= 64 and value.isalnum():
            return str(value.decode("ascii"))
    return None
