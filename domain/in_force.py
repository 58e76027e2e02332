"""What of a case's history is in force: a record may strike earlier ones out (a reversal, a
restoration) or correct one of them, and what is struck does neither.

A case is the fold, in position order, of its records in force, each as it was corrected last.
Whatever restores exactly what stood before names what it strikes, and nothing else: stage, periods,
what was done and every list follow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from domain.case import Case
from domain.corrected import RightField
from domain.record import Record
from domain.righting import righted

NumberedRecord = tuple[int, Record]
"""A record with its version in the stream."""
Striking = tuple[int, tuple[int, ...]]
"""The version of a record that strikes, and those that it strikes."""


class StruckBefore(Exception):
    """A history cannot be folded on from a state: a version that this state holds is struck out or
    corrected after it. It has to be folded from before that version."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"version {version} is struck out or corrected later")


class CorrectedUnread(Exception):
    """A record is corrected that was left out for its day, which may be another: all of the history
    has to be read."""


class RecordsInForce(Struct, frozen=True):
    """What later records make of earlier ones: the versions that are `struck` out, and what is
    `right` about others, by their version."""

    struck: frozenset[int]
    right: Mapping[int, tuple[RightField, ...]]

    def as_it_is(self, version: int, record: Record) -> Record:
        """A record as it was corrected."""
        right = self.right.get(version)
        return righted(record, right) if right else record

    def first_touched(self) -> int | None:
        return min((*self.struck, *self.right), default=None)


def struck_versions(striking: Sequence[Striking]) -> frozenset[int]:
    """The versions out of force, found from the last back; `striking` come in position order."""
    struck: set[int] = set()
    for version, versions in reversed(striking):
        if version not in struck:
            struck.update(one for one in versions if one < version)
    return frozenset(struck)


def struck_in(history: Iterable[NumberedRecord]) -> frozenset[int]:
    """The versions of a history that are out of force."""
    return struck_versions([(version, one.event.strikes) for version, one in history])


def in_force(reaching: Sequence[NumberedRecord]) -> RecordsInForce:
    """What the records that reach back make of those before them, where all of them are heard.
    Several corrections of one record add up: each says what it is about, and the last counts."""
    struck = struck_in(reaching)
    right: dict[int, tuple[RightField, ...]] = {}
    for version, record in reaching:
        said = record.event.corrects
        if said and version not in struck and said.of < version:
            right[said.of] = (*right.get(said.of, ()), *said.right)
    return RecordsInForce(struck, right)


def reached_by(reaching: Sequence[NumberedRecord]) -> tuple[dict[int, int], dict[int, int]]:
    """By which record each version is out of force, and by which it was corrected last."""
    struck = struck_in(reaching)
    acting = [(version, one.event) for version, one in reaching if version not in struck]
    out_of_force = {of: version for version, event in acting for of in event.strikes}
    said = [(version, one.corrects) for version, one in acting]
    return out_of_force, {one.of: version for version, one in said if one}


def as_corrected(history: Sequence[NumberedRecord]) -> dict[int, Record]:
    """The records of a history that are in force, as they were corrected, by their version."""
    found = in_force([one for one in history if one[1].event.reaches_back])
    return {
        version: found.as_it_is(version, record)
        for version, record in history
        if version not in found.struck
    }


def fold_in_force(
    state: type[Case],
    read: Callable[[], Iterable[NumberedRecord]],
    start: Case | None = None,
    begun: int = 0,
    day: date = date.max,
) -> Case | None:
    """The case after a history, on a day; None where there is none. It goes on from a state `start`
    of the versions up to `begun`. `read` is called again where something is struck or corrected,
    which is rare. Raises StruckBefore, CorrectedUnread."""
    case, reaching = start, list[NumberedRecord]()
    for version, record in read():
        if record.context.effective_on > day:
            continue
        if record.event.reaches_back:
            reaching.append((version, record))
        if not reaching:
            case = record.evolve(case or state())
    return fold_anew(state, read, in_force(reaching), start, begun, day) if reaching else case


def fold_anew(
    state: type[Case],
    read: Callable[[], Iterable[NumberedRecord]],
    found: RecordsInForce,
    start: Case | None,
    begun: int,
    day: date,
) -> Case | None:
    """The case after a history of which some is struck out or corrected."""
    touched = found.first_touched()
    if touched is not None and touched <= begun:
        raise StruckBefore(touched)
    case, unread = start, set(found.right)
    for version, record in read():
        unread.discard(version)
        record = found.as_it_is(version, record)
        if record.context.effective_on <= day:
            follow = record.counted if version in found.struck else record.evolve
            case = follow(case or state())
    if unread:
        raise CorrectedUnread
    return case
