"""JetStream subscription: feeds projections from NATS through a durable consumer.

Gaps in the stream are read from the store, which is the truth: without NATS projections follow the
store alone.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog
from nats.errors import Error as NatsError

from adapters.event_store.restorations import gap_around
from adapters.event_store.store_marks import restorations
from adapters.nats.connection import Link, NatsAddress, NatsAway, NatsUnfit, linked
from adapters.nats.consumer import Received, consume
from adapters.unavailable import DatabaseAway
from domain.store.case import Restoration
from services.metrics import REDELIVERED
from services.periodic import Heartbeat
from services.subscriptions.catch_up import CatchUpSubscription

log = structlog.get_logger()
RECONNECT_PAUSE = 0.5
UNSAID_WITHIN = (
    5.0  # seconds that a trouble may last unsaid: at a first start the relay makes the stream
)
CANCEL_AGAIN = 0.2  # seconds between cancellations: asyncio.wait_for, in nats-py, may swallow one


class JetStreamSubscription:
    """Thread with its own event loop and one durable consumer for all projections of a process."""

    def __init__(
        self, subscription: CatchUpSubscription, address: Callable[[], NatsAddress]
    ) -> None:
        self.subscription, self.address = subscription, address
        self.trouble: str | None = None
        self._since, self._said = 0.0, False
        self._gaps: tuple[Restoration, ...] = ()
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="jetstream subscription")
        self.heartbeat = Heartbeat("jetstream subscription", self._thread)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self.heartbeat.ends = True
        if not self._thread.ident:
            self._loop.close()
        while self._thread.is_alive():
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(CANCEL_AGAIN)

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        self._task = asyncio.create_task(self._again_and_again())
        with suppress(asyncio.CancelledError):
            await self._task

    async def _again_and_again(self) -> None:
        while not self._ending.is_set():
            try:
                async with linked(self.address(), "anjuan projector", "reader") as link:
                    await link.while_open(self._consume(link))
            except (NatsAway, NatsUnfit, NatsError, DatabaseAway, OSError, TimeoutError) as error:
                self._troubled(error)
            except Exception as error:
                log.exception("jetstream subscription")
                self._troubled(error)
            await asyncio.sleep(RECONNECT_PAUSE)

    def _troubled(self, error: Exception) -> None:
        """Logs a trouble once, when it has lasted; `_bound` takes back what was logged."""
        reason = str(error) or type(error).__name__
        if self.trouble is None:
            self._since = time.monotonic()
        if time.monotonic() - self._since > UNSAID_WITHIN and not self._said:
            log.warning("projections follow the store alone", reason=reason)
            self._said = True
        self.trouble = reason

    def _bound(self) -> None:
        """The consumer is there: the trouble is over."""
        if self._said:
            log.info("projections follow the stream again")
        self.trouble, self._said = None, False

    async def _consume(self, link: Link) -> None:
        loop = asyncio.get_running_loop()
        self._gaps = await loop.run_in_executor(None, restorations, self.subscription.log)
        await consume(
            link,
            self.subscription.durable,
            lambda events: loop.run_in_executor(None, self._take, events),
            self._bound,
        )

    def _take(self, events: Sequence[Received]) -> None:
        """Projects messages, each for all projections. Where one stops at an event of a newer
        release, the store has it too: nothing is lost by acknowledging."""
        REDELIVERED.inc(sum(event.redelivered for event in events))
        try:
            if kept := self._kept(events):
                self.subscription.offer([(event.previous, event.stored) for event in kept])
        except DatabaseAway as error:
            log.warning("projections wait for the store", error=str(error))
            raise TimeoutError(str(error)) from error

    def _kept(self, events: Sequence[Received]) -> list[Received]:
        """Those that the store still has: others were sent, and then lost by a restoration, whether
        it is recorded already or an older store simply stands there."""
        end = self.subscription.log.end()
        last = end[0] if end else 0
        return [
            event
            for event in events
            if event.stored.position <= last and not gap_around(event.stored.position, self._gaps)
        ]
