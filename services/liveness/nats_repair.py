"""Restarts our own NATS server where publishing stays stuck though its disk has room.

A nats-server whose disk was full once takes no message any more until it is restarted. Only the
embedded server is restarted: another is its operator's.
"""

import time
from collections.abc import Callable

import structlog

from adapters.nats.server import EmbeddedNats
from services.liveness.disk import DiskSpace
from services.outbox.relay import RelayWorker
from services.periodic import PeriodicThread

log = structlog.get_logger()
STUCK_AFTER = 15.0  # seconds of the same trouble
SHORTEST_PAUSE, LONGEST_PAUSE = 30.0, 600.0  # seconds from one restart to the next


class NatsRepair:
    """Looks after one relay and its server, every few seconds."""

    def __init__(
        self,
        relay: RelayWorker,
        server: EmbeddedNats,
        stuck_after: float = STUCK_AFTER,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.relay, self.server, self.stuck_after, self._now = relay, server, stuck_after, now
        self.disk = DiskSpace(server.folder)
        self._since: float | None = None
        self._next, self._pause = 0.0, SHORTEST_PAUSE
        self._thread = PeriodicThread("NATS repair", self.look, every=min(5.0, stuck_after))
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop = self._thread.start, self._thread.stop

    def look(self) -> None:
        """Restarts the server where the trouble has lasted; ever more rarely where that is no
        help."""
        now = self._now()
        if self.relay.relay.trouble is None:
            self._since, self._next, self._pause = None, 0.0, SHORTEST_PAUSE
            return
        self._since = self._since if self._since is not None else now
        self.disk.look()
        if now - self._since < self.stuck_after or now < self._next or self.disk.is_full:
            return
        log.warning("nats-server is stuck and is restarted", reason=self.relay.relay.trouble)
        self._next, self._pause = now + self._pause, min(2 * self._pause, LONGEST_PAUSE)
        self.server.restart()
