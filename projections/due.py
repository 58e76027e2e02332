"""The running periods of a row of the worklist: which run after an event, and which one it waits
for."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from domain.refusal import Text
from projections.proceedings import LIVES_ON, opened_for
from projections.recorded import RecordedEvent


class Due(Struct, frozen=True):
    """A running period of a case: its key, its last day, the stage that waits for it, the command
    that follows it. `held`: it was interrupted, and has no end until it is opened again. `alerts`
    are days before the last one, from each of which on the list reminds of it. `theirs`: the unit
    may act until then, and what the case waits for may have to wait for that."""

    key: str
    stage: str
    ends: str
    follows: str
    held: bool = False
    kind: str = ""
    called: Text | None = None
    alerts: tuple[int, ...] = ()
    theirs: bool = False


def still_running(
    before: Collection[Due], recorded: RecordedEvent, stage: str, proceeding: str = ""
) -> Iterable[Due]:
    """The periods that run after an event: those before it that it does not close, then those that
    it opens; where a case ends with its last step, none in which the unit may act and nobody waits
    for it. One that is opened again keeps its stage, unless the event sets another."""
    kept = recorded.stream in LIVES_ON
    begun = tuple(one for one in opened_for(recorded, proceeding) if kept or not one.owner)
    over = {*recorded.record.closes(), *(one.key for one in begun)}
    stages = {one.key: one.stage for one in before}
    yield from (one for one in before if one.key not in over)
    for one in begun:
        place = stage if proceeding else recorded.event.stage or stages.get(one.key, stage)
        yield Due(
            key=one.key,
            stage="" if one.owner else place,
            ends=one.period.ends.isoformat(),
            follows=one.follows,
            held=one.held,
            kind=one.kind,
            called=one.called,
            alerts=one.alerts,
            theirs=bool(one.owner),
        )


def due_at(stage: str, running: Collection[Due]) -> str | None:
    """The last day of the period opened last, of those that the case waits for at this stage: while
    objections are open, the term to answer and not the publicity."""
    ends = [one.ends for one in running if one.stage == stage and not one.held]
    return ends[-1] if ends else None


def due_of_project(stage: str, running: Collection[Due]) -> str | None:
    """The last day of the period opened last at an earlier stage: the contract of a project is
    signed by both before its term is waited for."""
    ends = [one.ends for one in running if one.stage != stage and not one.held]
    return ends[-1] if ends else None
