"""The service's clock: the machine's own, or the demonstration's, which may be moved forward."""

import fcntl
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from adapters.data_folder import DEMONSTRATION
from adapters.folders import write_whole
from domain.working_days import CHINA, business_day

NEVER = datetime.min.replace(tzinfo=UTC)
MOVES_SEEN_AFTER = 0.01  # seconds until a move by another process is noticed
FILE = "clock"
DEMO_START = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
LIVES_START = datetime(2022, 2, 21, 9, 0, tzinfo=CHINA)
"""Where the clock starts that whole lives are told by: it goes on as they are told."""


class BusinessDay(NamedTuple):
    """A business day, and the moments between which it lasts."""

    day: date
    begins: datetime
    ends: datetime


class Clock:
    """`now` in UTC; `today` is the business day in Asia/Shanghai."""

    is_moved = False  # whether people move it on purpose
    _last = BusinessDay(date.min, NEVER, NEVER)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def machine(self) -> float:
        """The machine's own time, also where `now` is another: seconds since 1970."""
        return time.time()

    def steady(self) -> float:
        """Seconds since the machine was started, sleep included; no one can set this clock."""
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))

    def today(self) -> date:
        now = self.now()
        last = self._last
        if not last.begins <= now < last.ends:
            self._last = last = day_around(now)
        return last.day

    def close(self) -> None:
        """Releases what the clock holds."""


def day_around(moment: datetime) -> BusinessDay:
    """The business day that a moment is in."""
    day = business_day(moment)
    begins = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return BusinessDay(day, begins, begins + timedelta(days=1))


def local_time(moment: datetime) -> str:
    """A moment as people in China read it on a clock."""
    return moment.astimezone(CHINA).isoformat(" ", "seconds")


class BackwardsClock(Exception):
    """The demonstration's clock moves forward only."""


class DemoClock(Clock):
    """The demonstration's clock: runs from where it was set, which a file in the folder keeps.

    All processes of a demonstration share one time: the first that opens it says how far it is
    ahead of the machine's, the others follow, also when one of them moves it. While none runs, it
    stands still. `not_before` is the time of the last event in the store: it goes on from there.
    """

    is_moved = True

    def __init__(
        self, folder: Path, start: datetime = DEMO_START, not_before: datetime | None = None
    ):
        self.file = folder / FILE
        self._seen: tuple[int, int] | None = None
        self._ahead, self._sure_until = timedelta(), 0.0
        self._lock = os.open(folder / DEMONSTRATION, os.O_RDWR | os.O_CREAT, 0o600)
        if opens_first(self._lock):
            kept = self._kept() or start
            self._set(max(kept, not_before or kept))
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def now(self) -> datetime:
        self._follow()
        return datetime.now(UTC) + self._ahead

    def move(self, to: date) -> datetime:
        """Moves the clock to nine in the morning of a day. Raises BackwardsClock."""
        target = datetime(to.year, to.month, to.day, 9, 0, tzinfo=CHINA)
        if target < self.now():
            raise BackwardsClock(f"{to} < {self.today()}")
        self._set(target)
        return self.now()

    def close(self) -> None:
        os.close(self._lock)

    def _kept(self) -> datetime | None:
        """The moment it was last set to."""
        if not self.file.exists():
            return None
        return datetime.fromisoformat(self.file.read_text("ascii").split()[0])

    def _set(self, moment: datetime) -> None:
        """Stores the moment, and the machine's time at which it was that."""
        machine = datetime.now(UTC)
        write_whole(self.file, f"{moment.isoformat()}\n{machine.isoformat()}\n")
        self._ahead = moment - machine

    def _follow(self) -> None:
        """Notices a move by another process, after 10 ms at the latest."""
        if (now := monotonic()) < self._sure_until:
            return
        self._sure_until = now + MOVES_SEEN_AFTER
        stat = self.file.stat()
        if self._seen != (stat.st_mtime_ns, stat.st_ino):
            moment, machine = self.file.read_text("ascii").split()
            self._ahead = datetime.fromisoformat(moment) - datetime.fromisoformat(machine)
            self._seen = stat.st_mtime_ns, stat.st_ino


class FollowedClock(Clock):
    """The clock of another house's folder, followed and never set: the demonstration's where it is
    one, else the machine's own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def now(self) -> datetime:
        try:
            moment, machine = self.file.read_text("ascii").split()
        except FileNotFoundError:
            return datetime.now(UTC)
        ahead = datetime.fromisoformat(moment) - datetime.fromisoformat(machine)
        return datetime.now(UTC) + ahead


def is_demonstration(folder: Path) -> bool:
    """Whether a demonstration was ever started over this data folder; it stays one."""
    return (folder / DEMONSTRATION).exists() or (folder / FILE).exists()


def opens_first(lock: int) -> bool:
    """Whether this process is the first to open the demonstration; later ones wait for it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(lock, fcntl.LOCK_SH)  # until the first has set the clock
        return False
    return True
