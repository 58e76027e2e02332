"""Who waits for a position that does not come waits five seconds, and holds up nobody."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.api import positions
from tests.support.calling import Caller, draft
from tests.support.feed_fixtures import served
from tests.support.raw_http import Wire

pytest_plugins = ["tests.support.http_fixtures"]

NEVER = 10**12


@pytest.fixture(scope="module")
def kind() -> str:
    return "sqlite"


def asked(port: int, position: int, path: str = "/registry/centres") -> tuple[int, float]:
    began = time.monotonic()
    line = b"GET /api/v1%s?min_position=%d HTTP/1.1\r\nHost: here\r\n\r\n"
    with Wire(port) as wire:
        status = wire.send(line % (path.encode(), position)).status()
    return status, time.monotonic() - began


def test_five_seconds_are_five_seconds_for_all_who_wait_and_readers_do_not_wait(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "LONGEST_POSITION_WAIT", 2.0)
    with served(call.service.app) as port, ThreadPoolExecutor(60) as threads:
        waiting = [threads.submit(asked, port, NEVER) for _ in range(60)]
        time.sleep(0.5)
        quickest = min(asked(port, 0)[1] for _ in range(5))
        answers = [each.result() for each in waiting]
    assert {status for status, _ in answers} == {503}
    waited = [seconds for _, seconds in answers if seconds > 1]
    assert len(waited) <= positions.MOST_OF_ONE and max(waited) < 4
    assert quickest < 0.5
    assert not app_waits(call)


def app_waits(call: Caller) -> bool:
    return bool(call.service.app.state.positions._waiting)


def test_who_waits_for_what_was_just_stored_reads_it(call: Caller) -> None:
    call.register()
    response = call.open("applicant.1", "applications", draft())
    position = response.json()["position"]
    page = call.get("applicant.1", "/applications", min_position=position).json()
    assert response.json()["id"] in {item["id"] for item in page["items"]}
