"""Periods that are over and that no timer closes: the timers' process is gone, or is refused."""

import time

from services.reactions.timers import Timers

LATE_AFTER = 600.0  # seconds


class OverdueTimers:
    """Remembers since when each timer has been seen to be due."""

    def __init__(self, timers: Timers) -> None:
        self.timers = timers
        self._since: dict[str, float] = {}

    def look(self) -> str | None:
        """How many are overdue, and one of them. Raises DatabaseAway."""
        now = time.monotonic()
        due = {deadline.name for deadline in self.timers.due()}
        self._since = {name: self._since.get(name, now) for name in due}
        late = sorted(name for name, since in self._since.items() if now - since > LATE_AFTER)
        if not late:
            return None
        minutes = LATE_AFTER / 60
        return (
            f"{len(late)} 个期限届满逾 {minutes:.0f} 分钟而无人处理，如 {late[0]}；请查看定时进程"
            f" / {len(late)} periods ended over {minutes:.0f} minutes ago and no timer closed them,"
            f" one is {late[0]}: look after the timers (`anjuan worker timers`)"
        )
