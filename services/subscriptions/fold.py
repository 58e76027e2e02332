"""Folds events into the rows of projections: rows and checkpoints in one transaction.

Dead letters: an event whose fold fails parks its row, which stays as it was; later events of that
row are left out, and the rest goes on. A parked row is not shown; a corrected fold fills another
table.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import structlog
from msgspec import Struct

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Stored
from adapters.event_store.store_marks import StoreMarks
from adapters.marks.mark import PartMark
from adapters.read_model.journal_writer import JournalWriter
from adapters.read_model.journals import Journal
from adapters.read_model.reader import Rows
from adapters.read_model.tables import Current, Historical
from adapters.read_model.transaction import Transaction
from projections.journal import JournalSpec
from projections.recorded import RecordedEvent
from services.metrics import PARKED
from services.subscriptions.projector import DeadRow, Projector, Touched, read

log = structlog.get_logger()


class Reached(Struct, frozen=True):
    """The checkpoint that a projection has reached, the event that stops it there, and the mark of
    the checkpoint where it has moved."""

    checkpoint: int
    unknown: UnknownEvent | None = None
    mark: PartMark | None = None


def apply_together(
    projectors: Sequence[Projector], events: Iterable[Stored], since: int, marks: StoreMarks
) -> dict[str, Reached]:
    """Applies the events after `since` to projections at that checkpoint: decoded once, and written
    in one transaction. Those that stop earlier are written by themselves, up to where they stop.
    Raises CheckpointMoved where another process has been faster."""
    batch = read(events, marks.log)
    reached: dict[str, Reached] = {}
    folds: dict[int, list[Fold]] = {}
    for projector in projectors:
        touched, to, unknown = projector.touched(batch, since)
        mark = marks.of(batch.at(to)) if to > since else None
        reached[projector.name] = Reached(to, unknown, mark)
        folds.setdefault(to, []).append(fold_of(projector, touched))
    for to, group in folds.items():
        if to > since:
            write_together(group, since, marks.of(batch.at(to)))
    return reached


def fold_of(projector: Projector, touched: Sequence[Touched]) -> "Fold":
    """The fold of a batch: into rows that are changed, or as rows that are added to a journal."""
    journal = projector.projection.journal
    return JournalFold(projector, touched, journal) if journal else Fold(projector, touched)


def write_together(folds: Sequence["Fold"], since: int, mark: PartMark) -> None:
    """Writes the rows of all folds, and their checkpoints at a mark, or nothing."""
    readmodel, tables = folds[0].projector.readmodel, [fold.projector.table for fold in folds]
    with readmodel.advance(tables, since, mark.position, mark) as rows:
        parked = rows.filled([fold.projector.lot for fold in folds])
        for fold in folds:
            fold.write(rows, fold.projector.lot.physical in parked)
    for fold in folds:
        fold.count()


class Fold:
    """Folds a batch of events into the rows that they touch, in one table."""

    def __init__(self, projector: Projector, touched: Sequence[Touched]) -> None:
        self.projector, self.touched = projector, touched
        self.keys = list(dict.fromkeys(key for _, key in touched))
        self.projection = projector.projection
        self.rows: dict[str, Any] = {}
        self.parked: dict[str, DeadRow] = {}

    def write(self, rows: Transaction, some_are_parked: bool) -> None:
        """Writes the table's changes, and then its dead letters."""
        parked = set(self.projector.parked(self.keys, rows)) if some_are_parked else set[str]()
        self.read(rows)
        rows.change(self.projector.table, self.changes(parked))
        rows.change(self.projector.lot, self.parked.items())

    def count(self) -> None:
        PARKED.labels(self.projector.name).inc(len(self.parked))

    def changes(self, left_out: set[str]) -> Iterable[tuple[str, Any]]:
        if isinstance(self.projector.table, Historical):
            return self.slices(left_out)
        return self.last(left_out).items()

    def last(self, left_out: set[str]) -> dict[str, Any]:
        """Each row after the last of its events."""
        rows, after, last = self.rows, self.projection.row_after, dict[str, Any]()
        for event, key in self.touched:
            if key in left_out:
                continue
            try:
                last[key] = rows[key] = after(rows.get(key), event, key)
            except Exception as error:
                left_out.add(key)
                self.park(event, key, error)
        return last

    def slices(self, left_out: set[str]) -> Iterator[tuple[str, Any]]:
        """Each event's change to the slices of its row."""
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

    def read(self, rows: Rows) -> None:
        """Reads the rows of the keys, where there can be any."""
        table = self.projector.table
        if isinstance(table, Historical):
            self.rows = dict(rows.known(table, self.keys))
        elif isinstance(table, Current) and not self.projector.projection.fresh:
            self.rows = dict(rows.rows(table, self.keys))

    def park(self, event: RecordedEvent, key: str, error: Exception) -> None:
        log.error(
            "dead letter: fold failed",
            projection=self.projector.name,
            key=key,
            position=event.position,
            exc_info=error,
        )
        reason = f"{type(error).__name__}: {error}"
        self.parked[key] = DeadRow(event.position, event.type, reason)

    def sliced(self, event: RecordedEvent, key: str) -> Any:
        slices = self.rows[key]
        change = self.projection.change_after(slices, event, key)
        self.rows[key] = change.onto(slices)
        return change


class JournalFold(Fold):
    """Adds the rows of a batch of events to a journal. An event is parked whole, and alone."""

    def __init__(
        self, projector: Projector, touched: Sequence[Touched], journal: JournalSpec
    ) -> None:
        super().__init__(projector, touched)
        assert isinstance(projector.table, Journal)
        self.journal, self.table = journal, projector.table

    def write(self, rows: Transaction, some_are_parked: bool) -> None:
        writer = JournalWriter(rows, self.table)
        for event, key in self.touched:
            try:
                added = tuple(self.journal.rows(event, writer))
            except Exception as error:
                if writer.failed:
                    raise
                self.park(event, key, error)
            else:
                writer.add(added)
        writer.flush()
        rows.change(self.projector.lot, self.parked.items())
