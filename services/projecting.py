"""Following the log: each projection's rows and its place move in one transaction."""

import threading
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from inspect import getsource
from types import ModuleType
from typing import Protocol

import structlog

from adapters.codec import UnknownEvent, decode
from adapters.log import Log, Stored, StoreUnavailable
from adapters.read_tables import Current, Historical
from adapters.readmodel import PlaceMoved, Readmodel
from adapters.snapshots import domain_fingerprint
from projections import deadlines, registry, two_clocks
from projections.two_clocks import Slice
from services.metrics import END, PLACE

log = structlog.get_logger()
BATCH = 500


@cache
def fingerprint(*modules: ModuleType) -> str:
    """A digest of the code that makes the rows: another release fills another table."""
    digest = sha256(domain_fingerprint().encode())
    for module in modules:
        digest.update(getsource(module).encode())
    return digest.hexdigest()[:12]


CENTRES = Historical(
    "registry",
    fingerprint(registry, two_clocks),
    registry.Row,
    sorts=("recognised_on", "name"),
    filters=("regulation", "division", "industry", "status"),
    search=("name", "builder", "industry"),
)
DEADLINES = Current(
    "deadlines",
    fingerprint(deadlines),
    deadlines.Deadline,
    sorts=("due",),
    filters=("timer", "stream", "command"),
)


class Projector(Protocol):
    """One projection of the log: how far it is, and how it takes the events after that."""

    name: str

    def place(self) -> int: ...
    def apply(self, events: list[Stored], since: int) -> None: ...


class Registry:
    name = "registry"

    def __init__(self, readmodel: Readmodel) -> None:
        self.readmodel = readmodel
        readmodel.create(CENTRES)

    def place(self) -> int:
        return self.readmodel.place(CENTRES)

    def apply(self, events: list[Stored], since: int) -> None:
        """Several events of one centre in a batch are applied one on the other."""
        changes: list[tuple[str, two_clocks.Change[registry.Row]]] = []
        known: dict[str, list[Slice[registry.Row]]] = {}
        for stored in events:
            stream, id = stored.stream.split("/", 1)
            if stream != "centres":
                continue
            record = decode(stored.topic, stored.state)
            slices = known.get(id)
            if slices is None:
                slices = self.readmodel.known_slices(CENTRES, id)
            day, moment = record.context.effective_on, stored.recorded_at
            change = two_clocks.apply(slices, record.event, day, moment, registry.project)
            known[id] = change.onto(slices)
            changes.append((id, change))
        self.readmodel.apply(CENTRES, changes, since=since, place=events[-1].position)


class Deadlines:
    name = "deadlines"

    def __init__(self, readmodel: Readmodel) -> None:
        self.readmodel = readmodel
        readmodel.create(DEADLINES)

    def place(self) -> int:
        return self.readmodel.place(DEADLINES)

    def apply(self, events: list[Stored], since: int) -> None:
        changes: list[tuple[str, deadlines.Deadline | None]] = []
        for stored in events:
            stream, id = stored.stream.split("/", 1)
            event = decode(stored.topic, stored.state).event
            changes += deadlines.changes(stream, id, event).items()
        self.readmodel.apply(DEADLINES, changes, since=since, place=events[-1].position)


class Projecting:
    """A thread that keeps projections up with the log, and lets readers wait for it."""

    def __init__(self, log: Log, projectors: Iterable[Projector]) -> None:
        self.log, self.projectors = log, list(projectors)
        self.places = {p.name: p.place() for p in self.projectors}
        self.listeners: list[Callable[[], None]] = []
        self._moved = threading.Condition()
        self._woken, self._stopped = threading.Event(), False
        self._thread = threading.Thread(target=self._work, name="projecting")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped = True
        self._woken.set()
        if self._thread.ident:
            self._thread.join()

    def wake(self) -> None:
        """The log may have grown."""
        self._woken.set()

    def wait(self, position: int, name: str, patience: float) -> bool:
        """Until a projection has reached a position; False when it has not in time."""
        with self._moved:
            return self._moved.wait_for(lambda: self.places[name] >= position, patience)

    def catch_up(self) -> None:
        """Apply everything that is in the log now."""
        for projector in self.projectors:
            while self._advance(projector):
                pass

    def _advance(self, projector: Projector) -> bool:
        place = projector.place()
        events = self.log.follow(place, BATCH)
        if events:
            try:
                projector.apply(events, place)
                place = events[-1].position
            except PlaceMoved:
                place = projector.place()
        with self._moved:
            self.places[projector.name] = place
            self._moved.notify_all()
        PLACE.labels(projector.name).set(place)
        return bool(events)

    def _work(self) -> None:
        while not self._stopped:
            self._woken.clear()
            try:
                self.catch_up()
                end = self.log.end()
                END.set(end[0] if end else 0)
                for listener in self.listeners:
                    listener()
            except (StoreUnavailable, UnknownEvent) as error:
                log.warning("projecting", error=str(error))
            except Exception:
                log.exception("projecting")
            self._woken.wait(0.5)
