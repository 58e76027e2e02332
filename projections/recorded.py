"""RecordedEvent: an event read from the log, with its position; the input of every projection."""

from datetime import datetime

from msgspec import Struct

from domain.case import Event, stream_and_id
from domain.parts import Part
from domain.record import Record


class RecordedEvent(Struct, frozen=True):
    """An event read from the log. `case` is the stream with the id: `applications/a1`.
    `recorded_at` is UTC. `event`, `regulation` and `division` repeat the record's, because every
    fold asks for them several times."""

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
    """Which part of a case the event belongs to, for lists to filter by; "" where everybody who
    sees the case may see it. What names experts carries the division of their authority."""
    acted = recorded.record.context.actor.role
    part = Part.EXPERTS if acted == "EXPERT" else recorded.event.part
    return f"{part}:{recorded.division}" if part is Part.EXPERTS else part or ""


def over(event: Event) -> bool:
    """Whether the event ends the case, or sends its entry back to be publicised anew."""
    return event.final or event.outcome == "CURABLE"


def recorded(
    position: int, case: str, version: int, type: str, recorded_at: datetime, record: Record
) -> RecordedEvent:
    stream, id = stream_and_id(case)
    regulation, _, division = record.area.partition(".")
    place = (position, case, stream, id, version, type, recorded_at)
    return RecordedEvent(*place, record, record.event, regulation, division)
