"""Runs the outbox relay in a thread with its own event loop; its status and metrics."""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import structlog
from msgspec import Struct
from prometheus_client import Counter, Gauge, Histogram

from adapters.event_store.log import Log
from adapters.nats.connection import NatsAddress
from adapters.nats.relay import Relay, RelayStopped
from services.metrics import BACKGROUND
from services.periodic import Heartbeat

log = structlog.get_logger()
ASK_AGAIN = 0.2  # seconds between cancellations: asyncio.wait_for, in nats-py, may swallow one
RELAYED = Counter("anjuan_relay_events", "events published to NATS", registry=BACKGROUND)
RELAY_PLACE = Gauge("anjuan_relay_position", "position that NATS has reached", registry=BACKGROUND)
BATCH_SIZE = Histogram(
    "anjuan_relay_batch_size",
    "events in one atomic batch",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128),
    registry=BACKGROUND,
)
RELAY_BEHIND = Gauge("anjuan_relay_behind_events", "events not on NATS yet", registry=BACKGROUND)
RELAY_BEHIND_SECONDS = Gauge(
    "anjuan_relay_behind_seconds", "seconds since NATS last had everything", registry=BACKGROUND
)
ALARMS = Gauge("anjuan_relay_alarms", "alarms that need an operator", registry=BACKGROUND)
RELAY_STOPPED = Gauge("anjuan_relay_stopped", "1: stream and store differ", registry=BACKGROUND)


class Standing(Struct, frozen=True):
    """Status of the relay. `behind` counts positions, `seconds` since NATS last had everything.

    `trouble` passes by itself; `stopped` does not: the relay will publish nothing until an operator
    has looked and the service is restarted.
    """

    position: int
    behind: int
    seconds: float
    alarms: int
    trouble: str | None = None
    stopped: str | None = None


class RelayWorker:
    """Runs one relay in a thread. Any number of services may: one leads, the others stand by."""

    def __init__(self, log: Log, address: Callable[[], NatsAddress], replicas: int = 1) -> None:
        self.log = log
        self.relay = Relay(log, address, replicas)
        self.relay.listeners.append(self._sent)
        self._stopped: str | None = None
        self._level = time.monotonic()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="relaying")
        self.heartbeat = Heartbeat("relay", self._thread)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Cancels the relay; a batch under way is stored whole or not at all."""
        self.heartbeat.ends = True
        self._call(self._end)
        if not self._thread.ident:
            self._loop.close()
        while self._thread.is_alive():
            self._call(self._end)
            self._thread.join(ASK_AGAIN)

    def wake(self) -> None:
        """Wakes the relay: the log may have grown. For any thread."""
        self._call(self.relay.wake)

    def standing(self) -> Standing:
        """Status of the relay now. Raises StoreUnavailable."""
        end = self.log.end()
        behind = max((end[0] if end else 0) - self.relay.position, 0)
        standing = Standing(
            position=self.relay.position,
            behind=behind,
            seconds=time.monotonic() - self._level if behind else 0.0,
            alarms=self.relay.alarms,
            trouble=self.relay.trouble,
            stopped=self._stopped,
        )
        RELAY_PLACE.set(standing.position)
        RELAY_BEHIND.set(standing.behind)
        RELAY_BEHIND_SECONDS.set(standing.seconds)
        ALARMS.set(standing.alarms)
        RELAY_STOPPED.set(standing.stopped is not None)
        return standing

    def _sent(self, count: int) -> None:
        RELAY_PLACE.set(self.relay.position)
        if count:
            RELAYED.inc(count)
            BATCH_SIZE.observe(count)
        else:
            self._level = time.monotonic()

    def _call(self, what: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(what)

    def _end(self) -> None:
        self._ending = True
        if self._task:
            self._task.cancel()

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._relay())

    async def _relay(self) -> None:
        self._task = asyncio.create_task(self.relay.run())
        if self._ending:
            self._task.cancel()
        try:
            await self._task
        except asyncio.CancelledError:
            pass
        except RelayStopped as stopped:
            self._stopped, self.heartbeat.ends = str(stopped), True
