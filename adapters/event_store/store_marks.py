"""Marks of a store: makes them, and tells whether what carries one belongs to the store."""

from typing import Literal

from adapters.event_store.codec import decode, told
from adapters.event_store.log import Log, Stored, receipt_hash
from adapters.marks.mark import UNMARKED, PartMark
from domain.case import stream_id
from domain.store.case import STORE_FILE, Restoration, StoreFile
from domain.streams import replay

MarkPlace = Literal["belongs", "beyond", "given up", "foreign"]
STORE_STREAM = stream_id("stores", STORE_FILE)


class StoreMarks:
    """Makes and checks marks of one store. Remembers the store's identity, which never changes
    while it is the same store; `forget` it where it may be another."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._store = ""

    def store(self) -> str:
        """Identity of the store: the receipt hash of its first event; "" while it is empty."""
        if not self._store:
            self._store = next((receipt_digest(first) for first in self.log.follow(0, 1)), "")
        return self._store

    def of(self, stored: Stored) -> PartMark:
        """The mark of what has taken in all events up to this one."""
        return PartMark(self.store(), stored.position, receipt_digest(stored))

    def end(self) -> PartMark:
        """The mark of what has taken in all events that there are."""
        end = self.log.end()
        events = self.log.at([end[0]]) if end else []
        return self.of(events[0]) if events else UNMARKED

    def placed(self, mark: PartMark) -> MarkPlace:
        """Whether the store holds the event that a mark names; else where the mark stands: beyond
        the store's end, which is then older than others were told; among the events that a person
        has given up; or in another history."""
        if mark == UNMARKED:
            return "belongs"
        if events := self.log.at([mark.position]):
            return "belongs" if receipt_digest(events[0]) == mark.digest else "foreign"
        if self.store() and mark.store != self.store():
            return "foreign"
        if any(one.lost(mark.position) for one in restorations(self.log)):
            return "given up"
        end = self.log.end()
        return "beyond" if mark.position > (end[0] if end else 0) else "foreign"

    def forget(self) -> None:
        self._store = ""


def receipt_digest(stored: Stored) -> str:
    return receipt_hash(stored).hex()


def store_file(log: Log) -> StoreFile:
    """The store's own file, as its events tell it now."""
    records = (decode(stored.topic, stored.state) for stored in log.history(STORE_STREAM))
    file = replay("stores", records)
    return file if isinstance(file, StoreFile) else StoreFile()


def keys_lost_at(log: Log) -> int:
    """The position at which the keys were last given up; 0 where they never were."""
    lost = [one for one in log.history(STORE_STREAM) if b'"loss-accepted"' in one.state]
    keys = [one.position for one in lost if told(one.state)[0]["given_up"] == "KEYS"]
    return keys[-1] if keys else 0


def restorations(log: Log) -> tuple[Restoration, ...]:
    return store_file(log).restorations
