"""The audit: whether the stream EV says what the store says, event by event.

The relay looks at the stream's end alone; what was lost, changed or put in before it is found here.
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

from adapters.event_store.log import Log, Stored, StoreUnavailable, receipt_hash
from adapters.nats.connection import Link, NatsAddress, NatsAway, NatsUnfit, linked
from adapters.nats.consumer import Received, received
from adapters.nats.reading import stretch
from adapters.nats.stream import STREAM, subject_area, subject_of
from services.metrics import REGISTRY
from services.periodic import PeriodicThread

log = structlog.get_logger()
EVERY = 600.0  # seconds between looks at the newest part
NEWEST = 10_000  # messages of it
COMPARED_AT_ONCE = 500
EXAMPLES = 10
FAULTS = Gauge("anjuan_audit_faults", "differences between stream and store", registry=REGISTRY)
AUDITED = Gauge("anjuan_audit_position", "position up to which both agree", registry=REGISTRY)
AWAY = (NatsAway, NatsUnfit, NatsError, StoreUnavailable, OSError, TimeoutError)


class Audit(Struct, frozen=True):
    """What was found from one position of the store to another: how many messages were looked at,
    how many faults of each kind, and the first of them in words."""

    after: int
    upto: int
    messages: int
    faults: dict[str, int]
    examples: tuple[str, ...]

    def __str__(self) -> str:
        found = ", ".join(f"{count} {kind}" for kind, count in self.faults.items()) or "no fault"
        words = "".join(f"; {example}" for example in self.examples)
        return f"{self.messages} messages up to #{self.upto}, {found}{words}"


class Comparing:
    """Messages in the stream's order against events in the store's, from `after` on."""

    def __init__(self, log: Log, after: int) -> None:
        self.log, self.after, self.upto, self.messages = log, after, after, 0
        self.faults = Counter[str]()
        self.examples: list[str] = []
        self._events = events_behind(log, after)
        self._next = next(self._events, None)
        self._missing: set[int] = set()
        self._previous = after

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
        return Audit(self.after, self.upto, self.messages, faults, examples)

    def _compare(self, found: Received, subject: str) -> None:
        position = found.stored.position
        if position <= self.upto:
            self._again(position)
            return
        self.upto = position
        while self._next and self._next.position < position:
            self._missing.add(self._next.position)
            self._step()
        if self._next is None or self._next.position != position:
            self._fault("unknown to the store", f"#{position}")
            return
        if not same(found.stored, self._next):
            self._fault("changed", f"#{position}")
        elif subject != subject_of(self._next, subject_area(self._next.state)):
            self._fault("under another subject", f"#{position}")
        if found.previous != self._previous:
            self._fault("with another event before it", f"#{position}")
        self._step()

    def _again(self, position: int) -> None:
        """A message of an event that the stream has passed already."""
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


def events_behind(log: Log, place: int) -> Iterator[Stored]:
    while events := log.follow(place, COMPARED_AT_ONCE):
        yield from events
        place = events[-1].position


def same(found: Stored, stored: Stored) -> bool:
    """Whether a message is the stored event, in every field that it carries."""
    return receipt_hash(found) == receipt_hash(stored) and found == stored


async def audit(log: Log, link: Link, newest: int | None = None) -> Audit | None:
    """Compares the whole stream, or its newest messages; None where there is no stream."""
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
    """Where the comparison of a part begins. 0, the whole store, for a message that is not ours."""
    try:
        return received(message).previous
    except (KeyError, ValueError):
        return 0


async def audit_at(log: Log, address: NatsAddress, newest: int | None = None) -> Audit | None:
    """Over a connection of its own. Raises one of AWAY."""
    async with linked(address, "anjuan audit") as link:
        return await audit(log, link, newest)


class ReconciliationWorker:
    """Looks at the newest part again and again; `found` is what the last look came to."""

    def __init__(self, log: Log, address: Callable[[], NatsAddress], every: float = EVERY) -> None:
        self.log, self.address = log, address
        self.found: Audit | None = None
        self._thread = PeriodicThread("reconciliation", self.look, every)
        self.start, self.stop = self._thread.start, self._thread.stop

    def look(self) -> None:
        try:
            found = asyncio.run(audit_at(self.log, self.address(), NEWEST))
        except AWAY as error:
            log.info("no audit", reason=str(error))
            return
        if found is None:
            return
        self.found = found
        FAULTS.set(sum(found.faults.values()))
        if found.faults:
            log.error("audit alarm", **found.faults, examples=found.examples)
        else:
            AUDITED.set(found.upto)
