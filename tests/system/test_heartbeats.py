"""Threads that died, hang or fail are named by /readyz, each by its name, until they are back."""

import threading
import time

import pytest
from prometheus_client import generate_latest

from services import periodic
from services.liveness import overdue
from services.metrics import BACKGROUND
from services.periodic import PeriodicThread
from tests.support.calling import Caller, eventually

pytest_plugins = ["tests.support.http_fixtures"]


def named(call: Caller, status: int = 200) -> dict[str, str]:
    response = call.client.get("/readyz")
    assert response.status_code == status, response.text
    found: dict[str, str] = response.json()["degraded"]
    return found


class Ended(BaseException):
    """Ends a thread, as nothing foreseen would."""


def die() -> None:
    raise Ended


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_each_thread_that_dies_is_named(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    service = call.service
    for part in (service.timers, service.subscription):
        monkeypatch.setattr(part._thread, "work", die)
        part.wake()
    threads = ("thread timers", "thread catch-up subscription")
    found = eventually(lambda: (all_named := named(call)).keys() >= set(threads) and all_named)
    assert all("线程已停止" in found[name] for name in threads)
    assert b"anjuan_threads_stalled 2.0" in generate_latest(BACKGROUND)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_without_its_dispatcher_a_service_is_not_ready(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher = call.runtime.dispatcher
    monkeypatch.setattr(dispatcher, "_take", die)
    dispatcher._queue.put(None)  # ends the thread one way or the other
    eventually(lambda: not dispatcher._thread.is_alive())
    assert "thread dispatcher" in named(call, 503)


def test_work_that_hangs_is_named_until_it_gets_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "LONGEST_WORK", 0.05)
    go_on = threading.Event()
    thread = PeriodicThread("work", go_on.wait, every=0.01)
    thread.start()
    try:
        assert "没有进展" in eventually(thread.heartbeat.stalled)
        go_on.set()
        eventually(lambda: thread.heartbeat.stalled() is None)
    finally:
        go_on.set()
        thread.stop()
    assert thread.heartbeat.stalled() is None  # it was told to end


def test_work_that_fails_every_time_is_named_until_it_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(periodic, "LONGEST_FAILURE", 0.05)
    faults = [ValueError("out of cheese")]

    def work() -> None:
        if faults:
            raise faults[0]

    thread = PeriodicThread("work", work, every=0.01)
    thread.start()
    try:
        assert "out of cheese" in eventually(thread.heartbeat.stalled)
        faults.clear()
        eventually(lambda: thread.heartbeat.stalled() is None)
    finally:
        thread.stop()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_periods_that_no_timer_closes_are_named(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a timers' process that is gone is seen by the service beside it."""
    call.walk("a1")
    call.publicise("a1")
    call.service.subscription.catch_up()
    timers = call.service.timers
    timers.stop()
    monkeypatch.setattr(timers, "wake", lambda: None)
    monkeypatch.setattr(overdue, "LATE_AFTER", 0.0)
    assert named(call) == {}
    call.move(call.runtime.clock.today().replace(month=12))
    named(call)  # seen for the first time
    time.sleep(0.01)
    assert "anjuan worker timers" in named(call)["timers"]

    def closed() -> bool:
        """What a timer closes may open another period, which is over by now too."""
        timers.tick()
        call.service.subscription.catch_up()
        return "timers" not in named(call) or "ClearEntry" in named(call)["timers"]

    eventually(closed)
