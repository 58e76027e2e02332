"""Seats on a panel: who reviews an application, and who is tied to an applicant."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.expert_pool.case import ExpertPool
from domain.folding import folded
from domain.matter import CaseReader
from domain.panel import Panel, Panels


def bodies_of(case: Application) -> frozenset[str]:
    """Names and codes, folded, of the builder, its co-builders and the unit that will operate."""
    form = case.form
    named = [case.owner, form.uscc, form.unit_name]
    named += [name for unit in form.co_builders for name in (unit.name, unit.uscc)]
    if form.operating_unit and form.operating_unit.kind == "LEGAL_ENTITY":
        named.append(form.operating_unit.name)
    return frozenset(folded(name) for name in named if name)


def bodies(reader: CaseReader, applications: Iterable[str]) -> frozenset[str]:
    """Names and codes, folded, of all bodies in several applications."""
    named: frozenset[str] = frozenset()
    for id in sorted(set(applications)):
        case = reader.state("applications", id)
        named |= bodies_of(case) if isinstance(case, Application) else frozenset()
    return named


def rivals(reader: CaseReader, batch: Panels) -> frozenset[str]:
    """Names and codes, folded, of all bodies before the panels of a batch."""
    return bodies(reader, (id for panel in batch.standing for id in panel.applications))


def is_tied(reader: CaseReader, batch: Panels, panel: Panel, person: str) -> bool:
    """Whether a known relation bars the expert from the batch; also for one not in the pool."""
    pool = reader.state("expert-pools", panel.pool)
    expert = pool.expert(person) if isinstance(pool, ExpertPool) else None
    return expert is None or expert.tie(rivals(reader, batch)) is not None


def panel_of(reader: CaseReader, case: Application) -> tuple[Panels, Panel] | None:
    """The batch and the panel that the application is before."""
    batch = reader.state("batches", case.batch) if case.batch and case.panel else None
    panel = batch.panel(case.panel) if isinstance(batch, Panels) else None
    return (batch, panel) if isinstance(batch, Panels) and panel else None


def sits(reader: CaseReader, case: Application, person: str) -> bool:
    reviewing = panel_of(reader, case)
    return reviewing is not None and person in reviewing[0].members(reviewing[1])


def reviews(reader: CaseReader, case: Application, person: str) -> bool:
    """Whether a person reviews the application now: a member who has declared, with no known tie,
    while the review goes on (Inv. 16)."""
    reviewing = panel_of(reader, case) if case.under_review else None
    if reviewing is None:
        return False
    batch, panel = reviewing
    declared = person in batch.members(panel) and person in panel.declared
    return declared and not is_tied(reader, batch, panel, person)
