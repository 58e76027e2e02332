"""The short way of commands on a case goes where the router would take them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Match, Route
from starlette.testclient import TestClient

from services.api.command_routes import params_of
from services.api.commands import ON_A_CASE
from services.api.route import API
from tests.support.calling import Caller, draft

pytest_plugins = ["tests.support.http_fixtures"]
ROUTE = Route(API + ON_A_CASE.path, ON_A_CASE.handler, methods=[ON_A_CASE.method])
segments = st.sampled_from(["", "api", "v1", "applications", "a1", "submit", "..", "%2F", "a\n"])
paths = st.one_of(
    st.lists(segments, max_size=7).map("/".join),
    st.lists(segments, max_size=5).map(lambda parts: f"{API}/{'/'.join(parts)}"),
)


@given(path=paths, method=st.sampled_from(["POST", "GET", "HEAD", "OPTIONS"]))
def test_it_takes_what_the_router_would(path: str, method: str) -> None:
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": []}
    found, child = ROUTE.matches(scope)
    expected = child["path_params"] if found is Match.FULL else None
    assert params_of(scope) == expected


def test_its_answers_are_those_of_the_router(shared: Caller) -> None:
    """A service behind a prefix goes by the router."""
    shared.open("applicant.1", "applications", draft(), id="routed")
    headers = shared.bearer("applicant.1")
    behind = TestClient(shared.service.app, root_path="/prefix")
    for path, body in (
        ("/applications/routed/no-such-command", b"{}"),
        ("/applications/absent/submit-application", b'{"command":{}}'),
        ("/applications/routed/revise-draft", b"{"),
        ("/nothing/routed/revise-draft", b"{}"),
    ):
        short = shared.client.post(API + path, content=body, headers=headers)
        long = behind.post(f"/prefix{API}{path}", content=body, headers=headers)
        told = long.json() | {"instance": long.json()["instance"].removeprefix("/prefix")}
        assert (short.status_code, short.json()) == (long.status_code, told)
        assert short.status_code in (404, 422)
