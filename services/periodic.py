"""Periodic thread: runs a function every so often, and when it is woken; its heartbeat tells
whether it still does."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import structlog

from adapters.unavailable import DatabaseAway

log = structlog.get_logger()
LONGEST_WORK = 120.0  # seconds without progress
LONGEST_FAILURE = 60.0  # seconds in which every try fails


class Heartbeat:
    """Whether a thread lives, gets on with its work, and succeeds at times."""

    def __init__(self, name: str, thread: threading.Thread) -> None:
        self.name, self.thread, self.ends = name, thread, False
        self._working: float | None = None
        self._failing: tuple[float, str] | None = None

    @contextmanager
    def working(self) -> Generator[None]:
        """While the thread is at one piece of work."""
        self._working = time.monotonic()
        try:
            yield
        finally:
            self._working = None

    def beat(self) -> None:
        """The work under way gets on."""
        if self._working is not None:
            self._working = time.monotonic()

    def succeeded(self) -> None:
        self._failing = None

    def failed(self, error: Exception) -> None:
        began = self._failing[0] if self._failing else time.monotonic()
        self._failing = began, f"{type(error).__name__}: {error}"

    def stalled(self) -> str | None:
        """Why the work does not get on; None while it does, or was not begun, or ends."""
        if self.ends or self.thread.ident is None:
            return None
        if not self.thread.is_alive():
            return "线程已停止，请重启服务 / the thread has stopped: restart the service"
        working, failing, now = self._working, self._failing, time.monotonic()
        if working is not None and now - working > LONGEST_WORK:
            return f"已 {now - working:.0f} 秒没有进展 / no progress for {now - working:.0f} s"
        if failing and now - failing[0] > LONGEST_FAILURE:
            return f"一再失败 / fails again and again: {failing[1]}"
        return None


class PeriodicThread:
    """Runs `work` every `every` seconds, and `gather` seconds after a `wake`, so that what comes
    close together is done at once. An error is logged, and the work tried again."""

    def __init__(
        self, name: str, work: Callable[[], object], every: float, gather: float = 0.0
    ) -> None:
        self.name, self.work, self.every, self.gather = name, work, every, gather
        self._woken, self._stopped = threading.Event(), False
        self._thread = threading.Thread(target=self._repeat, name=name)
        self.heartbeat = Heartbeat(name, self._thread)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Ends the thread after the work under way; call it once."""
        self._stopped = self.heartbeat.ends = True
        self._woken.set()
        if self._thread.ident:
            self._thread.join()

    def _repeat(self) -> None:
        while not self._stopped:
            self._woken.clear()
            with self.heartbeat.working():
                self._work()
            if self._woken.wait(self.every) and not self._stopped:
                time.sleep(self.gather)

    def _work(self) -> None:
        try:
            self.work()
        except DatabaseAway as error:
            self.heartbeat.failed(error)
            log.warning(self.name, error=str(error))
        except Exception as error:
            self.heartbeat.failed(error)
            log.exception(self.name)
        else:
            self.heartbeat.succeeded()
