"""Who sits for an application, and who is tied to those whom a panel reviews."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.expert_pool.case import ExpertPool
from domain.matter import CaseReader
from domain.panel import Panel, Panels
from domain.party.lifecycle import plain


def bodies_of(case: Application) -> frozenset[str]:
    """Names and codes, `plain`, of the builder, its co-builders and the unit that will operate."""
    form = case.form
    named = [case.owner, form.uscc, form.unit_name]
    named += [name for unit in form.co_builders for name in (unit.name, unit.uscc)]
    if form.operating_unit and form.operating_unit.kind == "LEGAL_ENTITY":
        named.append(form.operating_unit.name)
    return frozenset(plain(name) for name in named if name)


def bodies(reader: CaseReader, applications: Iterable[str]) -> frozenset[str]:
    """Of several applications: those to be reviewed and their rivals."""
    found: frozenset[str] = frozenset()
    for id in sorted(set(applications)):
        case = reader.state("applications", id)
        found |= bodies_of(case) if isinstance(case, Application) else frozenset()
    return found


def rivals(reader: CaseReader, batch: Panels) -> frozenset[str]:
    """All who are before the panels of a batch."""
    return bodies(reader, (id for panel in batch.standing for id in panel.applications))


def is_tied(reader: CaseReader, batch: Panels, panel: Panel, person: str) -> bool:
    """A relation is known that bars the expert from the batch, recused already or not."""
    pool = reader.state("expert-pools", panel.pool)
    expert = pool.expert(person) if isinstance(pool, ExpertPool) else None
    return expert is None or expert.tie(rivals(reader, batch)) is not None


def panel_of(reader: CaseReader, case: Application) -> tuple[Panels, Panel] | None:
    """The batch and the panel that the application is before."""
    batch = reader.state("batches", case.batch) if case.batch and case.panel else None
    panel = batch.panel(case.panel) if isinstance(batch, Panels) else None
    return (batch, panel) if isinstance(batch, Panels) and panel else None


def sits(reader: CaseReader, case: Application, person: str) -> bool:
    found = panel_of(reader, case)
    return found is not None and person in found[0].members(found[1])


def reviews(reader: CaseReader, case: Application, person: str) -> bool:
    """A member who has declared, with no known tie, while the review goes on (Inv. 16)."""
    found = panel_of(reader, case) if case.under_review else None
    if found is None:
        return False
    batch, panel = found
    declared = person in batch.members(panel) and person in panel.declared
    return declared and not is_tied(reader, batch, panel, person)
