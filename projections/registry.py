"""Public registry of centres: one row per centre, recognised or not, bitemporal. Domain.md 2.3."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.card import Card
from domain.centre.recognition import FileOpened
from domain.centre.unrecognised import UnrecognisedRegistered
from domain.record import Record
from domain.recording import ASSUMED_PROCEDURE
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec

ACTIVE = frozenset({"ACTIVE", "RECTIFYING", "CYCLE_REVIEW"})
UNDER_CONSTRUCTION = "UNDER_CONSTRUCTION"
"""The status of an approved project's centre: whatever its stage is called, nobody is to take it
for a recognised one."""


class Row(Struct, frozen=True):
    """One centre, as anybody may see it: recognised on a day, or `started_on` one and not
    recognised. `since` is the day from which it has its `status`, `document` the number of the
    paper that says so, `ground` and `reason` why it has ended. `assumed`: it was recognised under
    a procedure that is assumed, and no law."""

    name: str
    builder: str
    industry: str
    division: str
    regulation: str
    level: str
    status: str
    recognised_on: date | None = None
    started_on: date | None = None
    since: date | None = None
    document: str | None = None
    ground: str = ""
    reason: str = ""
    assumed: bool = False


def is_active(row: Row | None) -> bool:
    """Whether a centre is recognised and has not ended: exactly in these states (domain.md 2.3)."""
    return row is not None and row.status in ACTIVE


def project(row: Row | None, recorded: RecordedEvent) -> Row | None:
    """The row after an event: its status is the stage that the event leads to, whatever it is."""
    event = recorded.event
    if isinstance(event, FileOpened | UnrecognisedRegistered):
        row = row_of_file(row, event)
        row = replace(row, assumed=is_assumed(recorded.record))
    if row is None:
        return None
    row = with_changes(row, event.card)
    if event.stage is None:
        return row
    status = status_at(event.stage, row.recognised_on)
    if status == row.status:
        return row
    return replace(
        row,
        status=status,
        since=recorded.effective_on,
        document=recorded.record.context.document_no,
        ground=getattr(event, "ground", "") if event.final else "",
        reason=getattr(event, "reason", "") if event.final else "",
    )


def with_changes(row: Row, card: Card | None) -> Row:
    """The row with what an event says of the centre otherwise: its name, builder, industry."""
    said = {"name": card.name, "builder": card.title, "industry": card.industry} if card else {}
    return replace(row, **{key: value for key, value in said.items() if value is not None})


def is_assumed(record: Record) -> bool:
    """Whether the act was done under an assumed procedure, as its flag says."""
    return any(flag.code == ASSUMED_PROCEDURE for flag in record.flags)


def row_of_file(row: Row | None, event: FileOpened | UnrecognisedRegistered) -> Row:
    """The row with what a centre's file says of it when it is opened, or goes on recognised. One
    that nobody has recognised is of no level."""
    return Row(
        name=event.name,
        builder=event.builder,
        industry=event.industry,
        division=event.division,
        regulation=event.regime,
        level=getattr(event, "level", ""),
        status=row.status if row else "",
        recognised_on=getattr(event, "recognised_on", None),
        started_on=getattr(event, "started_on", row.started_on if row else None),
        since=row.since if row else None,
        document=row.document if row else None,
    )


def status_at(stage: str, recognised_on: date | None) -> str:
    """The status of a centre at a stage; nobody is to take an unrecognised one for an active."""
    return UNDER_CONSTRUCTION if recognised_on is None and stage in ACTIVE else stage


PROJECTION = ProjectionSpec(
    name="registry",
    row=Row,
    keys=lambda event: (event.id,),
    fold=lambda row, event, key: project(row, event),
    streams=frozenset({"centres"}),
    two_clocks=True,
    sorts=("recognised_on", "name"),
    filters=("regulation", "division", "industry", "status"),
    search=("name", "builder", "industry"),
)
