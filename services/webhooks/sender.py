"""Sends to all webhooks, each on its own, in a thread with an event loop; keeps their places.

Of several processes one sends: it holds a lock that ends with it, however it ends. What it had sent
and not yet noted is sent again, under the same id.
"""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog
from msgspec.structs import replace

from adapters.folders import held_alone
from adapters.unavailable import DatabaseAway
from adapters.webhooks.addresses import Network
from adapters.webhooks.posting import WebhookReceiver
from adapters.webhooks.sealing import WebhookSecrets
from adapters.webhooks.table import MOST_WEBHOOKS, Webhook, WebhookPlace, Webhooks
from services.periodic import Heartbeat
from services.queries.feed import FeedFilter, FeedReader, Stretch
from services.queries.log_view import LogView
from services.webhooks.delivery import PARKED_AFTER, WebhookDelivery
from services.webhooks.standing import WebhookStanding, measured, standings

log = structlog.get_logger()
KEPT_EVERY = 1.0  # seconds
READERS = 2  # threads
FAR = 1000  # positions; what is further behind is read beside the others
SECRET_LOST = "密钥打不开，请移除后重新登记 / its secret cannot be opened: remove it, add it again"


class Sending(NamedTuple):
    """A webhook as it was in the table, and the task that delivers to it."""

    webhook: Webhook
    delivery: WebhookDelivery
    task: asyncio.Task[None]


class WebhookSender:
    """Sends in a thread. `lock` is the file that the one who sends holds."""

    def __init__(
        self,
        webhooks: Webhooks,
        secrets: WebhookSecrets,
        view: LogView,
        lock: Path,
        allowed: Sequence[Network] = (),
        tls: ssl.SSLContext | None = None,
        parked_after: timedelta = PARKED_AFTER,
    ) -> None:
        self.webhooks, self.secrets, self.view, self.lock = webhooks, secrets, view, lock
        self.allowed, self.tls = allowed, tls or ssl.create_default_context()
        self.parked_after = parked_after
        self.found: Sequence[WebhookStanding] = ()
        self._log_end = 0
        self._sending: dict[str, Sending] = {}
        self._kept: dict[str, WebhookPlace] = {}
        self._loop = asyncio.new_event_loop()
        self._near, self._far = ThreadPoolExecutor(READERS), ThreadPoolExecutor(READERS)
        self._ending = asyncio.Event()
        self._thread = threading.Thread(target=self._work, name="webhooks")
        self.heartbeat = Heartbeat("webhooks", self._thread)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends all sending, and notes how far each has come."""
        self.heartbeat.ends = True
        self._call(self._ending.set)
        if self._thread.ident:
            self._thread.join()
        else:
            self._loop.close()
        for pool in (self._near, self._far):
            pool.shutdown(cancel_futures=True)

    def wake(self) -> None:
        """The log may have grown. For any thread."""
        self._call(self._ring)

    def _ring(self) -> None:
        for one in self._sending.values():
            one.delivery.rung.set()

    def _call(self, what: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(what)

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            self._loop.set_default_executor(ThreadPoolExecutor(MOST_WEBHOOKS))
            runner.run(self._run())

    async def _run(self) -> None:
        while not self._ending.is_set():
            with held_alone(self.lock) as leads:
                await self._repeated(self._look if leads else self._looked_at, ever=leads)
                await self._end([*self._sending])

    async def _repeated(self, look: Callable[[], Awaitable[object]], ever: bool) -> None:
        """Looks once, or ever again until the sender ends; what goes wrong is logged."""
        while not self._ending.is_set():
            with self.heartbeat.working():
                try:
                    await look()
                except DatabaseAway as error:
                    log.warning("webhooks", error=str(error))
                except Exception:
                    log.exception("webhooks")
            with suppress(TimeoutError):
                async with asyncio.timeout(KEPT_EVERY):
                    await self._ending.wait()
            if not ever:
                return

    async def _look(self) -> None:
        """Notes how far each has come, and sends to those that are in the table now."""
        await self._keep(self._sending.values())
        webhooks = await self._looked_at()
        wanted = wanted_of(webhooks)
        if ended := [name for name, one in self._sending.items() if has_ended(one, wanted)]:
            await self._end(ended)
            wanted = wanted_of(await self._looked_at())  # with the places that were reached by now
        for name in wanted.keys() - self._sending.keys():
            await self._begin(wanted[name])

    async def _looked_at(self) -> list[Webhook]:
        """The webhooks as they are in the table, and how each stands."""
        webhooks, end = await asyncio.to_thread(lambda: (self.webhooks.all(), self.view.log.end()))
        self._log_end = end[0] if end else 0
        before, self.found = self.found, standings(webhooks, self._log_end)
        measured(before, self.found)
        return webhooks

    async def _begin(self, webhook: Webhook) -> None:
        """Begins to send to one. Where an older store was put in place, its end is the place."""
        secrets = self.secrets.open(webhook)
        if secrets is None:
            lost = replace(webhook.progress, trouble=SECRET_LOST, parked=True)
            await asyncio.to_thread(self.webhooks.keep, [(webhook.name, lost)])
            return
        place = min(webhook.progress.place, self._log_end)
        delivery = WebhookDelivery(
            webhook.name,
            secrets,
            WebhookReceiver(webhook.url, self.allowed, self.tls),
            partial(self._read, FeedReader(self.view, webhook.actor, FeedFilter())),
            replace(webhook.progress, place=place),
            self.parked_after,
        )
        task = asyncio.create_task(delivery.run(), name=f"webhook {webhook.name}")
        self._sending[webhook.name] = Sending(webhook, delivery, task)

    async def _end(self, names: Sequence[str]) -> None:
        """Ends the sending to some, and notes how far each has come."""
        ended = [self._sending.pop(name) for name in names]
        for one in ended:
            one.task.cancel()
        for error in await asyncio.gather(*(one.task for one in ended), return_exceptions=True):
            if isinstance(error, Exception):
                log.error("webhooks", exc_info=error)
        await self._keep(ended)
        for one in ended:
            self._kept.pop(one.webhook.name, None)

    async def _keep(self, sending: Iterable[Sending]) -> None:
        reached = {one.webhook.name: one.delivery.progress for one in sending}
        news = {name: at for name, at in reached.items() if self._kept.get(name) != at}
        if news:
            await asyncio.to_thread(self.webhooks.keep, news.items())
            self._kept |= news

    async def _read(self, reader: FeedReader, after: int, limit: int) -> Stretch:
        """Reads on for one webhook; those that are far behind hold up none that is not."""
        pool = self._near if self._log_end - after < FAR else self._far
        return await self._loop.run_in_executor(pool, reader.read, after, limit)


def wanted_of(webhooks: Iterable[Webhook]) -> dict[str, Webhook]:
    """Those to which something may be sent, by name."""
    return {one.name: one for one in webhooks if not one.progress.parked}


def has_ended(one: Sending, wanted: Mapping[str, Webhook]) -> bool:
    """Whether the task has ended, or its webhook is not the one that is wanted now."""
    now = wanted.get(one.webhook.name)
    return one.task.done() or now is None or identity_of(now) != identity_of(one.webhook)


def identity_of(webhook: Webhook) -> tuple[object, ...]:
    return webhook.url, webhook.actor, webhook.sealed, webhook.progress.turn
