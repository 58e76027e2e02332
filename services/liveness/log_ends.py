"""When the store's end was seen where, to give a lag in seconds."""

import time
from collections import deque


class Ends:
    """Where the store's end was seen and when, to give a lag in seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, float]] = deque(maxlen=1000)

    def saw(self, end: int) -> None:
        """Records the store's end; once a second is enough."""
        now = time.monotonic()
        if not self._seen or (end > self._seen[-1][0] and now > self._seen[-1][1] + 1):
            self._seen.append((end, now))

    def since(self, checkpoint: int) -> float:
        """Seconds since the store was first seen beyond a checkpoint, 0 when it was not."""
        begun = next((moment for end, moment in list(self._seen) if end > checkpoint), None)
        return time.monotonic() - begun if begun else 0.0
