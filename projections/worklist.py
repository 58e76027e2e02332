"""Worklist: open cases with stage, bureau, the day since when and the day until when.

Who has to act follows from the stage and the regulation's steps; that is asked when the list is
read, so a new version of a regulation needs no new rows.
"""

from collections.abc import Collection, Iterable

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Event, stream_and_id
from domain.refusal import Text
from projections.recorded import RecordedEvent
from projections.spec import ProjectionSpec


class Due(Struct, frozen=True):
    """A running period of a case: its key, its last day, the stage that waits for it, the command
    that follows it. `held`: it was interrupted, and has no end until it is opened again. `alerts`
    are days before the last one, from each of which on the list reminds of it."""

    key: str
    stage: str
    ends: str
    follows: str
    held: bool = False
    kind: str = ""
    called: Text | None = None
    alerts: tuple[int, ...] = ()


class OpenCase(Struct, frozen=True):
    """One open case. `since` is the day on which the case came to its stage; `due` the last day of
    the period that the case waits for there; `done` are the steps done so far; `batch` is that of
    an application, or the batch itself; `about` the kind of case that a remedy is about."""

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
    done: tuple[str, ...] = ()
    due: str | None = None
    running: tuple[Due, ...] = ()


def project(row: OpenCase | None, recorded: RecordedEvent) -> OpenCase | None:
    """The row after an event: a case comes in with its first event and leaves when it has ended and
    nothing more is awaited."""
    event, record = recorded.event, recorded.record
    if event.final and not event.goes_on:
        return None
    if recorded.version == 1:
        row = new_row(recorded)
    if row is None:
        return None
    stage = event.stage or row.stage
    running = tuple(still_running(row, recorded, stage))
    return replace(
        row,
        stage=stage,
        since=row.since if stage == row.stage else record.context.occurred_on.isoformat(),
        regulation=recorded.regulation,
        division=row.division if event.inward else recorded.division,
        done=(*without(event.undoes, row.done), type(record.command).__name__),
        due=due_at(stage, running),
        running=running,
    )


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
        batch=recorded.id if recorded.stream == "batches" else getattr(event, "batch", None) or "",
    )


def kind_contested(event: Event) -> str:
    """The kind of case whose decision a remedy is against."""
    return stream_and_id(event.contests)[0]


def without(undone: Collection[str], done: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in done if one not in undone) if undone else done


def still_running(row: OpenCase, recorded: RecordedEvent, stage: str) -> Iterable[Due]:
    """The periods that run after an event: those before it that it does not close, then those that
    it opens; none in which the unit may act and nobody waits for it. One that is opened again keeps
    its stage, unless the event sets another."""
    begun = tuple(one for one in recorded.record.opens() if not one.owner)
    over = {*recorded.record.closes(), *(one.key for one in begun)}
    before = {one.key: one.stage for one in row.running}
    yield from (one for one in row.running if one.key not in over)
    for one in begun:
        place = recorded.event.stage or before.get(one.key, stage)
        yield Due(
            key=one.key,
            stage=place,
            ends=one.period.ends.isoformat(),
            follows=one.follows,
            held=one.held,
            kind=one.kind,
            called=one.called,
            alerts=one.alerts,
        )


def due_at(stage: str, running: Collection[Due]) -> str | None:
    """The last day of the period opened last, of those that the case waits for at this stage: while
    objections are open, the term to answer and not the publicity."""
    ends = [one.ends for one in running if one.stage == stage and not one.held]
    return ends[-1] if ends else None


PROJECTION = ProjectionSpec(
    name="worklist",
    row=OpenCase,
    keys=lambda event: (event.case,),
    fold=lambda row, event, key: project(row, event),
    streams=frozenset({"applications", "batches", "remedies", "violations"}),
    sorts=("since",),
    filters=("stream", "batch", "stage", "regulation", "division", "owner"),
)
