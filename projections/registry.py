"""Public registry of centres: one row per centre, recognised or not, bitemporal. Domain.md 2.3."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Event
from domain.centre.construction import ConstructionFileOpened
from domain.centre.evaluated_out import ExitedOnEvaluation
from domain.centre.recognition import (
    CentreRecognised,
    FileOpened,
    QualificationCancelled,
    QualificationRestored,
    RecognitionAnnulled,
)
from domain.centre.unrecognised import UnrecognisedRegistered
from projections.spec import ProjectionSpec

ACTIVE = frozenset({"ACTIVE", "RECTIFYING", "CYCLE_REVIEW"})
UNDER_CONSTRUCTION = "UNDER_CONSTRUCTION"
"""The status of an approved project's centre: whatever its stage is called, nobody is to take it
for a recognised one."""


class Row(Struct, frozen=True):
    """One centre, as anybody may see it: recognised on a day, or `started_on` one and not
    recognised. `before_end` is the status that a reversal restores."""

    name: str
    builder: str
    industry: str
    division: str
    regulation: str
    level: str
    status: str
    recognised_on: date | None
    before_end: str | None = None
    started_on: date | None = None


def is_active(row: Row | None) -> bool:
    """Whether a centre is recognised and has not ended: exactly in these states (domain.md 2.3)."""
    return row is not None and row.status in ACTIVE


def project(row: Row | None, event: Event) -> Row | None:
    match event, row:
        case CentreRecognised(), None | Row(recognised_on=None):
            return first_row(event, event.stage or "ACTIVE", recognised_on=event.recognised_on)
        case UnrecognisedRegistered(), None:
            return unrecognised_row(event)
        case ConstructionFileOpened(), None:
            return first_row(event, UNDER_CONSTRUCTION, started_on=event.started_on)
        case QualificationCancelled(), Row():
            return ended(row, "CANCELLED")
        case RecognitionAnnulled(), Row():
            return ended(row, "ANNULLED")
        case ExitedOnEvaluation(), Row():
            return ended(row, "EXITED")
        case QualificationRestored(), Row():
            return replace(row, status=row.before_end or row.status, before_end=None)
    return row


def first_row(
    event: FileOpened,
    status: str,
    *,
    recognised_on: date | None = None,
    started_on: date | None = None,
) -> Row:
    return Row(
        name=event.name,
        builder=event.builder,
        industry=event.industry,
        division=event.division,
        regulation=event.regime,
        level=event.level,
        status=status,
        recognised_on=recognised_on,
        started_on=started_on,
    )


def unrecognised_row(event: UnrecognisedRegistered) -> Row:
    """The row of a centre that runs and that nobody has recognised: of no level."""
    return Row(
        name=event.name,
        builder=event.builder,
        industry=event.industry,
        division=event.division,
        regulation=event.regime,
        level="",
        status=event.stage or "",
        recognised_on=None,
    )


def ended(row: Row, status: str) -> Row:
    """The row of a centre that ends; the first end stands, whatever comes later (Inv. 32)."""
    return row if row.status not in ACTIVE else replace(row, status=status, before_end=row.status)


PROJECTION = ProjectionSpec(
    name="registry",
    row=Row,
    keys=lambda event: (event.id,),
    fold=lambda row, event, key: project(row, event.event),
    streams=frozenset({"centres"}),
    two_clocks=True,
    sorts=("recognised_on", "name"),
    filters=("regulation", "division", "industry", "status"),
    search=("name", "builder", "industry"),
)
