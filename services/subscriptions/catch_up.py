"""Following the log with every projection, and letting readers wait for them.

Projections that stand at the same checkpoint go together: the log is read once for all of them, and
what it says is written in one transaction. A round that finds the log's end where it was reads
nothing else.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import takewhile

import structlog

from adapters.event_store.log import Log, Stored, StoreUnavailable
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from services.metrics import END, GAPS
from services.periodic import PeriodicThread
from services.subscriptions.catalogue import PROJECTIONS, Projection
from services.subscriptions.checkpoints import Checkpoints
from services.subscriptions.fold import apply_together
from services.subscriptions.projector import Projector

log = structlog.get_logger()
BATCH = 500


class CatchUpSubscription:
    """Keeps projections up with the log. `listeners` are called when there was something new."""

    def __init__(
        self,
        log: Log,
        readmodel: Readmodel,
        projections: Iterable[Projection] = PROJECTIONS,
        every: float = 0.5,
    ) -> None:
        self.log = log
        self.projectors = {one.name: Projector(readmodel, one) for one in projections}
        self.known = Checkpoints(readmodel, self.projectors)
        self.checkpoints, self.stopped = self.known.checkpoints, self.known.stopped
        self.look, self.wait = self.known.look, self.known.wait
        self.listeners: list[Callable[[], None]] = []
        self._followed: int | None = None  # the log's end when it was last followed so far
        self._turn = threading.Lock()  # the stream and the store are not followed at once
        self._thread = PeriodicThread("catch-up subscription", self.round, every, gather=0.02)
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    @property
    def durable(self) -> str:
        """The name of these projections' consumer: it carries the fingerprints of their code."""
        names = sorted(projector.table.physical for projector in self.projectors.values())
        return f"projections_{sha256(' '.join(names).encode()).hexdigest()[:16]}"

    def round(self) -> None:
        """Follow the log, unless its end is where it was."""
        try:
            if not self._follow():
                return
        except StoreUnavailable as error:
            log.warning("projecting waits for the store", error=str(error))
            return
        for listener in self.listeners:
            listener()

    def _follow(self) -> bool:
        """Whether there was anything new."""
        end = self.log.end()
        position = end[0] if end else 0
        END.set(position)
        if position == self._followed:
            return False
        if self.known.behind(self.projectors, position):
            self.catch_up()
        self._followed = position
        return True

    def catch_up(self) -> None:
        """Apply everything that is in the log now."""
        self.look()
        behind = set(self.projectors)
        while behind:
            behind = self.advance(behind)

    def advance(self, names: Iterable[str]) -> set[str]:
        """A batch from the store for each of these projections. Answers those for which there may
        be more: not those that stop, or whose table is gone."""
        left: set[str] = set()
        with self._turn:
            before = dict(self.checkpoints)
            for since, group in self.known.together(names):
                events = self.log.follow(since, BATCH)
                rest = self._rest(events[-1]) if len(events) == BATCH else ()
                if not self._take(group, [*events, *rest], since) or len(events) == BATCH:
                    left |= {projector.name for projector in group}
        return {name for name in left if self.checkpoints[name] > before[name]}

    def offer(self, events: Sequence[tuple[int, Stored]]) -> None:
        """Events from elsewhere, each with the position before it. What is known is skipped; what
        does not join on is read from the store first. Those that have stopped are left alone."""
        last = max(stored.position for _, stored in events)
        left = self.known.behind(self.projectors.keys() - self.stopped.keys(), last)
        gap: set[str] = set()
        with self._turn:
            if left:
                self.look()
            while left := self.known.behind(left, last):
                before = dict(self.checkpoints)
                gap |= self._join(left, events)
                left = {name for name in left - gap if self.checkpoints[name] > before[name]}
        self._fill(gap, last)

    def _join(self, names: set[str], events: Sequence[tuple[int, Stored]]) -> set[str]:
        """The events into the projections that they join on to; answers the others."""
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
        """Read from the store what the events offered do not join on to."""
        names = gap
        while names := self.known.behind(names, upto):
            before = dict(self.checkpoints)
            self.advance(names)
            names = {name for name in names if self.checkpoints[name] > before[name]}
            for name in names:
                GAPS.labels(name).inc()

    def _rest(self, last: Stored) -> Iterator[Stored]:
        """What was recorded together with an event: nobody reads half of an act. What a read does
        not fill up has shown all that there is."""
        found = self.log.follow(last.position, BATCH)
        same = [*takewhile(lambda one: one.recorded_at == last.recorded_at, found)]
        yield from same
        if len(same) == BATCH:
            yield from self._rest(same[-1])

    def _take(self, group: Sequence[Projector], events: Sequence[Stored], since: int) -> bool:
        """Events that follow `since` without a gap, for those who stand there. False where another
        process has moved one of them."""
        try:
            reached = apply_together(group, events, since)
        except CheckpointMoved:
            self._take_what_stands(group, events, since)
            return False
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
        return True

    def _take_what_stands(
        self, group: Sequence[Projector], events: Sequence[Stored], since: int
    ) -> None:
        """Another process has moved some of them, or a table is gone: the others go on."""
        self.look()
        still = [one for one in group if self.checkpoints[one.name] == since]
        if len(still) < len(group):
            self._take(still, events, since)
        elif len(group) > 1:
            self._take_apart(group, events, since)

    def _take_apart(self, group: Sequence[Projector], events: Sequence[Stored], since: int) -> bool:
        """What hurts one projection holds up no other: each by itself, in this round. From then on
        the others are ahead of it. Where the read model is away, that is found out once."""
        self.look()
        errors: list[Exception] = []
        taken = True
        for projector in group:
            try:
                taken &= self._take([projector], events, since)
            except Exception as error:
                log.error("projection stays behind", projection=projector.name, exc_info=error)
                errors.append(error)
        if errors:
            raise errors[0]
        return taken


def follow_on(checkpoint: int, events: Sequence[tuple[int, Stored]]) -> bool:
    """Whether the events follow the place, and each other, without a gap."""
    for before, stored in events:
        if before != checkpoint:
            return False
        checkpoint = stored.position
    return True
