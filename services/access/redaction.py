"""Redacts a case and its history: removes the parts that a reader is not shown.

The authority's expert-affairs officer and decision maker know who the experts are at any time, and
their scores once the panel has concluded. An expert sees the applications of their own panel,
without the people and the staff papers in them, and their own sheet. Others see neither names nor
sheets.
"""

from typing import Any

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Evidence, Form
from domain.application.lodging import Arrived, LodgeObjection
from domain.application.panelling import PanelAssigned
from domain.application.score_sheet import Sheet
from domain.application.scoring import ScoreSubmitted
from domain.batch.case import Batch
from domain.batch.recusing import ExpertRecused
from domain.case import Case
from domain.context import Actor
from domain.expert_pool.case import ExpertPool
from domain.folding import folded
from domain.panel import Panel
from domain.parts import Part
from domain.record import Record
from domain.violation.case import Violation
from services.access.hearing import PARTS_OF
from services.access.numbering import untold_of
from services.access.policy import PARTS
from services.access.sight import Sight
from services.access.ties import holds

SHEET = str(ScoreSubmitted.__struct_config__.tag)


def knows_experts(actor: Actor, authority: str) -> bool:
    """Who may know the authority's experts by name (Inv. 58)."""
    return actor.organ == authority and any(holds(line, actor) for line in PARTS[Part.EXPERTS])


def redacted(case: Case, actor: Actor, sight: Sight, staff_papers: tuple[str, ...] = ()) -> Case:
    """A case without the parts that this person is not shown. `staff_papers` are what the
    regulation keeps from experts."""
    case = without_untold(case, actor, sight)
    match case:
        case Batch():
            return redacted_batch(case, actor, sight)
        case Application():
            return redacted_application(case, actor, sight, staff_papers)
        case Violation() if not sight.shows(Part.INQUIRY):
            return notified(case)
        case ExpertPool() if not sight.shows(Part.EXPERTS):
            own = tuple(expert for expert in case.experts if expert.person == actor.person)
            return replace(case, experts=own, duties=())
    return case


def notified(case: Violation) -> Violation:
    """A violation case as its unit is shown it: the notice, its own defence, the conclusion and the
    decisions served on it; before the notice nothing at all."""
    if case.notice is None:
        return Violation()
    ended = case.established is not None or case.conclusion is not None
    stage = "NOTIFIED" if not ended else "ESTABLISHED" if case.established else "NOT_ESTABLISHED"
    return Violation(
        regime=case.regime,
        stage=stage,
        owner=case.owner,
        authority=case.authority,
        notice=case.notice,
        defences=case.defences,
        established=case.established,
        conclusion=case.conclusion,
        decisions=case.decisions,
        periods=case.periods,
    )


def without_untold(case: Case, actor: Actor, sight: Sight) -> Case:
    """The case without the traces of hidden events: its last day, its steps, and who has done
    them, in its proceedings too. Whoever sees an event is told who acted, in which duty: a unit
    has to know that to ask for a recusal."""
    untold = list(untold_of(case, actor, sight))
    if not untold:
        return case
    steps = {event.do for event in untold if event.part is not Part.LEADS}
    acted = {(event.person, event.duty) for event in untold}
    return replace(
        case,
        last_day=case.last_open_day,
        done=tuple(name for name in case.done if name not in steps),
        duties=tuple(duty for duty in case.duties if duty not in acted),
        proceedings=tuple(
            replace(
                one,
                done=tuple(name for name in one.done if name not in steps),
                duties=tuple(duty for duty in one.duties if duty not in acted),
            )
            for one in case.proceedings
        ),
    )


def redacted_application(
    case: Application, actor: Actor, sight: Sight, staff_papers: tuple[str, ...]
) -> Application:
    case = case if sight.shows(Part.LEADS) else without_leads(case)
    case = case if sight.shows(Part.EVIDENCE) else without_evidence(case)
    if not sight.shows(Part.STAFF):
        return for_its_expert(case, actor, staff_papers)
    knows = sight.shows(Part.EXPERTS)
    kept = case.sheets if knows else ()
    shown = kept if case.reviewed else tuple(map(case_is_closed, kept))
    return replace(case, sheets=shown, duties=case.duties if knows else unnamed(case))


