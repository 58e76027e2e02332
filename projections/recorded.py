"""RecordedEvent: an event read from the log, with its position; the input of every projection."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.case import stream_and_id
from domain.event import Event
from domain.in_force import in_force
from domain.parts import Part
from domain.record import Record


class RecordedEvent(Struct, frozen=True):
    """An event read from the log. `case` is the stream with the id: `applications/a1`.
    `recorded_at` is UTC. `event`, `regulation` and `division` repeat the record's, because every
    fold asks for them several times. `history` is given for an event that strikes others out, or
    corrects one: all of its case up to itself, of which the case's rows are folded anew."""

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
    history: "tuple[RecordedEvent, ...]" = ()

    @property
    def effective_on(self) -> date:
        return self.record.context.effective_on


def in_force_on(history: Iterable[RecordedEvent], day: date = date.max) -> Iterator[RecordedEvent]:
    """The events of a case that are in force on a day, each as it was corrected, as known with the
    last of them. An act that leads to no stage ends a case only where it stands ended, not where
    that end is struck out."""
    heard = tuple(history)
    reaching = (one for one in heard if one.event.reaches_back and one.effective_on <= day)
    found = in_force([(one.version, one.record) for one in reaching])
    final = False
    for said in heard:
        one = told_right(said, found.as_it_is(said.version, said.record))
        if one.version not in found.struck and one.effective_on <= day:
            final = one.event.final if one.event.stage else final
            yield one if one.event.final == final else ending(one, final)


def told_right(recorded: RecordedEvent, record: Record) -> RecordedEvent:
    """The event with its record as it was corrected."""
    if record is recorded.record:
        return recorded
    return replace(recorded, event=record.event, record=record)


def ending(recorded: RecordedEvent, final: bool) -> RecordedEvent:
    """The same event in a case that has ended by then, or has not."""
    event = replace(recorded.event, final=final)
    return replace(recorded, event=event, record=recorded.record.stamped(event=event))


def kept_to(recorded: RecordedEvent) -> str:
    """Which part of a case the event belongs to, for lists to filter by; "" where everybody who
    sees the case may see it. What names experts carries the division of their authority."""
    part = Part.EXPERTS if recorded.record.context.actor.role == "EXPERT" else recorded.event.part
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
