"""Backoff between restarts of a process that ends by itself."""

QUICKEST_RESTART, SLOWEST_RESTART = 0.1, 5.0  # seconds
STEADY = 1.0  # seconds after which a process did not end of its start


class RestartBackoff:
    """How long to wait before a process is started again: twice as long after each that ended at
    once."""

    def __init__(self) -> None:
        self._next = QUICKEST_RESTART

    def pause(self, ran: float) -> float:
        """Seconds to wait, after the process has run for so many."""
        pause = QUICKEST_RESTART if ran > STEADY else self._next
        self._next = min(pause * 2, SLOWEST_RESTART)
        return pause
