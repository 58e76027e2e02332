"""What if another text had stood in a regulation's place: which recorded acts would then have been
answered otherwise.

One pass in the order of positions. Each act is decided again on the cases as they truly stood, so
that one that would be refused does not make a stranger of all that came after it.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.event_store.cases import CaseStore, Held
from adapters.event_store.log import Log
from domain.case import stream_and_id, stream_id
from domain.deciding import decide_act
from domain.matter import CaseReader, Claim
from domain.record import Record
from domain.refusal import Refusal, Refused, RuleUnknown, Text
from domain.regime.lifecycle import RegimeFile, Version
from domain.regulation.rules import rules_of, text_hash
from domain.working_days import CalendarUnknown
from services.queries.verification import (
    StoredRecord,
    act_of,
    advanced,
    differing,
    not_stored_then,
    read_stored,
)

RECORDS_AT_ONCE = 1000
HELD_CASES = 5_000  # cases
ANSWER_FIELDS = ("event", "opened", "closed", "basis", "flags")


class OtherAnswer(Struct, frozen=True):
    """A recorded act that the other text answers otherwise: `refusals` where it refuses it, else
    what its record would say instead, by pointer, as (pointer, recorded, otherwise)."""

    stream: str
    version: int
    position: int
    command: str
    refusals: tuple[Refusal, ...] = ()
    changes: tuple[tuple[str, Any, Any], ...] = ()


class TextInPlace(Struct, frozen=True):
    """The regulation of a code with the text of one version, by its hash, put in another's
    place."""

    code: str
    old: str
    text: str

    def within(self, name: str, held: Held) -> Held:
        """A case, in which the other text stands where it is the file of that regulation."""
        file, version = held
        if name != stream_id("regulations", self.code) or not isinstance(file, RegimeFile):
            return held
        return replace(file, versions=tuple(self._versions(file))), version

    def _versions(self, file: RegimeFile) -> Iterator[Version]:
        """Its versions: the one that cases have pinned says the other text, under both hashes."""
        for one in file.versions:
            yield replace(one, text=self.text) if one.sha256 == self.old else one
            if one.sha256 == self.old:
                yield replace(one, text=self.text, sha256=text_hash(self.text))

    def as_recorded(self, told: Any) -> Any:
        """What was decided, with the hash of the text in place as that of the recorded one."""
        new, old = text_hash(self.text).encode(), self.old.encode()
        return msgspec.json.decode(msgspec.json.encode(told).replace(new, old))


class OtherAnswers:
    """The pass over a store for one text in the place of another."""

    def __init__(self, log: Log, store: CaseStore, claim: Claim, place: TextInPlace) -> None:
        self.log, self.store, self.claim, self.place = log, store, claim, place
        self.acts = 0
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._versions: dict[str, int] = {}

    def answers(self, told: Callable[[int], None] = lambda position: None) -> Iterator[OtherAnswer]:
        """Every act under that text that would come out otherwise, in order."""
        for _, act in groupby(self._records(told), act_of):
            records = tuple(act)
            for one in records:
                if one.record and one.record.regulation == self.place.old:
                    self.acts += 1
                    if found := self._otherwise(one, one.record):
                        yield found
            for one in records:
                self._keep(one)

    def _records(self, told: Callable[[int], None]) -> Iterator[StoredRecord]:
        position = 0
        while batch := self.log.follow(position, RECORDS_AT_ONCE):
            yield from map(read_stored, batch)
            position = batch[-1].position
            told(position)

    def _otherwise(self, one: StoredRecord, record: Record) -> OtherAnswer | None:
        stream, id = stream_and_id(one.stored.stream)
        reader = CaseReader(self._load, self.claim, self.store.records, self.store.recorded)
        at = one.stored
        answer = OtherAnswer(at.stream, at.version, at.position, type(record.command).__name__)
        try:
            decided = decide_act(stream, id, record.command, record.context, reader)
        except Refused as refused:
            return replace(answer, refusals=refused.refusals)
        except (CalendarUnknown, RuleUnknown) as unknown:
            words = Text(str(unknown), str(unknown))
            return replace(answer, refusals=(Refusal("", "", "", words, words),))
        again = next((each.record for each in decided if each.stream == at.stream), None)
        changes = tuple(self._changes(record, again)) if again else (("", "", None),)
        return replace(answer, changes=changes) if changes else None

    def _changes(self, record: Record, again: Record) -> Iterator[tuple[str, Any, Any]]:
        if absent := not_stored_then(record.event):
            again = again.stamped(event=replace(again.event, **absent))
        for name in ANSWER_FIELDS:
            stored = msgspec.json.decode(msgspec.json.encode(getattr(record, name)))
            decided = self.place.as_recorded(getattr(again, name))
            yield from differing(stored, decided, f"/{name}")

    def _load(self, name: str) -> Held:
        return self.place.within(name, self._before(name))

    def _before(self, name: str) -> Held:
        """A case as it stood before the act; one that has left memory is read from the store."""
        held, version = self._held.get(name), self._versions.get(name, 0)
        if held is None:
            held = self.store.at_version(name, version), version
        self._remember(name, held)
        return held

    def _keep(self, one: StoredRecord) -> None:
        name = one.stored.stream
        held = advanced(one, self._before(name)[0], self.store.records)
        self._versions[name] = held[1]
        self._remember(name, held)

    def _remember(self, name: str, held: Held) -> None:
        self._held[name] = held
        self._held.move_to_end(name)
        while len(self._held) > HELD_CASES:
            self._held.popitem(last=False)


def in_place(old: str, new: str) -> TextInPlace:
    """The new text in the place of the old one. Raises ValueError where they are of two regimes."""
    before, after = rules_of(old).about.code, rules_of(new).about.code
    if before != after:
        raise ValueError(f"{before}, {after}")
    return TextInPlace(before, text_hash(old), new)
