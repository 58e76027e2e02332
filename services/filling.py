"""Filling a projection's table: events folded into rows, rows and place in one transaction.

An event that a fold cannot take parks its row: the row stays as it was, all that follows for it is
left out, and the rest goes on. A parked row is not shown; a corrected fold fills another table.
"""

import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import structlog
from msgspec import Struct

from adapters.codec import decode
from adapters.log import Stored
from adapters.read_tables import Current, Historical
from adapters.readmodel import Readmodel
from projections import two_clocks
from projections.happened import Happened
from services.metrics import PARKED
from services.projections import Projection

log = structlog.get_logger()


class Parked(Struct, frozen=True):
    """Since which event a row no longer follows the log, and why."""

    position: int
    type: str
    error: str


@lru_cache(maxsize=2048)
def happened(stored: Stored) -> Happened:
    """Decoded once for all projections. Raises UnknownEvent: an old reader stops, it does not
    skip."""
    stream, id = stored.stream.split("/", 1)
    record = decode(stored.topic, stored.state)
    place = (stored.position, stream, id, stored.version, stored.topic, stored.recorded_at)
    return Happened(*place, record)


class Filler:
    """One projection's table, as it is filled from the log."""

    def __init__(self, readmodel: Readmodel, projection: Projection) -> None:
        self.readmodel, self.projection = readmodel, projection
        self.name, self.table = projection.name, projection.table
        self.lock = threading.Lock()
        self.lot = Current(f"parked_{self.name}", self.table.fingerprint, Parked)
        readmodel.create(self.table)
        readmodel.create(self.lot)

    def place(self) -> int:
        return self.readmodel.place(self.table)

    def parked(self, keys: Iterable[str]) -> dict[str, Parked]:
        """Those of the keys whose rows are parked."""
        return self.readmodel.rows(self.lot, list(keys))

    def apply(self, events: list[Stored], since: int) -> None:
        """Take the events after `since`. Raises PlaceMoved where another has been faster."""
        touched = [
            (event, key) for event in map(happened, events) for key in self.projection.keys(event)
        ]
        round_ = Folding(self, dict.fromkeys(key for _, key in touched))
        for event, key in touched:
            round_.take(event, key)
        self.readmodel.apply(
            self.table,
            round_.changes,
            since=since,
            place=events[-1].position,
            also=[(self.lot, list(round_.parked.items()))] if round_.parked else (),
        )
        if round_.parked:
            PARKED.labels(self.name).inc(len(round_.parked))


class Folding:
    """The rows that a batch touches, from what the table knows to what it will know."""

    def __init__(self, filler: Filler, keys: dict[str, None]) -> None:
        self.filler, names = filler, list(keys)
        self.parked: dict[str, Parked] = {}
        self.changes: list[tuple[str, Any]] = []
        table, readmodel = filler.table, filler.readmodel
        self.before = filler.parked(names) if names else {}
        if isinstance(table, Historical):
            self.rows: dict[str, Any] = dict(readmodel.known(table, names))
        elif isinstance(table, Current) and not filler.projection.fresh:
            self.rows = dict(readmodel.rows(table, names))
        else:
            self.rows = {}

    def take(self, event: Happened, key: str) -> None:
        if key in self.before or key in self.parked:
            return
        try:
            change = self.change(event, key)
        except Exception as error:
            log.exception("parked", projection=self.filler.name, key=key, position=event.position)
            reason = f"{type(error).__name__}: {error}"
            self.parked[key] = Parked(event.position, event.type, reason)
        else:
            self.changes.append((key, change))

    def change(self, event: Happened, key: str) -> Any:
        fold = self.filler.projection.fold
        if not isinstance(self.filler.table, Historical):
            self.rows[key] = fold(self.rows.get(key), event, key)
            return self.rows[key]
        day, moment = event.record.context.effective_on, event.recorded_at
        slices = self.rows[key]
        change = two_clocks.apply(slices, event, day, moment, lambda row, e: fold(row, e, key))
        self.rows[key] = change.onto(slices)
        return change
