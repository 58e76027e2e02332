"""Following the log with every projection, and letting readers wait for them."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

import structlog

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored, StoreUnavailable
from adapters.read_model.writer import CheckpointMoved, Readmodel
from services.metrics import END, GAPS, PLACE
from services.periodic import PeriodicThread
from services.subscriptions.catalogue import PROJECTIONS, Projection
from services.subscriptions.projector import Projector

log = structlog.get_logger()
BATCH = 500
ANOTHER_LOOK = 0.03


class CatchUpSubscription:
    """Keeps projections up with the log. `listeners` are called after each round."""

    def __init__(
        self,
        log: Log,
        readmodel: Readmodel,
        projections: Iterable[Projection] = PROJECTIONS,
        every: float = 0.5,
    ) -> None:
        self.log = log
        self.projectors = {one.name: Projector(readmodel, one) for one in projections}
        self.checkpoints = {
            name: projector.checkpoint() for name, projector in self.projectors.items()
        }
        self.listeners: list[Callable[[], None]] = []
        self.stopped: dict[str, str] = {}
        self._moved = threading.Condition()
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

    def wait(self, position: int, name: str, patience: float) -> bool:
        """Until a projection has reached a position, here or in another process; False when it has
        not in time."""
        end = time.monotonic() + patience
        while self.checkpoints[name] < position:
            self.reached(name, self.projectors[name].checkpoint())
            if self.checkpoints[name] >= position:
                break
            if time.monotonic() > end:
                return False
            with self._moved:
                self._moved.wait(ANOTHER_LOOK)
        return True

    def look(self) -> None:
        """Take notice of how far all are; another process may be moving them."""
        for name, projector in self.projectors.items():
            self.reached(name, projector.checkpoint())

    def catch_up(self) -> None:
        """Apply everything that is in the log now; by turns, so that an event is decoded once."""
        behind = list(self.projectors.values())
        while behind:
            behind = [projector for projector in behind if self.goes_on(projector)]

    def goes_on(self, projector: Projector) -> bool:
        """One batch from the store; False at the end of the log, and where the projection stops."""
        try:
            if self.advance(projector):
                return True
            self.stopped.pop(projector.name, None)
        except UnknownEvent as error:
            self.stop_at(projector.name, error)
        return False

    def stop_at(self, name: str, error: UnknownEvent) -> None:
        """An event of a newer release: this reader stops, it does not skip."""
        if name not in self.stopped:
            log.error("projection stopped", projection=name, error=str(error))
        self.stopped[name] = str(error)

    def advance(self, projector: Projector, upto: int | None = None) -> bool:
        """One batch from the store; False where the projection did not come any further: nothing
        more is there, `upto` is reached, or the table is gone."""
        with projector.lock:
            checkpoint = projector.checkpoint()
            if upto is not None and checkpoint >= upto:
                return False
            events = self.log.follow(checkpoint, BATCH)
            return self.take(projector, [*events, *self.rest(events)], checkpoint)

    def offer(self, name: str, events: Sequence[tuple[int, Stored]]) -> None:
        """Events from elsewhere, each with the position before it. What is known is skipped; what
        does not join on is read from the store first."""
        projector = self.projectors[name]
        with projector.lock:
            checkpoint = projector.checkpoint()
            new = [(before, stored) for before, stored in events if stored.position > checkpoint]
            if joined(checkpoint, new):
                offered = [stored for _, stored in new]
                self.take(projector, [*offered, *self.rest(offered)], checkpoint)
                return
        last = max((stored.position for _, stored in new), default=0)
        while self.advance(projector, upto=last):
            GAPS.labels(name).inc()

    def rest(self, events: Sequence[Stored]) -> Iterator[Stored]:
        """What was recorded together with the last of them: nobody reads half of an act."""
        while events:
            found = self.log.follow(events[-1].position, BATCH)
            events = [one for one in found if one.recorded_at == events[-1].recorded_at]
            yield from events

    def take(self, projector: Projector, events: Sequence[Stored], checkpoint: int) -> bool:
        """Events that follow `checkpoint` without a gap; whether the projection is further then."""
        try:
            if events:
                projector.apply(events, checkpoint)
        except CheckpointMoved:
            pass
        finally:
            reached = projector.checkpoint()
            self.reached(projector.name, reached)
        return reached > checkpoint

    def reached(self, name: str, checkpoint: int) -> None:
        with self._moved:
            self.checkpoints[name] = checkpoint
            self._moved.notify_all()
        PLACE.labels(name).set(checkpoint)

    def round(self) -> None:
        try:
            self.catch_up()
            end = self.log.end()
        except StoreUnavailable as error:
            log.warning("projecting waits for the store", error=str(error))
            return
        END.set(end[0] if end else 0)
        for listener in self.listeners:
            listener()


def joined(checkpoint: int, events: Sequence[tuple[int, Stored]]) -> bool:
    """Whether the events follow the place, and each other, without a gap."""
    for before, stored in events:
        if before != checkpoint:
            return False
        checkpoint = stored.position
    return True
