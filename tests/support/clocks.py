"""A clock that a test sets, in a service that is no demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.clock import Clock
from services.demo.people import accounts
from services.settings import Settings
from tests.support.calling import Caller, calling
from tests.support.demonstrations import PASSWORD


class SetClock(Clock):
    def __init__(self) -> None:
        self.moment, self.ticked = datetime.now(UTC), super().steady()

    def now(self) -> datetime:
        return self.moment

    def machine(self) -> float:
        return self.moment.timestamp()

    def steady(self) -> float:
        return self.ticked

    def run(self, time: timedelta) -> None:
        """Lets time pass; a `moment` that is set without is a jump."""
        self.moment += time
        self.ticked += time.total_seconds()


@contextmanager
def in_earnest(folder: Path, database: str | None = None) -> Iterator[tuple[Caller, SetClock]]:
    """A real service with the demonstration's accounts, and its clock."""
    with calling(Settings(data=folder, database=database), timers=False) as call:
        call.runtime.accounts.put(accounts(), PASSWORD)
        clock = SetClock()
        call.runtime.clock = call.runtime.dispatcher.clock = clock
        call.runtime.dispatcher.guard.clock = clock
        yield call, clock
