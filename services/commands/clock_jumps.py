"""Clock jumps: the wall clock against the time since the machine was started."""

from collections.abc import Callable
from datetime import UTC, datetime

from services.clock import local_time

JUMP = 60.0  # seconds; less is how clocks are kept right
NAMED_FOR = 3600.0  # seconds after which the new time is taken as the right one


class ClockJumps:
    """Compares how two clocks have run since this process was started."""

    def __init__(self, wall: Callable[[], float], steady: Callable[[], float]) -> None:
        self._wall, self._steady = wall, steady
        self._began, self._seen_at = wall() - steady(), 0.0

    def look(self) -> str | None:
        """By how much the clock has jumped, and from when to when; None where it has not."""
        steady, now = self._steady(), self._wall()
        jump = now - steady - self._began
        if abs(jump) <= JUMP:
            self._seen_at = 0.0
            return None
        self._seen_at = self._seen_at or steady
        if steady - self._seen_at > NAMED_FOR:
            self.accept()
            return None
        due, is_now = (local_time(datetime.fromtimestamp(at, UTC)) for at in (now - jump, now))
        return (
            f"时钟跳动了 {jump:+.0f} 秒：应为 {due}，现为 {is_now}，请核对；"
            "若时钟无误，请执行 anjuan accept-clock"
            f" / the clock jumped by {jump:+.0f} s: due {due}, it says {is_now}; check it;"
            " if it is right, run `anjuan accept-clock`"
        )

    def accept(self) -> None:
        """Takes the clock as right from here on."""
        self._began, self._seen_at = self._wall() - self._steady(), 0.0
