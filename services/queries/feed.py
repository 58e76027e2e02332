"""Following the log from outside: what one person may be told of it, in order, as it grows."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date
from typing import Any

import msgspec
from msgspec import Struct

from adapters.event_store.codec import Outline
from adapters.event_store.log import Stored, receipt_hash
from domain.application.case import Application
from domain.case import Actor, Case, stream_and_id
from domain.centre.recognition import Centre
from services.access.disclosure import shown
from services.access.hearing import hears, hears_part
from services.access.sight import sees
from services.access.ties import ONCE_BEFORE, PLACED, Subject, supervises
from services.queries.numbers import number_told
from services.runtime import Runtime

CHUNK = 500
FARTHEST = 20_000
GRAIN = 1000
_outline = msgspec.json.Decoder(Outline)


class Area(Struct, frozen=True):
    """The regime and the division that the case was before after the event."""

    regulation: str
    division: str


class FeedEvent(Struct, frozen=True):
    """One event as the feed tells it: what a CloudEvent says of it, by the project's names.

    The caller's part of the log has gaps in `position`. `version` counts the events of a case that
    the caller is shown; it has gaps only for those who know the experts, whom the feed tells nobody
    of. `sha256` is that of the salt and the stored bytes.
    """

    position: int
    stream: str
    id: str
    version: int
    type: str
    recorded_at: str
    occurred_on: date
    effective_on: date
    area: Area
    event: dict[str, Any]
    basis: tuple[str, ...]
    document_no: str | None
    sha256: str
    salt: str


class FeedFilter(Struct, frozen=True):
    """What of the log is asked for, by name; nothing named asks for everything."""

    type: frozenset[str] = frozenset()
    stream: frozenset[str] = frozenset()
    regulation: frozenset[str] = frozenset()
    division: frozenset[str] = frozenset()


class Stretch(Struct, frozen=True):
    """A part of the log: what was told of it, the place it ends at, whether the log ended too."""

    items: tuple[FeedEvent, ...]
    place: int
    ended: bool

    def resume(self, known: int) -> int:
        """Where a reader who knows a place goes on: behind the last event told. What was passed
        over behind it moves that place by whole thousands only: it tells of no single event."""
        if not self.ended:
            return self.place
        told = self.items[-1].position if self.items else known
        return max(told, self.place - self.place % GRAIN)


class FeedReader:
    """One person who reads the log, and what they ask for."""

    def __init__(self, runtime: Runtime, actor: Actor, sought: FeedFilter) -> None:
        self.runtime, self.actor, self.sought = runtime, actor, sought

    def read(self, after: int, limit: int) -> Stretch:
        """The next events for this person, at most `limit`; at most 20,000 events are looked at."""
        items: list[FeedEvent] = []
        place, ended = after, False
        for _ in range(0, FARTHEST, CHUNK):
            found = self.runtime.log.follow(place, CHUNK)
            ended = len(found) < CHUNK
            for stored in found:
                place = stored.position
                if told := self.told(stored):
                    items.append(told)
                if len(items) == limit:
                    return Stretch(tuple(items), place, ended=False)
            if ended:
                break
        return Stretch(tuple(items), place, ended)

    def told(self, stored: Stored) -> FeedEvent | None:
        """The event, if it was asked for and may be told; personal data stays sealed, and what
        names experts is told to nobody.

        It is read as JSON, so that a reader follows what a newer release has written, too.
        """
        stream, id = stream_and_id(stored.stream)
        if not hears_part(self.actor, stored.topic):
            return None
        if not (among(stream, self.sought.stream) and among(stored.topic, self.sought.type)):
            return None
        record = _outline.decode(stored.state)
        regulation, _, division = record.area.rpartition(".")
        if not (
            among(regulation, self.sought.regulation) and among(division, self.sought.division)
        ):
            return None
        day = record.context.occurred_on
        if not hears(self.actor, stream, record.area, day, lambda: self.owner(stored)):
            return None
        if stream in PLACED and not self.shown(stored, stream, regulation):
            return None
        return FeedEvent(
            position=stored.position,
            stream=stream,
            id=id,
            version=number_told(self.runtime, self.actor, stored.stream, stored.version),
            type=stored.topic,
            recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
            occurred_on=record.context.occurred_on,
            effective_on=record.context.effective_on,
            area=Area(regulation, division),
            event=shown(msgspec.json.decode(record.event), None),
            basis=record.basis,
            document_no=record.context.document_no,
            sha256=receipt_hash(stored).hex(),
            salt=stored.salt.hex(),
        )

    def shown(self, stored: Stored, stream: str, regulation: str) -> bool:
        """Whether the regime lets a bureau see its cases, and this case is still before it."""
        today = self.runtime.clock.today()
        file, _ = self.runtime.store.held(f"regulations/{regulation}")
        if not supervises(self.actor, file, today):
            return False
        case = self.case(stored) if self.actor.role in ONCE_BEFORE else None
        reader = self.runtime.reader()
        return case is None or sees(self.actor, Subject(stream, case, today, reader)) is not None

    def owner(self, stored: Stored) -> str:
        """Whose case this is."""
        case = self.case(stored)
        return case.owner if isinstance(case, Application | Centre) else ""

    def case(self, stored: Stored) -> Case | None:
        """The case as it is now and not as this process last saw it."""
        case, _ = self.runtime.store.reaching(stored.stream, stored.version)
        return case


def among(value: str, named: frozenset[str]) -> bool:
    return not named or value in named


class LogNotifier:
    """Rings for those who wait for the log to grow. `close` sends them home, for the service ends.

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
        """An event that is set at each ring. Clear it before you read, then wait for it."""
        event = asyncio.Event()
        self.waiting[event] = asyncio.get_running_loop()
        try:
            yield event
        finally:
            del self.waiting[event]
