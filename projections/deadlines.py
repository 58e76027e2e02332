"""Periods that run: when they end, how that day was counted, and what the clock does then.

T1 is the end of a publicity, T2 the term to correct an application, T11 the term to answer an
objection, at whose end nothing happens by itself (domain.md 2.12).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.application.admitting import EntryRefusedForObjection, ObjectionAdmitted
from domain.application.correcting import (
    CorrectionLapsed,
    CorrectionRequested,
    CorrectionSupplied,
    LapseCorrection,
)
from domain.application.filing import LocalFilingRecorded
from domain.application.interruption import EntryInterrupted, EntryRestarted
from domain.application.listing import ClearEntry, EntryCleared, EntryPublished
from domain.application.republishing import EntryRepublished
from domain.application.resolving import (
    ObjectionResolved,
    ObjectionWithdrawn,
    ResolveObjection,
)
from domain.batch.interrupting import PublicityInterrupted, PublicityRestarted
from domain.batch.publicity import ClosePublicity, PublicityClosed, PublicityStarted
from domain.case import Command, Event
from domain.working_days import Period
from projections.recorded import RecordedEvent, over

FIRING = ("ClosePublicity", "ClearEntry", "LapseCorrection")


class Deadline(Struct, frozen=True):
    """`due` is the announced last day, whole; the command follows when it is over, by itself where
    it is one of FIRING. `period` says how the day was counted and by which notices; one that is
    interrupted does not come to its end. `division` is the one whose bureau the case is before."""

    timer: str
    stream: str
    id: str
    regulation: str
    division: str
    due: str
    command: str
    period: Period
    list_no: str | None = None
    interrupted: bool = False

    @property
    def due_on(self) -> date:
        return date.fromisoformat(self.due)

    def fires(self) -> Command:
        """What is done when the period is over. KeyError: nothing is."""
        if self.command == "ClosePublicity":
            return ClosePublicity(list_no=self.list_no or "")
        return {"ClearEntry": ClearEntry, "LapseCorrection": LapseCorrection}[self.command]()

    @property
    def name(self) -> str:
        """The same from every worker, so that two of them fire once."""
        return f"timer:{self.stream}:{self.id}:{self.command}:{self.list_no or ''}:{self.due}"


Changes = dict[str, Deadline | None]
MOVING = {  # most events are none of these
    PublicityStarted,
    PublicityInterrupted,
    PublicityRestarted,
    PublicityClosed,
    EntryPublished,
    EntryInterrupted,
    EntryRestarted,
    EntryRepublished,
    EntryCleared,
    CorrectionRequested,
    CorrectionSupplied,
    CorrectionLapsed,
    ObjectionAdmitted,
    EntryRefusedForObjection,
    ObjectionResolved,
    ObjectionWithdrawn,
}


def keys(recorded: RecordedEvent) -> Iterable[str]:
    event = recorded.event
    if isinstance(event, LocalFilingRecorded):
        return (recorded.case,)
    return changes(recorded) if type(event) in MOVING or over(event) else ()


def project(row: Deadline | None, recorded: RecordedEvent, key: str) -> Deadline | None:
    """An application that is filed with the bureau of its place takes its running period along."""
    if isinstance(recorded.event, LocalFilingRecorded):
        return row and replace(row, division=recorded.division)
    return changes(recorded)[key]


def changes(recorded: RecordedEvent) -> Changes:
    """Rows, by key, that an event writes or (None) takes away."""
    key, event = recorded.case, recorded.event
    match event:
        case (
            PublicityStarted(list_no=no, period=period)
            | PublicityRestarted(list_no=no, period=period)
        ):
            return {f"{key}#{no}": running("T1", recorded, ClosePublicity, period, no)}
        case PublicityInterrupted(list_no=no, period=period):
            held = running("T1", recorded, ClosePublicity, period, no)
            return {f"{key}#{no}": replace(held, interrupted=True)}
        case PublicityClosed(list_no=no):
            return {f"{key}#{no}": None}
        case EntryInterrupted(period=period):
            held = running("T1", recorded, ClearEntry, period)
            return {key: replace(held, interrupted=True)}
        case (
            EntryPublished(period=period)
            | EntryRestarted(period=period)
            | EntryRepublished(period=period)
        ):
            return {key: running("T1", recorded, ClearEntry, period)}
        case CorrectionRequested(term=period):
            return {key: running("T2", recorded, LapseCorrection, period)}
        case ObjectionAdmitted(no=number, term=period):
            return {answer(key, number): running("T11", recorded, ResolveObjection, period)}
        case EntryRefusedForObjection(no=number, term=period):
            due = running("T11", recorded, ResolveObjection, period)
            return {key: None, answer(key, number): due}
        case ObjectionResolved(no=number) | ObjectionWithdrawn(no=number):
            return {answer(key, number): None, **publicity_over(key, event)}
        case EntryCleared() | CorrectionSupplied() | CorrectionLapsed():
            return {key: None}
    return publicity_over(key, event)


def publicity_over(key: str, event: Event) -> Changes:
    return {key: None} if over(event) else {}


def answer(key: str, no: int) -> str:
    return f"{key}#objection-{no}"


def running(
    timer: str, recorded: RecordedEvent, command: type[Any], period: Period, no: str | None = None
) -> Deadline:
    case = (recorded.stream, recorded.id, recorded.regulation, recorded.division)
    return Deadline(timer, *case, period.ends.isoformat(), command.__name__, period, no)
