"""Delivers to one webhook what the policy lets its bureau hear, one event after the other.

Nothing waits in a queue: what is not accepted is read from the log again before the next try, by
the policy as it is then. So a receiver that is away costs a place and nothing else.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from msgspec.structs import replace
from prometheus_client import Counter

from adapters.unavailable import DatabaseAway
from adapters.webhooks.posting import PostOutcome, WebhookReceiver
from adapters.webhooks.signing import SigningSecrets, signed_headers
from adapters.webhooks.table import WebhookPlace
from services.metrics import BACKGROUND
from services.queries.feed import Stretch
from services.queries.feed_event import FeedEvent
from services.webhooks.message import CONTENT_TYPE, message_body, message_id

log = structlog.get_logger()
DELIVERED_AT_ONCE = 50  # events
LOOKED_EVERY = 1.0  # seconds, for events of other processes
PAUSE_AT_FIRST, PAUSE_AT_MOST = 1.0, 3600.0  # seconds between tries
PARKED_AFTER = timedelta(days=1)
FAULTY = "本服务不能读出这一事件，请看日志 / this service cannot read the event: see its log"
DELIVERED = Counter("anjuan_webhook_delivered", "events accepted", ["webhook"], registry=BACKGROUND)
NOT_ACCEPTED = Counter(
    "anjuan_webhook_refused", "tries that were not accepted", ["webhook"], registry=BACKGROUND
)
ReadsOn = Callable[[int, int], Awaitable[Stretch]]


class WebhookDelivery:
    """The way of events to one receiver; `progress` says how far it has come."""

    def __init__(
        self,
        name: str,
        secrets: SigningSecrets,
        receiver: WebhookReceiver,
        read: ReadsOn,
        progress: WebhookPlace,
        parked_after: timedelta = PARKED_AFTER,
    ) -> None:
        self.name, self.secrets, self.receiver, self.read = name, secrets, receiver, read
        self.progress, self.parked_after = progress, parked_after
        self.rung = asyncio.Event()

    async def run(self) -> None:
        """Delivers until it is cancelled, or parked."""
        try:
            while not self.progress.parked:
                if pause := await self.step():
                    self.receiver.hang_up()
                    await asyncio.sleep(pause)
        finally:
            self.receiver.hang_up()

    async def step(self) -> float:
        """Delivers the next few events; how long to wait before the next try of one that was not
        accepted, else 0."""
        self.rung.clear()
        try:
            stretch = await self.read(self.progress.place, DELIVERED_AT_ONCE)
        except DatabaseAway:
            return LOOKED_EVERY
        except Exception:
            log.exception("webhook", webhook=self.name)
            return self.not_accepted(PostOutcome(None, FAULTY))
        for event in stretch.items:
            outcome = await self.sent(event)
            if not outcome.accepted:
                return self.not_accepted(outcome)
            DELIVERED.labels(self.name).inc()
            self.reached(event.position)
        self.reached(stretch.place)
        if stretch.ended:
            await self.growth()
        return 0.0

    async def sent(self, event: FeedEvent) -> PostOutcome:
        body, id = message_body(event), message_id(event)
        headers = {"content-type": CONTENT_TYPE, "user-agent": "anjuan"}
        now = datetime.now(UTC)
        signed = signed_headers(self.secrets.at(now), id, int(now.timestamp()), body)
        return await self.receiver.post(body, headers | signed)

    async def growth(self) -> None:
        """Until the log may have grown; the connection is not kept for that long."""
        if not self.rung.is_set():
            self.receiver.hang_up()
        try:
            async with asyncio.timeout(LOOKED_EVERY):
                await self.rung.wait()
        except TimeoutError:
            return

    def reached(self, place: int) -> None:
        if place > self.progress.place:
            self.progress = WebhookPlace(self.progress.turn, place)

    def not_accepted(self, outcome: PostOutcome) -> float:
        """Notes what the receiver has answered; how long to wait before the next try."""
        NOT_ACCEPTED.labels(self.name).inc()
        now, before = datetime.now(UTC), self.progress
        since = before.failing_since or now
        parked = outcome.gone or now - since >= self.parked_after
        self.progress = replace(
            before,
            failing_since=since,
            tries=before.tries + 1,
            trouble=outcome.words,
            parked=parked,
        )
        log.info("webhook not accepted", webhook=self.name, told=outcome.words, parked=parked)
        return max(pause_after(self.progress.tries), min(outcome.retry_after, PAUSE_AT_MOST))


def pause_after(tries: int) -> float:
    """Seconds to wait after so many tries: doubled each time, up to an hour, and somewhere between
    half of it and all, so that receivers that come back are not all asked at once."""
    longest = min(PAUSE_AT_MOST, PAUSE_AT_FIRST * 2.0 ** min(tries - 1, 20))
    return longest * random.uniform(0.5, 1.0)
