"""A projection's tables, how far they are, and which of their rows an event touches.

An event that cannot be read, or whose rows nobody can name, stops the projection.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from adapters.event_store.codec import UnknownEvent, decode
from adapters.event_store.log import Stored
from adapters.read_model.reader import Rows
from adapters.read_model.tables import Current, Table
from adapters.read_model.writer import Readmodel
from projections.recorded import RecordedEvent, recorded
from services.subscriptions.catalogue import Projection

Touched = tuple[RecordedEvent, str]


class DeadRow(Struct, frozen=True):
    """Since which event a row no longer follows the log, and why."""

    position: int
    type: str
    error: str


def dead_letters(table: Table[Any, Any]) -> Current[DeadRow]:
    """Where the parked rows of a table are noted, by their keys."""
    return Current(f"parked_{table.name}", table.fingerprint, DeadRow)


def decode_event(stored: Stored) -> RecordedEvent:
    """Raises UnknownEvent: an old reader stops, it does not skip."""
    record = decode(stored.topic, stored.state)
    checkpoint = (stored.position, stored.stream, stored.version, stored.topic, stored.recorded_at)
    return recorded(*checkpoint, record)


class Batch(Struct, frozen=True):
    """Events up to the first that this release does not know."""

    events: tuple[RecordedEvent, ...]
    unknown: UnknownEvent | None = None


def read(events: Iterable[Stored]) -> Batch:
    """What cannot be read at all is no better than what a newer release has written."""
    found: list[RecordedEvent] = []
    for stored in events:
        try:
            found.append(decode_event(stored))
        except Exception as error:
            reason = f"event {stored.position}, {stored.stream}: {error}"
            return Batch(tuple(found), UnknownEvent(reason))
    return Batch(tuple(found))


class Projector:
    """One projection's table, as it is filled from the log."""

    def __init__(self, readmodel: Readmodel, projection: Projection) -> None:
        self.readmodel, self.projection = readmodel, projection
        self.name, self.table = projection.name, projection.table
        self.lot = dead_letters(self.table)
        readmodel.create(self.table)
        readmodel.create(self.lot)

    def checkpoint(self) -> int:
        return self.readmodel.checkpoint(self.table)

    def parked(self, keys: Iterable[str], rows: Rows | None = None) -> dict[str, DeadRow]:
        """Those of the keys whose rows are parked; as `rows` has it, where that is given."""
        return (rows or self.readmodel).rows(self.lot, list(keys))

    def touched(self, batch: Batch, since: int) -> tuple[list[Touched], int, UnknownEvent | None]:
        """Each event with each row that it touches, and how far that could be told."""
        found: list[Touched] = []
        keys, streams = self.projection.keys, self.projection.streams
        for event in batch.events:
            if streams and event.stream not in streams:
                continue
            try:
                found += [(event, key) for key in keys(event)]
            except Exception as error:
                told = f"event {event.position}, {event.case}: {error}"
                return found, max(since, event.position - 1), UnknownEvent(told)
        return found, batch.events[-1].position if batch.events else since, batch.unknown
