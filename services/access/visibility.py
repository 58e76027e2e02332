"""Visibility rules beside the policy: hidden cases, and who may decrypt personal fields."""

from collections.abc import Callable

from domain.application.case import Application
from domain.application.objection import Objection
from domain.application.seats import sits
from domain.case import Case
from domain.centre.case import Centre
from domain.context import Actor
from domain.expert_pool.case import ExpertPool
from domain.hold.lifecycle import READERS_OF_LEADS
from domain.personal import Sealed
from services.access.policy import CASES, EVERYBODY, OFFICIALS, UNITS, Tie
from services.access.redaction import knows_experts
from services.access.sight import may_see
from services.access.ties import Subject

ANYBODY = Actor(person="", role="PUBLIC", organ="")
OUTSIDE = EVERYBODY - OFFICIALS


def is_hidden(actor: Actor, subject: Subject) -> bool:
    """Whether a case must seem absent to somebody, whatever they ask: to an outsider one that they
    may not see, to everybody another's draft.

    An official who acts outside their own area is refused with the rule instead; so is a member of
    the panel who may not open the case yet, or no more.
    """
    case = subject.case
    if not case.is_open_to(actor):
        return True
    if actor.role not in OUTSIDE:
        return False
    if actor.role == "EXPERT" and isinstance(case, Application):
        return not sits(subject.reader, case, actor.person)
    return not may_see(actor, subject)


def is_for_officials(actor: Actor, stream: str) -> bool:
    """Whether outsiders may not even learn that there are cases of this kind."""
    return actor.role in OUTSIDE and not any(line.roles & OUTSIDE for line in CASES[stream])


def is_for_named_persons(stream: str) -> bool:
    """Whether cases of this kind are shown to nobody but persons whom they name."""
    lines = CASES[stream]
    return bool(lines) and all(line.tie is Tie.NAMED for line in lines)


def published(case: Case | None) -> bool:
    """Whether the case is public: it is, or was, an entry in publicity, or is in the registry."""
    if isinstance(case, Application):
        return case.publicised is not None
    return isinstance(case, Centre)


Opens = Callable[[Actor, Case | None, Sealed], bool]


def who_knows_the_experts(actor: Actor, case: Case | None, box: Sealed) -> bool:
    return isinstance(case, ExpertPool) and knows_experts(actor, case.authority)


def who_sees_the_case(actor: Actor, case: Case | None, box: Sealed) -> bool:
    return True


def who_inquires(actor: Actor, case: Case | None, box: Sealed) -> bool:
    """What a lead or a transfer says is for those who inquire, whatever the unit was notified
    of."""
    return not READERS_OF_LEADS.isdisjoint(actor.duties) and actor.role not in UNITS


def who_handles_the_objection(actor: Actor, case: Case | None, box: Sealed) -> bool:
    """The objection officer, discipline inspection, and the local official who was asked in writing
    to investigate the very objection that the box belongs to (Inv. 58)."""
    objections = case.objections if isinstance(case, Application) else ()
    return knows_objectors(actor) or any(
        was_asked(actor, lodged) and belongs_to(box, lodged) for lodged in objections
    )


def knows_objectors(actor: Actor) -> bool:
    officer = actor.role in ("PROV", "CITY", "CNIPA") and "objections" in actor.duties
    return officer or actor.role == "DISCIPLINE"


def was_asked(actor: Actor, objection: Objection) -> bool:
    asked = objection.asked
    return asked is not None and (actor.role, actor.organ, actor.person) == (
        "PREF",
        asked.organ,
        asked.person,
    )


def belongs_to(box: Sealed, objection: Objection) -> bool:
    """Whether the box is of this objection; each objector is sealed as a subject of their own."""
    name = objection.objector.name if objection.objector else None
    return isinstance(name, Sealed) and name.subject == box.subject


def who_looks_at_money(actor: Actor, case: Case | None, box: Sealed) -> bool:
    """Names and numbers of those who are paid: for the unit whose account it is, for finance, audit
    and discipline, and for officials who keep the books of the money."""
    books = "bookkeeping" in actor.duties
    return books or actor.role in UNITS or actor.role in ("FINANCE", "AUDIT", "DISCIPLINE")


PURPOSES: dict[str, Opens] = {
    "review": who_sees_the_case,
    "contact": who_sees_the_case,
    "objection": who_handles_the_objection,
    "objection-facts": who_sees_the_case,
    "lead": who_inquires,
    "defence": who_sees_the_case,
    "remedy": who_sees_the_case,
    "recusal": who_sees_the_case,
    "account": who_looks_at_money,
    "counterparty": who_looks_at_money,
    "expert": who_knows_the_experts,
}
"""Who may decrypt fields sealed for a purpose, among those who see the case."""


def may_open(actor: Actor, case: Case | None, box: Sealed) -> bool:
    """Whether this person may decrypt a sealed field: never for an unknown purpose, nor for
    experts."""
    opens = PURPOSES.get(box.purpose)
    return opens is not None and actor.role != "EXPERT" and opens(actor, case, box)
