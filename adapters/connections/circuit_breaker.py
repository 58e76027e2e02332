"""Circuit breaker: who asks a database that is gone is told at once, but for one try a second.

Else each of many callers would wait as long as the first did, and hold a thread meanwhile.
"""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from adapters.unavailable import DatabaseAway

Answer = TypeVar("Answer")
TRIED_EVERY = 1.0  # seconds
DIED_UNNOTICED = 0.5  # seconds: what fails sooner was one connection that had died unnoticed


class CircuitBreaker:
    """Counts a database as gone from a call that waited for it in vain until one succeeds. `renew`
    is called where connections may have died."""

    def __init__(self, renew: Callable[[], None]) -> None:
        self._renew, self._lock = renew, threading.Lock()
        self._gone: DatabaseAway | None = None
        self._tried_at = 0.0

    def read(self, work: Callable[[], Answer]) -> Answer:
        """The work's result. What only reads is done again where a connection was found dead: the
        server may be there. Raises DatabaseAway."""
        began = monotonic()
        try:
            return self.call(work)
        except DatabaseAway as error:
            if not error.gone or self._gone or monotonic() - began > DIED_UNNOTICED:
                raise
        return self.call(work)

    def call(self, work: Callable[[], Answer]) -> Answer:
        """The work's result. Raises DatabaseAway, at once where others just found it gone."""
        with self.closed():
            return work()

    @contextmanager
    def closed(self) -> Generator[None]:
        """Runs the block as `call` runs its work."""
        self._turn_away()
        began = monotonic()
        try:
            yield
        except DatabaseAway as error:
            self._failed(error, monotonic() - began)
            raise
        self._gone = None

    def _turn_away(self) -> None:
        """Raises DatabaseAway where the database is gone and was tried within the last second."""
        with self._lock:
            gone, now = self._gone, monotonic()
            if gone and now - self._tried_at < TRIED_EVERY:
                raise type(gone)(str(gone), gone=True)
            self._tried_at = now

    def _failed(self, error: DatabaseAway, seconds: float) -> None:
        """Takes note of a call that failed after so many seconds."""
        if not error.gone:
            return
        self._renew()
        if seconds > DIED_UNNOTICED:
            self._gone, self._tried_at = error, monotonic()
