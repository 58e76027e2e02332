"""Following the log with every projection, and letting readers wait for them."""

import threading
from collections.abc import Callable, Iterable

import structlog

from adapters.codec import UnknownEvent
from adapters.log import Log, Stored, StoreUnavailable
from adapters.readmodel import PlaceMoved, Readmodel
from services.filling import Filler
from services.metrics import END, PLACE
from services.projections import PROJECTIONS, Projection
from services.threads import Repeating

log = structlog.get_logger()
BATCH = 500


class Projecting:
    """Keeps projections up with the log. `listeners` are called after each round."""

    def __init__(
        self, log: Log, readmodel: Readmodel, projections: Iterable[Projection] = PROJECTIONS
    ) -> None:
        self.log = log
        self.fillers = {one.name: Filler(readmodel, one) for one in projections}
        self.places = {name: filler.place() for name, filler in self.fillers.items()}
        self.listeners: list[Callable[[], None]] = []
        self.stopped: dict[str, str] = {}
        self._moved = threading.Condition()
        self._thread = Repeating("projecting", self.round, every=0.5)
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    def wait(self, position: int, name: str, patience: float) -> bool:
        """Until a projection has reached a position; False when it has not in time."""
        with self._moved:
            return self._moved.wait_for(lambda: self.places[name] >= position, patience)

    def catch_up(self) -> None:
        """Apply everything that is in the log now."""
        for name, filler in self.fillers.items():
            try:
                while self.advance(filler):
                    pass
                self.stopped.pop(name, None)
            except UnknownEvent as error:
                if name not in self.stopped:
                    log.error("projection stopped", projection=name, error=str(error))
                self.stopped[name] = str(error)

    def advance(self, filler: Filler) -> bool:
        """One batch from the store; False when there was nothing more."""
        place = filler.place()
        events = self.log.follow(place, BATCH)
        if events:
            self.take(filler, events, place)
        else:
            self.reached(filler.name, place)
        return bool(events)

    def take(self, filler: Filler, events: list[Stored], place: int) -> None:
        """Events that follow `place` without a gap."""
        try:
            filler.apply(events, place)
            self.reached(filler.name, events[-1].position)
        except PlaceMoved:
            self.reached(filler.name, filler.place())

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
