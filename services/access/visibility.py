"""For whom personal fields are opened and evidence is fetched, among those who see a case."""

from collections.abc import Callable

from domain.application.case import Application
from domain.application.objection import Objection
from domain.application.seats import sits
from domain.case import Actor, Case
from domain.expert_pool.case import ExpertPool
from domain.personal import Sealed
from services.access.policy import CASES, EVERYBODY, OFFICIALS
from services.access.redaction import knows_experts
from services.access.sight import sees
from services.access.ties import Subject

ANYBODY = Actor(person="", role="PUBLIC", organ="")
OUTSIDE = EVERYBODY - OFFICIALS


def is_hidden(actor: Actor, subject: Subject) -> bool:
    """Whether a case is absent for somebody, whatever they want to do with it: to an outsider one
    that they may not see, to everybody another's draft.

    An official who acts outside the own area is told so, with the rule; so is a member of the
    panel who may not open the case yet, or no more.
    """
    case = subject.case
    if not case.is_open_to(actor):
        return True
    if actor.role not in OUTSIDE:
        return False
    if actor.role == "EXPERT" and isinstance(case, Application):
        return not sits(subject.reader, case, actor.person)
    return sees(actor, subject) is None


def is_for_officials(actor: Actor, stream: str) -> bool:
    """A kind of case of which nobody outside may even learn that there is any."""
    return actor.role in OUTSIDE and not any(line.roles & OUTSIDE for line in CASES[stream])


def published(case: Case | None) -> bool:
    """Anybody knows of this case: it is, or was, an entry in publicity."""
    return isinstance(case, Application) and case.publicised is not None


Opens = Callable[[Actor, Case | None, Sealed], bool]


def who_knows_the_experts(actor: Actor, case: Case | None, box: Sealed) -> bool:
    return isinstance(case, ExpertPool) and knows_experts(actor, case.authority)


def who_sees_the_case(actor: Actor, case: Case | None, box: Sealed) -> bool:
    return True


def who_handles_the_objection(actor: Actor, case: Case | None, box: Sealed) -> bool:
    """The objection officer, discipline inspection, and the local official who was asked in writing
    to investigate the very objection that the box belongs to (Inv. 58)."""
    objections = case.objections if isinstance(case, Application) else ()
    return knows_objectors(actor) or any(
        was_asked(actor, one) and belongs_to(box, one) for one in objections
    )


def knows_objectors(actor: Actor) -> bool:
    officer = actor.role in ("PROV", "CITY") and "objections" in actor.duties
    return officer or actor.role == "DISCIPLINE"


def was_asked(actor: Actor, objection: Objection) -> bool:
    asked = objection.asked
    return asked is not None and (actor.role, actor.organ, actor.person) == (
        "PREF",
        asked.organ,
        asked.person,
    )


def belongs_to(box: Sealed, objection: Objection) -> bool:
    """Every objection's objector is sealed as a subject of its own."""
    name = objection.objector.name if objection.objector else None
    return isinstance(name, Sealed) and name.subject == box.subject


PURPOSES: dict[str, Opens] = {
    "review": who_sees_the_case,
    "contact": who_sees_the_case,
    "objection": who_handles_the_objection,
    "objection-facts": who_sees_the_case,
    "lead": who_sees_the_case,
    "recusal": who_sees_the_case,
    "expert": who_knows_the_experts,
}
"""For whom what was sealed for a purpose is opened, among those who see the case."""


def may_open(actor: Actor, case: Case | None, box: Sealed) -> bool:
    """A purpose that is not named is opened for nobody, and no person is shown to experts."""
    opens = PURPOSES.get(box.purpose)
    return opens is not None and actor.role != "EXPERT" and opens(actor, case, box)
