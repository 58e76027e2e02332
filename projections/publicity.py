"""Public list of entries in publicity (公示): organisations and dates only."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.application.interruption import EntryInterrupted, EntryRestarted
from domain.application.listing import EntryCleared, EntryPublished
from domain.application.recognising import ApplicationRecognised
from domain.application.republishing import EntryRepublished
from domain.working_days import Period
from projections.recorded import RecordedEvent, over
from projections.spec import ProjectionSpec

BEGUN = EntryPublished | EntryRestarted | EntryRepublished
SHOWN = {
    EntryPublished,
    EntryRestarted,
    EntryRepublished,
    EntryInterrupted,
    EntryCleared,
    ApplicationRecognised,
}


class PublishedEntry(Struct, frozen=True):
    """One entry of the public list. `began` is the day of publication, `ends` the announced last
    day, until 24:00; `period` says how it was counted. `number` is that of its own publicity, where
    it was publicised anew, in place of `replaces`. `status`: RUNNING, INTERRUPTED, CLEAR,
    RECOGNISED, WITHDRAWN (the entry ended otherwise, or is to be publicised anew)."""

    application: str
    batch: str
    list_no: str
    builder: str
    name: str
    industry: str
    division: str
    regulation: str
    began: str
    ends: str
    status: str
    period: Period
    number: str | None = None
    replaces: str | None = None

    @property
    def ends_on(self) -> date:
        return date.fromisoformat(self.ends)

    @property
    def notice(self) -> str:
        """The key of the notice by which it was published."""
        return notice_key(self.batch, self.number or self.list_no)


def notice_key(batch: str, number: str) -> str:
    return f"{batch}#{number}"


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    """No key for an event that cannot change the list; most events of an application cannot."""
    event = recorded.event
    return (recorded.id,) if type(event) in SHOWN or over(event) else ()


def project(row: PublishedEntry | None, recorded: RecordedEvent) -> PublishedEntry | None:
    """The row after an event; there is none before the entry is published."""
    match recorded.event, row:
        case EntryPublished() | EntryRestarted() | EntryRepublished() as entry, _:
            return begun(entry, row, recorded)
        case EntryInterrupted(), PublishedEntry():
            return replace(row, status="INTERRUPTED")
        case EntryCleared(), PublishedEntry():
            return replace(row, status="CLEAR")
        case ApplicationRecognised(), PublishedEntry():
            return replace(row, status="RECOGNISED")
        case event, PublishedEntry(status="RUNNING" | "INTERRUPTED" | "CLEAR") if over(event):
            return replace(row, status="WITHDRAWN")
    return row


def begun(entry: BEGUN, row: PublishedEntry | None, recorded: RecordedEvent) -> PublishedEntry:
    """The row of an entry whose publicity begins, for the first time or anew."""
    before = row.replaces if row else None
    return PublishedEntry(
        application=recorded.id,
        batch=entry.batch,
        list_no=entry.list_no,
        builder=entry.builder,
        name=entry.name,
        industry=entry.industry,
        division=entry.division,
        regulation=recorded.regulation,
        began=entry.period.began.isoformat(),
        ends=entry.period.ends.isoformat(),
        status="RUNNING",
        period=entry.period,
        number=getattr(entry, "number", None),
        replaces=entry.replaces if isinstance(entry, EntryRepublished) else before,
    )


PROJECTION = ProjectionSpec(
    name="publicity",
    row=PublishedEntry,
    keys=keys,
    fold=lambda row, event, key: project(row, event),
    streams=frozenset({"applications"}),
    sorts=("ends", "began"),
    filters=("regulation", "division", "industry", "status", "batch", "list_no"),
    search=("name", "builder", "industry"),
)
