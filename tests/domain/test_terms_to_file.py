"""A remedy that was filed closes the row of the term in which it was filed; one that was not
admitted lets it run on. Domain.md 2.8."""

import pytest
from msgspec.structs import replace

from projections.deadlines import Deadline
from tests.domain.test_reassessing import REVERSE, SOON
from tests.domain.test_rectification import DEFEND, JULY, ORDERED, failed
from tests.domain.test_remedies_of_centres import CENTRE
from tests.support.asking import do
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.remedies import (
    after,
    examined,
    filed,
    refused_application,
    remedy_at,
)
from tests.support.roads import SICHUAN
from tests.support.world import World

TERMS = {"REVIEW": "internal_review", "RECONSIDERATION": "reconsideration", "SUIT": "remedy"}


def open_terms(world: World, decision: str = "") -> set[str]:
    """The terms in which the unit may still act: against any decision, or those of a type."""
    rows = (one for one in rows_of(world, "deadlines").values() if isinstance(one, Deadline))
    mine = (one for one in rows if one.owner and not one.remedy)
    return {one.kind for one in mine if decision in ("", one.against)}


@rule("IMPLICIT:internal-review", "IMPLICIT:reconsideration", "IMPLICIT:suit")
@pytest.mark.parametrize("kind", TERMS)
def test_filing_closes_the_term_of_that_remedy_alone(kind: str) -> None:
    world = refused_application(SICHUAN)
    assert open_terms(world) == {*TERMS.values()}
    do(world, filed(SICHUAN, kind), after(3))
    assert open_terms(world) == {*TERMS.values()} - {TERMS[kind]}


@rule("IMPLICIT:admissibility")
def test_the_term_of_what_was_not_admitted_runs_on() -> None:
    world = refused_application(SICHUAN)
    do(world, filed(SICHUAN, "REVIEW"), after(3))
    do(world, examined(SICHUAN, "REVIEW", after(4))["RefuseRemedy"], after(4))
    assert open_terms(world) == {*TERMS.values()}
    do(world, replace(filed(SICHUAN, "REVIEW"), id="r2"), after(5))
    assert open_terms(world) == {*TERMS.values()} - {"internal_review"}


@rule("IMPLICIT:suit-after-reconsideration")
def test_a_suit_after_the_reconsideration_closes_the_term_that_began_with_that() -> None:
    world = remedy_at(SICHUAN, "RECONSIDERATION", "AdmitRemedy")
    do(world, examined(SICHUAN, "RECONSIDERATION", after(9))["UpholdDecision"], after(9))
    assert "suit_after_reconsideration" in open_terms(world)
    suit = replace(filed(SICHUAN, "SUIT", upheld_by="r1"), id="r2")
    do(world, suit, after(10))
    assert "suit_after_reconsideration" not in open_terms(world)


@invariant(64)
def test_a_term_stays_closed_where_the_rows_of_its_case_are_folded_anew() -> None:
    life = failed()
    said = {"case": "centres/a1", "decision": "rectification-ordered", "served_on": ORDERED}
    do(life.world, filed(SICHUAN, "SUIT", **said).by(CENTRE), JULY)
    left = open_terms(life.world, "rectification-ordered")
    assert left == {"internal_review", "reconsideration"}
    life.act(DEFEND, SOON)
    life.act(REVERSE, SOON)
    assert open_terms(life.world, "rectification-ordered") == left
    assert open_terms(life.world, "rectification-failed") == set()
