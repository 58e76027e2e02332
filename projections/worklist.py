"""Worklist: open cases with stage, bureau, the day since when and the day until when.

Who has to act follows from the stage and the regulation's steps; that is asked when the list is
read, so a new version of a regulation needs no new rows. What goes on in a case with stages of its
own (a year, a rectification) has rows of its own, of whatever kind it is.
"""

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.case import stream_and_id
from domain.context import UNITS
from domain.correcting_records import CorrectionProposed, RecordCorrected
from domain.event import Event
from domain.streams import STREAMS
from projections.due import Due, due_at, still_running
from projections.proceedings import LIVES_ON, kind_of_proceeding, proceedings_touched
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec

ANSWERED_STEPS = {
    name: frozenset(
        step
        for event in STREAMS[name].events
        for step in event.undoes
        if not issubclass(event, RecordCorrected)
    )
    for name in LIVES_ON
}
"""The steps on such a case that a later act answers: until then they wait for it."""
CORRECTION = "correction"


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
    own."""

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


def keys(recorded: RecordedEvent) -> Iterable[str]:
    """The case, and the proceedings of it that the event is about; of a correction a row of its
    own."""
    yield recorded.case
    if isinstance(recorded.event, CorrectionProposed) or recorded.event.corrects:
        yield f"{recorded.case}#{CORRECTION}"
    for id in proceedings_touched(recorded):
        yield f"{recorded.case}#{id}"


def project(row: OpenCase | None, recorded: RecordedEvent, key: str) -> OpenCase | None:
    _, _, proceeding = key.partition("#")
    if proceeding == CORRECTION:
        return project_correction(recorded)
    return project_part(row, recorded, proceeding) if proceeding else project_case(row, recorded)


def project_correction(recorded: RecordedEvent) -> OpenCase | None:
    """The row of a correction: it waits for another person of the organ that has made the record,
    until it is confirmed."""
    said, context = recorded.event, recorded.record.context
    if not isinstance(said, CorrectionProposed):
        return None
    by = context.actor
    return replace(
        new_row(recorded),
        since=context.occurred_on.isoformat(),
        regulation=recorded.regulation,
        division=recorded.division,
        owner=by.organ if by.role in UNITS else "",
        waits=waiting_to_confirm(by.role, by.organ),
        proposed=Proposed(by.person, by.role, by.organ, said.duty or ""),
    )


def waiting_to_confirm(role: str, organ: str) -> str:
    """What the row of a correction is asked for by."""
    return f"{CORRECTION}.{role}.{organ}"


def project_case(row: OpenCase | None, recorded: RecordedEvent) -> OpenCase | None:
    """The row after an event: a case comes in with its first event and leaves when it has ended and
    nothing more is awaited."""
    event = recorded.event
    if event.final and not (event.goes_on or recorded.stream in LIVES_ON):
        return None
    if recorded.version == 1:
        row = new_row(recorded)
    if row is None:
        return None
    stage = event.stage or row.stage
    running = tuple(still_running(row.running, recorded, stage))
    return replace(
        row,
        **moved(row, recorded, stage, event.within is None),
        place=(event.card and event.card.place) or row.place,
        before=event.laid_before or row.before,
        consents=consents_after(row, recorded),
        found=event.finds or row.found,
        grave=row.grave or bool(event.finds and getattr(event, "grave", False)),
        **(lived(row, recorded, stage) if recorded.stream in LIVES_ON else {"waits": stage}),
        done=row.done if event.within else after_step(row.done, recorded),
        due=due_at(stage, running),
        running=running,
    )


def consents_after(row: OpenCase, recorded: RecordedEvent) -> tuple[str, ...]:
    """The partners whose consents stand after an event: any other act lets them lapse."""
    event, role = recorded.event, recorded.record.context.actor.role
    if not event.consenting:
        return row.consents if event.aside else ()
    others = tuple(one for one in row.consents if one != role)
    return (*others, role) if getattr(event, "agreed", True) else others


def lived(row: OpenCase, recorded: RecordedEvent, stage: str) -> dict[str, Any]:
    """What the row of a case that lives on says besides: whose it is, which proceedings it has, and
    what was asked for and not answered yet."""
    event, card = recorded.event, recorded.event.card
    done = row.done if event.within else after_step(row.done, recorded)
    return {
        "owner": (card and card.owner) or row.owner,
        "name": (card and card.name) or row.name,
        "channel": getattr(event, "channel", None) or row.channel,
        "proceedings": tuple(proceedings_after(row.proceedings, recorded)),
        "waits": "+".join(
            (stage, *(one for one in done if one in ANSWERED_STEPS[recorded.stream]))
        ),
    }


def proceedings_after(before: tuple[Begun, ...], recorded: RecordedEvent) -> Iterable[Begun]:
    """The proceedings of a case after an event, the one that it is about last."""
    id, stage = recorded.event.within or ("", None)
    day = recorded.record.context.occurred_on.isoformat()
    changed = next((one for one in before if one.id == id), Begun(id, day, ""))
    yield from (one for one in before if one.id != id)
    if id:
        yield replace(changed, stage=stage or changed.stage)


def after_step(done: tuple[str, ...], recorded: RecordedEvent) -> tuple[str, ...]:
    """The steps done after an event: those that it asks to be done again are none."""
    return (*without(recorded.event.undoes, done), type(recorded.record.command).__name__)


def moved(row: OpenCase, recorded: RecordedEvent, stage: str, own: bool) -> dict[str, Any]:
    """What a row says of stage, day and place after an event; `own`: it is a step of the row."""
    record, stays = recorded.record, stage == row.stage
    here = row.here if stays else ()
    return {
        "stage": stage,
        "since": row.since if stays and row.since else record.context.occurred_on.isoformat(),
        "regulation": recorded.regulation,
        "division": row.division if recorded.event.inward else recorded.division,
        "here": (*here, type(record.command).__name__) if own else here,
    }


def project_part(row: OpenCase | None, recorded: RecordedEvent, proceeding: str) -> OpenCase:
    """The row of a proceeding after an event: of its own, or one that begins its period."""
    id, stage = recorded.event.within or ("", None)
    own = id == proceeding
    row = row or replace(
        new_row(recorded), proceeding=proceeding, proceeding_kind=kind_of_proceeding(proceeding)
    )
    stage = (stage if own else None) or row.stage
    running = tuple(still_running(row.running, recorded, stage, proceeding))
    grade = getattr(recorded.event, "grade", "") if own else ""
    return replace(
        row,
        **moved(row, recorded, stage, own),
        done=(*row.done, type(recorded.record.command).__name__) if own else row.done,
        due=next((one.ends for one in reversed(running) if not one.held), None),
        running=running,
        left=recorded.event.still_to_find(row.left) if own else row.left,
        waits=waiting_at(row.proceeding_kind, stage, grade),
    )


def waiting_at(kind: str, stage: str, grade: str = "") -> str:
    """What rows of proceedings are asked for by: kind and stage, with the grade where there is
    one."""
    return ".".join((kind, stage, *filter(None, (grade,))))


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


def without(undone: Collection[str], done: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in done if one not in undone) if undone else done


PROJECTION = ProjectionSpec(
    name="worklist",
    row=OpenCase,
    keys=keys,
    fold=project,
    streams=frozenset({"applications", "batches", "remedies", "violations"}) | LIVES_ON,
    sorts=("since",),
    filters=(
        "stream",
        "id",
        "batch",
        "stage",
        "regulation",
        "division",
        "owner",
        "proceeding_kind",
    ),
    limits=("waits", "place", "before", "channel"),
    leading=("waits",),
)
