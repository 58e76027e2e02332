"""Catch-up subscription: keeps every projection up to date with the log.

Projections at the same checkpoint go together: the log is read once for all of them, and their rows
are written in one transaction. A round that finds the log's end unchanged reads nothing else, but
once a second makes sure that it is still the log that the tables were filled from.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import takewhile

import structlog

from adapters.event_store.log import Log, Stored, was_cut
from adapters.event_store.store_marks import StoreMarks, receipt_digest
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from adapters.unavailable import DatabaseAway
from domain.refusal import Text
from services.metrics import END, GAPS
from services.periodic import PeriodicThread
from services.subscriptions.belonging import REASONS, StoreGuard, empty_unless_it_belongs
from services.subscriptions.catalogue import SUBSCRIBED, Projection
from services.subscriptions.checkpoints import Checkpoints
from services.subscriptions.fold import apply_together
from services.subscriptions.progress import FillingProgress
from services.subscriptions.projector import Projector

log = structlog.get_logger()
BATCH = 500


class NotInStore(Exception):
    """An event of the stream that the store does not hold: nothing is made of it."""


class CatchUpSubscription:
    """Keeps projections up to date with the log. `listeners` are called after new events."""

    def __init__(
        self,
        log: Log,
        readmodel: Readmodel,
        projections: Iterable[Projection] = SUBSCRIBED,
        every: float = 0.5,
    ) -> None:
        self.log, self.marks = log, StoreMarks(log)
        self.projectors = {one.name: Projector(readmodel, one) for one in projections}
        self.known = Checkpoints(readmodel, self.projectors)
        self.checkpoints, self.stopped = self.known.checkpoints, self.known.stopped
        self.look = self.known.look
        self.refilling: dict[str, Text] = {}
        self.listeners: list[Callable[[], None]] = []
        self._guard = StoreGuard(self.marks)
        self._followed: int | None = None  # the log's end when it was last followed so far
        self._turn = threading.Lock()  # the stream and the store are not followed at once
        self._thread = PeriodicThread("catch-up subscription", self.round, every, gather=0.02)
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    @property
    def durable(self) -> str:
        """Name of these projections' durable consumer, with the fingerprints of their code."""
        names = sorted(projector.table.physical for projector in self.projectors.values())
        return f"projections_{sha256(' '.join(names).encode()).hexdigest()[:16]}"

    def round(self) -> None:
        """Projects new events, unless the log's end is where it was."""
        try:
            if not self._follow():
                return
        except DatabaseAway as error:
            log.warning("projections wait for the store", error=str(error))
            return
        for listener in self.listeners:
            listener()

    def _follow(self) -> bool:
        """Projects new events; whether there were any."""
        position = self._end()
        END.set(position)
        if not self._guard.is_same_store(position, self.known.farthest()):
            self._make_anew()
        if position == self._followed:
            return False
        if self.known.behind(self.projectors, position):
            self.catch_up(position)
        self._followed = position
        return True

    def _end(self) -> int:
        end = self.log.end()
        return end[0] if end else 0

    def _make_anew(self) -> None:
        """Empties the tables that do not belong to the store, so that they are filled again."""
        self.marks.forget()
        with self._turn:
            self.look()
            for name, mark in self.known.marks.items():
                if placed := empty_unless_it_belongs(self.marks, self.projectors[name], mark):
                    self.refilling[name] = REASONS[placed]
            if self.refilling:
                self.look()
                self._followed = None
        self._guard.trust()

    def catch_up(self, upto: int | None = None) -> None:
        """Projects everything that is in the log now; where that is much, the log says how far.
        `upto` is the log's end, where that is known."""
        if self._followed is None:
            self._make_anew()
        self.look()
        progress = FillingProgress(self.checkpoints, self._end() if upto is None else upto)
        behind = set(self.projectors)
        while behind:
            behind = self.advance(behind)
            progress.tell(self.checkpoints)
        self.refilling.clear()

    def advance(self, names: Iterable[str]) -> set[str]:
        """Projects a batch from the store for each of these projections. Gives those for which
        there may be more: not those that stop, or whose table is gone."""
        left: set[str] = set()
        self.heartbeat.beat()
        with self._turn:
            before = dict(self.checkpoints)
            for since, group in self.known.together(names):
                events = self.log.follow(since, BATCH)
                cut = was_cut(events, BATCH)
                rest = self._rest(events[-1]) if cut else ()
                if not self._take(group, [*events, *rest], since) or cut:
                    left |= {projector.name for projector in group}
        return {name for name in left if self.checkpoints[name] > before[name]}

    def offer(self, events: Sequence[tuple[int, Stored]]) -> None:
        """Projects events from a stream, each with the position before it. Known events are
        skipped; gaps are read from the store first. Stopped projections are left alone."""
        last = max(stored.position for _, stored in events)
        left = self.known.behind(self.projectors.keys() - self.stopped.keys(), last)
        gap: set[str] = set()
        with self._turn:
            if left:
                self.look()
            while left := self.known.behind(left, last):
                before = dict(self.checkpoints)
                try:
                    gap |= self._join(left, events)
                except NotInStore as error:
                    log.warning("the stream is not this store's", error=str(error))
                    return
                left = {name for name in left - gap if self.checkpoints[name] > before[name]}
        self._fill(gap, last)

    def _join(self, names: set[str], events: Sequence[tuple[int, Stored]]) -> set[str]:
        """Applies the events to projections that they follow without a gap; gives the others."""
        gap: set[str] = set()
        for since, group in self.known.together(names):
            new = [(before, one) for before, one in events if one.position > since]
            if not follow_on(since, new):
                gap |= {projector.name for projector in group}
            elif new:
                rest = self._rest(new[-1][1])
                self._take(group, [*(one for _, one in new), *rest], since)
        return gap

    def _fill(self, gap: set[str], upto: int) -> None:
        """Fills gaps: reads from the store what comes before the offered events."""
        names = gap
        while names := self.known.behind(names, upto):
            before = dict(self.checkpoints)
            self.advance(names)
            names = {name for name in names if self.checkpoints[name] > before[name]}
            for name in names:
                GAPS.labels(name).inc()

    def _rest(self, last: Stored) -> Iterator[Stored]:
        """The other events of the act that recorded `last`, so that nobody reads half of it. A read
        that is not filled up has shown all that there are. Raises NotInStore."""
        following = self.log.follow(last.position - 1, BATCH + 1)
        if not following or receipt_digest(following[0]) != receipt_digest(last):
            raise NotInStore(f"event {last.position} of {last.stream}")
        same = [*takewhile(lambda one: one.recorded_at == last.recorded_at, following[1:])]
        yield from same
        if same and len(same) == len(following) - 1 and was_cut(following, BATCH + 1):
            yield from self._rest(same[-1])

    def _take(self, group: Sequence[Projector], events: Sequence[Stored], since: int) -> bool:
        """Applies events that follow `since` without a gap to projections at that checkpoint. False
        where another process has moved one of them."""
        try:
            reached = apply_together(group, events, since, self.marks)
        except CheckpointMoved:
            self._take_what_stands(group, events, since)
            return False
        except DatabaseAway:
            raise
        except Exception:
            if len(group) == 1:
                raise
            return self._take_apart(group, events, since)
        for name, place in reached.items():
            if place.unknown:
                self.known.stop_at(name, place.unknown)
            else:
                self.known.goes_on(name)
        self.known.reached({name: place.checkpoint for name, place in reached.items()})
        self.known.marks |= {name: place.mark for name, place in reached.items() if place.mark}
        return True

    def _take_what_stands(
        self, group: Sequence[Projector], events: Sequence[Stored], since: int
    ) -> None:
        """Another process has moved some projections, or a table is gone: the others go on."""
        self.look()
        still = [one for one in group if self.checkpoints[one.name] == since]
        if len(still) < len(group):
            self._take(still, events, since)
        elif len(group) > 1:
            self._take_apart(group, events, since)

    def _take_apart(self, group: Sequence[Projector], events: Sequence[Stored], since: int) -> bool:
        """Applies events to each projection by itself: one that fails holds up no other, and stays
        behind. Raises the first error."""
        self.look()
        errors: list[Exception] = []
        taken = True
        for projector in group:
            try:
                taken &= self._take([projector], events, since)
            except Exception as error:
                log.error("projection failed", projection=projector.name, exc_info=error)
                errors.append(error)
        if errors:
            raise errors[0]
        return taken


def follow_on(checkpoint: int, events: Sequence[tuple[int, Stored]]) -> bool:
    """Whether the events follow the checkpoint, and each other, without a gap."""
    for before, stored in events:
        if before != checkpoint:
            return False
        checkpoint = stored.position
    return True
