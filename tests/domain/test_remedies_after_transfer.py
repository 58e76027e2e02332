"""What becomes of remedies when a centre passes on to another builder: they stay the former unit's,
and are the successor's too."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.application.succeeding import TransferBuilder
from domain.context import Actor
from projections.deadlines import Deadline
from tests.domain.test_rectification import ORDER, ORDERED
from tests.support.asking import do, refused
from tests.support.centre_life import CentreLife
from tests.support.citing import rule
from tests.support.folded import rows_of
from tests.support.remedies import filed, recorded, remedy_in
from tests.support.roads import SICHUAN
from tests.support.sichuan import APPLICANT
from tests.support.successors import SUCCESSOR, of_successor

MAY, OVER, JUNE = date(2026, 5, 11), date(2026, 5, 19), date(2026, 6, 1)
FORMER = replace(APPLICANT, person="centre.1", role="CENTRE")
NEXT = replace(FORMER, person="centre.2", organ=SUCCESSOR)
SAID = {"case": "centres/a1", "decision": "rectification-ordered", "served_on": ORDERED}


def transferred() -> CentreLife:
    """A centre that passed on after it was ordered to put something right."""
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(of_successor(life), MAY)
    life.act(TransferBuilder(number=1), OVER)
    assert life.centre.owner == SUCCESSOR
    return life


@rule("IMPLICIT:suit", "IMPLICIT:transfer-of-builder")
@pytest.mark.parametrize("unit", [FORMER, NEXT], ids=["former", "successor"])
def test_both_may_contest_what_was_decided_before_each_as_its_own_remedy(unit: Actor) -> None:
    life = transferred()
    do(life.world, filed(SICHUAN, "SUIT", **SAID).by(unit), JUNE)
    assert remedy_in(life.world).owner == unit.organ


def test_nobody_else_may_and_nobody_twice() -> None:
    life = transferred()
    suit = filed(SICHUAN, "SUIT", **SAID)
    stranger = replace(FORMER, organ="91510700MA6T00025A")
    assert refused(life.world, suit.by(stranger), JUNE) == ["IMPLICIT:suit"]
    do(life.world, suit.by(FORMER), JUNE)
    again = replace(suit.by(NEXT), id="r2")
    assert refused(life.world, again, JUNE) == ["IMPLICIT:suit"]


def test_the_former_unit_keeps_its_terms_and_what_is_decided_later_is_the_successors() -> None:
    life = transferred()
    rows = [one for one in rows_of(life.world, "deadlines").values() if isinstance(one, Deadline)]
    owners = {one.owner for one in rows if one.against == "rectification-ordered"}
    assert owners == {FORMER.organ}
    [decision] = life.centre.against_unit
    assert (decision.against, decision.event) == (FORMER.organ, "rectification-ordered")


def test_what_an_organ_records_is_the_unit_s_that_the_decision_was_made_against() -> None:
    life = transferred()
    [decision] = life.centre.against_unit
    ask = recorded(SICHUAN, "SUIT", JUNE, **SAID)
    officer = replace(ask.actor, role="PROV", organ=decision.organ)
    do(life.world, ask.by(officer), JUNE)
    assert remedy_in(life.world).owner == FORMER.organ
