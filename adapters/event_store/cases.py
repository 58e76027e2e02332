"""Loads cases by replaying their events, starting from a cached state or a snapshot."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import chain
from typing import ParamSpec, TypeVar

import structlog

from adapters.event_store.believed_snapshots import BelievedSnapshots, Snapshots
from adapters.event_store.codec import decode, effective_on
from adapters.event_store.log import Log, Stored
from adapters.event_store.snapshot_marks import (
    FoldPlan,
    Snapshot,
    SnapshotFront,
    snapshot_of,
)
from adapters.event_store.store_marks import StoreMarks
from domain.case import Case, stream_and_id
from domain.in_force import CorrectedUnread, NumberedRecord, StruckBefore, fold_in_force
from domain.record import Record
from domain.streams import STREAMS

log = structlog.get_logger()
Held = tuple[Case | None, int]
Grown = tuple[Record, Case, Stored]
_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")
EVENTS_AT_ONCE = 500  # events
BYTES_FOR_EVENT = 1024
"""Snapshots take at most about so much for each event of a case; large states have fewer."""


class CaseNotHeld(Exception):
    """The store would have to be read for a case, where only memory may be asked."""


class CaseStore:
    """Repository of cases. `size`: cases cached in memory; `every`: events between snapshots."""

    def __init__(
        self, log: Log, snapshots: Snapshots | None = None, size: int = 20_000, every: int = 25
    ) -> None:
        self.log, self.snapshots, self.size, self.every = log, snapshots, size, every
        self._held: OrderedDict[str, SnapshotFront] = OrderedDict()
        self._lock = threading.Lock()
        self.marks, self._believed = StoreMarks(log), BelievedSnapshots(log, snapshots)
        self._asked = threading.local()

    def from_memory(
        self, work: Callable[_Given, _Made], *args: _Given.args, **named: _Given.kwargs
    ) -> _Made:
        """Does work in which this thread never waits for the store: CaseNotHeld is raised
        instead."""
        self._asked.memory = True
        try:
            return work(*args, **named)
        finally:
            self._asked.memory = False

    def held(self, stream: str) -> Held:
        """The case and version as this process last saw them: what a decision may start from."""
        with self._lock:
            cached = self._held.get(stream)
            if cached:
                self._held.move_to_end(stream)
        return (cached.case, cached.version) if cached else self.current(stream)

    def current(self, stream: str) -> Held:
        """The case and version with every stored event applied."""
        if getattr(self._asked, "memory", False):
            raise CaseNotHeld(stream)
        with self._lock:
            front = self._held.get(stream)
        front = front or self._believed.latest(stream)
        for events in self._history(stream, front.version, None):
            front = self._grown(stream, front, self._followed(stream, front.case, events))
        self._cache(stream, front)
        return front.case, front.version

    def reaching(self, stream: str, version: int) -> Held:
        """The case as cached, or as stored where the cache is behind `version`."""
        cached = self.held(stream)
        return cached if cached[1] >= version else self.current(stream)

    def at_version(self, stream: str, version: int, earlier: Held = (None, 0)) -> Case | None:
        """The case as it was at a version; None at 0. It is folded on from `earlier` where that is
        near by."""
        case, begun = earlier
        if case is not None and 0 <= version - begun < self.every:
            with suppress(StruckBefore):
                return fold(stream, lambda: self._events(stream, begun, version), case, begun)
        return self._folded(stream, date.max, None, version) if version else None

    def records(self, stream: str, upto: int) -> Iterator[NumberedRecord]:
        """The records of a case up to a version, each with its own."""
        if getattr(self._asked, "memory", False):
            raise CaseNotHeld(stream)
        return numbered_records(self._events(stream, 0, upto))

    def recorded(self, position: int) -> tuple[str, Record] | None:
        """The record at a position of the store, with its stream; None where there is none."""
        if getattr(self._asked, "memory", False):
            raise CaseNotHeld(f"#{position}")
        found = self.log.at([position])
        return (found[0].stream, decode(found[0].topic, found[0].state)) if found else None

    def at_moment(self, stream: str, day: date | None, known: datetime | None) -> Case | None:
        """The state that held on a day, as known at a moment: both filters, in position order. None
        before the case was opened, even where something is said to hold from an earlier day on."""
        day = day or date.max
        first = self.log.history(stream, upto=1)
        if not first or effective_on(first[0].state) > day or not was_known(first[0], known):
            return None
        return self._folded(stream, day, known, None)

    def keep(self, stream: str, record: Record, after: Case, stored: Stored) -> None:
        """Caches the case after an event of this process. Where this process had not seen all
        before it, the case is read from the store when it is next asked for."""
        with self._lock:
            front = self._held.get(stream, SnapshotFront())
        if stored.version == front.version + 1:
            self._cache(stream, self._grown(stream, front, [(record, after, stored)]))
        elif stored.version > front.version:
            self.forget([stream])

    def forget(self, streams: Iterable[str]) -> None:
        """Drops streams from the cache: another process has appended to them."""
        with self._lock:
            for stream in streams:
                self._held.pop(stream, None)

    def forget_all(self) -> None:
        """Drops the whole cache: the store may be another than it was."""
        with self._lock:
            self._held.clear()
        self.marks.forget()

    def _cache(self, stream: str, front: SnapshotFront) -> None:
        with self._lock:
            before = self._held.get(stream)
            if before and front.version < before.version:
                return
            self._held[stream] = front
            self._held.move_to_end(stream)
            while len(self._held) > self.size:
                self._held.popitem(last=False)

    def _grown(self, stream: str, front: SnapshotFront, events: Iterable[Grown]) -> SnapshotFront:
        """The front after further events, with snapshots kept on the way."""
        made: list[Snapshot] = []
        for record, after, stored in events:
            front = front.with_next(record, after, stored.recorded_at)
            if self._is_due(front):
                made.append(snapshot_of(front, self.marks.of(stored)))
                front = front.kept(made[-1].size)
        if made and self.snapshots:
            try:
                self.snapshots.keep(stream, made)
            except Exception:  # derived, and safe to lose: what was stored is stored
                log.exception("snapshot", stream=stream)
        return front

    def _is_due(self, front: SnapshotFront) -> bool:
        passed = front.version - front.begun
        return (
            self.snapshots is not None
            and front.version % self.every == 0
            and passed * BYTES_FOR_EVENT >= front.size
        )

    def _history(self, stream: str, after: int, upto: int | None) -> Iterator[list[Stored]]:
        """A stretch of a history, piece by piece."""
        while upto is None or after < upto:
            end = after + EVENTS_AT_ONCE
            events = self.log.stretch(stream, after, end if upto is None else min(end, upto))
            if not events:
                return
            yield events
            after = events[-1].version

    def _events(self, stream: str, after: int, upto: int | None) -> Iterator[Stored]:
        return chain.from_iterable(self._history(stream, after, upto))

    def _folded(
        self, stream: str, day: date, known: datetime | None, upto: int | None
    ) -> Case | None:
        """A case from those of its events that had taken effect on a day, were known at a moment
        and are not after a version; folded from the snapshot that is nearest by, of those that hold
        nothing that is struck out or corrected by then."""
        before: int | None = None
        while True:
            plan, case = self._believed.plan(stream, day, known, upto, before)

            def heard(plan: FoldPlan = plan) -> Iterator[Stored]:
                stretches = (self._events(stream, after, end) for after, end in plan.stretches)
                for one in chain.from_iterable(stretches):
                    if was_known(one, known) and effective_on(one.state) <= day:
                        yield one

            try:
                return fold(stream, heard, case, plan.begun, day)
            except StruckBefore as struck:
                before = struck.version
            except CorrectedUnread:
                return fold(stream, lambda: self._known(stream, known, upto), day=day)

    def _known(self, stream: str, known: datetime | None, upto: int | None) -> Iterator[Stored]:
        return (one for one in self._events(stream, 0, upto) if was_known(one, known))

    def _followed(
        self, stream: str, case: Case | None, events: Iterable[Stored]
    ) -> Iterator[Grown]:
        """Events of a case, each with the case after it."""
        kind = STREAMS[stream_and_id(stream)[0]].state
        for stored in events:
            record = decode(stored.topic, stored.state)
            if record.event.reaches_back:
                case = self._folded(stream, date.max, None, stored.version) or kind()
            else:
                case = record.evolve(case or kind())
            yield record, case, stored


def fold(
    stream: str,
    read: Callable[[], Iterable[Stored]],
    start: Case | None = None,
    begun: int = 0,
    day: date = date.max,
) -> Case | None:
    """A case on a day from the events that `read` gives, going on from its state after the version
    `begun`. Raises StruckBefore, CorrectedUnread."""
    kind = STREAMS[stream_and_id(stream)[0]].state
    return fold_in_force(kind, lambda: numbered_records(read()), start, begun, day)


def numbered_records(events: Iterable[Stored]) -> Iterator[NumberedRecord]:
    return ((one.version, decode(one.topic, one.state)) for one in events)


def was_known(stored: Stored, known: datetime | None) -> bool:
    return known is None or stored.recorded_at <= known
