"""Version numbers per reader: the events of a case are counted as that reader is shown them.

The store counts every event of a case. A reader who could see that count, or gaps in it, would
learn that something hidden was recorded. So every version shown to a reader, or taken from one, is
translated through their own numbering. The position in the whole log is the same for everybody.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from domain.application.case import Application
from domain.bookkeeping import Reserved
from domain.case import Case
from domain.context import Actor
from domain.expert_pool.case import ExpertPool
from domain.parts import Part
from services.access.sight import Sight, is_shown
from services.access.ties import Subject


class Numbering:
    """Translates the versions of one case into one reader's numbers, and back."""

    def __init__(self, case: Case, actor: Actor, sight: Sight) -> None:
        self.only_own = sees_only_own(case, sight)
        self.last = case.version
        untold = {event.version for event in untold_of(case, actor, sight)}
        self.untold = sorted(untold)
        self.told = [event.version for event in case.reserved if event.version not in untold]

    @property
    def is_whole(self) -> bool:
        """Whether this reader counts as the store does."""
        return not self.untold and not self.only_own

    def counts(self, version: int) -> bool:
        """Whether this reader's numbers count the event that made a version."""
        listed = self.told if self.only_own else self.untold
        at = bisect_left(listed, version)
        return (listed[at : at + 1] == [version]) is self.only_own

    def number(self, version: int) -> int:
        """The number of events up to a version that this reader is shown."""
        if self.only_own:
            return bisect_right(self.told, version)
        return version - bisect_right(self.untold, version)

    def version(self, number: int) -> int:
        """The last stored version that this reader knows by a number."""
        if self.only_own:
            return self.told[number] - 1 if number < len(self.told) else self.last
        version = number
        for untold in self.untold:
            if untold > version + 1:
                break
            version += 1
        return version

    def event(self, number: int) -> int:
        """The stored version of the event that this reader knows by a number."""
        if self.only_own:
            return self.told[number - 1] if 0 < number <= len(self.told) else self.last + 1
        return self.version(number - 1) + 1


def numbering_of(actor: Actor, subject: Subject) -> Numbering:
    """Somebody's numbering of the events of a case, whether or not they may see it."""
    parts = Part if subject.case.reserved else (Part.ACTS,)
    shown = frozenset(part for part in parts if is_shown(part, actor, subject))
    return Numbering(subject.case, actor, Sight(shown))


def sees_only_own(case: Case, sight: Sight) -> bool:
    """Whether a reader is shown their own acts alone: an expert, of an application and of the
    pool."""
    return isinstance(case, Application | ExpertPool) and not sight.shows(Part.ACTS)


def untold_of(case: Case, actor: Actor, sight: Sight) -> Iterator[Reserved]:
    """The events that a reader's numbering leaves out. Sheets count for those who know the experts
    even before they can be read: that one was given is shown."""
    only_own = sees_only_own(case, sight)
    for event in case.reserved:
        if event.person != actor.person and (only_own or not sight.shows(event.part)):
            yield event
