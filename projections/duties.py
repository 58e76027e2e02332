"""Duties of the centres: one row for each centre, each of its years, each rectification; on two
clocks.

A centre's own row says where it stands and, where it has ended, how; the rows of its proceedings
say when each thing was done, and their name and owner are left to the centre's own. A new kind of
proceeding needs no change here: it has its stage and its last day.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.centre.annual import PaperAudited, PaperFiled, YearDeadlineMissed
from domain.centre.assessing import InspectedOnSite, RectificationFailed, RectificationPassed
from domain.centre.cycle import CYCLE
from domain.centre.evaluating import CentreEvaluated
from domain.centre.rectifying import (
    RectificationExtended,
    RectificationOrdered,
    RectificationReported,
)
from domain.centre.restoring import QualificationRestored
from domain.event import Event
from domain.record import Record
from domain.running import NamedTerm
from projections.proceedings import kind_of_proceeding, opened_for, proceedings_touched
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec

CENTRE = "centre"
"""The kind of a centre's own row."""


class Duty(Struct, frozen=True, kw_only=True):
    """One centre (`proceeding_kind` is "centre"), or one `proceeding` of it ("annual/2026").
    `since` is the day from which it has its `stage`, `due` the announced last day of a proceeding,
    or of a centre's cycle, `document` the paper that says so; `year` is that of a proceeding, or of
    `since`.

    `received_on`: what was due is where it had to be by then. `late` and `extended` are "yes" or
    "no", `returned` counts; `result` is how a rectification was assessed. Of a centre that has
    ended `ground` and `reason` say why; `restored_on`: an end of it was reversed; `within`: the
    proceeding that has brought it to its stage."""

    id: str
    proceeding: str
    proceeding_kind: str
    regulation: str
    division: str
    year: str
    stage: str = ""
    since: date | None = None
    due: date | None = None
    document: str | None = None
    ended: str = "no"
    name: str = ""
    owner: str = ""
    channel: str = ""
    ground: str = ""
    reason: str = ""
    restored_on: date | None = None
    within: str = ""
    filed_on: date | None = None
    late: str = "no"
    returned: int = 0
    audited_on: date | None = None
    received_on: date | None = None
    evaluated_on: date | None = None
    grade: str = ""
    ordered_on: date | None = None
    until: date | None = None
    extended: str = "no"
    reported_on: date | None = None
    inspected_on: date | None = None
    result: str = ""


def keys(recorded: RecordedEvent) -> Iterable[str]:
    """The centre, where it is itself another after the event, and the proceedings concerned."""
    event = recorded.event
    told = event.stage or event.card or event.strikes or cycle_begun(recorded.record)
    if recorded.version == 1 or told:
        yield recorded.id
    for id in proceedings_touched(recorded):
        yield f"{recorded.id}#{id}"


def project(row: Duty | None, recorded: RecordedEvent, key: str) -> Duty:
    _, _, proceeding = key.partition("#")
    if proceeding:
        return of_proceeding(row or new_duty(recorded, proceeding), recorded)
    return of_centre(row or new_duty(recorded, ""), recorded)


def new_duty(recorded: RecordedEvent, proceeding: str) -> Duty:
    _, _, number = proceeding.partition("/")
    kind = kind_of_proceeding(proceeding)
    return Duty(
        id=recorded.id,
        proceeding=proceeding,
        proceeding_kind=kind or CENTRE,
        regulation=recorded.regulation,
        division=recorded.division,
        year=number if kind == "annual" else str(recorded.effective_on.year),
    )


def of_centre(row: Duty, recorded: RecordedEvent) -> Duty:
    """The row of the centre itself after an event."""
    event, card = recorded.event, recorded.event.card
    row = replace(
        row,
        name=(card and card.name) or row.name,
        owner=(card and card.owner) or row.owner,
        channel=getattr(event, "channel", None) or row.channel,
        division=row.division if event.inward else recorded.division,
    )
    if isinstance(event, QualificationRestored):
        row = replace(row, restored_on=recorded.record.context.occurred_on)
    if cycle := cycle_begun(recorded.record):
        row = replace(row, due=cycle.period.ends if cycle.period and not cycle.held else None)
    if event.stage is None or event.stage == row.stage:
        return row
    return replace(
        row,
        **at_stage(event.stage, recorded),
        year=str(recorded.effective_on.year),
        within=event.within[0] if event.within else "",
        ended="yes" if event.final else "no",
        ground=getattr(event, "ground", "") if event.final else "",
        reason=getattr(event, "reason", "") if event.final else "",
    )


def cycle_begun(record: Record) -> NamedTerm | None:
    """The cycle of the centre, where an act begins or changes it; held, where the centre has ended
    in it. When it is over its last day stays, until another begins."""
    return next((one for one in record.opened if one.name == CYCLE), None)


def at_stage(stage: str, recorded: RecordedEvent) -> dict[str, Any]:
    """What a row says of the stage to which an event has led."""
    document = recorded.record.context.document_no
    return {"stage": stage, "since": recorded.effective_on, "document": document}


def of_proceeding(row: Duty, recorded: RecordedEvent) -> Duty:
    """The row of a proceeding after an event: of its own, or one that begins or ends its period."""
    record, (id, stage) = recorded.record, recorded.event.within or ("", None)
    for running in opened_for(recorded, row.proceeding):
        if running.key.endswith(row.proceeding):
            row = replace(row, due=running.period.ends)
    if id != row.proceeding:
        return row
    if stage and stage != row.stage:
        row = replace(row, **at_stage(stage, recorded))
    if row.proceeding in record.closed and not type(record.command).timed:
        row = replace(row, received_on=record.context.occurred_on)
    return replace(row, **columns_said(recorded.event, row, record.context.occurred_on))


def columns_said(event: Event, row: Duty, day: date) -> dict[str, Any]:
    """The columns of its own that an event changes."""
    match event:
        case PaperFiled():
            return {"filed_on": day, "audited_on": None}
        case PaperAudited(result="PASS"):
            return {"audited_on": day}
        case PaperAudited():
            return {"returned": row.returned + 1}
        case YearDeadlineMissed():
            return {"late": "yes"}
        case CentreEvaluated(grade=grade):
            return {"evaluated_on": day, "grade": grade}
        case RectificationOrdered(until=until):
            return {"ordered_on": day, "until": until}
        case RectificationExtended(until=until):
            return {"until": until, "extended": "yes"}
        case RectificationReported():
            return {"reported_on": day}
        case InspectedOnSite():
            return {"inspected_on": day}
        case RectificationPassed():
            return {"result": "PASSED"}
        case RectificationFailed():
            return {"result": "FAILED"}
    return {}


PROJECTION = ProjectionSpec(
    name="duties",
    row=Duty,
    keys=keys,
    fold=project,
    streams=frozenset({"centres"}),
    two_clocks=True,
    sorts=("since", "due"),
    filters=(
        *("regulation", "division", "proceeding_kind", "year", "stage", "late", "grade", "ended"),
        *("id",),
    ),
    leading=("year",),
)
