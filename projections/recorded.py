"""One event of the log, with its place: what every fold takes."""

from datetime import datetime

from msgspec import Struct

from domain.case import Event, Record, stream_and_id
from domain.parts import Part


class RecordedEvent(Struct, frozen=True):
    """`case` is the stream with the id: `applications/a1`. `recorded_at` is UTC. `event`,
    `regulation` and `division` are the record's: every fold asks for them, several times over."""

    position: int
    case: str
    stream: str
    id: str
    version: int
    type: str
    recorded_at: datetime
    record: Record
    event: Event
    regulation: str
    division: str


def kept_to(recorded: RecordedEvent) -> str:
    """Which part of a case the event belongs to, for lists to be filtered by; empty where all who
    see the case are shown it. What names experts belongs to the authority that may know them."""
    acted = recorded.record.context.actor.role
    part = Part.EXPERTS if acted == "EXPERT" else recorded.event.part
    return f"{part}:{recorded.division}" if part is Part.EXPERTS else part or ""


def over(event: Event) -> bool:
    """The case has ended, or its entry is to be publicised anew."""
    return event.final or event.outcome == "CURABLE"


def recorded(
    position: int, case: str, version: int, type: str, recorded_at: datetime, record: Record
) -> RecordedEvent:
    stream, id = stream_and_id(case)
    regulation, _, division = record.area.partition(".")
    place = (position, case, stream, id, version, type, recorded_at)
    return RecordedEvent(*place, record, record.event, regulation, division)
