"""How far a long job is, told from its thread; and how it is asked to stop."""

import time
from typing import Any

from msgspec import Struct

from adapters.jobs.book import JobState


class JobStopped(Exception):
    """The job was asked to stop; `state` is how it is then said to have ended."""

    def __init__(self, state: JobState) -> None:
        super().__init__(state)
        self.state = state


class JobProgress:
    """How much of `total` is done. `reached` is called by the work; it raises JobStopped once
    somebody has called `stop`."""

    def __init__(self) -> None:
        self.done, self.total, self.began = 0, 0, time.monotonic()
        self._stop: JobState | None = None

    def stop(self, state: JobState) -> None:
        self._stop = self._stop or state

    def reached(self, done: int, total: int | None = None) -> None:
        """Says how far the work is, and what all of it would be. Raises JobStopped."""
        self.done, self.total = done, self.total if total is None else total
        if self._stop:
            raise JobStopped(self._stop)

    @property
    def seconds_left(self) -> int | None:
        """About how long it will take; None while that cannot be said."""
        if not 0 < self.done < self.total:
            return None
        passed = time.monotonic() - self.began
        return round(passed / self.done * (self.total - self.done))


class DifferenceFound(Struct, frozen=True):
    """An event that differs from what the rules say, in a case that its reader may see."""

    stream: str
    id: str
    version: int
    type: str
    words: Any


class JobOutcome(Struct, frozen=True):
    """What came of a job: how many events were looked at, how many differ, and those of them that
    its reader may see; `rows` and `cases` are how much was exported."""

    looked_at: int = 0
    differing: int = 0
    differences: tuple[DifferenceFound, ...] = ()
    rows: int = 0
    cases: int = 0
    refused: Any = None
