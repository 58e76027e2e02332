"""Bitemporal rows: what held on a day, as it was known at a moment.

A row is kept as slices: valid on the days [valid_from, valid_to), known in the moments [known_from,
known_to). Days between slices have no row. Slices are never overwritten: an event closes those that
it touches and opens others.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

R = TypeVar("R")
E = TypeVar("E")
SliceFold = Callable[[R | None, E], R | None]

BEGINNING = date.min
FOREVER = date.max
STILL = datetime.max.replace(tzinfo=UTC)  # the open end: still known


class Slice(Struct, Generic[R], frozen=True):
    """A row, the days on which it held, and the moments in which that was known."""

    row: R
    valid_from: date
    valid_to: date
    known_from: datetime
    known_to: datetime = STILL


class Change(Struct, Generic[R], frozen=True):
    """What an event does to the slices of one row.

    `closed` slices are known until the event was recorded. One that began at that same moment was
    never known (`known_from == known_to`) and disappears.
    """

    closed: tuple[Slice[R], ...]
    opened: tuple[Slice[R], ...]

    def onto(self, slices: Iterable[Slice[R]]) -> list[Slice[R]]:
        """The slices after this change."""
        closed = {(s.valid_from, s.known_from) for s in self.closed}
        kept = [s for s in slices if (s.valid_from, s.known_from) not in closed]
        return kept + [s for s in self.closed if s.known_from < s.known_to] + [*self.opened]


def apply(
    slices: Iterable[Slice[R]],
    event: E,
    effective_on: date,
    recorded_at: datetime,
    fold: SliceFold[R, E],
) -> Change[R]:
    """Fold the next event of the log into every current slice, from its day of effect on.

    Events come in position order, and `recorded_at` never goes back.
    """
    closed: list[Slice[R]] = []
    opened: list[Slice[R]] = []
    for known, start, end in _all_days(slices):
        before = known.row if known else None
        if end <= effective_on or (after := fold(before, event)) == before:
            continue
        turn = max(start, effective_on)
        if known:
            closed.append(replace(known, known_to=recorded_at))
            if start < turn:
                opened.append(Slice(known.row, start, turn, recorded_at))
        if after is not None:
            opened.append(Slice(after, turn, end, recorded_at))
    return Change(tuple(closed), tuple(opened))


def anew(
    slices: Iterable[Slice[R]],
    turns: Iterable[date],
    row_on: Callable[[date], R | None],
    recorded_at: datetime,
) -> Change[R]:
    """Folds a row anew, for every day: what it was on the days between two of the `turns` is asked
    of `row_on`. Slices that stay as they were are left alone."""
    wanted: list[tuple[R, date, date]] = []
    days = sorted({BEGINNING, *turns})
    for start, end in zip(days, [*days[1:], FOREVER], strict=True):
        row = row_on(start)
        if row is not None and wanted and wanted[-1][0] == row and wanted[-1][2] == start:
            wanted[-1] = (row, wanted[-1][1], end)
        elif row is not None:
            wanted.append((row, start, end))
    now = [one for one in slices if one.known_to == STILL]
    stay = [one for one in now if (one.row, one.valid_from, one.valid_to) in wanted]
    kept = {(one.valid_from, one.valid_to) for one in stay}
    closed = tuple(replace(one, known_to=recorded_at) for one in now if one not in stay)
    opened = (Slice(*one, recorded_at) for one in wanted if one[1:] not in kept)
    return Change(closed, tuple(opened))


def _all_days(slices: Iterable[Slice[R]]) -> Iterator[tuple[Slice[R] | None, date, date]]:
    """Every day in order: the current slices, and None for the days between them."""
    day = BEGINNING
    for known in sorted((s for s in slices if s.known_to == STILL), key=lambda s: s.valid_from):
        if day < known.valid_from:
            yield None, day, known.valid_from
        yield known, known.valid_from, known.valid_to
        day = known.valid_to
    if day < FOREVER:
        yield None, day, FOREVER


def ask(slices: Iterable[Slice[R]], day: date, known: datetime) -> R | None:
    """The row on that day, as known at that moment."""
    day, known = askable(day, known)
    for s in slices:
        if s.valid_from <= day < s.valid_to and s.known_from <= known < s.known_to:
            return s.row
    return None


def askable(day: date, known: datetime) -> tuple[date, datetime]:
    """A day and a moment that can be asked about: the greatest ones stand for the open ends."""
    return min(day, FOREVER - timedelta(days=1)), min(known, STILL - timedelta(microseconds=1))


def definition(
    events: Iterable[tuple[E, date, datetime]], day: date, known: datetime, fold: SliceFold[R, E]
) -> R | None:
    """Reference for `ask`: the row, folded from (event, effective_on, recorded_at) by position.

    Position order and not the order of effect: a late record must not bring a cancelled case back.
    """
    row: R | None = None
    for event, effective_on, recorded_at in events:
        if effective_on <= day and recorded_at <= known:
            row = fold(row, event)
    return row
