"""Reconciliation: compares the stream EV with the store, event by event.

The relay checks the stream's end alone; what was lost, changed or inserted before is found here.
The stream may be behind the store: what comes after its last event is not missing.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import structlog
from msgspec import Struct
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from prometheus_client import Gauge

from adapters.event_store.log import Log, Stored, receipt_hash
from adapters.event_store.restorations import gap_around
from adapters.event_store.store_marks import restorations
from adapters.nats.connection import Link, NatsAddress, NatsAway, NatsUnfit, linked
from adapters.nats.consumer import Received, received
from adapters.nats.reading import stretch
from adapters.nats.stream import STREAM, subject_area, subject_of
from adapters.unavailable import DatabaseAway
from services.metrics import BACKGROUND
from services.periodic import PeriodicThread

log = structlog.get_logger()
EVERY = 600.0  # seconds between checks of the newest part
NEWEST = 10_000  # messages in the newest part
COMPARED_AT_ONCE = 500
EXAMPLES = 10
FAULTS = Gauge("anjuan_audit_faults", "differences between stream and store", registry=BACKGROUND)
AUDITED = Gauge("anjuan_audit_position", "position up to which both agree", registry=BACKGROUND)
AWAY = (NatsAway, NatsUnfit, NatsError, DatabaseAway, OSError, TimeoutError)


class Audit(Struct, frozen=True):
    """Result of a reconciliation between two positions: how many messages were compared, how many
    faults of each kind there are, and the first of them in words. `lost`: messages that were sent
    and that a restoration has lost; it is recorded, so they are no fault."""

    after: int
    upto: int
    messages: int
    faults: dict[str, int]
    examples: tuple[str, ...]
    lost: int = 0

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {kind}" for kind, count in self.faults.items()) or "no fault"
        words = "".join(f"; {example}" for example in self.examples)
        lost = f", {self.lost} told but lost (anjuan lost)" if self.lost else ""
        return f"{self.messages} messages up to #{self.upto}, {counts}{lost}{words}"


class Comparing:
    """Compares messages in the stream's order with events in the store's, from `after` on."""

    def __init__(self, log: Log, after: int) -> None:
        self.log, self.after, self.upto, self.messages = log, after, after, 0
        self.faults = Counter[str]()
        self.examples: list[str] = []
        self._events = events_behind(log, after)
        self._next = next(self._events, None)
        self._missing: set[int] = set()
        self._previous = after
        self._gaps = restorations(log)
        self._lost = 0

    def take(self, messages: Sequence[Msg]) -> None:
        for message in messages:
            self.messages += 1
            try:
                self._compare(received(message), message.subject)
            except (KeyError, ValueError):
                self._fault("foreign", f"message {message.metadata.sequence.stream}")

    def result(self) -> Audit:
        faults = dict(self.faults)
        if self._missing:
            faults["missing"] = len(self._missing)
            self.examples += [f"missing #{position}" for position in sorted(self._missing)]
        examples = tuple(self.examples[:EXAMPLES])
        return Audit(self.after, self.upto, self.messages, faults, examples, self._lost)

    def _compare(self, message: Received, subject: str) -> None:
        position = message.stored.position
        if position <= self.upto:
            self._again(position)
            return
        self.upto = position
        if gap_around(position, self._gaps):
            self._told_but_lost(message)
            return
        while self._next and self._next.position < position:
            self._missing.add(self._next.position)
            self._step()
        if self._next is None or self._next.position != position:
            self._fault("unknown to the store", f"#{position}")
            return
        if not same(message.stored, self._next):
            self._fault("changed", f"#{position}")
        elif subject != subject_of(self._next, subject_area(self._next.state)):
            self._fault("under another subject", f"#{position}")
        if message.previous != self._previous:
            self._fault("with another event before it", f"#{position}")
        self._step()

    def _told_but_lost(self, message: Received) -> None:
        """Counts a message whose event a restoration has lost; its chain goes through it."""
        self._lost += 1
        if message.previous != self._previous:
            self._fault("with another event before it", f"#{message.stored.position}")
        self._previous = message.stored.position

    def _again(self, position: int) -> None:
        """Counts a message of an event that the stream has passed already."""
        if position in self._missing:
            self._missing.remove(position)
            self._fault("out of order", f"#{position}")
        elif self.log.at([position]):
            self._fault("doubled", f"#{position}")
        else:
            self._fault("unknown to the store", f"#{position}")

    def _step(self) -> None:
        assert self._next
        self._previous = self._next.position
        self._next = next(self._events, None)

    def _fault(self, kind: str, what: str) -> None:
        self.faults[kind] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{kind}: {what}")


def events_behind(log: Log, position: int) -> Iterator[Stored]:
    while events := log.follow(position, COMPARED_AT_ONCE):
        yield from events
        position = events[-1].position


def same(sent: Stored, stored: Stored) -> bool:
    """Whether a message is the stored event, in every field that it carries."""
    return receipt_hash(sent) == receipt_hash(stored) and sent == stored


async def audit(log: Log, link: Link, newest: int | None = None) -> Audit | None:
    """Reconciles the whole stream, or its newest messages; None where there is no stream."""
    try:
        state = (await link.jetstream.stream_info(STREAM)).state
    except NotFoundError:
        return None
    first, last = 1, state.last_seq
    if newest is not None and last > newest:
        first = last - newest + 1
    comparing: Comparing | None = Comparing(log, 0) if first == 1 else None
    async for messages in stretch(link, first, last):
        comparing = comparing or Comparing(log, place_before(messages[0]))
        comparing.take(messages)
    return (comparing or Comparing(log, 0)).result()


def place_before(message: Msg) -> int:
    """Position where the comparison of a part begins; 0 for a message that is not the relay's."""
    try:
        return received(message).previous
    except (KeyError, ValueError):
        return 0


async def audit_at(log: Log, address: NatsAddress, newest: int | None = None) -> Audit | None:
    """Reconciles over a connection of its own. Raises one of AWAY."""
    async with linked(address, "anjuan audit", "reader") as link:
        return await audit(log, link, newest)


class ReconciliationWorker:
    """Reconciles the newest part of the stream periodically; `found` is the last result."""

    def __init__(self, log: Log, address: Callable[[], NatsAddress], every: float = EVERY) -> None:
        self.log, self.address = log, address
        self.found: Audit | None = None
        self._thread = PeriodicThread("reconciliation", self.look, every)
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop = self._thread.start, self._thread.stop

    def look(self) -> None:
        try:
            result = asyncio.run(audit_at(self.log, self.address(), NEWEST))
        except AWAY as error:
            log.info("reconciliation skipped", reason=str(error))
            return
        if result is None:
            return
        self.found = result
        FAULTS.set(sum(result.faults.values()))
        if result.faults:
            log.error("stream and store differ", **result.faults, examples=result.examples)
        else:
            AUDITED.set(result.upto)
