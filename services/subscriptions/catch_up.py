"""Following the log with every projection, and letting readers wait for them.

Projections that stand at the same checkpoint go together: the log is read once for all of them, and
what it says is written in one transaction. A round that finds the log's end where it was reads
nothing else.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import takewhile

import structlog

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored, StoreUnavailable
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from services.metrics import END, GAPS, PLACE
from services.periodic import PeriodicThread
from services.subscriptions.catalogue import PROJECTIONS, Projection
from services.subscriptions.fold import apply
from services.subscriptions.projector import Projector

log = structlog.get_logger()
BATCH = 500
ANOTHER_LOOK = 0.03


class CatchUpSubscription:
    """Keeps projections up with the log. `listeners` are called when there was something new."""

    def __init__(
        self,
        log: Log,
        readmodel: Readmodel,
        projections: Iterable[Projection] = PROJECTIONS,
        every: float = 0.5,
    ) -> None:
        self.log, self.readmodel = log, readmodel
        self.projectors = {one.name: Projector(readmodel, one) for one in projections}
        self.checkpoints: dict[str, int] = {}
        self.listeners: list[Callable[[], None]] = []
        self.stopped: dict[str, str] = {}
        self._followed: int | None = None  # the log's end when it was last followed so far
        self._turn = threading.Lock()  # the stream and the store are not followed at once
        self._moved = threading.Condition()
        self._thread = PeriodicThread("catch-up subscription", self.round, every, gather=0.02)
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )
        self.look()

    @property
    def durable(self) -> str:
        """The name of these projections' consumer: it carries the fingerprints of their code."""
        names = sorted(projector.table.physical for projector in self.projectors.values())
        return f"projections_{sha256(' '.join(names).encode()).hexdigest()[:16]}"

    def wait(self, position: int, name: str, patience: float) -> bool:
        """Until a projection has reached a position, here or in another process; False when it has
        not in time."""
        end = time.monotonic() + patience
        while self.checkpoints[name] < position:
            self.look()
            if self.checkpoints[name] >= position:
                break
            if time.monotonic() > end:
                return False
            with self._moved:
                self._moved.wait(ANOTHER_LOOK)
        return True

    def look(self) -> None:
        """Take notice of how far all are; another process may be moving them."""
        tables = [projector.table for projector in self.projectors.values()]
        found = self.readmodel.checkpoints(tables)
        self._reached({one.name: found[one.table.physical] for one in self.projectors.values()})

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
        if self._behind(self.projectors, position):
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
            for since, group in self._together(names):
                events = self.log.follow(since, BATCH)
                rest = self._rest(events[-1]) if len(events) == BATCH else ()
                if not self._take(group, [*events, *rest], since) or len(events) == BATCH:
                    left |= {projector.name for projector in group}
        return {name for name in left if self.checkpoints[name] > before[name]}

    def offer(self, events: Sequence[tuple[int, Stored]]) -> None:
        """Events from elsewhere, each with the position before it. What is known is skipped; what
        does not join on is read from the store first. Those that have stopped are left alone."""
        last = max(stored.position for _, stored in events)
        names = [name for name in self.projectors if name not in self.stopped]
        if not self._behind(names, last):
            return
        gap: set[str] = set()
        with self._turn:
            self.look()
            for since, group in self._together(names):
                new = [(before, one) for before, one in events if one.position > since]
                if not joined(since, new):
                    gap |= {projector.name for projector in group}
                elif new:
                    rest = self._rest(new[-1][1])
                    self._take(group, [*(one for _, one in new), *rest], since)
        self._fill(gap, last)

    def _fill(self, gap: set[str], upto: int) -> None:
        """Read from the store what the events offered do not join on to."""
        names = gap
        while names := self._behind(names, upto):
            before = dict(self.checkpoints)
            self.advance(names)
            names = {name for name in names if self.checkpoints[name] > before[name]}
            for name in names:
                GAPS.labels(name).inc()

    def _behind(self, names: Iterable[str], position: int) -> set[str]:
        return {name for name in names if self.checkpoints[name] < position}

    def _together(self, names: Iterable[str]) -> list[tuple[int, list[Projector]]]:
        """The projections by their checkpoints, those that are farthest first: one that cannot go
        on keeps no other."""
        groups: dict[int, list[Projector]] = {}
        for name in names:
            groups.setdefault(self.checkpoints[name], []).append(self.projectors[name])
        return sorted(groups.items(), key=lambda group: -group[0])

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
            reached = apply(group, events, since)
        except CheckpointMoved:
            self.look()
            return False
        except Exception:
            if len(group) == 1:
                raise
            return self._take_apart(group, events, since)
        for name, place in reached.items():
            if place.unknown:
                self.stop_at(name, place.unknown)
            else:
                self.stopped.pop(name, None)
        self._reached({name: place.checkpoint for name, place in reached.items()})
        return True

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

    def stop_at(self, name: str, unknown: UnknownEvent) -> None:
        """An event of a newer release: this reader stops, it does not skip."""
        if name not in self.stopped:
            log.error("projection stopped", projection=name, error=str(unknown))
        self.stopped[name] = str(unknown)

    def _reached(self, checkpoints: Mapping[str, int]) -> None:
        with self._moved:
            self.checkpoints |= checkpoints
            self._moved.notify_all()
        for name, checkpoint in checkpoints.items():
            PLACE.labels(name).set(checkpoint)


def joined(checkpoint: int, events: Sequence[tuple[int, Stored]]) -> bool:
    """Whether the events follow the place, and each other, without a gap."""
    for before, stored in events:
        if before != checkpoint:
            return False
        checkpoint = stored.position
    return True
