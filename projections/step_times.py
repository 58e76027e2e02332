"""How long each step of a case took: the stages that it has left, from the day on which it came to
one until the decision by which it went on; on two clocks.

A case is an application, or a proceeding of a centre (a year, a rectification). A new kind of
proceeding needs no change here.
"""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from projections.proceedings import kind_of_proceeding
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec

TIMED_STREAM = "applications"


class TakenStep(Struct, frozen=True):
    """A stage that was left: `began` is the day on which the case came there, `decided` that of the
    `command` which led on, given by somebody in that `role`."""

    stage: str
    began: date
    decided: date
    command: str
    role: str

    @property
    def days(self) -> int:
        """Calendar days; none where both were on one day."""
        return (self.decided - self.began).days


class StepTimes(Struct, frozen=True, kw_only=True):
    """The steps taken in a case. `proceeding` is the kind of a centre's proceeding, "" where the
    case is an application; `stage` the one at which it is, `since` that day; `moved` is the day of
    the last step, "" before the first."""

    regulation: str
    division: str
    proceeding: str
    stage: str
    since: date
    moved: str = ""
    steps: tuple[TakenStep, ...] = ()


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    """The application that comes to a stage, or the proceeding that does."""
    event = recorded.event
    if event.within:
        id, stage = event.within
        return (f"{recorded.case}#{id}",) if stage else ()
    return (recorded.case,) if event.stage and recorded.stream == TIMED_STREAM else ()


def project(row: StepTimes | None, recorded: RecordedEvent, key: str) -> StepTimes | None:
    """The row after an event: where it leads to another stage, the one before it was left."""
    context, (_, own) = recorded.record.context, recorded.event.within or ("", None)
    stage, day = own or recorded.event.stage or "", context.occurred_on
    if row is None:
        return at_first_stage(recorded, key, stage)
    if stage == row.stage:
        return row
    command = type(recorded.record.command).__name__
    taken = TakenStep(row.stage, row.since, day, command, context.actor.role)
    return replace(
        row,
        stage=stage,
        since=day,
        division=row.division if recorded.event.inward else recorded.division,
        moved=day.isoformat(),
        steps=(*row.steps, taken),
    )


def at_first_stage(recorded: RecordedEvent, key: str, stage: str) -> StepTimes:
    _, _, proceeding = key.partition("#")
    return StepTimes(
        regulation=recorded.regulation,
        division=recorded.division,
        proceeding=kind_of_proceeding(proceeding),
        stage=stage,
        since=recorded.record.context.occurred_on,
    )


PROJECTION = ProjectionSpec(
    name="step_times",
    row=StepTimes,
    keys=keys,
    fold=project,
    streams=frozenset({TIMED_STREAM, "centres"}),
    two_clocks=True,
    sorts=("moved",),
    filters=("regulation", "division", "proceeding"),
)
