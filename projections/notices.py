"""Publicity notices as published, word for word, with the channel for objections."""

from msgspec import Struct
from msgspec.structs import replace

from domain.batch.interrupting import PublicityInterrupted, PublicityRestarted
from domain.batch.publicity import PublicityClosed, PublicityStarted
from domain.batch.republicising import EntryRepublicised
from projections.publicity import notice_key
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class Notice(Struct, frozen=True):
    """One notice: of a whole list, or of one entry publicised anew under a number of its own.
    `text` is the notice as published, `result` the one published at the end; `position` and
    `result_position` are those of their events."""

    batch: str
    number: str
    list_no: str
    regulation: str
    channel_url: str
    objection_channel: str
    began: str
    ends: str
    text: str
    replaces: str | None = None
    interrupted: bool = False
    result: str | None = None
    position: int = 0
    result_position: int = 0


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    match recorded.event:
        case EntryRepublicised(number=number):
            return (notice_key(recorded.id, number),)
        case (
            PublicityStarted(list_no=number)
            | PublicityRestarted(list_no=number)
            | PublicityInterrupted(list_no=number)
            | PublicityClosed(list_no=number)
        ):
            return (notice_key(recorded.id, number),)
    return ()


def project(row: Notice | None, recorded: RecordedEvent) -> Notice | None:
    match recorded.event, row:
        case PublicityStarted() | PublicityRestarted() as event, _:
            return notice_of(event, event.list_no, recorded)
        case EntryRepublicised() as event, _:
            return replace(notice_of(event, event.number, recorded), replaces=event.replaces)
        case PublicityInterrupted(), Notice():
            return replace(row, interrupted=True)
        case PublicityClosed(notice=text), Notice():
            return replace(row, result=text, result_position=recorded.position)
    return row


def notice_of(
    event: PublicityStarted | PublicityRestarted | EntryRepublicised,
    number: str,
    recorded: RecordedEvent,
) -> Notice:
    return Notice(
        batch=recorded.id,
        number=number,
        list_no=event.list_no,
        regulation=recorded.regulation,
        channel_url=event.channel_url,
        objection_channel=event.objection_channel,
        began=event.period.began.isoformat(),
        ends=event.period.ends.isoformat(),
        text=event.notice,
        position=recorded.position,
    )


PROJECTION = ProjectionSpec(
    name="notices",
    row=Notice,
    keys=keys,
    fold=lambda row, event, key: project(row, event),
    streams=frozenset({"batches"}),
    sorts=("began",),
    filters=("regulation", "batch", "list_no"),
)
