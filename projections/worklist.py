"""Worklist: open cases with stage, bureau, the day since when and the day until when.

Who has to act follows from the stage and the regulation's steps; that is asked when the list is
read, so a new version of a regulation needs no new rows. What goes on in a case with stages of its
own (a year, a rectification) has rows of its own, of whatever kind it is.
"""

from collections.abc import Collection, Iterable
from typing import Any

from msgspec.structs import replace

from domain.correcting_records import CorrectionProposed, RecordCorrected
from domain.streams import STREAMS
from projections.due import due_at, due_of_project, still_running
from projections.open_case import Begun, OpenCase, new_row
from projections.proceedings import LIVES_ON, kind_of_proceeding, proceedings_touched
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec
from projections.waiting_parts import OF_A_CORRECTION, project_awaiting, project_correction

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
FUND_PROJECTS = "fund-projects"


def keys(recorded: RecordedEvent) -> Iterable[str]:
    """The case, and the proceedings of it that the event is about; of a correction a row of its
    own."""
    yield recorded.case
    if isinstance(recorded.event, CorrectionProposed) or recorded.event.corrects:
        yield f"{recorded.case}#{OF_A_CORRECTION}"
    for id in proceedings_touched(recorded):
        yield f"{recorded.case}#{id}"
    if found := recorded.event.awaiting:
        yield f"{recorded.case}#{found.part}"


def project(row: OpenCase | None, recorded: RecordedEvent, key: str) -> OpenCase | None:
    _, _, proceeding = key.partition("#")
    if (found := recorded.event.awaiting) and found.part == proceeding:
        return project_awaiting(row, recorded, found)
    if proceeding == OF_A_CORRECTION:
        return project_correction(recorded)
    return project_part(row, recorded, proceeding) if proceeding else project_case(row, recorded)


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
    at_work = recorded.stream == FUND_PROJECTS
    return replace(
        row,
        **moved(row, recorded, stage, event.within is None),
        place=(event.card and event.card.place) or row.place,
        owner=(event.card and event.card.owner) or row.owner,
        before=event.laid_before or row.before,
        consents=consents_after(row, recorded),
        found=event.finds or row.found,
        grave=row.grave or bool(event.finds and getattr(event, "grave", False)),
        **(lived(row, recorded, stage) if recorded.stream in LIVES_ON else {"waits": stage}),
        done=row.done if event.within else after_step(row.done, recorded),
        due=due_of_project(stage, running) if at_work else due_at(stage, running),
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
    card = recorded.event.card
    done = row.done if recorded.event.within else after_step(row.done, recorded)
    return {
        "name": (card and card.name) or row.name,
        "channel": getattr(recorded.event, "channel", None) or row.channel,
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


def without(undone: Collection[str], done: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in done if one not in undone) if undone else done


PROJECTION = ProjectionSpec(
    name="worklist",
    row=OpenCase,
    keys=keys,
    fold=project,
    streams=frozenset({"applications", "batches", "remedies", "violations", FUND_PROJECTS})
    | LIVES_ON,
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
