"""One request of every route and of every command, as an official sends it."""

from collections.abc import Iterator
from typing import Any

import msgspec
from httpx2 import Response
from msgspec import Struct

from domain.streams import Stream
from services.api.commands import ON_A_CASE, OPENING, slug
from services.api.requests import CALLERS_STREAMS
from services.api.route import API, Route
from services.api.routes import ROUTES
from tests.support.calling import Caller, as_body
from tests.support.demonstrations import PASSWORD
from tests.support.samples import sampled

WHO = "prov.sc.decider"
BODIES: dict[str, Any] = {
    "/tokens": {"username": WHO, "password": PASSWORD},
    "/password": {"password": PASSWORD, "new_password": "another password, long enough"},
    "/demo/clock": {"to": "2026-12-01"},
}
QUERIES = {"/{stream}/{id}/diff": "?from=0&to=1", "/trace": "?of=source:special"}
NAMED = {
    "hash": "0" * 64,
    "no": 1,
    "position": 1,
    "line": 1,
    "mark": "1-0000000000000000",
    "name": "no-such-account",
    "command": "accept-application",
}
"""What stands in paths beside stream and id."""
ENDS_THE_SESSION = {("DELETE", "/tokens"), ("POST", "/password")}


class Asked(Struct, frozen=True):
    """A request, before its path is filled in."""

    method: str
    path: str
    body: bytes = b""

    def by(self, call: Caller) -> Response:
        """The answer to it. The token must be known before: it is drawn from the accounts."""
        url, headers = f"{API}{self.path}", call.bearer(WHO)
        return call.client.request(self.method, url, content=self.body, headers=headers)


def every_request(call: Caller) -> list[Asked]:
    """A request for each route and each kind of case; those that end the session come last."""
    routes = [route for route in ROUTES if route not in (ON_A_CASE, OPENING)]
    last = [r for r in routes if (r.method, r.path) in ENDS_THE_SESSION]
    first = [asked for route in routes if route not in last for asked in of_route(call, route)]
    commands = [asked for stream in CALLERS_STREAMS.values() for asked in of_stream(call, stream)]
    return [*first, *commands, *(asked for route in last for asked in of_route(call, route))]


def of_route(call: Caller, route: Route) -> Iterator[Asked]:
    streams = CALLERS_STREAMS if route.of_a_stream else ("applications",)
    for stream in streams:
        id = id_in(call, stream)
        path = route.path.format(stream=stream, id=id, **NAMED) + QUERIES.get(route.path, "")
        body = msgspec.json.encode(BODIES[route.path]) if route.path in BODIES else b""
        yield Asked(route.method, path, body)


def of_stream(call: Caller, stream: Stream) -> Iterator[Asked]:
    for command in stream.commands:
        if command.entailed:
            continue
        body = msgspec.json.encode({"command": as_body(sampled(command)), "id": "every-request"})
        if command is stream.opening:
            yield Asked("POST", f"/{stream.name}", body)
        yield Asked("POST", f"/{stream.name}/{id_in(call, stream.name)}/{slug(command)}", body)


def id_in(call: Caller, stream: str) -> str:
    """Some case of the stream; one that there is not where there is none."""
    names = call.runtime.log.streams(f"{stream}/", limit=1)
    return names[0].partition("/")[2] if names else "no-such-case"
