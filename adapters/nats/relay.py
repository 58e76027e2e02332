"""Outbox relay: publishes the log to the stream EV, each event once and in order, with no cursor.

The stream's last message tells the position, and the server accepts a batch only right after the
message that the relay saw last; so a second relay, a late one or a repeated try does no harm.
"""

import asyncio
from collections.abc import Callable, Sequence
from random import Random

import structlog
from nats.errors import Error as NatsError
from nats.js.errors import APIError, NotFoundError

from adapters.event_store.log import Log, Stored, StoreUnavailable, receipt_hash
from adapters.event_store.restorations import gap_around
from adapters.event_store.store_marks import restorations
from adapters.nats.batch import LARGEST_BATCH, batches, publish_batch
from adapters.nats.connection import ANSWER_WITHIN, Link, NatsAddress, NatsAway, NatsUnfit, linked
from adapters.nats.reading import NotRelayed, Tail, first_beyond, placed_at, tail_of
from adapters.nats.relay_stops import another_way, older_store
from adapters.nats.stream import STREAM, Message, make_stream, message, stream_state, subject_area

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
                async with linked(self.address(), "anjuan relay", "relay") as link:
                    await link.while_open(self._serve(link))
            except (RelayStopped, NotRelayed) as stopped:
                self._alarm(str(stopped))
                raise RelayStopped(str(stopped)) from stopped
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
        if state is None:
            async with linked(self.address(), "anjuan relay", "administration") as administration:
                state = await make_stream(administration.jetstream, self.replicas)
        self._areas.clear()
        if state.messages == 0:
            tail = Tail(state.last_seq)
        else:
            tail = await placed_at(link, state.last_seq)
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
            events = await self._behind(link, tail)
            for batch in batches(await self._messages(link, tail, events), link.largest):
                tail = await self._publish(link, tail, batch)
                self.position = tail.position
                self._tell(len(batch))
            if events:
                idle = 0.0
            else:
                self._tell(0)
                idle += await self._rest()

    async def _rest(self) -> float:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._woken.wait()
            return 0.0
        except TimeoutError:
            return LOOK_AGAIN

    async def _behind(self, link: Link, tail: Tail) -> list[Stored]:
        """The next events, checking that the store still has the one that the stream ends with, or
        has recorded that it lost it."""
        after = max(tail.position - 1, 0)
        events = await asyncio.to_thread(self.log.follow, after, LARGEST_BATCH + 1)
        if not tail.position:
            return events[:LARGEST_BATCH]
        if events and (events[0].position, receipt_hash(events[0]).hex()) == place(tail):
            return events[1:]
        if await self._was_lost(link, tail):
            return events[:LARGEST_BATCH]
        end = self.log.end()
        if tail.position > (end[0] if end else 0):
            raise RelayStopped(older_store(tail.position, end[0] if end else 0))
        raise RelayStopped(another_way(tail.position))

    async def _was_lost(self, link: Link, tail: Tail) -> bool:
        """Whether a restoration is recorded that lost the stream's last message, and the two agree
        about the last event that was kept."""
        gaps = await asyncio.to_thread(restorations, self.log)
        gap = gap_around(tail.position, gaps)
        if gap is None:
            return False
        first_lost = await first_beyond(link, gap.kept_to, tail.sequence)
        if first_lost == 1:
            return gap.kept_to == 0
        kept = await placed_at(link, first_lost - 1)
        stored = await asyncio.to_thread(self.log.at, [kept.position])
        if [(one.position, receipt_hash(one).hex()) for one in stored] != [place(kept)]:
            raise RelayStopped(another_way(kept.position))
        return True

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
            return tail_of(await link.jetstream.get_msg(STREAM, subject=f"{area}.>")).position
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


def place(tail: Tail) -> tuple[int, str]:
    return tail.position, tail.digest
