"""Verifies one case: decides each of its commands again, and reads every history beside it once."""

from collections import deque
from collections.abc import Iterator
from functools import partial

from msgspec import Struct

from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.log import Log, Stored
from domain.matter import Claim
from services.queries.verification import (
    Difference,
    StoodBefore,
    StoredRecord,
    act_of,
    advanced,
    read_stored,
    verify_act,
)
from services.runtime import Runtime

LOOKED_AHEAD = 100  # events


class Verdict(Struct, frozen=True):
    """The outcome for one stored command; without differences the decision came out the same."""

    stream: str
    version: int
    position: int
    type: str
    differences: tuple[Difference, ...] = ()


def check(runtime: Runtime, stream: str) -> Iterator[Verdict]:
    """Verifies every command of a case, under the regulation and calendar it was decided under."""
    histories, version = Histories(runtime.log), 0
    while events := runtime.log.stretch(stream, version, version + LOOKED_AHEAD):
        for stored in events:
            found = tuple(differences(histories, stored, runtime.vault.claim_id))
            yield Verdict(stored.stream, stored.version, stored.position, stored.topic, found)
        version = events[-1].version


def differences(histories: "Histories", stored: Stored, claim: Claim) -> Iterator[Difference]:
    """Decides one stored event again by itself. What its act entails is another case's to show,
    and so is not asked for."""
    one = read_stored(stored)
    before = StoodBefore(partial(histories.before, one), histories.past, claim, histories.recorded)
    return verify_act([one], before, whole=False)


class Histories:
    """Cases as they stood before one event after the other, in the order of positions; each
    history is read once."""

    def __init__(self, log: Log) -> None:
        store = CaseStore(log)
        self.log, self.past, self.recorded = log, store.records, store.recorded
        self._held: dict[str, Held] = {}
        self._ahead: dict[str, deque[Stored]] = {}

    def before(self, event: StoredRecord, name: str) -> Held:
        """A case before the act that an event is of."""
        held = self._held.get(name, (None, 0))
        while (stored := self._next(name, held[1])) and stored.position < event.stored.position:
            one = read_stored(stored)
            if act_of(one) == act_of(event):
                break
            held = self._held[name] = advanced(one, held[0], self.past)
            self._ahead[name].popleft()
        return held

    def _next(self, name: str, version: int) -> Stored | None:
        ahead = self._ahead.setdefault(name, deque())
        if not ahead:
            ahead.extend(self.log.stretch(name, version, version + LOOKED_AHEAD))
        return ahead[0] if ahead else None
