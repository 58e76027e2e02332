"""Reading the log as an event feed: events that one person may see, in order, and waiting for
more."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import msgspec
from msgspec import Struct

from adapters.event_store.codec import Outline
from adapters.event_store.log import Stored, was_cut
from domain.case import Case, stream_and_id
from domain.context import Actor
from services.access.hearing import hears, hears_part
from services.access.sight import sees
from services.access.ties import (
    ONCE_BEFORE,
    PLACED,
    Subject,
    has_a_step,
    places_in,
    supervises,
    unit_told,
)
from services.queries.feed_event import FeedEvent, feed_event, record_in
from services.queries.log_view import LogView
from services.queries.numbers import number_told

CHUNK = 500
FARTHEST = 20_000
LARGEST_ANSWER, SMALL_RECORD = 4 * 2**20, 16 * 2**10  # bytes
GRAIN = 1000


class FeedFilter(Struct, frozen=True):
    """Filter of the feed by names; an empty set lets everything pass."""

    type: frozenset[str] = frozenset()
    stream: frozenset[str] = frozenset()
    regulation: frozenset[str] = frozenset()
    division: frozenset[str] = frozenset()


class Stretch(Struct, frozen=True):
    """A part of the log as read: its events, the position it ends at, whether the log ended too."""

    items: tuple[FeedEvent, ...]
    place: int
    ended: bool

    def resume(self, known: int) -> int:
        """The position from which a reader continues: after the last event shown. Events skipped
        after it move the position in whole thousands only, so that it reveals no single event."""
        return going_on_after(
            self.place, self.items[-1].position if self.items else known, self.ended
        )


class FeedReader:
    """Reads the log for one person through a filter."""

    def __init__(self, runtime: LogView, actor: Actor, sought: FeedFilter) -> None:
        self.runtime, self.actor, self.sought = runtime, actor, sought

    def read(self, after: int, limit: int) -> Stretch:
        """The next events for this person, at most `limit` or LARGEST_ANSWER bytes; at most 20,000
        events are examined."""
        items: list[FeedEvent] = []
        place, ended, size = after, False, 0
        for _ in range(0, FARTHEST, CHUNK):
            chunk = self.runtime.log.follow(place, CHUNK)
            ended = not was_cut(chunk, CHUNK)
            for stored in chunk:
                place = stored.position
                if told := self.told(stored):
                    items.append(told)
                    size += weight(stored, told)
                if len(items) == limit or size >= LARGEST_ANSWER:
                    return Stretch(tuple(items), place, ended=False)
            if ended:
                break
        return Stretch(tuple(items), place, ended)

    def told(self, stored: Stored) -> FeedEvent | None:
        """The event as this person sees it, or None where it is filtered out or not for them.
        Personal data stays sealed; events that name experts are shown to nobody.

        It is read as JSON, so that a reader follows what a newer release has written, too.
        """
        record = self.heard(stored)
        return None if record is None else self.event(stored, record)

    def heard(self, stored: Stored) -> Outline | None:
        """The record of an event that this person is told of; None for any other."""
        stream, _ = stream_and_id(stored.stream)
        if not hears_part(self.actor, stored.topic):
            return None
        if not (among(stream, self.sought.stream) and among(stored.topic, self.sought.type)):
            return None
        record = record_in(stored)
        regulation, _, division = record.area.rpartition(".")
        if not (
            among(regulation, self.sought.regulation) and among(division, self.sought.division)
        ):
            return None
        day = record.context.occurred_on
        places = places_in(self.regime(regulation), self.runtime.clock.today())
        ties = lambda: self.owner(stored), places, lambda: self.has_step(stored)
        if not hears(self.actor, stream, record.area, day, *ties):
            return None
        return record if stream not in PLACED or self.shown(stored, stream, regulation) else None

    def event(self, stored: Stored, record: Outline) -> FeedEvent:
        """The event as the feed tells it."""
        number = partial(number_told, self.runtime, self.actor, stored.stream)
        return feed_event(stored, record, number)

    def shown(self, stored: Stored, stream: str, regulation: str) -> bool:
        """Whether the regime lets a bureau see its cases, and this case is still before it."""
        today = self.runtime.clock.today()
        if not supervises(self.actor, self.regime(regulation), today):
            return False
        case = self.case(stored) if self.actor.role in ONCE_BEFORE else None
        reader = self.runtime.reader()
        return case is None or sees(self.actor, Subject(stream, case, today, reader)) is not None

    def regime(self, regulation: str) -> Case | None:
        file, _ = self.runtime.store.held(f"regulations/{regulation}")
        return file

    def owner(self, stored: Stored) -> str:
        """The unit that is told of the case, empty where there is none."""
        case = self.case(stored)
        return unit_told(case, self.runtime.clock.today()) if case else ""

    def has_step(self, stored: Stored) -> bool:
        """Whether the regime gives this person's organ a step of the case."""
        case, (stream, _) = self.case(stored), stream_and_id(stored.stream)
        today, reader = self.runtime.clock.today(), self.runtime.reader()
        return case is not None and has_a_step(self.actor, Subject(stream, case, today, reader))

    def case(self, stored: Stored) -> Case | None:
        """The case as it is now, not as cached before this event."""
        case, _ = self.runtime.store.reaching(stored.stream, stored.version)
        return case


def weight(stored: Stored, told: FeedEvent) -> int:
    """About how many bytes an event takes in an answer: not more than its record; of a large one
    only the event is told."""
    small = len(stored.state) <= SMALL_RECORD
    return len(stored.state) if small else len(msgspec.json.encode(told.event))


def going_on_after(place: int, told: int, ended: bool) -> int:
    """Where a reader goes on that has looked as far as `place`, and was last told of the event at
    `told`: beyond that in whole thousands only once the log has ended."""
    return max(told, place - place % GRAIN) if ended else place


def among(value: str, named: frozenset[str]) -> bool:
    return not named or value in named


class LogNotifier:
    """Wakes those who wait for the log to grow; `close` wakes them for good when the service stops.

    Both may be called from any thread; waiting is done on an event loop.
    """

    def __init__(self) -> None:
        self.closed = False
        self.waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    def ring(self) -> None:
        for event, loop in list(self.waiting.items()):
            with suppress(RuntimeError):  # its loop has ended
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        self.closed = True
        self.ring()

    @contextmanager
    def heard(self) -> Iterator[asyncio.Event]:
        """An asyncio event that is set whenever the log grows. Clear it before you read, then wait
        for it."""
        event = asyncio.Event()
        self.waiting[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            del self.waiting[event]
