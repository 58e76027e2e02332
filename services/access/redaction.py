"""Cuts from a case and its history the parts that somebody is not shown.

The authority's expert-affairs officer and decision maker know who the experts are at any time, and
what they gave once the panel has spoken. An expert sees the applications of the own panel, without
the people and the staff papers in them, and the own sheet. Others see neither names nor sheets.
"""

from typing import Any

from msgspec.structs import replace

from domain.application.case import Application, Sheet
from domain.application.form import Evidence, Form
from domain.application.lodging import LodgeObjection
from domain.application.panelling import PanelAssigned
from domain.application.scoring import ScoreSubmitted
from domain.batch.case import Batch
from domain.batch.recusing import ExpertRecused
from domain.case import Actor, Case, Record
from domain.expert_pool.case import ExpertPool
from domain.panel import Panel
from domain.parts import Part
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
    """A case without the parts that somebody is not shown. `staff_papers` are what the regulation
    keeps from experts."""
    case = without_untold(case, actor, sight)
    match case:
        case Batch():
            return redacted_batch(case, actor, sight)
        case Application():
            return redacted_application(case, actor, sight, staff_papers)
        case ExpertPool() if not sight.shows(Part.EXPERTS):
            own = tuple(one for one in case.experts if one.person == actor.person)
            return replace(case, experts=own, duties=())
    return case


def without_untold(case: Case, actor: Actor, sight: Sight) -> Case:
    """The case without the traces that events leave of which somebody is not told: its last day,
    its steps, and who has done them."""
    untold = list(untold_of(case, actor, sight))
    if not untold:
        return case
    steps = {one.do for one in untold if one.part is not Part.LEADS}
    acted = {(one.person, one.duty) for one in untold}
    return replace(
        case,
        last_day=case.last_open_day,
        done=tuple(name for name in case.done if name not in steps),
        duties=tuple(one for one in case.duties if one not in acted),
    )


def redacted_application(
    case: Application, actor: Actor, sight: Sight, staff_papers: tuple[str, ...]
) -> Application:
    case = case if sight.shows(Part.LEADS) else without_leads(case)
    if not sight.shows(Part.STAFF):
        return for_its_expert(case, actor, staff_papers)
    knows = sight.shows(Part.EXPERTS)
    kept = case.sheets if knows else ()
    shown = kept if case.reviewed else tuple(map(closed, kept))
    return replace(case, sheets=shown, duties=case.duties if knows else unnamed(case))


def without_leads(case: Application) -> Application:
    """The application as if nothing had come late or without a name."""
    standing = tuple(one for one in case.objections if one.standing)
    if standing or not case.objections:
        return replace(case, objections=standing)
    return replace(
        case,
        objections=(),
        done=tuple(name for name in case.done if name != LodgeObjection.__name__),
        duties=tuple(one for one in case.duties if one[1] != "objections"),
    )


def redacted_batch(case: Batch, actor: Actor, sight: Sight) -> Batch:
    """Lists that are not public yet are for the administration."""
    if not sight.shows(Part.DELIBERATION):
        case = replace(case, lists=tuple(one for one in case.lists if one.period))
    if sight.shows(Part.EXPERTS):
        return case
    seats = tuple(
        own_seat(panel, actor.person)
        for panel in case.standing
        if actor.role == "EXPERT" and actor.person in case.members(panel)
    )
    return replace(case, panels=seats, recused=(), duties=unnamed(case))


def own_seat(panel: Panel, person: str) -> Panel:
    """What a member is told of the panel: its cases and days, and of its members the own name."""
    declared = tuple(one for one in panel.declared if one == person)
    return replace(panel, order=(person,), excluded=(), seed="", declared=declared)


def unnamed(case: Case) -> tuple[tuple[str, str], ...]:
    return tuple(acted for acted in case.duties if acted[1] != "scoring")


def closed(sheet: Sheet) -> Sheet:
    """That somebody has scored, and nothing more."""
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
    """No contact, no signatories, no attachments about staff. Names of the team are boxes, which
    are not opened for experts; what the team can do stays."""
    return replace(
        form,
        contact_name=None,
        contact_title=None,
        contact_phone=None,
        applicant_handler=None,
        applicant_head=None,
        team=tuple(replace(member, person_ref=None) for member in form.team),
        attachments=tuple(one for one in form.attachments if not about_staff(one, staff_papers)),
        recusal_requests=(),
    )


def about_staff(evidence: Evidence, staff_papers: tuple[str, ...]) -> bool:
    return any(word == evidence.condition or word in evidence.kind for word in staff_papers)


def may_read(actor: Actor, acted: str, type: str, case: Case, sight: Sight) -> bool:
    """Whether an event of a case that somebody may see is shown to them, by the person who acted
    and its type. `case` is as it is now; sheets of others are shown once the panel has spoken."""
    if acted == actor.person:
        return True
    if isinstance(case, Application | ExpertPool) and not sight.shows(Part.ACTS):
        return False
    spoken = type != SHEET or (isinstance(case, Application) and case.reviewed)
    return spoken and sight.shows(PARTS_OF.get(type))


def event_for(actor: Actor, topic: str, shown: dict[str, Any]) -> dict[str, Any]:
    """The event as plain data; an expert who leaves is not told who comes."""
    if actor.role == "EXPERT" and topic == ExpertRecused.__struct_config__.tag:
        return shown | {"substitutes": []}
    return shown


def context_for(
    actor: Actor, record: Record, sight: Sight, shown: dict[str, Any]
) -> dict[str, Any]:
    """The context as plain data: without the expert who acted, and without the seed of the draw,
    for those who may not know the experts."""
    context = record.context
    if sight.shows(Part.EXPERTS) or context.actor.person == actor.person:
        return shown
    if context.actor.role == "EXPERT":
        shown = shown | {"actor": {**shown["actor"], "person": ""}}
    if isinstance(record.event, PanelAssigned):
        shown = {key: value for key, value in shown.items() if key != "command_id"}
    return shown
