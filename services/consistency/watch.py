"""Watches that store, keys, accounts and files belong together, by the marks that they carry.

The marks are moved to the store's end now and then: each part can then tell that the store was
replaced by an older one, and the others tell that a part was.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Protocol

import structlog

from adapters.event_store.log import Log
from adapters.event_store.store_marks import MarkPlace, StoreMarks
from adapters.marks.mark import UNMARKED, Belonging, PartMark
from domain.refusal import Text
from services.consistency.misfits import (
    STORE,
    StoreOlder,
    bilingual,
    foreign,
    gone,
    older,
    parted,
    store_older,
)

log = structlog.get_logger()
HeldMarks = Mapping[str, Belonging | None]
Placing = Callable[[PartMark], MarkPlace]


class Marked(Protocol):
    """A part that carries a mark of its own; `belong` gives it another."""

    def belonging(self) -> Belonging | None: ...
    def belong(self, belonging: Belonging) -> None: ...


class PartsWatch:
    """`misfits` says by the part's name what does not belong; `lasting` are those of which no mark
    tells. `farthest` gives the read model's mark of a store; `changed` is called when the store is
    no longer the one that it was."""

    def __init__(
        self,
        store: Log,
        parts: Mapping[str, Marked],
        farthest: Callable[[str], PartMark],
        changed: Callable[[], None],
    ) -> None:
        self.marks, self.parts = StoreMarks(store), parts
        self.farthest, self.changed = farthest, changed
        self.misfits: dict[str, Text] = {}
        self.lasting: dict[str, Text] = {}
        self._seen = UNMARKED
        self._lock = threading.Lock()

    def look(self) -> None:
        """Compares all marks with the store; once a second is enough."""
        with self._lock:
            if self.marks.placed(self._seen) != "belongs":
                self.marks.forget()
                self.changed()
            found = self.found()
            if STORE in found and STORE not in self.misfits:  # cases beyond its end may be cached
                self.changed()
            for name in found.keys() - self.misfits.keys():
                log.error(
                    "a part does not belong to the store", part=name, reason=bilingual(found[name])
                )
            self.misfits = found
            if STORE not in found:
                self._seen = self.marks.end()

    def found(self) -> dict[str, Text]:
        """What does not belong as the marks are now, by the part's name."""
        held = {name: part.belonging() for name, part in self.parts.items()}
        placed = cache(self.marks.placed)
        return self._store(held, placed) or (self.lasting | dict(apart(held, placed)))

    def found_lasting(self, part: str, reason: Text | None) -> None:
        """Takes note of what another look at a part has found; None where it is whole."""
        with self._lock:
            others = {name: text for name, text in self.lasting.items() if name != part}
            self.lasting = others | ({part: reason} if reason else {})

    def refusal(self) -> StoreOlder | None:
        """Why no command is taken now."""
        older_store = self.misfits.get(STORE)
        return StoreOlder(older_store) if older_store else None

    def advance(self) -> None:
        """Moves the marks of all parts to the store's end, while all belong together."""
        with self._lock:
            if not self.misfits:
                self._advance()

    def go_on(self) -> None:
        """Takes the store as it is now for the one that all parts belong to: a restoration of it
        was recorded. What is missing in a part stays named."""
        with self._lock:
            self.marks.forget()
            self._advance(forced=True)
        self.look()

    def accept(self, part: str) -> None:
        """Takes a part as it is now for what belongs to the store: a person has decided so."""
        with self._lock:
            self.lasting.pop(part, None)
            self._advance(forced=True)
        self.look()

    def _advance(self, forced: bool = False) -> None:
        end = self.marks.end()
        held = {name: part.belonging() for name, part in self.parts.items()}
        positions = [one.mark.position if one else 0 for one in held.values()]
        if end == UNMARKED or (max(positions) > end.position and not forced):
            return
        all_reached = 0 if forced else min(positions)
        for reached in (all_reached, end.position):  # the second once all of them are there
            belonging = Belonging(end, reached)
            for name, part in self.parts.items():
                if held[name] != Belonging(end, end.position):
                    part.belong(belonging)

    def _store(self, held: HeldMarks, placed: Placing) -> dict[str, Text]:
        """The store itself, where something knows of a newer state of it, or of another one."""
        marks = {name: one.mark for name, one in held.items() if one}
        marks |= {"read model": self.farthest(self.marks.store()), "service": self._seen}
        end = self.marks.log.end()
        for name, mark in sorted(marks.items(), key=lambda one: -one[1].position):
            if placed(mark) == "beyond":
                return {STORE: store_older(end[0] if end else 0, name, mark)}
            own = mark.store == self.marks.store() and name != "read model"
            if own and placed(mark) == "foreign":
                return {STORE: parted(name, mark)}
        return {}


def apart(held: HeldMarks, placed: Placing) -> Iterator[tuple[str, Text]]:
    """The parts that are another store's, lost, or an older copy."""
    own = {name: one for name, one in held.items() if one and placed(one.mark) != "foreign"}
    reached = max((one.all_reached for one in own.values()), default=0)
    for name, one in held.items():
        if one is None and reached:
            yield name, gone(name)
        elif one and name not in own:
            yield name, foreign(name)
        elif one and one.mark.position < reached:
            yield name, older(name, one.mark, reached)
