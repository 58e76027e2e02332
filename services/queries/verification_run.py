"""Verifies the whole store: decides every command again, in one pass in the order of positions.

At each place of the pass the cases are just what the decision there has read, so nothing is folded
twice. Memory is bounded: cases that have not been asked for lately lie in a file, which is also the
place from which a stopped pass goes on.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.log import Log, Stored
from adapters.event_store.verified import VerifiedCases
from domain.matter import Claim
from domain.refusal import Text
from services.queries.verification import (
    Difference,
    StoodBefore,
    StoredRecord,
    act_of,
    advanced,
    read_stored,
    verify_act,
)

VERIFIED_AT_ONCE = 1000
IN_MEMORY = 2_000  # cases
KEPT_AFTER = 5_000  # events


class VerificationRun:
    """One pass over the store, from the place that `kept` has."""

    def __init__(self, log: Log, claim: Claim, kept: VerifiedCases) -> None:
        self.log, self.kept = log, kept
        store = CaseStore(log)
        self.standing = StoodBefore(self._before, store.records, claim, store.recorded)
        self.begun = self.position = kept.position
        self.differing = {one.position for one in self.known()}
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._changed: dict[str, Held] = {}
        self._found: list[Difference] = []
        self._unkept = 0
        self._last: Stored | None = None

    def known(self) -> list[Difference]:
        """The differences that an earlier, stopped pass has found."""
        return [msgspec.json.decode(one, type=Difference) for one in self.kept.told()]

    def differences(self, told: Callable[[int], None]) -> Iterator[Difference]:
        """Every difference from here to the end; `told` gets the place from time to time."""
        if not self.position:
            yield from map(self._noted, unmatched(self.log))
        for act in self._acts():
            yield from map(self._noted, self._verified(act))
            self.position = act[-1].stored.position
            self._unkept += len(act)
            if self._unkept >= KEPT_AFTER or len(self._changed) >= IN_MEMORY:
                self.keep()
                told(self.position)
        self.keep()
        told(self.position)

    def _noted(self, difference: Difference) -> Difference:
        self._found.append(difference)
        self.differing.add(difference.position)
        return difference

    def keep(self) -> None:
        """Keeps the place; a pass that is stopped later goes on from here."""
        found = map(msgspec.json.encode, self._found)
        if self._last:
            self.kept.keep(self._last.position, self._last.salt, self._changed.items(), found)
        self._changed, self._found, self._unkept = {}, [], 0

    def _acts(self) -> Iterator[Sequence[StoredRecord]]:
        """The records of each act together; they stand beside each other."""
        for _, act in groupby(self._records(), act_of):
            yield tuple(act)

    def _records(self) -> Iterator[StoredRecord]:
        place = self.position
        while batch := self.log.follow(place, VERIFIED_AT_ONCE):
            yield from map(read_stored, batch)
            place = batch[-1].position

    def _verified(self, act: Sequence[StoredRecord]) -> Iterator[Difference]:
        for one in act:
            if self._last and one.stored.recorded_at < self._last.recorded_at:
                words = "记录时刻早于前一件", "recorded before the event before it"
                times = one.stored.recorded_at, self._last.recorded_at
                yield one.differs("/recorded_at", *words, *times)
            self._last = one.stored
        yield from verify_act(act, self.standing)
        for one in act:
            name = one.stored.stream
            self._changed[name] = held = advanced(one, self._before(name)[0], self.standing.past)
            self._remember(name, held)

    def _before(self, name: str) -> Held:
        held = self._changed.get(name) or self._held.get(name) or self.kept.case(name)
        self._remember(name, held)
        return held

    def _remember(self, name: str, held: Held) -> None:
        self._held[name] = held
        self._held.move_to_end(name)
        while len(self._held) > IN_MEMORY:
            self._held.popitem(last=False)


def unmatched(log: Log) -> Iterator[Difference]:
    """Events that were taken out of the store, or put into it, without any request."""
    lost, unasked = log.unmatched()
    for position in lost:
        words = Text("曾答复已记载，库中没有", "was answered as stored, and is not there")
        yield Difference(position, "", 0, "", "", words)
    for stored in log.at(unasked):
        one = StoredRecord(stored, None)
        yield one.differs("", "没有任何办理请求产生它", "no request has brought it about")


def kept_in(folder: Path, log: Log) -> VerifiedCases:
    """The file of a verification in the data folder; begun anew where it is not of this store.
    Raises VerificationRuns."""
    first = log.follow(0, 1)
    kept = VerifiedCases(folder, first[0].salt.hex() if first else "")
    if kept.position and [one.salt for one in log.at([kept.position])] != [kept.salt]:
        kept.forget()
    return kept
