"""Fills the ledger: the rows that an event adds to its tables, from the event alone."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.centre.recognition import FileOpened
from domain.centre.unrecognised import UnrecognisedRegistered
from projections.journal import JournalRow, JournalSpec
from projections.ledger.book_rows import LegRow
from projections.ledger.legs import day_sums
from projections.ledger.party_rows import CentreRow
from projections.ledger.tables import TABLES
from projections.recorded import RecordedEvent

EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Fill = Callable[[RecordedEvent, Any], Iterable[JournalRow]]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_DAY


def micros(moment: datetime) -> int:
    """Microseconds since 1970 (UTC)."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def of_centre(at: RecordedEvent, event: FileOpened | UnrecognisedRegistered) -> Iterator[CentreRow]:
    """A centre, when its file is opened, and again when it is recognised."""
    yield CentreRow(
        position=at.position,
        line=1,
        recorded_at=micros(at.recorded_at),
        centre=at.id,
        regulation=event.regime,
        division=event.division,
        own_account="",
    )


FILLS: dict[type, Fill] = {FileOpened: of_centre, UnrecognisedRegistered: of_centre}
"""Which rows come of which kind of event."""


def rows(at: RecordedEvent) -> Iterator[JournalRow]:
    """The rows that an event adds, with the sums of its legs."""
    legs: list[LegRow] = []
    for row in said(at):
        if isinstance(row, LegRow):
            legs.append(row)
        yield row
    yield from day_sums(legs)


def said(at: RecordedEvent) -> Iterator[JournalRow]:
    for kind, fill in FILLS.items():
        if isinstance(at.event, kind):
            yield from fill(at, at.event)


JOURNAL = JournalSpec(name="ledger", tables=TABLES, rows=rows, streams=frozenset({"centres"}))
