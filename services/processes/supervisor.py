"""Supervisor of the child process: starts it, wakes it, restarts it when it ends, stops it."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

import structlog

from adapters.nats.process import NatsFailed
from adapters.restarting import RestartBackoff
from services.health import WorkersReport
from services.periodic import Heartbeat
from services.processes.child import ChildReport, Failed, as_line, message_of
from services.settings import Settings

log = structlog.get_logger()
SILENT_AFTER = 10.0  # seconds without a report, of which there are two a second
KILLED_AFTER = 60.0  # seconds without one
CHILD_STARTS_WITHIN = 20.0  # seconds; a predecessor's child may still be ending
CHILD = (sys.executable, "-m", "services.processes.child")
LOOKS_EVERY = 0.2  # seconds
CHILD_STOPS_WITHIN = 5.0  # a database that is away may hold it up; what it keeps bears a kill


class Supervisor:
    """Keeps one child process running from `start` to `stop`. Any thread may call `wake`."""

    def __init__(self, settings: Settings, start_within: float = CHILD_STARTS_WITHIN) -> None:
        self._settings, self._start_within = as_line(settings), start_within
        self._process: subprocess.Popen[bytes] | None = None
        self._told: WorkersReport | None = None
        self._reason: str | None = None
        self._heard, self._stopping = threading.Event(), threading.Event()
        self._heard_at = time.monotonic()
        self._thread = threading.Thread(target=self._watch, name="supervisor")
        self.heartbeat = Heartbeat("supervisor", self._thread)

    @property
    def pid(self) -> int | None:
        """Process id of the child; None while there is none."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def report(self) -> WorkersReport | None:
        """What the child told last; None while it is not running, or tells nothing any more."""
        return self._told if time.monotonic() - self._heard_at < SILENT_AFTER else None

    def start(self) -> None:
        """Starts the child, and waits until it has told that it runs. Raises NatsFailed."""
        self._thread.start()
        if not (self._heard.wait(self._start_within) or self._begins()):
            self.stop()
            raise NatsFailed(self._reason or "the child process did not start")

    def _begins(self) -> bool:
        """Waits on while the child is at its start and has named no reason against it: on a machine
        that has much else to do that takes long."""
        deadline = time.monotonic() + KILLED_AFTER
        while self.pid and self._reason is None and time.monotonic() < deadline:
            if self._heard.wait(LOOKS_EVERY):
                return True
        return False

    def wake(self) -> None:
        """Tells the child that something was stored. A full pipe has told it already."""
        process = self._process
        if process and process.stdin:
            with suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), b"\n")

    def look(self) -> None:
        """Kills a child that runs and has told nothing for long, so that it is started again."""
        process = self._process
        if self.pid and process and time.monotonic() - self._heard_at > KILLED_AFTER:
            log.warning("the child process tells nothing and is killed", pid=process.pid)
            process.kill()

    def stop(self) -> None:
        """Ends the child by ending its input; it stops its parts in order."""
        self._stopping.set()
        self.heartbeat.ends = True
        self._end()
        self._thread.join(CHILD_STOPS_WITHIN)
        if self._thread.is_alive() and self._process:
            self._process.kill()
        self._thread.join()

    def _end(self) -> None:
        process = self._process
        if process and process.stdin:
            with suppress(OSError):
                process.stdin.close()

    def _watch(self) -> None:
        backoff = RestartBackoff()
        while not self._stopping.is_set():
            begun = time.monotonic()
            code = self._run()
            if self._stopping.is_set():
                return
            log.warning("the child process ended and is restarted", code=code, reason=self._reason)
            self._stopping.wait(backoff.pause(time.monotonic() - begun))

    def _run(self) -> int:
        """Runs the child once, and hears what it tells until it ends."""
        with self._launch() as process:
            assert process.stdout
            for told in process.stdout:
                self._hear(told)
            self._told = None
        return process.returncode

    def _launch(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin
        with suppress(OSError):
            process.stdin.write(self._settings)
            process.stdin.flush()
            os.set_blocking(process.stdin.fileno(), False)
        self._process, self._heard_at = process, time.monotonic()
        if self._stopping.is_set():  # `stop` may have seen the process before this one
            self._end()
        return process

    def _hear(self, told: bytes) -> None:
        if not told.endswith(b"\n"):  # the child was killed while it told this
            return
        match message_of(told):
            case ChildReport(report):
                self._told, self._reason = report, None
                self._heard_at = time.monotonic()
                self._heard.set()
            case Failed(reason):
                self._reason = reason
