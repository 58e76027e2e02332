"""Who may see which case: the one place where visibility is decided. Part 3 of the specification.

Who may act is decided with the rules (domain/permitting.py). A case that somebody outside the
administration may not see does not exist for them. How much of the experts' work is shown of a case
that may be seen is told by services/access/redaction.py.
"""

from collections.abc import Callable
from datetime import date

from domain.application.case import NOBODY, Application
from domain.application.objection import Objection
from domain.application.seats import reviews, sits
from domain.case import Actor, Case, Record
from domain.centre.recognition import Centre
from domain.divisions import DIVISIONS, prefecture_of, province_of, recommending_unit
from domain.expert_pool.case import ExpertPool
from domain.matter import CaseReader
from domain.personal import Sealed
from domain.regime.lifecycle import RegimeFile
from domain.regulation.rules import rules_of
from domain.violation.lead import Violation
from services.access import redaction as blinding

ANYBODY = Actor(person="", role="PUBLIC", organ="")
OUTSIDE = frozenset({"APPLICANT", "CENTRE", "PUBLIC", "EXPERT"})
PUBLIC_STREAMS = frozenset({"calendars", "regulations"})  # anybody reads them, without a token
OPEN_STREAMS = PUBLIC_STREAMS | {"batches"}
OFFICIALS = frozenset({"COUNTY", "PREF", "CITY", "PROV"})
ONCE_BEFORE = frozenset({"PREF"})  # a case may be before them for a time only
SUPERVISED = frozenset({"applications", "centres"})  # who sees them is the regime's to say
FOLLOWED = frozenset(
    {"applications", "batches", "calendars", "centres", "regulations", "violations"}
)
FOR_OFFICIALS = frozenset({"violations"})  # nobody outside may learn even that there is such a case
WITHIN = frozenset(
    {"list-determined", "list-recognised", "entry-republicised", "objection-kept-as-lead"}
)


def may_see(actor: Actor, stream: str, case: Case, day: date, reader: CaseReader) -> bool:
    """Whether the case as a whole may be shown to this person. `reader` shows the panels."""
    if stream in OPEN_STREAMS:
        return True
    if stream == "parties":
        return actor.role in OFFICIALS or actor.organ == case.territory("owner", day)
    if isinstance(case, Application):
        if actor.role == "EXPERT":
            return reviews(reader, case, actor.person)
        return sees_application(actor, case, day)
    if isinstance(case, ExpertPool):
        return sees_pool(actor, case)
    if isinstance(case, Violation):
        return actor.role == "PROV" and actor.organ == case.authority
    return isinstance(case, Centre) and in_area(actor, case.owner, case.division, day)


def sees_application(actor: Actor, case: Application, day: date) -> bool:
    """The applicant its own; from submission on, the bureaus over the one that has it: with a
    direct application the local bureau from its filing until recognition."""
    if actor.role in ("APPLICANT", "CENTRE"):
        return actor.organ == case.owner
    return case.submitted_on is not None and over(actor, case.seat(day) or "", day)


def sees_pool(actor: Actor, case: ExpertPool) -> bool:
    """Those who may know the experts; an expert the own entry."""
    if actor.role == "EXPERT":
        return actor.organ == case.authority and case.expert(actor.person) is not None
    return blinding.knows_experts(actor, case.authority)


def in_area(actor: Actor, owner: str, bureau: str, day: date) -> bool:
    if actor.role in ("APPLICANT", "CENTRE"):
        return actor.organ == owner
    return over(actor, bureau, day)


def over(actor: Actor, bureau: str, day: date) -> bool:
    """Whether the actor's own bureau is this one, or stands above it."""
    if bureau in ("", NOBODY):
        return False
    match actor.role:
        case "COUNTY":
            return actor.organ == bureau
        case "PREF":
            local = bureau != province_of(bureau)
            return local and actor.organ in (bureau, recommending_unit(bureau, day))
        case "CITY":
            return actor.organ in (bureau, prefecture_of(bureau))
        case "PROV":
            return actor.organ == province_of(bureau)
    return False


def supervises(actor: Actor, file: Case | None, day: date) -> bool:
    """Whether the regime's `[supervision]` lets the role of a bureau see its cases; a regime that
    says nothing leaves it to the area."""
    version = file.applicable(day) if isinstance(file, RegimeFile) else None
    part = rules_of(version.text).text.supervision if version else None
    return actor.role not in OFFICIALS or part is None or actor.role in part.sees


def may_hear_of(actor: Actor, type: str) -> bool:
    """How a list was made, with who was dropped and why, and what became a lead, is for the
    administration."""
    return actor.role in OFFICIALS or type not in WITHIN


def may_read(actor: Actor, type: str, record: Record, case: Case) -> bool:
    """Whether an event of a case that somebody may see is shown to them; what experts do, only to
    those who may know them."""
    return may_hear_of(actor, type) and blinding.may_read(actor, record, case)


def divisions_of(actor: Actor) -> list[str]:
    """The divisions that a bureau's lists cover: its own, or all of its province and its own."""
    if actor.role in ("COUNTY", "PREF"):
        return [actor.organ]
    if actor.role in ("CITY", "PROV"):
        above = province_of if actor.role == "PROV" else prefecture_of
        inside = (row.code for row in DIVISIONS.rows if above(row.code) == actor.organ)
        return [actor.organ, *inside]
    return []


def hidden_from(
    actor: Actor, stream: str, case: Case | None, day: date, reader: CaseReader
) -> bool:
    """To an outsider a case that they may not see is absent, whatever they want to do with it.

    An official who acts outside the own area is told so, with the rule; so is a member of the
    panel who may not open the case yet, or no more.
    """
    if actor.role not in OUTSIDE:
        return False
    if case is None:
        return stream in FOR_OFFICIALS
    if actor.role == "EXPERT" and isinstance(case, Application):
        return not sits(reader, case, actor.person)
    return not may_see(actor, stream, case, day, reader)


def published(case: Case | None) -> bool:
    """Anybody knows of this case: it is, or was, an entry in publicity."""
    return isinstance(case, Application) and case.publicised is not None


def may_follow(actor: Actor, stream: str, area: str, day: date, owner: Callable[[], str]) -> bool:
    """Whether the feed tells this person of an event of that day: to bureaus by the event's area,
    to units by the case's owner. Never more than `may_see` shows while the case is before the same
    bureau (`ONCE_BEFORE`); what is not named here is told to nobody."""
    division = area.rpartition(".")[2]
    match actor.role, stream:
        case "APPLICANT" | "CENTRE", "applications" | "centres":
            return actor.organ == owner()
        case "APPLICANT" | "CENTRE", _:
            return False
        case _, "calendars" | "regulations":
            return True
        case _ if division == NOBODY:
            return False
        case "COUNTY" | "PREF", "batches":
            return division == province_of(actor.organ)
        case "PROV", "violations":
            return actor.organ == province_of(division)
        case _, "applications" | "centres" | "batches":
            return over(actor, division, day)
    return False


Opens = Callable[[Actor, Case | None, Sealed], bool]


def who_knows_the_experts(actor: Actor, case: Case | None, box: Sealed) -> bool:
    return isinstance(case, ExpertPool) and blinding.knows_experts(actor, case.authority)


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


def may_fetch_evidence(actor: Actor, case: Case | None, day: date) -> bool:
    """What was sent in with objections may bear the objector's name."""
    if not (isinstance(case, Application) and sees_application(actor, case, day)):
        return False
    return knows_objectors(actor) or any(was_asked(actor, one) for one in case.objections)


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
