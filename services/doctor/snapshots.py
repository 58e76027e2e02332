"""Looks at the snapshots of cases: each state is what its events make of it."""

from collections.abc import Iterator
from datetime import date

from adapters.event_store.cases import fold
from adapters.event_store.codec import effective_on
from adapters.event_store.log import Log, Stored
from adapters.event_store.snapshot_marks import SnapshotMark
from domain.case import Case
from services.consistency.findings import Finding, right, unseen, wrong
from services.doctor.databases import NAMED_AT_MOST
from services.doctor.examination import EVENTS_IN_A_LOOK, Examination
from services.doctor.sampling import drawn_sample, share

SNAPSHOTS = "snapshots"
DROP = "anjuan rebuild --drop-old"


def snapshots(examination: Examination) -> Iterator[Finding]:
    """The snapshots of a sample of cases against a fold of their events."""
    if not examination.snapshots.kept:
        yield unseen(SNAPSHOTS, "本版本尚未建立快照", "this release has kept none yet")
        return
    count, differing = 0, list[str]()
    sample = drawn_sample(examination)
    for name in filter(sample.holds, examination.snapshots.cases()):
        states = list(states_of(examination, name))
        count += len(states)
        differing += [f"{name} v{version}" for version, same in states if not same]
    if differing:
        named = ", ".join(differing[:NAMED_AT_MOST])
        words = f"{len(differing)} 份与库不符：{named}", f"{len(differing)} differ: {named}"
        yield wrong(SNAPSHOTS, *words, DROP)
    else:
        zh, en = share(examination)
        yield right(SNAPSHOTS, f"{count} 份与库相符（{zh}）", f"{count} as the store says ({en})")


def states_of(examination: Examination, name: str) -> Iterator[tuple[int, bool]]:
    """The version of each state that is kept of a case, and whether the events make it the same."""
    kept, head = examination.snapshots, examination.log.heads([name])[name]
    for mark in kept.marks(name):
        for place in range(len(mark.starts)):
            state = kept.state(name, mark, place)
            if state is None and not mark.starts[place][1]:
                continue
            there = mark.version <= head
            yield mark.version, there and state == folded_anew(examination.log, name, mark, place)


def folded_anew(log: Log, name: str, mark: SnapshotMark, place: int) -> Case | None:
    """The state of one slice, from the events that had taken effect when it begins."""
    last = place == len(mark.starts) - 1
    day = date.max if last else mark.starts[place][0]
    return fold(name, lambda: in_effect(log, name, mark.version, day))


def in_effect(log: Log, name: str, upto: int, day: date) -> Iterator[Stored]:
    after = 0
    while events := log.stretch(name, after, min(upto, after + EVENTS_IN_A_LOOK)):
        yield from (one for one in events if effective_on(one.state) <= day)
        after = events[-1].version
