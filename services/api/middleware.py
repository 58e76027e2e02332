"""Request logging, metrics and request ids, as plain ASGI middleware that leaves streamed responses
unbuffered."""

import time
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
VARIES = b"Authorization, Accept, Accept-Language"
"""The `Vary` header: answers depend on the caller, the media type and the language."""


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
                    (b"vary", VARIES),
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
            log.info(
                "request",
                method=scope["method"],
                route=route,
                status=status,
                milliseconds=round(seconds * 1000, 2),
            )


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
