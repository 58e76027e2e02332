"""Checks the events of a backup, in one pass."""

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored, receipt_hash
from projections.papers import places
from services.backup.manifest import Manifest
from services.consistency.findings import MOST_NAMED, Finding, faulty, right
from services.subscriptions.projector import decode_event

CHECKED_AT_ONCE = 1000


class EventsCheck:
    """Reads all events once: they can be read, positions rise, versions have no gap, time never
    goes back, the last is the manifest's, where there is one that says so (a mirror's does not).
    `files` are the hashes that they name."""

    def __init__(self, manifest: Manifest | None, what: str = "events") -> None:
        self.manifest, self.what = manifest, what
        self.files: set[str] = set()
        self.faults: list[str] = []
        self.count = 0
        self._heads: dict[str, int] = {}
        self._before: Stored | None = None

    def run(self, log: Log) -> Finding:
        place = 0
        while batch := log.follow(place, CHECKED_AT_ONCE):
            for stored in batch:
                self.take(stored)
            place = batch[-1].position
        if self.manifest:
            self._compare_end(log, self.manifest)
            self._compare_answers(log)
        return faulty(self.what, self.faults) if self.faults else self._right()

    def _right(self) -> Finding:
        count, cases = self.count, len(self._heads)
        words = f"{count} 件事件、{cases} 个案卷", f"{count} events in {cases} cases"
        return right(self.what, *words)

    def take(self, stored: Stored) -> None:
        self.count += 1
        if stored.version != self._heads.get(stored.stream, 0) + 1:
            self._fault(stored, "版次不连续 version gap")
        if self._before and stored.recorded_at < self._before.recorded_at:
            self._fault(stored, "时间倒退 time went back")
        try:
            self.files.update(place.hash for place in places(decode_event(stored)))
        except UnknownEvent as error:
            self._fault(stored, str(error))
        self._heads[stored.stream], self._before = stored.version, stored

    def _fault(self, stored: Stored, words: str) -> None:
        self.faults.append(f"#{stored.position} {words}")

    def _compare_end(self, log: Log, manifest: Manifest) -> None:
        first, last = log.follow(0, 1), self._before
        store = receipt_hash(first[0]).hex() if first else ""
        found = (store, last.position, receipt_hash(last).hex()) if last else ("", 0, "")
        if found != (manifest.store, manifest.position, manifest.digest):
            self.faults.append("首末事件与清单不符 first or last event is not the manifest's")

    def _compare_answers(self, log: Log) -> None:
        lost, _ = log.unmatched()
        if lost:
            self.faults.append(f"已答复而没有的事件 answered, and not there: {lost[:MOST_NAMED]}")
