"""Clock guard: no command is decided while the clock cannot be right.

What is stored carries its time for ever, and nothing may be stored before it: one act at a wrong
far day would shut the store until that day. So a clock may be ahead of the store's last sign of
life by FARTHEST_AHEAD, and further only if a person says so (`anjuan accept-clock`); and none that
has jumped against the time since the machine was started is believed, until it is back, a person
says that it is right, or it has been named for an hour. The demonstration's clock is moved on
purpose, and exempt from that.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from adapters.event_store.log import AHEAD_AT_MOST, Log
from adapters.folders import write_whole
from adapters.unavailable import DatabaseAway
from services.clock import NEVER, Clock, local_time
from services.commands.clock_jumps import ClockJumps

FARTHEST_AHEAD = timedelta(days=21)
SIGN, SIGN_EVERY = "alive", timedelta(minutes=1)
ACCEPTED = "accepted"


class ClockWrong(Exception):
    """The clock cannot be right, and why, in both languages: with its time and the other one."""


class SignOfLife:
    """The last moment at which a clock was in order here, in a file of the data folder, and whether
    a person has said so."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / SIGN

    def read(self) -> tuple[datetime, bool]:
        try:
            moment, _, said = self.file.read_text("ascii").strip().partition(" ")
            return datetime.fromisoformat(moment), said == ACCEPTED
        except (OSError, ValueError):
            return NEVER, False

    def write(self, moment: datetime, accepted: bool = False) -> None:
        said = f" {ACCEPTED}" if accepted else ""
        write_whole(self.file, f"{moment.isoformat()}{said}\n")


class ClockGuard:
    """Compares the clock with the last event, the last sign of life, the database's clock and the
    time since the machine was started. What each round of commands asks is in memory; `look` asks
    the store."""

    def __init__(self, log: Log, clock: Clock, folder: Path) -> None:
        self.log, self.clock, self.sign = log, clock, SignOfLife(folder)
        self._last = self._alive = NEVER
        self._difference = timedelta()  # the database's clock, less ours
        self.jumps = ClockJumps(lambda: self.clock.machine(), lambda: self.clock.steady())
        self.look()

    def check(self) -> None:
        """Raises ClockWrong."""
        if self.fault() and (fault := self.look()):
            raise ClockWrong(fault)

    def saw(self, recorded_at: datetime) -> None:
        """Takes note of the time of an event that this process has stored."""
        self._last = max(self._last, recorded_at)

    def look(self) -> str | None:
        """Reads what the clock is compared with, leaves a sign of life where it is in order; else
        says why it is not. Raises StoreUnavailable."""
        end, own = self.log.end(), self.log.clock()
        self._last = end[1] if end else NEVER
        self._alive, accepted = self.sign.read()
        if accepted and abs(self.clock.now() - self._alive) < 2 * SIGN_EVERY:
            self.jumps.accept()
        self._difference = own - self.clock.now() if own else timedelta()
        fault = self.fault()
        if fault is None:
            self._leave_sign()
        return fault

    def _leave_sign(self) -> None:
        now = self.clock.now()
        if not self.clock.is_moved and now - self._alive > SIGN_EVERY:
            with suppress(DatabaseAway, OSError):  # a full disk
                self.sign.write(now)

    def fault(self) -> str | None:
        """Why the clock cannot be right, as far as this process has seen."""
        now = self.clock.now()
        if self._last - now > AHEAD_AT_MOST:
            return clock_behind(self._last, now)
        if self.clock.is_moved:
            return None
        if abs(self._difference) > AHEAD_AT_MOST:
            return clocks_apart(now + self._difference, now)
        since = max(self._last, self._alive)
        if since > NEVER and now - since > FARTHEST_AHEAD:
            return clock_ahead(since, now)
        return self.jumps.look()


def clock_behind(last: datetime, now: datetime) -> str:
    event, clock = local_time(last), local_time(now)
    return (
        f"时钟慢了或被拨回：最近一件记录的时刻是 {event}，本机时钟是 {clock}；拨正后自动恢复"
        f" / the clock is behind or was set back: the last event was recorded at {event}, the clock"
        f" of this machine says {clock}; once it is right commands are taken again"
    )


def clocks_apart(database: datetime, now: datetime) -> str:
    its, ours = local_time(database), local_time(now)
    return (
        f"本机与数据库的时钟不一致：数据库为 {its}，本机为 {ours}；对时后自动恢复"
        f" / the database's clock says {its}, that of this machine {ours}; once they agree commands"
        " are taken again"
    )


def clock_ahead(since: datetime, now: datetime) -> str:
    before, clock, days = local_time(since), local_time(now), FARTHEST_AHEAD.days
    return (
        f"时钟可能快了：本机时钟是 {clock}，而此前最后的时刻是 {before}，相差逾 {days} 天；"
        "若时钟无误，请执行 anjuan accept-clock"
        f" / the clock may be fast: it says {clock}, and the last time known here is {before}, over"
        f" {days} days before; if it is right, run `anjuan accept-clock`"
    )
