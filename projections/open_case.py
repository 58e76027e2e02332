"""A row of the worklist: an open case, a proceeding of one, or a part of one that waits."""

from msgspec import Struct

from domain.case import stream_and_id
from domain.event import Event
from projections.due import Due
from projections.recorded import RecordedEvent


class Begun(Struct, frozen=True):
    """A proceeding of a case: its id, the day on which it began, and its stage."""

    id: str
    since: str
    stage: str


class Proposed(Struct, frozen=True):
    """A correction that waits to be confirmed: who has proposed it, as whom, and in which duty the
    record was made."""

    person: str
    role: str
    organ: str
    duty: str


class OpenCase(Struct, frozen=True):
    """One open case, or a `proceeding` of one ("annual/2026"). `since` is the day on which it came
    to its stage; `due` the last day of the period that it waits for there; `done` are the steps
    done so far, `here` those at this stage; `batch` is that of an application, or the batch itself;
    `about` the kind of case that a remedy is about, `against` the type of the decision. `waits`
    says what is asked for: the stage, with what makes a difference there. `place` is where the
    unit sits, or the organ whose decision is contested; `found` the type of a violation that was
    established, `grave` that it had grave consequences; `before` the organ that a draft was laid
    before; `consents` the roles of the partners that have agreed to an act; `left` are the items
    not found put right yet. The row of a case has its name, and its `proceedings`; the row of a
    proceeding leaves what is the case's to that. A correction that is `proposed` has a row of its
    own; so has a part of a case in which a command is `awaited`, by others than who has `acted`
    there."""

    stream: str
    id: str
    stage: str
    since: str
    regulation: str
    division: str
    owner: str
    channel: str
    batch: str = ""
    about: str = ""
    against: str = ""
    done: tuple[str, ...] = ()
    due: str | None = None
    running: tuple[Due, ...] = ()
    proceeding: str = ""
    proceeding_kind: str = ""
    here: tuple[str, ...] = ()
    waits: str = ""
    name: str = ""
    place: str = ""
    found: str = ""
    grave: bool = False
    before: str = ""
    consents: tuple[str, ...] = ()
    left: tuple[int, ...] = ()
    proceedings: tuple[Begun, ...] = ()
    proposed: Proposed | None = None
    awaited: str = ""
    acted: tuple[str, ...] = ()


def new_row(recorded: RecordedEvent) -> OpenCase:
    event = recorded.event
    return OpenCase(
        stream=recorded.stream,
        id=recorded.id,
        stage="",
        since="",
        regulation="",
        division="",
        owner=getattr(event, "owner", ""),
        channel=getattr(event, "channel", ""),
        about=kind_contested(event),
        against=event.decision_contested,
        batch=recorded.id if recorded.stream == "batches" else getattr(event, "batch", None) or "",
    )


def kind_contested(event: Event) -> str:
    """The kind of case whose decision a remedy is against."""
    return stream_and_id(event.contests)[0]
