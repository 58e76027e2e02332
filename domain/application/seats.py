"""Seats on a panel: who reviews an application, and who is tied to an applicant."""

from collections.abc import Iterable, Iterator, Sequence

from domain.application.case import Application
from domain.case import Case
from domain.expert_pool.case import ExpertPool
from domain.folding import folded
from domain.matter import CaseReader
from domain.panel import Panel, Panels


def applications_in(reader: CaseReader, ids: Iterable[str]) -> Iterator[Application]:
    """The cases of several applications."""
    for id in sorted(set(ids)):
        case = reader.state("applications", id)
        if isinstance(case, Application):
            yield case


def bodies(reader: CaseReader, applications: Iterable[str]) -> frozenset[str]:
    """Names and codes, folded, of all bodies in several applications."""
    return frozenset[str]().union(*(one.bodies for one in applications_in(reader, applications)))


def those_tied(
    reader: CaseReader, batch: Panels, panel: Panel, persons: Sequence[str]
) -> list[str]:
    """Those whom a known relation bars from the batch, as applicant or rival; and those who are not
    in the pool."""
    pool = reader.state("expert-pools", panel.pool)
    named = {who: names_tied(pool, who) for who in persons}
    barred = {who for who, names in named.items() if names is None}
    before = (id for one in batch.standing for id in one.applications)
    for case in applications_in(reader, before):
        barred |= {who for who, names in named.items() if names and names & case.bodies}
    return [who for who in persons if who in barred]


def names_tied(pool: Case | None, person: str) -> frozenset[str] | None:
    """Names and codes, folded, of the bodies that an expert is tied to; None without such a one."""
    expert = pool.expert(person) if isinstance(pool, ExpertPool) else None
    return frozenset(folded(tie.related_to) for tie in expert.ties) if expert else None


def is_tied(reader: CaseReader, batch: Panels, panel: Panel, person: str) -> bool:
    """Whether a known relation bars the expert from the batch; also for one not in the pool."""
    return bool(those_tied(reader, batch, panel, (person,)))


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
