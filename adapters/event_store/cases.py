"""Loads cases by replaying their events, starting from a cached state or a snapshot."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Protocol

import structlog

from adapters.event_store.codec import decode
from adapters.event_store.log import Log, Stored
from domain.case import Case, stream_and_id
from domain.streams import replay

log = structlog.get_logger()
Held = tuple[Case | None, int]


class Snapshots(Protocol):
    """Snapshot store: states kept so that a long history need not be replayed."""

    def latest(self, stream: str) -> Held: ...
    def keep(self, stream: str, case: Case, version: int) -> None: ...


class CaseStore:
    """Repository of cases. `size`: cases cached in memory; `every`: events between snapshots."""

    def __init__(
        self, log: Log, snapshots: Snapshots | None = None, size: int = 20_000, every: int = 100
    ) -> None:
        self.log, self.snapshots, self.size, self.every = log, snapshots, size, every
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def held(self, stream: str) -> Held:
        """The case and version as this process last saw them: what a decision may start from."""
        with self._lock:
            cached = self._held.get(stream)
            if cached:
                self._held.move_to_end(stream)
        return cached or self.current(stream)

    def current(self, stream: str) -> Held:
        """The case and version with every stored event applied."""
        with self._lock:
            start = self._held.get(stream)
        case, version = start or self._snapshot(stream)
        tail = self.log.history(stream, after=version)
        if tail:
            case, version = fold(stream, tail, case), tail[-1].version
        self.keep(stream, case, version)
        return case, version

    def reaching(self, stream: str, version: int) -> Held:
        """The case as cached, or as stored where the cache is behind `version`."""
        cached = self.held(stream)
        return cached if cached[1] >= version else self.current(stream)

    def at_version(self, stream: str, version: int) -> Case | None:
        """The case as it was at a version; None at 0."""
        return fold(stream, self.log.history(stream, upto=version), None) if version else None

    def keep(self, stream: str, case: Case | None, version: int) -> None:
        """Caches a newer state; takes a snapshot when it passes another `every` events."""
        with self._lock:
            before = self._held.get(stream, (None, 0))[1]
            if version < before:
                return
            self._held[stream] = case, version
            self._held.move_to_end(stream)
            while len(self._held) > self.size:
                self._held.popitem(last=False)
        if case and self.snapshots and version // self.every > before // self.every:
            try:
                self.snapshots.keep(stream, case, version)
            except Exception:  # derived, and safe to lose: what was stored is stored
                log.exception("snapshot", stream=stream)

    def forget(self, streams: Iterable[str]) -> None:
        """Drops streams from the cache: another process has appended to them."""
        with self._lock:
            for stream in streams:
                self._held.pop(stream, None)

    def _snapshot(self, stream: str) -> Held:
        return self.snapshots.latest(stream) if self.snapshots else (None, 0)


def fold(stream: str, events: list[Stored], start: Case | None) -> Case | None:
    records = (decode(stored.topic, stored.state) for stored in events)
    return replay(stream_and_id(stream)[0], records, start)
