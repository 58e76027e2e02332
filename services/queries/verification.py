"""Verification: decides the commands of one act again, and names each difference from what is
stored. Domain.md Part 5, 55.

What a decision read is what stood before its act: the store took it only while that was so.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import zip_longest
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from adapters.event_store.codec import UnknownEvent, decode, encode
from adapters.event_store.log import Stored
from domain.calendar_file import CALENDAR
from domain.case import Case, Command, stream_and_id, stream_id
from domain.context import Context
from domain.deciding import CaseMissing, Decided, decide_act
from domain.event import Event
from domain.in_force import fold_in_force
from domain.matter import CaseReader, Claim, Load, Past, Recorded
from domain.record import Record
from domain.refusal import Refused, Text
from domain.streams import STREAMS
from domain.working_days import CalendarUnknown, business_day

CALENDARS = stream_id("calendars", CALENDAR)
COMPARED = (
    *("event", "context", "command", "basis", "duty", "area", "flags", "regulation"),
    *("opened", "closed", "taken", "returned"),
)
UNDECIDED = (Refused, CaseMissing, CalendarUnknown)


class Difference(Struct, frozen=True):
    """One thing in which a stored event is not what the rules say: where, in words, and both
    values by the pointer within the record."""

    position: int
    stream: str
    version: int
    type: str
    pointer: str
    words: Text
    stored: Any = None
    decided: Any = None


class StoredRecord(Struct, frozen=True):
    """A stored event, decoded; `record` is None where this release cannot read it."""

    stored: Stored
    record: Record | None
    fault: str = ""

    def differs(
        self, pointer: str, zh: str, en: str, stored: Any = None, decided: Any = None
    ) -> Difference:
        at = self.stored
        place = at.position, at.stream, at.version, at.topic
        return Difference(*place, pointer, Text(zh, en), stored, decided)


def read_stored(stored: Stored) -> StoredRecord:
    try:
        return StoredRecord(stored, decode(stored.topic, stored.state))
    except (UnknownEvent, msgspec.DecodeError) as error:
        return StoredRecord(stored, None, str(error))


def act_of(one: StoredRecord) -> str:
    """The command that a record came from; an unreadable one stands alone."""
    return one.record.context.command_id if one.record else f"#{one.stored.position}"


class StoodBefore(Struct, frozen=True):
    """What stood before an act: `case` gives one by its name, `past` its records up to a version;
    `claim` the id of a claim stream, `recorded` what stands at a position."""

    case: Load
    past: Past
    claim: Claim
    recorded: Recorded


def verify_act(
    act: Sequence[StoredRecord], before: StoodBefore, whole: bool = True
) -> Iterator[Difference]:
    """Decides the records of one act again, on what stood before it. Where they are not the `whole`
    act, what else it would bring or read is not asked for."""
    lacking: dict[str, Decided] = {}
    pairs: list[tuple[StoredRecord, Record, Record]] = []
    for one in act:
        yield from against_the_place(one, before.case)
        if one.record is None:
            yield one.differs("", f"无法读出：{one.fault}", f"cannot be read: {one.fault}")
            continue
        yield from of_form(one, one.record)
        if one.stored.stream not in lacking:
            told = replace(one.record, context=context_asked(one.record, act))
            decided, faults = decided_again(one, told, without_calendar(act), before)
            lacking |= decided
            yield from faults
        if same := lacking.pop(one.stored.stream, None):
            pairs.append((one, one.record, same.record))
    yield from beside_decided(pairs, before.case, whole)
    for name, other in lacking.items() if whole else ():
        tag = str(type(other.record.event).__struct_config__.tag)
        words = (
            f"依规则还产生 {name} 的事件，库中没有",
            f"also brings an event of {name}: not stored",
        )
        yield act[0].differs("", *words, None, tag)


def beside_decided(
    pairs: Sequence[tuple[StoredRecord, Record, Record]], before: Load, whole: bool
) -> Iterator[Difference]:
    """The records of an act beside those that were decided again."""
    read = {name for _, _, again in pairs for name in again.reads}
    calendars = {again.calendar for _, _, again in pairs}
    for one, record, again in pairs:
        yield from of_record(one, record, again)
        yield from of_reads(
            one, record, again, read if whole else read | record.reads.keys(), before
        )
        if without_calendar([one]) or not (again.calendar or whole):
            continue
        if record.calendar not in ({again.calendar} if again.calendar else {None, *calendars}):
            words = "所据日历不同", "counted by another calendar"
            yield one.differs("/calendar", *words, record.calendar, again.calendar)


def against_the_place(one: StoredRecord, before: Load) -> Iterator[Difference]:
    """Faults of where an event stands: its version, its type, its day."""
    at, record = one.stored, one.record
    last = before(at.stream)[1]
    if at.version != last + 1:
        words = f"前一件为第 {last} 版，缺事件", f"follows version {last}: events are missing"
        yield one.differs("/version", *words, at.version, last + 1)
    if record is None:
        return
    tag = str(type(record.event).__struct_config__.tag)
    if tag != at.topic:
        yield one.differs("/type", "类型与内容不符", "type and content differ", at.topic, tag)
    day = record.context.occurred_on
    if day > business_day(at.recorded_at):
        words = "办理日晚于记录时刻", "the day of the act is after the moment of its record"
        yield one.differs("/context/occurred_on", *words, day, business_day(at.recorded_at))


def of_form(one: StoredRecord, record: Record) -> Iterator[Difference]:
    """What is stored and read by nothing: no rule rests on it, and yet it would be shown."""
    state = encode(record)[1]
    if state == one.stored.state:
        return
    whole, taken = msgspec.json.decode(one.stored.state), msgspec.json.decode(state)
    for pointer, stored, decided in differing(whole, taken, ""):
        if stored or decided:  # a default that is written down says nothing else
            words = "记载中有不被读取的内容", "holds what nothing reads"
            yield one.differs(pointer, *words, stored, decided)


def without_calendar(act: Iterable[StoredRecord]) -> bool:
    """Whether an earlier release decided the act without the calendar that it is counted by now."""
    records = (one.record for one in act if one.record)
    return any(CALENDARS not in one.reads and not_stored_then(one.event) for one in records)


def context_asked(record: Record, act: Iterable[StoredRecord]) -> Context:
    """The context in which an act was asked for. A command that says itself from when on it takes
    effect is recorded with that day; what it entails has the day that was asked for."""
    if not says_its_effect(record):
        return record.context
    others = (one.record for one in act if one.record and not says_its_effect(one.record))
    asked = next((one.context.effective_on for one in others), record.context.effective_on)
    return replace(record.context, effective_on=asked)


def says_its_effect(record: Record) -> bool:
    return type(record.command).takes_effect is not Command.takes_effect


def decided_again(
    one: StoredRecord, record: Record, uncounted: bool, before: StoodBefore
) -> tuple[dict[str, Decided], list[Difference]]:
    """What the rules decide on a command now, by stream, with all that it entails; or why they
    do not."""

    def load(name: str) -> tuple[Case | None, int]:
        return (None, 0) if uncounted and name == CALENDARS else before.case(name)

    stream, id = stream_and_id(one.stored.stream)
    try:
        reader = CaseReader(load, before.claim, before.past, before.recorded)
        decided = decide_act(stream, id, record.command, record.context, reader)
    except UNDECIDED as error:
        reason = f"{type(error).__name__}: {error}"
        return {}, [one.differs("", f"规则不准许：{reason}", f"not allowed by the rules: {reason}")]
    except Exception as error:  # a history that nobody could have made may break any rule
        reason = f"{type(error).__name__}: {error}"
        return {}, [one.differs("", f"无法再办：{reason}", f"cannot be decided: {reason}")]
    found = {each.stream: each for each in decided}
    if one.stored.stream in found:
        return found, []
    for each in decided:
        if record.event.is_told_by(each.record.event):
            del found[each.stream]
            return found, []
    return found, [one.differs("", "依规则不产生本事件", "brings no such event by the rules")]


def of_record(one: StoredRecord, record: Record, again: Record) -> Iterator[Difference]:
    """The fields in which a record differs from the new one; what a later release has added to
    its event is not compared."""
    if absent := not_stored_then(record.event):
        again = again.stamped(event=replace(again.event, **absent))
    for name in COMPARED:
        ours, theirs = getattr(record, name), getattr(again, name)
        if ours != theirs:
            pairs = differing(msgspec.to_builtins(ours), msgspec.to_builtins(theirs), f"/{name}")
            for pointer, stored, decided in pairs:
                yield one.differs(
                    pointer, "与规则所定不同", "not what the rules say", stored, decided
                )


def of_reads(
    one: StoredRecord, record: Record, again: Record, act_reads: set[str], before: Load
) -> Iterator[Difference]:
    """Faults of what a decision is said to have read. Earlier releases noted on every record what
    its whole act had read, so more than the decision's own is no fault."""
    for name, version in record.reads.items():
        stood = before(name)[1]
        if version != stood:
            words = f"所据 {name} 的版本不符", f"rests on another version of {name}"
            yield one.differs(f"/reads/{name}", *words, version, stood)
        elif name not in act_reads:
            words = f"依规则不据 {name}", f"does not rest on {name} by the rules"
            yield one.differs(f"/reads/{name}", *words, version)
    exempt = {CALENDARS} if without_calendar([one]) else set()
    unnamed = again.reads.keys() - record.reads.keys() - exempt
    for name in sorted(unnamed):
        words = f"未记所据的 {name}", f"does not say that it rests on {name}"
        yield one.differs(f"/reads/{name}", *words, None, again.reads[name])


