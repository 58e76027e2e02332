"""What of a case's history is in force: a record may strike earlier ones out (a reversal, a
restoration), and what is struck strikes nothing.

A case is the fold, in position order, of its records in force. Whatever restores exactly what stood
before names what it strikes, and nothing else: stage, periods, what was done and every list follow.
"""

from collections.abc import Callable, Iterable, Sequence

from domain.case import Case
from domain.record import Record

Numbered = tuple[int, Record]
"""A record with its version in the stream."""
Striking = tuple[int, tuple[int, ...]]
"""The version of a record that strikes, and those that it strikes."""


class StruckBefore(Exception):
    """A history cannot be folded on from a state: a version that this state holds is struck out
    after it. It has to be folded from before that version."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"version {version} is struck out later")


def struck_versions(striking: Sequence[Striking]) -> frozenset[int]:
    """The versions out of force, found from the last back; `striking` come in position order."""
    struck: set[int] = set()
    for version, versions in reversed(striking):
        if version not in struck:
            struck.update(one for one in versions if one < version)
    return frozenset(struck)


def struck_in(history: Iterable[Numbered]) -> frozenset[int]:
    """The versions of a history that are out of force."""
    return struck_versions([(version, one.event.strikes) for version, one in history])


def fold_in_force(
    state: type[Case],
    read: Callable[[], Iterable[Numbered]],
    start: Case | None = None,
    begun: int = 0,
) -> Case | None:
    """The case after a history; None where there is none. It goes on from a state `start` of the
    versions up to `begun`. `read` is called again where something is struck, which is rare. Raises
    StruckBefore."""
    case, striking = start, list[Striking]()
    for version, record in read():
        if record.event.strikes:
            striking.append((version, record.event.strikes))
        if not striking:
            case = record.evolve(case or state())
    if not striking:
        return case
    struck = struck_versions(striking)
    if earlier := [version for version in struck if version <= begun]:
        raise StruckBefore(min(earlier))
    case = start
    for version, record in read():
        follow = record.counted if version in struck else record.evolve
        case = follow(case or state())
    return case
