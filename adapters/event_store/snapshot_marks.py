"""Which snapshots a case has along its history, and from which of them a state at any day, moment
or version is folded the shortest way.

A snapshot has the state on the days from its own time on, in slices: one, unless events of the
case take effect ahead of their time. On earlier days the snapshot before it holds, and of the
events between the two only those that had taken effect.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.marks.mark import PartMark
from domain.case import Case
from domain.record import Record

LONG_AGO = datetime.min.replace(tzinfo=UTC)
MOST_SLICES = 4
"""Days ahead that have a state of their own; further ones in between are folded when asked for."""


class StateFrom(Struct, frozen=True):
    """A case's state on a day and after it; None where none is kept."""

    start: date
    state: Case | None


class SnapshotFront(Struct, frozen=True):
    """A case with all its events, and what its next snapshot is made of: the slices of state
    from the day of the last act on; and of the events since the snapshot at `begun` the earliest
    day of effect, and when the last was recorded. `size` is the last snapshot's, in bytes; `digest`
    the receipt hash of its last event, where the front was read from a snapshot."""

    case: Case | None = None
    version: int = 0
    begun: int = 0
    since: date = date.max
    recorded_at: datetime = LONG_AGO
    slices: tuple[StateFrom, ...] = ()
    size: int = 0
    digest: str = ""

    def with_next(self, record: Record, after: Case, recorded_at: datetime) -> "SnapshotFront":
        """The front after one more event; `after` is the case with it."""
        context = record.context
        return replace(
            self,
            case=after,
            version=self.version + 1,
            since=min(self.since, context.effective_on),
            recorded_at=recorded_at,
            slices=sliced(self.slices, record, after),
        )

    def kept(self, size: int) -> "SnapshotFront":
        """The front once a snapshot of this size has been made of it."""
        return replace(self, begun=self.version, since=date.max, size=size)


def sliced(slices: tuple[StateFrom, ...], record: Record, after: Case) -> tuple[StateFrom, ...]:
    """The slices after one more event: it changes those on whose days it has taken effect. What was
    corrected holds from a day of its own."""
    day, said = record.context.effective_on, record.event.corrects
    turn = max(day, said.holds_from) if said else day
    reached = min(day, record.context.occurred_on)
    if not slices or (len(slices) == 1 and slices[0].start <= day == turn == reached):
        return (StateFrom(day, after),)
    *changed, last = split_at(split_at(slices, day), turn)
    evolved = [
        one if one.start < day else replace(one, state=evolved_state(one.state, record))
        for one in changed
    ]
    return few(those_from(reached, [*evolved, StateFrom(last.start, after)]))


def evolved_state(state: Case | None, record: Record) -> Case | None:
    """The state of a slice after one more event; none is kept after one that strikes others out or
    corrects one, which may be no part of it."""
    return record.evolve(state) if state and not record.event.reaches_back else None


def split_at(slices: Sequence[StateFrom], day: date) -> list[StateFrom]:
    """The slices with one that begins on a day, unless all of them lie after it."""
    before = [one for one in slices if one.start < day]
    rest = [one for one in slices if one.start >= day]
    if before and (not rest or rest[0].start > day):
        return [*before, StateFrom(day, before[-1].state), *rest]
    return [*slices]


def those_from(day: date, slices: list[StateFrom]) -> list[StateFrom]:
    """The slices that cover a day and those after it."""
    begun = [place for place, one in enumerate(slices) if one.start <= day]
    return slices[begun[-1] :] if begun else slices


def few(slices: list[StateFrom]) -> tuple[StateFrom, ...]:
    """The first ones and the last; what lies between them is not kept."""
    if len(slices) <= MOST_SLICES:
        return tuple(slices)
    *first, gap = slices[: MOST_SLICES - 1]
    return (*first, StateFrom(gap.start, None), slices[-1])


class SnapshotMark(Struct, frozen=True, array_like=True):
    """A snapshot without its states: for which days it has one, and what the events between it
    and the one before it, at `begun`, are. `digest` is the receipt hash of its last event: only of
    a history that holds this event is it a snapshot."""

    version: int
    begun: int
    since: date
    recorded_at: datetime
    starts: tuple[tuple[date, bool], ...]
    digest: str = ""

    def slice_on(self, day: date) -> int | None:
        """Which of its states holds on a day; None where it has none for that day."""
        found = [place for place, (start, _) in enumerate(self.starts) if start <= day]
        return found[-1] if found and self.starts[found[-1]][1] else None


class Snapshot(Struct, frozen=True):
    """A snapshot as it is kept: its states as JSON, b"" for a slice without one; and where its
    last event stands in the store."""

    mark: SnapshotMark
    states: tuple[bytes, ...]
    at: PartMark

    @property
    def size(self) -> int:
        return sum(map(len, self.states))


def snapshot_of(front: SnapshotFront, at: PartMark) -> Snapshot:
    states = tuple(msgspec.json.encode(one.state) if one.state else b"" for one in front.slices)
    starts = tuple((one.start, one.state is not None) for one in front.slices)
    passed = (front.version, front.begun, front.since, front.recorded_at)
    return Snapshot(SnapshotMark(*passed, starts, at.digest), states, at)


class FoldPlan(Struct, frozen=True):
    """Where to fold from: a slice of a snapshot (None: from nothing), and the stretches of the
    history after it, as (after, up to), of which events may have taken effect."""

    mark: SnapshotMark | None = None
    place: int = 0
    stretches: tuple[tuple[int, int | None], ...] = ()

    @property
    def begun(self) -> int:
        """The version up to which the slice has the history already."""
        return self.mark.version if self.mark else 0


def fold_plan(
    marks: Iterable[SnapshotMark],
    day: date,
    known: datetime | None = None,
    upto: int | None = None,
    before: int | None = None,
) -> FoldPlan:
    """The shortest way to a case as of a day, as known at a moment, or up to a version. `marks`
    come newest first; the state of one is taken only if it is `before` a version, where given."""
    stretches: list[tuple[int, int | None]] = []
    top = upto
    for mark in marks:
        if top is not None and mark.version > top:
            continue
        if known is not None and mark.recorded_at > known:
            stretches, top = [], mark.version
            continue
        if top is None or mark.version < top:
            stretches.append((mark.version, top))
        place = mark.slice_on(day)
        if place is not None and (before is None or mark.version < before):
            return FoldPlan(mark, place, merged(stretches))
        if mark.since <= day:
            stretches.append((mark.begun, mark.version))
        top = mark.begun
    if top is None or top > 0:
        stretches.append((0, top))
    return FoldPlan(stretches=merged(stretches))


def merged(stretches: list[tuple[int, int | None]]) -> tuple[tuple[int, int | None], ...]:
    """The stretches, oldest first; neighbours are read as one."""
    found: list[tuple[int, int | None]] = []
    for after, upto in reversed(stretches):
        if found and found[-1][1] == after:
            after = found.pop()[0]
        found.append((after, upto))
    return tuple(found)