def not_stored_then(event: Event) -> dict[str, Any]:
    """The fields that a later release has added to this event and that it lacks, each with its
    default; they are not decided again, nor the calendar that they are counted by."""
    added = added_to(type(event))
    return {name: default for name, default in added.items() if getattr(event, name) == default}


@cache
def added_to(kind: type[Event]) -> dict[str, Any]:
    """The fields that a later release has added to an event, with their defaults."""
    return {field.name: field.default for field in fields(kind) if field.name in kind.added}


def differing(stored: Any, decided: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:
    """The innermost values that differ, by JSON pointer."""
    if isinstance(stored, dict) and isinstance(decided, dict):
        for name in sorted(stored.keys() | decided.keys()):
            yield from differing(stored.get(name), decided.get(name), f"{pointer}/{name}")
    elif isinstance(stored, list | tuple) and isinstance(decided, list | tuple):
        for number, (old, new) in enumerate(zip_longest(stored, decided)):
            yield from differing(old, new, f"{pointer}/{number}")
    elif stored != decided:
        yield pointer, stored, decided


def advanced(one: StoredRecord, case: Case | None, past: Past) -> tuple[Case | None, int]:
    """The case after an event. One that cannot be read or applied leaves it as it was, and has been
    named already: it could not be decided either."""
    at, record = one.stored, one.record
    with suppress(Exception):
        kind = STREAMS[stream_and_id(at.stream)[0]].state
        if record and record.event.reaches_back:
            case = fold_in_force(kind, lambda: past(at.stream, at.version))
        elif record:
            case = record.evolve(case or kind())
    return case, at.version
