"""Gathers what a discipline case rests on from the mirror, and packs it: nothing is asked of the
case service."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain

from msgspec import Struct

from adapters.event_store.log import Log, Stored
from adapters.evidence.checkpoint import Checkpoint, CheckpointKey
from adapters.evidence.package import PackageContent, packed
from adapters.evidence.tree import LogTree, leaf_of
from adapters.files import FileDamaged, Files, FileUnknown
from domain.discipline_case.case import DisciplineCase
from projections.papers import places
from services.subscriptions.projector import decode_event

LEAVES_AT_ONCE = 500


class NothingThere(Exception):
    """Lines or cases that the case links and the case service does not have; it names them."""


class PackedEvidence(Struct, frozen=True):
    """A package, and what it holds."""

    content: bytes
    events: int
    files: int
    upto: int


def packed_evidence(
    id: str, case: DisciplineCase, mirror: Log, files: Files, key: CheckpointKey
) -> PackedEvidence:
    """The package of all that the case links, as the mirror has it now. Raises NothingThere."""
    events = linked_events(case, mirror)
    named = sorted(files_named(events))
    held = {name: file_content(files, name) for name in named}
    tree, indices, upto = tree_of(mirror, {one.position for one in events})
    content = PackageContent(
        case=id,
        lines=case.linked_lines,
        cases=case.linked_cases,
        events=events,
        files=held,
        checkpoint=key.signed(Checkpoint(tree.size, tree.root)),
        upto=upto,
    )
    here = sum(one is not None for one in held.values())
    return PackedEvidence(packed(content, tree, indices), len(events), here, upto)


def linked_events(case: DisciplineCase, mirror: Log) -> tuple[Stored, ...]:
    """Every event that a linked line or case names, once, in the order of positions."""
    positions = {int(line.partition(":")[0]) for line in case.linked_lines}
    named = mirror.at(sorted(positions))
    whole = {name: mirror.history(name) for name in case.linked_cases}
    missing = positions - {one.position for one in named}
    absent = [name for name, history in whole.items() if not history]
    if missing or absent:
        raise NothingThere("、".join([*map(str, sorted(missing)), *absent]))
    found = {one.position: one for one in chain(named, *whole.values())}
    return tuple(found[position] for position in sorted(found))


def files_named(events: Iterable[Stored]) -> set[str]:
    """The files that the events name: what acts rest on, what forms and vouchers show."""
    return {place.hash for one in events for place in places(decode_event(one))}


def file_content(files: Files, name: str) -> bytes | None:
    """A file's content; None where it is not there, or does not open."""
    with suppress(FileUnknown, FileDamaged, OSError):
        return b"".join(files.open(name))
    return None


def tree_of(mirror: Log, wanted: set[int]) -> tuple[LogTree, dict[int, int], int]:
    """The tree over the whole mirror, the numbers in it of the wanted positions, and its end."""
    indices: dict[int, int] = {}
    leaves: list[bytes] = []
    upto = 0
    for stored in every_event(mirror):
        if stored.position in wanted:
            indices[stored.position] = len(leaves)
        leaves.append(leaf_of(stored))
        upto = stored.position
    return LogTree(leaves), indices, upto


def every_event(mirror: Log) -> Iterator[Stored]:
    after = 0
    while events := mirror.follow(after, LEAVES_AT_ONCE):
        yield from events
        after = events[-1].position
