"""Filling a projection's table: events folded into rows, rows and place in one transaction.

An event that a fold cannot take parks its row: the row stays as it was, all that follows for it is
left out, and the rest goes on. A parked row is not shown; a corrected fold fills another table.
An event that cannot be read, or whose rows nobody can name, stops the projection.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import structlog
from msgspec import Struct

from adapters.event_store.codec import UnknownEvent, decode
from adapters.event_store.log import Stored
from adapters.read_model.tables import Current, Historical, Table
from adapters.read_model.writer import Changes, Readmodel
from projections import two_clocks
from projections.recorded import RecordedEvent, recorded
from services.metrics import PARKED
from services.subscriptions.catalogue import Projection

log = structlog.get_logger()
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


remembered = lru_cache(maxsize=2048)(decode_event)  # decoded once for projections that go by turns


class Batch(Struct, frozen=True):
    """Events up to the first that this release does not know."""

    events: tuple[RecordedEvent, ...]
    unknown: UnknownEvent | None = None


def read(events: Iterable[Stored], told: Callable[[Stored], RecordedEvent] = decode_event) -> Batch:
    """What cannot be read at all is no better than what a newer release has written."""
    found: list[RecordedEvent] = []
    for stored in events:
        try:
            found.append(told(stored))
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
        self.lock = threading.Lock()
        readmodel.create(self.table)
        readmodel.create(self.lot)

    def checkpoint(self) -> int:
        return self.readmodel.checkpoint(self.table)

    def parked(self, keys: Iterable[str]) -> dict[str, DeadRow]:
        """Those of the keys whose rows are parked; mostly none is."""
        if self.readmodel.empty(self.lot):
            return {}
        return self.readmodel.rows(self.lot, list(keys))

    def apply(self, events: Sequence[Stored], since: int) -> None:
        """Take the events after `since`. Raises CheckpointMoved where another has been faster, and
        UnknownEvent when it has taken those before the one that it cannot read."""
        batch = read(events, remembered)
        touched, checkpoint, unknown = self.touched(batch, since)
        if checkpoint > since:
            folding = Fold(self, touched)
            self.readmodel.move([self.table], folding.changed(), since=since, checkpoint=checkpoint)
            folding.count()
        if unknown:
            raise unknown

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


class Fold:
    """The rows that some events touch, from what the table knows to what it will know."""

    def __init__(self, projector: Projector, touched: Sequence[Touched]) -> None:
        self.projector, self.touched = projector, touched
        self.fold = projector.projection.fold
        self.rows: dict[str, Any] = {}
        self.parked: dict[str, DeadRow] = {}

    def changed(self) -> Iterator[Changes]:
        """The table's changes, and then those of its lot."""
        yield self.projector.table, self.changes()
        yield self.projector.lot, self.parked.items()

    def count(self) -> None:
        PARKED.labels(self.projector.name).inc(len(self.parked))

    def changes(self) -> Iterable[tuple[str, Any]]:
        """Reads the rows first."""
        left_out = set(self.read(list(dict.fromkeys(key for _, key in self.touched))))
        if isinstance(self.projector.table, Historical):
            return self.slices(left_out)
        return self.last(left_out).items()

    def last(self, left_out: set[str]) -> dict[str, Any]:
        """Each row as the last of the events leaves it."""
        rows, fold, last = self.rows, self.fold, dict[str, Any]()
        for event, key in self.touched:
            if key in left_out:
                continue
            try:
                last[key] = rows[key] = fold(rows.get(key), event, key)
            except Exception as error:
                left_out.add(key)
                self.park(event, key, error)
        return last

    def slices(self, left_out: set[str]) -> Iterator[tuple[str, Any]]:
        """What each event does to the slices of a row."""
        for event, key in self.touched:
            if key in left_out:
                continue
            try:
                change = self.sliced(event, key)
            except Exception as error:
                left_out.add(key)
                self.park(event, key, error)
            else:
                yield key, change

    def read(self, keys: list[str]) -> dict[str, DeadRow]:
        """The rows of the keys; answers which of them are parked."""
        table, readmodel = self.projector.table, self.projector.readmodel
        if isinstance(table, Historical):
            self.rows = dict(readmodel.known(table, keys))
        elif isinstance(table, Current) and not self.projector.projection.fresh:
            self.rows = dict(readmodel.rows(table, keys))
        return self.projector.parked(keys)

    def park(self, event: RecordedEvent, key: str, error: Exception) -> None:
        log.error(
            "parked",
            projection=self.projector.name,
            key=key,
            position=event.position,
            exc_info=error,
        )
        reason = f"{type(error).__name__}: {error}"
        self.parked[key] = DeadRow(event.position, event.type, reason)

    def sliced(self, event: RecordedEvent, key: str) -> Any:
        day, moment = event.record.context.effective_on, event.recorded_at
        slices = self.rows[key]
        change = two_clocks.apply(slices, event, day, moment, lambda row, e: self.fold(row, e, key))
        self.rows[key] = change.onto(slices)
        return change
