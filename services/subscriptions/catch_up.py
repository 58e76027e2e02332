"""Following the log with every projection, and letting readers wait for them."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

import structlog

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored, StoreUnavailable
from adapters.read_model.writer import PlaceMoved, Readmodel
from services.metrics import END, GAPS, PLACE
from services.periodic import Repeating
from services.subscriptions.catalogue import PROJECTIONS, Projection
from services.subscriptions.projector import Filler

log = structlog.get_logger()
BATCH = 500
ANOTHER_LOOK = 0.03


class Projecting:
    """Keeps projections up with the log. `listeners` are called after each round."""

    def __init__(
        self,
        log: Log,
        readmodel: Readmodel,
        projections: Iterable[Projection] = PROJECTIONS,
        every: float = 0.5,
    ) -> None:
        self.log = log
        self.fillers = {one.name: Filler(readmodel, one) for one in projections}
        self.places = {name: filler.place() for name, filler in self.fillers.items()}
        self.listeners: list[Callable[[], None]] = []
        self.stopped: dict[str, str] = {}
        self._moved = threading.Condition()
        self._thread = Repeating("projecting", self.round, every, gather=0.02)
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    @property
    def durable(self) -> str:
        """The name of these projections' consumer: it carries the fingerprints of their code."""
        names = sorted(filler.table.physical for filler in self.fillers.values())
        return f"projections_{sha256(' '.join(names).encode()).hexdigest()[:16]}"

    def wait(self, position: int, name: str, patience: float) -> bool:
        """Until a projection has reached a position, here or in another process; False when it has
        not in time."""
        end = time.monotonic() + patience
        while self.places[name] < position:
            self.reached(name, self.fillers[name].place())
            if self.places[name] >= position:
                break
            if time.monotonic() > end:
                return False
            with self._moved:
                self._moved.wait(ANOTHER_LOOK)
        return True

    def look(self) -> None:
        """Take notice of how far all are; another process may be moving them."""
        for name, filler in self.fillers.items():
            self.reached(name, filler.place())

    def catch_up(self) -> None:
        """Apply everything that is in the log now; by turns, so that an event is decoded once."""
        behind = list(self.fillers.values())
        while behind:
            behind = [filler for filler in behind if self.goes_on(filler)]

    def goes_on(self, filler: Filler) -> bool:
        """One batch from the store; False at the end of the log, and where the projection stops."""
        try:
            if self.advance(filler):
                return True
            self.stopped.pop(filler.name, None)
        except UnknownEvent as error:
            self.stop_at(filler.name, error)
        return False

    def stop_at(self, name: str, error: UnknownEvent) -> None:
        """An event of a newer release: this reader stops, it does not skip."""
        if name not in self.stopped:
            log.error("projection stopped", projection=name, error=str(error))
        self.stopped[name] = str(error)

    def advance(self, filler: Filler, upto: int | None = None) -> bool:
        """One batch from the store; False where the projection did not come any further: nothing
        more is there, `upto` is reached, or the table is gone."""
        with filler.lock:
            place = filler.place()
            if upto is not None and place >= upto:
                return False
            events = self.log.follow(place, BATCH)
            return self.take(filler, [*events, *self.rest(events)], place)

    def offer(self, name: str, events: Sequence[tuple[int, Stored]]) -> None:
        """Events from elsewhere, each with the position before it. What is known is skipped; what
        does not join on is read from the store first."""
        filler = self.fillers[name]
        with filler.lock:
            place = filler.place()
            new = [(before, stored) for before, stored in events if stored.position > place]
            if joined(place, new):
                offered = [stored for _, stored in new]
                self.take(filler, [*offered, *self.rest(offered)], place)
                return
        last = max((stored.position for _, stored in new), default=0)
        while self.advance(filler, upto=last):
            GAPS.labels(name).inc()

    def rest(self, events: Sequence[Stored]) -> Iterator[Stored]:
        """What was recorded together with the last of them: nobody reads half of an act."""
        while events:
            found = self.log.follow(events[-1].position, BATCH)
            events = [one for one in found if one.recorded_at == events[-1].recorded_at]
            yield from events

    def take(self, filler: Filler, events: Sequence[Stored], place: int) -> bool:
        """Events that follow `place` without a gap; whether the projection is further then."""
        try:
            if events:
                filler.apply(events, place)
        except PlaceMoved:
            pass
        finally:
            reached = filler.place()
            self.reached(filler.name, reached)
        return reached > place

    def reached(self, name: str, place: int) -> None:
        with self._moved:
            self.places[name] = place
            self._moved.notify_all()
        PLACE.labels(name).set(place)

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


def joined(place: int, events: Sequence[tuple[int, Stored]]) -> bool:
    """Whether the events follow the place, and each other, without a gap."""
    for before, stored in events:
        if before != place:
            return False
        place = stored.position
    return True
