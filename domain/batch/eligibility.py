"""Eligibility of experts for a panel: who can be drawn, and on which ground the others cannot."""

from collections.abc import Iterable, Sequence

from domain.application.avoiding import avoided
from domain.application.case import Application
from domain.application.seats import bodies
from domain.batch.case import Batch
from domain.expert_pool.case import Expert, ExpertPool
from domain.folding import folded
from domain.guarding import spellings
from domain.matter import Matter
from domain.panel import Excluded
from domain.words import duty_words


def of_fields(pool: ExpertPool, fields: Sequence[str]) -> tuple[Expert, ...]:
    """Experts still in the pool who know one of the fields; of any field where none is named."""
    return tuple(
        expert
        for expert in pool.experts
        if not expert.removed and (not fields or spellings(fields) & spellings(expert.fields))
    )


def excluded(
    matter: Matter[Batch], experts: Iterable[Expert], applications: Sequence[str]
) -> tuple[Excluded, ...]:
    """One ground for each expert who can't be drawn: recused already, tied to an applicant or a
    rival, avoided by an applicant, or busy with one of the cases in a duty that is kept apart."""
    others = (id for panel in matter.case.standing for id in panel.applications)
    named = bodies(matter.reader, (*applications, *others))
    cases = [matter.reader.state("applications", id) for id in applications]
    own = [case for case in cases if isinstance(case, Application)]
    unwanted = frozenset[str]().union(*map(avoided, own))
    apart = matter.rules.conflicting("scoring")
    acted = {who: duty for case in own for who, duty in case.duties if duty in apart}
    barred = []
    for expert in experts:
        tie = expert.tie(named)
        if matter.case.is_recused(expert.person):
            barred.append(Excluded(expert.person, "RECUSED", matter.id))
        elif tie:
            barred.append(Excluded(expert.person, tie.ground, tie.related_to))
        elif at := working_at(expert, unwanted):
            barred.append(Excluded(expert.person, "REQUESTED", at))
        elif duty := acted.get(expert.person):
            barred.append(Excluded(expert.person, "SEPARATED_DUTY", duty_words(duty).zh))
    return tuple(barred)


def working_at(expert: Expert, unwanted: frozenset[str]) -> str | None:
    """The expert's employer, where an applicant has asked to avoid it."""
    employers = (expert.employer_name, expert.employer)
    return next((name for name in employers if name and folded(name) in unwanted), None)
