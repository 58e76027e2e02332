"""Cases that are under way: where each stands, before which bureau, since when.

For whom a case waits follows from its stage and the regulation's steps; that is asked when the list
is read, so a new version of a regulation needs no new rows.
"""

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from domain.application.admitting import ObjectionAdmitted
from domain.application.correcting import CorrectionRequested
from domain.application.drafting import DraftCreated
from domain.application.interruption import EntryInterrupted, EntryRestarted
from domain.application.listing import EntryPublished
from domain.application.republishing import EntryRepublished
from projections.recorded import RecordedEvent


class OpenCase(Struct, frozen=True):
    """`since` is the day on which the case came to its stage; `due` the end of a running period;
    `done` are the steps done so far; `publicised_until` the last day of the publicity."""

    stream: str
    id: str
    stage: str
    since: str
    regulation: str
    division: str
    owner: str
    channel: str
    done: tuple[str, ...] = ()
    due: str | None = None
    publicised_until: str | None = None


def project(row: OpenCase | None, recorded: RecordedEvent) -> OpenCase | None:
    """A case that has ended leaves the list."""
    event, record = recorded.event, recorded.record
    if event.final:
        return None
    if isinstance(event, DraftCreated):
        row = OpenCase(recorded.stream, recorded.id, "", "", "", "", event.owner, event.channel)
    if row is None:
        return None
    name = type(record.command).__name__
    moved = event.stage is not None and event.stage != row.stage
    begins = isinstance(event, EntryPublished | EntryRestarted | EntryRepublished)
    halted = isinstance(event, EntryInterrupted)
    ends = period_end(row, recorded)
    return replace(
        row,
        stage=event.stage or row.stage,
        since=record.context.occurred_on.isoformat() if moved else row.since,
        regulation=recorded.regulation,
        division=row.division if event.inward else recorded.division,
        done=(*without(event.undoes, row.done), name),
        due=ends or (None if moved or halted else row.due),
        publicised_until=ends if begins else row.publicised_until,
    )


def without(undone: Collection[str], done: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in done if one not in undone) if undone else done


def period_end(row: OpenCase, recorded: RecordedEvent) -> str | None:
    """An entry whose objections are settled is in its publicity again."""
    match recorded.event:
        case (
            CorrectionRequested(term=period)
            | ObjectionAdmitted(term=period)
            | EntryRestarted(period=period)
            | EntryRepublished(period=period)
        ):
            return period.ends.isoformat()
        case EntryPublished(period=period):
            return period.ends.isoformat()
        case event if event.outcome == "SETTLED":
            return row.publicised_until
    return None
