"""The public's list of entries in publicity: organisations, dates, where objections go."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.application.listing import EntryCleared, EntryPublished
from domain.application.recognising import ApplicationRecognised
from domain.case import Event
from projections.happened import Happened

SHOWN = {EntryPublished, EntryCleared, ApplicationRecognised}


class PublishedEntry(Struct, frozen=True):
    """`began` is the day of publication, `ends` the last day, whole. `status`: RUNNING, CLEAR,
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

    @property
    def ends_on(self) -> date:
        return date.fromisoformat(self.ends)


def keys(happened: Happened) -> tuple[str, ...]:
    """Only what can change the list: most events of an application do not."""
    event = happened.event
    if happened.stream == "applications" and (over(event) or type(event) in SHOWN):
        return (happened.id,)
    return ()


def project(row: PublishedEntry | None, happened: Happened) -> PublishedEntry | None:
    """Nothing of an application is on the list before it is published."""
    match happened.event, row:
        case EntryPublished() as entry, _:
            return PublishedEntry(
                application=happened.id,
                batch=entry.batch,
                list_no=entry.list_no,
                builder=entry.builder,
                name=entry.name,
                industry=entry.industry,
                division=entry.division,
                regulation=happened.regulation,
                began=entry.period.began.isoformat(),
                ends=entry.period.ends.isoformat(),
                status="RUNNING",
            )
        case EntryCleared(), PublishedEntry():
            return replace(row, status="CLEAR")
        case ApplicationRecognised(), PublishedEntry():
            return replace(row, status="RECOGNISED")
        case event, PublishedEntry(status="RUNNING" | "CLEAR") if over(event):
            return replace(row, status="WITHDRAWN")
    return row


def over(event: Event) -> bool:
    return event.final or event.outcome == "CURABLE"
