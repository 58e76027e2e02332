"""Periodic thread: runs a function every so often, and when it is woken."""

import threading
import time
from collections.abc import Callable

import structlog

from adapters.unavailable import DatabaseAway

log = structlog.get_logger()


class PeriodicThread:
    """Runs `work` every `every` seconds, and `gather` seconds after a `wake`, so that what comes
    close together is done at once. An error is logged, and the work tried again."""

    def __init__(
        self, name: str, work: Callable[[], object], every: float, gather: float = 0.0
    ) -> None:
        self.name, self.work, self.every, self.gather = name, work, every, gather
        self._woken, self._stopped = threading.Event(), False
        self._thread = threading.Thread(target=self._repeat, name=name)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Ends the thread after the work under way; call it once."""
        self._stopped = True
        self._woken.set()
        if self._thread.ident:
            self._thread.join()

    def _repeat(self) -> None:
        while not self._stopped:
            self._woken.clear()
            try:
                self.work()
            except DatabaseAway as error:
                log.warning(self.name, error=str(error))
            except Exception:
                log.exception(self.name)
            if self._woken.wait(self.every) and not self._stopped:
                time.sleep(self.gather)
