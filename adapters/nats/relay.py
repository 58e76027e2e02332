"""Outbox relay: publishes the log to the stream EV, each event once and in order, with no cursor.

The stream's last message tells the position, and the server accepts a batch only right after the
message that the relay saw last; so a second relay, a late one or a repeated try does no harm.
"""

import asyncio
from collections.abc import Callable, Sequence
from random import Random

import structlog
from msgspec import Struct
from nats.errors import Error as NatsError
from nats.js.api import RawStreamMsg
from nats.js.errors import APIError, NotFoundError

from adapters.event_store.log import Log, Stored, StoreUnavailable, receipt_hash
from adapters.nats.batch import LARGEST_BATCH, batches, publish_batch
from adapters.nats.connection import ANSWER_WITHIN, Link, NatsAddress, NatsAway, NatsUnfit, linked
from adapters.nats.stream import STREAM, Message, message, stream_state, subject_area

log = structlog.get_logger()
LOOK_AGAIN = 0.5  # seconds between polls of the log when nobody wakes the relay
RECHECK = 5.0  # seconds between reads of the tail while there is nothing to send
STAND_BY = 1.0  # seconds that a relay lets another one go ahead
QUICKEST_RETRY, SLOWEST_RETRY = 0.1, 5.0
WRONG_LAST_SEQUENCE = 10071
UNACKNOWLEDGED = (
    f"流 {STREAM} 收到消息而不予确认，其磁盘可能已满"
    f" / the stream {STREAM} acknowledges nothing: its disk may be full"
)
PAUSES = Random()  # of its own: the relay's thread leaves everyone else's random numbers alone


class RelayStopped(Exception):
    """Stream and store hold different histories: nothing is published until an operator acts."""


class Fenced(Exception):
    """Another relay, or an earlier try of our own, published first: read the tail again."""


class Tail(Struct, frozen=True):
    """The stream's last message: its sequence there, its position and hash in the store."""

    sequence: int
    position: int = 0
    digest: str = ""


