"""Rows about centres: each when its file is opened, and again where it has moved."""

from collections.abc import Iterator

from domain.centre.recognition import FileOpened
from domain.centre.unrecognised import UnrecognisedRegistered
from projections.journal import EarlierRows
from projections.ledger.numbers import micros
from projections.ledger.party_rows import CentreRow
from projections.recorded import RecordedEvent


def of_centre_file(
    at: RecordedEvent, event: FileOpened | UnrecognisedRegistered, earlier: EarlierRows
) -> Iterator[CentreRow]:
    """A centre when its file is opened; one that is recognised later stands there already."""
    row = CentreRow(
        position=at.position,
        line=1,
        recorded_at=micros(at.recorded_at),
        centre=at.id,
        regulation=event.regime,
        division=event.division,
        own_account="",
    )
    known = earlier.where(CentreRow, centre=[at.id])
    if not known or known[-1][3:] != row[3:]:
        yield row
