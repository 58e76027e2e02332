"""The access policy applied to one case: whether somebody may see it, and which of its parts."""

from msgspec import Struct

from domain.context import Actor
from domain.parts import Part
from services.access.policy import CASES, PARTS
from services.access.ties import Subject, holds, tied


class Sight(Struct, frozen=True):
    """What somebody may see of a case: the case, and these of its parts."""

    parts: frozenset[Part]

    def shows(self, part: Part | None) -> bool:
        return part is None or part in self.parts


def may_see(actor: Actor, subject: Subject) -> bool:
    """Whether this person may see the case at all."""
    lines = CASES[subject.stream]
    return any(holds(line, actor) and tied(line.tie, actor, subject) for line in lines)


def sees(actor: Actor, subject: Subject) -> Sight | None:
    """What this person may see of the case; None where it must seem absent to them."""
    if not may_see(actor, subject):
        return None
    return Sight(frozenset(part for part in Part if is_shown(part, actor, subject)))


def is_shown(part: Part, actor: Actor, subject: Subject) -> bool:
    return any(holds(line, actor) and tied(line.tie, actor, subject) for line in PARTS[part])
