"""Readiness: callers are sent away only when they cannot be served; all else is named."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import StoreUnavailable
from adapters.nats.server import EmbeddedNats
from services import health as readiness
from services.liveness.log_ends import Ends
from services.settings import Settings
from tests.support.calling import Caller, calling, draft
from tests.support.nats_servers import OpenNats, eventually, url_of
from tests.support.relayed import Writer, level, received, relay_worker, rewritten

pytest_plugins = ["tests.support.nats_fixtures", "tests.support.http_fixtures"]
Json = dict[str, Any]


def readyz(caller: Caller, status: int = 200) -> Json:
    response = caller.client.get("/readyz")
    assert response.status_code == status, response.text
    if status == 503:
        assert response.headers["Retry-After"]
    body: Json = response.json()
    assert body["ready"] is (status == 200)
    return body


def metric(caller: Caller, name: str, **labels: str) -> float | None:
    """A value as Prometheus reads it, whichever process has it."""
    text = caller.client.get("/metrics").text
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if (sample.name, sample.labels) == (name, labels):
                return float(sample.value)
    return None


@pytest.fixture
def settings_with_nats(tmp_path: Path, nats: EmbeddedNats) -> Settings:
    return Settings(data=tmp_path / "data", nats=url_of(nats.address()), demo=True)


@pytest.fixture
def fanned(settings_with_nats: Settings) -> Iterator[Caller]:
    """A service whose events go out to NATS, which has all of them."""
    with calling(settings_with_nats, child=True) as caller:
        eventually(lambda: (at := readyz(caller)["relay"])["behind"] == 0 and not at["trouble"])
        yield caller


def test_a_service_that_has_all_it_needs_is_ready(call: Caller) -> None:
    call.service.subscription.catch_up()
    body = readyz(call)
    end = call.runtime.log.end()
    assert end is not None
    assert (body["position"], body["degraded"]) == (end[0], {})
    assert "registry" in body["projections"]
    for lag in body["projections"].values():
        assert lag == {
            "checkpoint": end[0],
            "behind": 0,
            "seconds": 0,
            "stopped": None,
            "refilling": None,
        }
    assert metric(call, "anjuan_ready") == 1
    assert metric(call, "anjuan_projection_behind_events", projection="registry") == 0


def test_without_its_store_a_service_is_not_ready(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreUnavailable("the database is away")

    monkeypatch.setattr(call.runtime.log, "end", away)
    assert readyz(call, 503)["degraded"] == {"store": "the database is away"}
    assert metric(call, "anjuan_ready") == 0
    assert call.client.get("/healthz").status_code == 200


def test_a_projection_that_met_an_event_of_a_newer_release_is_named(call: Caller) -> None:
    call.service.subscription.stop()
    call.service.subscription.known.stop_at("registry", UnknownEvent("moon-landed"))
    body = readyz(call, 503)
    assert "moon-landed" in body["degraded"]["projection registry"]
    assert metric(call, "anjuan_projection_stopped", projection="registry") == 1


def test_a_projection_far_behind_is_named_with_how_far(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    call.service.subscription.stop()
    call.service.subscription.catch_up()
    call.walk("a1", until="SubmitApplication")
    body = readyz(call)
    assert body["projections"]["registry"]["behind"] > 0
    monkeypatch.setattr(readiness, "LONGEST_BEHIND", 0.0)
    assert "behind for" in readyz(call, 503)["degraded"]["projection registry"]
    monkeypatch.setattr(readiness, "LONGEST_BEHIND", 60.0)
    monkeypatch.setattr(readiness, "FARTHEST_BEHIND", 1)
    readyz(call, 503)
    call.service.subscription.catch_up()
    assert readyz(call)["degraded"] == {}


def test_a_lag_is_counted_from_when_the_store_was_first_seen_beyond_the_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr("services.liveness.log_ends.time.monotonic", lambda: now)
    ends = Ends()
    for end in (10, 20, 20, 30):
        ends.saw(end)
        now += 5
    assert [ends.since(place) for place in (0, 10, 20, 30, 40)] == [20, 15, 5, 0, 0]


def test_while_nats_is_away_commands_go_on_and_it_is_named(
    fanned: Caller, nats: EmbeddedNats
) -> None:
    nats.stop()
    body = eventually(lambda: (found := readyz(fanned))["degraded"] and found)
    assert set(body["degraded"]) == {"nats"}
    assert metric(fanned, "anjuan_nats_trouble") == 1
    fanned.register()
    assert fanned.open("applicant.1", "applications", draft()).status_code == 201
    eventually(lambda: metric(fanned, "anjuan_relay_behind_events"))
    again = OpenNats(nats.folder)
    again.start()
    eventually(lambda: not readyz(fanned)["degraded"], within=30)
    assert metric(fanned, "anjuan_nats_trouble") == 0
    again.stop()


def test_where_stream_and_store_contradict_each_other_the_service_is_not_ready(
    settings_with_nats: Settings, nats: EmbeddedNats, writer: Writer
) -> None:
    writer.add(200)
    with relay_worker(writer.log, nats.address) as at_work:
        level(at_work)
    with calling(settings_with_nats, child=True) as caller:
        eventually(lambda: caller.client.get("/readyz").status_code == 503)
        body = readyz(caller, 503)
        assert "older store was restored" in body["degraded"]["relay"]
        assert metric(caller, "anjuan_relay_stopped") == 1


def test_what_the_audit_finds_is_named(fanned: Caller, nats: EmbeddedNats) -> None:
    whole = asyncio.run(received(nats.address()))
    asyncio.run(rewritten(nats.address(), whole[:5] + whole[6:]))
    supervisor = fanned.service.supervisor
    assert supervisor and supervisor.pid
    os.kill(supervisor.pid, signal.SIGKILL)  # the next one looks at its start
    body = eventually(lambda: (seen := readyz(fanned))["degraded"].get("audit") and seen, within=30)
    assert "1 missing" in body["degraded"]["audit"]
    assert metric(fanned, "anjuan_audit_faults") == 1
