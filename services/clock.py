"""The service's clock: the machine's own, or the demonstration's, which may be moved forward."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domain.working_days import CHINA, business_day

DEMO_START = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)


class Clock:
    """`now` in UTC; `today` is the business day in Asia/Shanghai."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return business_day(self.now())


class BackwardsClock(Exception):
    """The demonstration's clock moves forward only."""


class DemoClock(Clock):
    """Runs from where it was set, and remembers that in a file.

    `not_before` is the time of the last event in the store: a demonstration goes on from there.
    """

    def __init__(
        self, file: Path, start: datetime = DEMO_START, not_before: datetime | None = None
    ):
        self.file = file
        kept = datetime.fromisoformat(file.read_text()) if file.exists() else start
        self._set(max(kept, not_before or kept))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, to: date) -> datetime:
        """To nine in the morning of a day. Raises BackwardsClock."""
        target = datetime(to.year, to.month, to.day, 9, 0, tzinfo=CHINA)
        if target < self.now():
            raise BackwardsClock(f"{to} < {self.today()}")
        self._set(target)
        draft = self.file.with_suffix(".new")
        draft.write_text(target.isoformat())
        draft.replace(self.file)  # whole, whenever the process is killed
        return self.now()

    def _set(self, now: datetime) -> None:
        self._ahead: timedelta = now - datetime.now(UTC)
