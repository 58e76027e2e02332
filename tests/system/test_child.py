"""The child process of a service: it is woken, restarted when it ends, and ends with its parent."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.nats.process import NatsFailed
from services.health import Report, WorkersReport
from services.processes.at_work import at_work
from services.processes.child import ChildReport, as_line
from services.processes.supervisor import Supervisor
from services.settings import Settings
from tests.support.calling import Caller, calling, done, draft
from tests.support.nats_servers import OpenNats, eventually
from tests.support.service_process import ServiceProcess

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture
def served(demonstration: Settings) -> Iterator[Caller]:
    with calling(demonstration, child=True) as call:
        yield call


def child_of(call: Caller) -> int:
    supervisor = call.service.supervisor
    assert supervisor
    pid = eventually(lambda: supervisor.pid)
    assert isinstance(pid, int)
    return pid


def listed(call: Caller, position: int) -> bool:
    """Whether the lists show what was stored at a position, within the five seconds of a read."""
    return call.get("prov.sc", "/statistics", min_position=position).status_code == 200


def test_what_is_stored_reaches_the_lists_by_the_child(served: Caller) -> None:
    for n in range(5):
        done(served.open("applicant.1", "applications", draft(), id=f"n{n}"))
        end = served.runtime.log.end()
        assert end and listed(served, end[0])


def test_a_child_that_is_killed_is_named_and_its_work_goes_on(served: Caller) -> None:
    for _ in range(2):
        killed = child_of(served)
        os.kill(killed, signal.SIGKILL)
        body = eventually(lambda: set((seen := readyz(served))["degraded"]) == {"child"} and seen)
        assert body["ready"]
        done(served.open("applicant.1", "applications", draft(), id=f"after-{killed}"))
        eventually(lambda: not readyz(served)["degraded"], within=30)
        assert child_of(served) != killed
        end = served.runtime.log.end()
        assert end and listed(served, end[0])


def test_a_child_that_cannot_start_says_why(tmp_path: Path) -> None:
    nats = OpenNats(tmp_path / "nats")
    nats.start()
    try:
        supervisor = Supervisor(Settings(data=tmp_path), start_within=3)
        with pytest.raises(NatsFailed, match="another Anjuan"):
            supervisor.start()
        assert supervisor.pid is None
    finally:
        nats.stop()


def test_half_a_report_of_a_child_that_was_killed_is_passed_over(tmp_path: Path) -> None:
    supervisor = Supervisor(Settings(data=tmp_path))
    supervisor._hear(b'{"type":"ChildReport","report":{"hea')
    assert supervisor.report() is None


SLOW_OR_SILENT = """
import sys, time
sys.stdin.readline()
time.sleep({before})
print({report!r}, flush=True)
sys.stdin.read()
"""


def acting(before: float) -> tuple[str, ...]:
    """A child that tells once how it is, after some seconds, and nothing more."""
    report = as_line(ChildReport(WorkersReport(Report(True, 0, {}), ""))).decode().strip()
    return sys.executable, "-c", SLOW_OR_SILENT.format(before=before, report=report)


def test_a_child_that_begins_slowly_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.processes.supervisor.CHILD", acting(before=0.5))
    supervisor = Supervisor(Settings(data=tmp_path), start_within=0.05)
    with at_work(supervisor):
        assert supervisor.report()


def test_a_child_that_is_alive_and_silent_is_ended_and_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.processes.supervisor.CHILD", acting(before=0.0))
    supervisor = Supervisor(Settings(data=tmp_path))
    with at_work(supervisor):
        silent = supervisor.pid
        supervisor.look()
        assert supervisor.pid == silent and supervisor.report()
        monkeypatch.setattr("services.processes.supervisor.SILENT_AFTER", 0.0)
        assert supervisor.report() is None
        monkeypatch.setattr("services.processes.supervisor.KILLED_AFTER", 0.0)
        supervisor.look()
        monkeypatch.undo()
        monkeypatch.setattr("services.processes.supervisor.CHILD", acting(before=0.0))
        eventually(lambda: supervisor.pid not in (silent, None) and supervisor.report())


ENDS = [signal.SIGKILL, signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)]


@pytest.mark.parametrize("number", ENDS)
def test_a_child_ends_with_its_parent(tmp_path: Path, number: signal.Signals) -> None:
    with ServiceProcess(tmp_path / "data") as service:
        service.process.send_signal(number)
        service.process.wait(20)
        eventually(service.leaves_nothing, within=20)


def readyz(call: Caller) -> dict[str, Any]:
    body: dict[str, Any] = call.client.get("/readyz").json()
    return body
