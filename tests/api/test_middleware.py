"""What a service says of itself: whether it is ready, what it counts, which request was which."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from adapters.event_store.log import StoreUnavailable
from services.metrics import REGISTRY
from tests.support.calling import Caller, draft

pytest_plugins = ["tests.support.http_fixtures"]


def counted(route: str, status: int) -> float:
    labels = {"method": "POST", "route": route, "status": str(status)}
    return REGISTRY.get_sample_value("anjuan_http_requests_total", labels) or 0.0


def test_requests_are_counted_by_what_answered_them_and_how(shared: Caller) -> None:
    before = counted("open_case", 201), counted("act_on_case", 404)
    shared.open("applicant.1", "applications", draft())
    shared.do("applicant.1", "applications", "none", "revise-draft")
    shared.do("applicant.1", "applications", "none", "no-such-command")
    assert counted("open_case", 201) == before[0] + 1
    assert counted("act_on_case", 404) == before[1] + 1
    assert 'route="open_case"' in shared.client.get("/metrics").text


def test_a_request_keeps_the_id_that_its_caller_gave_it(shared: Caller) -> None:
    given = shared.client.get("/healthz", headers={"X-Request-ID": "abc123"})
    assert (given.text, given.headers["X-Request-ID"]) == ("ok", "abc123")
    made = shared.client.get("/healthz", headers={"X-Request-ID": "a b;c"})
    assert len(made.headers["X-Request-ID"]) == 32


def test_a_service_is_ready_while_its_store_answers(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = shared.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)

    def away() -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(shared.runtime.log, "end", away)
    response = shared.client.get("/readyz")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert not response.json()["ready"]
    assert shared.client.get("/healthz").status_code == 200


def cached(response: Response) -> str:
    return str(response.headers["Cache-Control"])


def test_every_answer_says_that_it_is_no_page_and_of_its_own_type(shared: Caller) -> None:
    api = "/api/v1"
    paths = (
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/none",
        "/api/openapi.json",
        f"{api}/applications",
    )
    for path in (*paths, f"{api}/registry/centres"):
        headers = shared.client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert headers["Vary"] == "Authorization, Accept, Accept-Language", path
        assert "Strict-Transport-Security" not in headers, path


def test_what_one_person_is_told_is_kept_by_nobody_between_and_for_nobody_else(
    shared: Caller,
) -> None:
    for path in ("/registry/centres", "/publicity"):
        assert cached(shared.get(None, path)) == "no-cache"
        assert cached(shared.get("prov.sc", path)) == "no-store"
    assert cached(shared.get("applicant.1", "/calendars/CN")) == "private, no-cache"
    for response in (
        shared.get("applicant.1", "/applications"),
        shared.get("prov.sc", "/events"),
        shared.get(None, "/none"),
        shared.open("applicant.1", "applications", draft()),
        shared.post(None, "/tokens", {}),
    ):
        assert cached(response) == "no-store"


def test_behind_tls_a_browser_is_told_to_stay_there(shared: Caller) -> None:
    with_tls = TestClient(shared.service.app, base_url="https://testserver")
    assert with_tls.get("/healthz").headers["Strict-Transport-Security"] == "max-age=31536000"
