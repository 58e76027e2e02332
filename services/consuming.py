"""Projections fed by NATS: each has a durable consumer, and what does not join on is read from the
store. NATS is the road, the store the truth: with NATS away projections follow the store alone."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog
from nats.js.errors import APIError

from adapters.codec import UnknownEvent
from adapters.log import StoreUnavailable
from adapters.nats_consumer import Received, consume
from adapters.nats_link import Link, NatsAddress, NatsAway, NatsUnfit, linked
from services.metrics import REDELIVERED
from services.projecting import Projecting

log = structlog.get_logger()
PAUSE = 0.5


class Consuming:
    """A thread with its own event loop; one consumer for each projection."""

    def __init__(self, projecting: Projecting, address: Callable[[], NatsAddress]) -> None:
        self.projecting, self.address = projecting, address
        self.trouble: str | None = None
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="consuming")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(lambda: self._task and self._task.cancel())
        if self._thread.ident:
            self._thread.join()
        else:
            self._loop.close()

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
                async with linked(self.address(), "anjuan projector") as link:
                    await link.while_open(self._consume_all(link))
            except (NatsAway, NatsUnfit, APIError, OSError, TimeoutError) as error:
                self._troubled(error)
            except Exception as error:
                log.exception("consuming")
                self._troubled(error)
            await asyncio.sleep(PAUSE)

    def _troubled(self, error: Exception) -> None:
        reason = str(error) or type(error).__name__
        if reason != self.trouble:
            log.warning("projections follow the store alone", reason=reason)
        self.trouble = reason

    async def _consume_all(self, link: Link) -> None:
        """All consumers, until one of them fails."""
        self.trouble = None
        tasks = [
            asyncio.create_task(consume(link, filler.table.physical, self._taker(name)))
            for name, filler in self.projecting.fillers.items()
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _taker(self, name: str) -> "Callable[[Sequence[Received]], asyncio.Future[None]]":
        loop = asyncio.get_running_loop()
        return lambda events: loop.run_in_executor(None, self._take, name, events)

    def _take(self, name: str, events: Sequence[Received]) -> None:
        REDELIVERED.labels(name).inc(sum(event.redelivered for event in events))
        try:
            self.projecting.offer(name, [(event.previous, event.stored) for event in events])
        except UnknownEvent as error:  # the store has it too: nothing is lost by acknowledging
            self.projecting.stop_at(name, error)
        except StoreUnavailable as error:
            log.warning("projection waits", projection=name, error=str(error))
            raise TimeoutError(str(error)) from error