class Relay:
    """Publishes what the log has and the stream has not, until it is cancelled.

    `trouble` says why nothing moves, None while all is well; `alarms` counts what an operator
    should look into; `listeners` are called after each batch with its number of events, and with 0
    when the stream is at the end of the log. `address` is asked again at every connection.
    """

    def __init__(self, log: Log, address: Callable[[], NatsAddress], replicas: int = 1) -> None:
        self.log, self.address, self.replicas = log, address, replicas
        self.position = 0
        self.trouble: str | None = None
        self.alarms = 0
        self.listeners: list[Callable[[int], None]] = []
        self._woken = asyncio.Event()
        self._areas: dict[str, int] = {}
        self._pause = QUICKEST_RETRY

    def wake(self) -> None:
        """Wakes the relay: the log may have grown. Call it in the relay's own event loop."""
        self._woken.set()

    async def run(self) -> None:
        """Relays until RelayStopped is raised; after other errors it tries again, with backoff."""
        while True:
            try:
                async with linked(self.address(), "anjuan relay") as link:
                    await link.while_open(self._serve(link))
            except RelayStopped as stopped:
                self._alarm(str(stopped))
                raise
            except NatsUnfit as unfit:
                self._trouble(str(unfit), alarm=True)
            except (NatsAway, NatsError, StoreUnavailable, OSError, TimeoutError) as error:
                self._trouble(f"{type(error).__name__}: {error}")
            except Exception as error:
                self._trouble(f"{type(error).__name__}: {error}", alarm=True, unforeseen=True)
            await asyncio.sleep(self._pause * PAUSES.uniform(0.5, 1.0))
            self._pause = min(self._pause * 2, SLOWEST_RETRY)

    async def _serve(self, link: Link) -> None:
        while True:
            try:
                await self._follow(link, await self._tail(link))
            except Fenced:
                await asyncio.sleep(STAND_BY * PAUSES.uniform(0.5, 1.0))

    async def _tail(self, link: Link) -> Tail:
        """How far the stream is, by its last message."""
        state = await stream_state(link.jetstream, self.replicas)
        self._areas.clear()
        if state.messages == 0:
            tail = Tail(state.last_seq)
        else:
            last = await link.jetstream.get_msg(STREAM, seq=state.last_seq)
            tail = Tail(state.last_seq, position_of(last), (last.headers or {})["ce-sha256"])
        if tail.position < self.position:
            self._alarm(
                f"the stream {STREAM} has lost what was behind position {tail.position}"
                f" of {self.position}; it is published again from the store"
            )
        self.position = tail.position
        return tail

    async def _follow(self, link: Link, tail: Tail) -> None:
        """Publishes what comes after the tail; returns when the tail is to be read again."""
        idle = 0.0
        while idle < RECHECK:
            self._woken.clear()
            events = await self._behind(tail)
            for batch in batches(await self._messages(link, tail, events), link.largest):
                tail = await self._publish(link, tail, batch)
                self.position = tail.position
                self._tell(len(batch))
            if len(events) < LARGEST_BATCH:
                self._tell(0)
                idle = 0.0 if events else idle + await self._rest()

    async def _rest(self) -> float:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._woken.wait()
            return 0.0
        except TimeoutError:
            return LOOK_AGAIN

    async def _behind(self, tail: Tail) -> list[Stored]:
        """The next events, checking that the store still has the one that the stream ends with."""
        after = max(tail.position - 1, 0)
        events = await asyncio.to_thread(self.log.follow, after, LARGEST_BATCH + 1)
        if not tail.position:
            return events[:LARGEST_BATCH]
        if not events:
            end = self.log.end()
            raise RelayStopped(
                f"the stream {STREAM} is at position {tail.position}, the store ends at"
                f" {end[0] if end else 0}: an older store was restored"
            )
        if events[0].position != tail.position or receipt_hash(events[0]).hex() != tail.digest:
            raise RelayStopped(
                f"the stream {STREAM} has another event at position {tail.position} than the"
                " store: an older store was restored and went another way"
            )
        return events[1:]

    async def _messages(self, link: Link, tail: Tail, events: Sequence[Stored]) -> list[Message]:
        messages = []
        previous = tail.position
        for event in events:
            area = subject_area(event.state)
            if area not in self._areas:
                self._areas[area] = await self._last_in(link, area)
            messages.append(message(event, area, previous, self._areas[area]))
            self._areas[area] = previous = event.position
        return messages

    async def _last_in(self, link: Link, area: str) -> int:
        try:
            return position_of(await link.jetstream.get_msg(STREAM, subject=f"{area}.>"))
        except NotFoundError:
            return 0

    async def _publish(self, link: Link, tail: Tail, batch: Sequence[Message]) -> Tail:
        """Publishes one batch, all or nothing, right after the tail that we saw."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                ack = await publish_batch(link, batch, tail.sequence)
        except TimeoutError as error:
            raise NatsAway(UNACKNOWLEDGED) from error
        except APIError as error:
            if error.err_code == WRONG_LAST_SEQUENCE:
                raise Fenced from error
            raise
        sequence = tail.sequence + len(batch)
        if ack is None or ack.seq != sequence:
            raise NatsAway(f"the stream answered {ack} where {sequence} was due")
        return Tail(sequence, batch[-1].position, batch[-1].digest)

    def _tell(self, count: int) -> None:
        if self.trouble:
            log.info("relay resumed", position=self.position)
        self.trouble, self._pause = None, QUICKEST_RETRY
        for listener in self.listeners:
            listener(count)

    def _trouble(self, reason: str, alarm: bool = False, unforeseen: bool = False) -> None:
        """Logs a reason once, however often it is met."""
        if reason != self.trouble:
            self.trouble = reason
            self.alarms += alarm
            log.warning("relay will retry", reason=reason, at=self.position, exc_info=unforeseen)

    def _alarm(self, reason: str) -> None:
        self.alarms += 1
        log.error("relay alarm", reason=reason)


def position_of(raw: RawStreamMsg) -> int:
    """The store position of a message. Raises RelayStopped for one that no relay has written."""
    headers = raw.headers or {}
    if not headers.get("ce-position", "").isdecimal() or "ce-sha256" not in headers:
        raise RelayStopped(f"message {raw.seq} of the stream {STREAM} is not the relay's")
    return int(headers["ce-position"])
