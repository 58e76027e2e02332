"""Vitals of a process: what keeps it, or may soon keep it, from doing its work."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import Gauge

from adapters.unavailable import DatabaseAway
from services.clock import Clock
from services.commands.clock_guard import ClockGuard
from services.commands.clock_jumps import ClockJumps
from services.liveness.disk import DiskSpace
from services.liveness.overdue import OverdueTimers
from services.metrics import BACKGROUND, REGISTRY
from services.periodic import Heartbeat

THREADS_STALLED = Gauge("anjuan_threads_stalled", "threads not at work", registry=BACKGROUND)
CLOCK_WRONG = Gauge("anjuan_clock_wrong", "1: commands wait for the clock", registry=REGISTRY)
THREAD = "thread"
DECIDES = f"{THREAD} dispatcher"


@dataclass
class Vitals:
    """The threads of a process, its disk and clock; `guard` and `overdue` where it has commands."""

    folder: Path
    guard: ClockGuard | None = None
    overdue: OverdueTimers | None = None
    heartbeats: list[Heartbeat] = field(default_factory=list)

    def __post_init__(self) -> None:
        clock = Clock()
        own = ClockJumps(clock.machine, clock.steady)
        self.jumps = self.guard.jumps if self.guard else own
        self.disk = DiskSpace(self.folder)

    def unfit(self) -> dict[str, str]:
        """Why no command can be taken, by the part's name. Raises DatabaseAway."""
        clock = self.guard.look() if self.guard else None
        CLOCK_WRONG.set(clock is not None)
        found = {"clock": clock, DECIDES: self._stalled().get(DECIDES), "disk": self._full()}
        return {name: reason for name, reason in found.items() if reason}

    def troubles(self) -> dict[str, str]:
        """What an operator should look at, by the part's name."""
        return self._stalled() | {name: reason for name, reason in self._named() if reason}

    def _named(self) -> Iterator[tuple[str, str | None]]:
        yield "disk", self.disk.look()
        yield "clock jump", self.jumps.look()
        try:
            yield "timers", self.overdue.look() if self.overdue else None
        except DatabaseAway:
            return  # that is named elsewhere

    def _stalled(self) -> dict[str, str]:
        looked = ((one.name, one.stalled()) for one in self.heartbeats)
        stalled = {f"{THREAD} {name}": reason for name, reason in looked if reason}
        THREADS_STALLED.set(len(stalled))
        return stalled

    def _full(self) -> str | None:
        found = self.disk.look()
        return found if self.disk.is_full else None
