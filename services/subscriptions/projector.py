"""Projector: a projection's tables, its checkpoint, and which rows an event touches.

An event that cannot be decoded, or whose keys cannot be told, stops the projection.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from adapters.event_store.codec import UnknownEvent, decode
from adapters.event_store.log import Log, Stored
from adapters.marks.mark import PartMark
from adapters.read_model.reader import Rows
from adapters.read_model.tables import Current, Table
from adapters.read_model.writer import Readmodel
from projections.recorded import RecordedEvent, recorded
from services.subscriptions.catalogue import Projection

Touched = tuple[RecordedEvent, str]


class DeadRow(Struct, frozen=True):
    """Dead letter: since which event a row no longer follows the log, and why."""

    position: int
    type: str
    error: str


def dead_letters(table: Table[Any, Any]) -> Current[DeadRow]:
    """Table of the dead letters of a table, by the keys of its parked rows."""
    return Current(f"parked_{table.name}", table.fingerprint, DeadRow)


def decode_event(stored: Stored) -> RecordedEvent:
    """Decodes a stored event. Raises UnknownEvent: an old reader stops, it does not skip."""
    record = decode(stored.topic, stored.state)
    origin = (stored.position, stored.stream, stored.version, stored.topic, stored.recorded_at)
    return recorded(*origin, record)


def decode_whole(stored: Stored, log: Log) -> RecordedEvent:
    """Decodes a stored event; one that reaches back brings the history of its case."""
    event = decode_event(stored)
    if not event.event.reaches_back:
        return event
    history = log.history(stored.stream, upto=stored.version)
    return replace(event, history=tuple(map(decode_event, history)))


class Batch(Struct, frozen=True):
    """Decoded events, up to the first that this release does not know; and as they are stored."""

    events: tuple[RecordedEvent, ...]
    stored: tuple[Stored, ...]
    unknown: UnknownEvent | None = None

    def at(self, position: int) -> Stored:
        """The event at a position as it is stored."""
        return next(one for one in reversed(self.stored) if one.position == position)


def read(events: Iterable[Stored], log: Log) -> Batch:
    """Decodes events; one that cannot be decoded at all counts as one of a newer release."""
    decoded: list[RecordedEvent] = []
    as_stored = tuple(events)
    for stored in as_stored:
        try:
            decoded.append(decode_whole(stored, log))
        except Exception as error:
            reason = f"event {stored.position}, {stored.stream}: {error}"
            return Batch(tuple(decoded), as_stored, UnknownEvent(reason))
    return Batch(tuple(decoded), as_stored)


class Projector:
    """Fills one projection's table from the log."""

    def __init__(self, readmodel: Readmodel, projection: Projection) -> None:
        self.readmodel, self.projection = readmodel, projection
        self.name, self.table = projection.name, projection.table
        self.lot = dead_letters(self.table)
        readmodel.create(self.table)
        readmodel.create(self.lot)

    def checkpoint(self) -> int:
        return self.readmodel.checkpoint(self.table)

    def mark(self) -> PartMark:
        """The checkpoint, with the event that it is of."""
        return self.readmodel.marks([self.table])[self.table.physical]

    def parked(self, keys: Iterable[str], rows: Rows | None = None) -> dict[str, DeadRow]:
        """Dead letters of those keys whose rows are parked; read from `rows` where given."""
        return (rows or self.readmodel).rows(self.lot, list(keys))

    def touched(self, batch: Batch, since: int) -> tuple[list[Touched], int, UnknownEvent | None]:
        """Each event with the key of each row it touches, the position reached, what stopped it."""
        pairs: list[Touched] = []
        keys, streams, reached = self.projection.touched, self.projection.streams, since
        for event in batch.events:
            try:
                if not streams or event.stream in streams:
                    pairs += [(event, key) for key in keys(event)]
            except Exception as error:
                reason = f"event {event.position}, {event.case}: {error}"
                return pairs, reached, UnknownEvent(reason)
            reached = event.position
        return pairs, reached, batch.unknown
