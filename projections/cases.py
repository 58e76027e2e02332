"""List of cases: one row for every case, ended ones too."""

from msgspec import Struct
from msgspec.structs import replace

from domain.card import Card
from domain.parts import Part
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class ListedCase(Struct, frozen=True):
    """One case of the list. `since` is the day on which the case came to its stage, `opened` that
    of its first act; `ended` is "yes" or "no"; `place` is the division where the applicant sits,
    `division` the one whose bureau the case is before; `batch` is that of an application, `before`
    the organ that its draft was laid before."""

    stream: str
    id: str
    stage: str
    regulation: str
    division: str
    owner: str
    title: str
    name: str
    industry: str
    place: str
    channel: str
    opened: str
    since: str
    ended: str
    batch: str
    before: str = ""


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    """Claims and holds are left out: they are internal, and nobody looks for one."""
    return () if recorded.stream in ("claims", "holds") else (recorded.case,)


def project(row: ListedCase | None, recorded: RecordedEvent) -> ListedCase | None:
    event, day = recorded.event, recorded.record.context.occurred_on.isoformat()
    row = row or begun(recorded, day)
    if event.part is Part.LEADS:
        return row
    moved = event.stage is not None and event.stage != row.stage
    return replace(
        row,
        **said(event.card),
        stage=event.stage or row.stage,
        since=day if moved else row.since,
        division=row.division if event.inward else recorded.division,
        ended="yes" if event.final else "no",
        batch=getattr(event, "batch", None) or row.batch,
        before=event.laid_before or row.before,
    )


def begun(recorded: RecordedEvent, day: str) -> ListedCase:
    channel = getattr(recorded.event, "channel", None) or ""
    return ListedCase(
        stream=recorded.stream,
        id=recorded.id,
        stage="",
        regulation=recorded.regulation,
        division=recorded.division,
        owner="",
        title="",
        name="",
        industry="",
        place="",
        channel=channel,
        opened=day,
        since=day,
        ended="no",
        batch="",
    )


def said(card: Card | None) -> dict[str, str]:
    """The fields of the card that an event changes."""
    names = card.__struct_fields__ if card else ()
    fields = {name: getattr(card, name) for name in names}
    return {name: value for name, value in fields.items() if value is not None}


PROJECTION = ProjectionSpec(
    name="cases",
    row=ListedCase,
    keys=keys,
    fold=lambda row, event, key: project(row, event),
    sorts=("since", "opened"),
    filters=("stream", "id", "stage", "regulation", "division", "owner", "ended", "batch"),
    limits=("place", "channel", "before"),
    search=("id", "title", "name", "industry"),
)