def without_leads(case: Application) -> Application:
    """The application without objections that are leads only: late, or without a name."""
    standing = tuple(objection for objection in case.objections if objection.standing)
    if standing or not case.objections:
        return replace(case, objections=standing)
    return replace(
        case,
        objections=(),
        done=tuple(name for name in case.done if name != LodgeObjection.__name__),
        duties=tuple(acted for acted in case.duties if acted[1] != "objections"),
    )


def without_evidence(case: Application) -> Application:
    """The application without the hashes of papers that came with objections: who once sent such a
    paper would recognise it, and know who objects."""
    return replace(case, objections=tuple(replace(o, evidence=()) for o in case.objections))


def redacted_batch(case: Batch, actor: Actor, sight: Sight) -> Batch:
    """The batch without lists that are not public yet, for readers outside the administration, and
    without the panels' members."""
    if not sight.shows(Part.DELIBERATION):
        case = replace(case, lists=tuple(each for each in case.lists if each.period))
    if sight.shows(Part.EXPERTS):
        return case
    seats = tuple(
        own_seat(panel, actor.person)
        for panel in case.standing
        if actor.role == "EXPERT" and actor.person in case.members(panel)
    )
    return replace(case, panels=seats, recused=(), duties=unnamed(case))


def own_seat(panel: Panel, person: str) -> Panel:
    """A panel as a member sees it: its cases and days, and only their own name."""
    declared = tuple(member for member in panel.declared if member == person)
    return replace(panel, order=(person,), excluded=(), seed="", declared=declared)


def unnamed(case: Case) -> tuple[tuple[str, str], ...]:
    return tuple(acted for acted in case.duties if acted[1] != "scoring")


def case_is_closed(sheet: Sheet) -> Sheet:
    """An unopened score sheet: it shows that somebody has scored, and nothing more."""
    return Sheet(sheet.expert, (), "")


def for_its_expert(case: Application, actor: Actor, staff_papers: tuple[str, ...]) -> Application:
    return replace(
        case,
        form=without_people(case.form, staff_papers),
        sheets=tuple(sheet for sheet in case.sheets if sheet.expert == actor.person),
        recusal_requests=(),
        duties=(),
    )


def without_people(form: Form, staff_papers: tuple[str, ...]) -> Form:
    """The form without contact, signatories and papers about staff. Names of the team are sealed
    and not decrypted for experts; what the team can do stays."""
    return replace(
        form,
        contact_name=None,
        contact_title=None,
        contact_phone=None,
        applicant_handler=None,
        applicant_head=None,
        team=tuple(replace(member, person_ref=None) for member in form.team),
        attachments=tuple(a for a in form.attachments if not about_staff(a, staff_papers)),
        recusal_requests=(),
    )


def about_staff(evidence: Evidence, staff_papers: tuple[str, ...]) -> bool:
    condition, kind = folded(evidence.condition), folded(evidence.kind)
    return any(word == condition or word in kind for word in map(folded, staff_papers))


def may_read(actor: Actor, acted: str, type: str, case: Case, sight: Sight) -> bool:
    """Whether an event is shown to somebody who may see the case, by the person who acted and its
    type. `case` is as it is now; sheets of others are shown once the panel has concluded."""
    if acted == actor.person:
        return True
    if isinstance(case, Application | ExpertPool) and not sight.shows(Part.ACTS):
        return False
    spoken = type != SHEET or (isinstance(case, Application) and case.reviewed)
    return spoken and sight.shows(PARTS_OF.get(type))


def event_for(actor: Actor, topic: str, shown: dict[str, Any]) -> dict[str, Any]:
    """The event as plain data; a recused expert is not shown who is the substitute."""
    if actor.role == "EXPERT" and topic == ExpertRecused.__struct_config__.tag:
        return shown | {"substitutes": []}
    return shown


def context_for(
    actor: Actor, record: Record, sight: Sight, shown: dict[str, Any]
) -> dict[str, Any]:
    """The context as plain data; those who may not know the experts see neither the expert who
    acted nor the seed of the draw; units see no hash of an objection's evidence."""
    context = record.context
    if isinstance(record.event, Arrived) and not sight.shows(Part.EVIDENCE):
        shown = shown | {"evidence": []}
    if sight.shows(Part.EXPERTS) or context.actor.person == actor.person:
        return shown
    if context.actor.role == "EXPERT":
        shown = shown | {"actor": {**shown["actor"], "person": ""}}
    if isinstance(record.event, PanelAssigned):
        shown = {key: value for key, value in shown.items() if key != "command_id"}
    return shown
