"""A centre passes to another builder: every condition of an application again, publicity again, and
the file is the successor's from then on. Domain.md 2.3 C08."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.application.succeeding import (
    AnswerTransferObjections,
    RecordTransferObjection,
    RefuseTransfer,
    TransferBuilder,
)
from domain.centre.offering import OfferedService, PublishServiceCatalogue
from domain.hold.lifecycle import Hold
from projections.cases import ListedCase
from projections.registry import Row
from tests.support.centre_life import CENTRE, STREAM, CentreLife
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN
from tests.support.successors import NAME, SUCCESSOR, of_successor
from tests.support.world import claim

MAY, WITHIN, OVER = date(2026, 5, 11), date(2026, 5, 13), date(2026, 5, 19)
BOTH = [pytest.param(SICHUAN, id="SC"), pytest.param(INNER_MONGOLIA, id="IM")]
OWN = "IMPLICIT:transfer-of-builder"
TRANSFER = TransferBuilder(number=1)
OBJECTION = RecordTransferObjection(number=1, facts="承继单位没有独立场所")
ANSWER = AnswerTransferObjections(number=1, answer="经核查，场所独立")


def announced(road: Road) -> CentreLife:
    life = CentreLife(road)
    life.act(of_successor(life), MAY)
    return life


@pytest.mark.parametrize("road", BOTH)
def test_the_publicity_runs_whole_before_the_centre_passes_on(road: Road) -> None:
    life = announced(road)
    last = life.centre.named_term("transfer_publicity", "1")
    assert last and last.period and last.period.ends == date(2026, 5, 18)
    assert life.refused(TRANSFER, last.period.ends) == [OWN]
    life.act(TRANSFER, OVER)
    assert (life.centre.owner, life.centre.builder) == (SUCCESSOR, NAME)
    assert (life.stage_of("transfer/1"), life.centre.stage) == ("TRANSFERRED", "ACTIVE")


@rule("SC-05.7", "SC-05.9", "SC-05.6")
def test_a_successor_meets_every_condition_of_an_application() -> None:
    life = CentreLife()
    poor = of_successor(life, team=(), dedicated_budget=0, office_conditions="")
    found = life.refused(poor, MAY)
    assert {"SC-05.6", "SC-05.7", "SC-05.8", "SC-05.9"} <= {*found}
    fields = {field for one in life.refusals(poor, MAY) for field in one.fields}
    assert "/form/team" in fields


@rule("IM-05.4", "IM-05.7")
def test_each_regime_asks_its_own_conditions_of_a_successor() -> None:
    life = CentreLife(INNER_MONGOLIA)
    poor = of_successor(life, team=(), industry_layout_doc=None)
    assert {"IM-05.4", "IM-05.7"} <= {*life.refused(poor, MAY)}


@rule("IMPLICIT:transfer-of-builder")
@pytest.mark.parametrize("road", BOTH)
def test_industry_and_name_stay_and_the_builder_is_another(road: Road) -> None:
    life = CentreLife(road)
    assert OWN in life.refused(of_successor(life, industry="围棋产业"), MAY)
    own = replace(of_successor(life), successor=life.centre.owner)
    assert OWN in life.refused(own, MAY)


@pytest.mark.parametrize("road", BOTH)
def test_an_objection_holds_it_up_until_it_is_answered(road: Road) -> None:
    life = announced(road)
    life.act(OBJECTION, WITHIN)
    assert {one.kind for one in life.refusals(TRANSFER, OVER)} == {"stage"}
    life.act(ANSWER, OVER)
    assert life.refused(OBJECTION, OVER) == [OWN], "too late"
    life.act(TRANSFER, OVER)
    assert life.centre.owner == SUCCESSOR


@pytest.mark.parametrize("road", BOTH)
def test_a_refused_transfer_leaves_the_builder_and_another_may_follow(road: Road) -> None:
    life = announced(road)
    before = life.centre.owner
    life.act(OBJECTION, WITHIN)
    life.act(RefuseTransfer(number=1, reason="异议成立", served_on=WITHIN), WITHIN)
    assert (life.stage_of("transfer/1"), life.centre.owner) == ("REFUSED", before)
    life.act(of_successor(life), OVER)
    assert life.stage_of("transfer/2") == "ANNOUNCED"


@pytest.mark.parametrize("road", BOTH)
def test_later_acts_are_the_successor_s_and_no_more_the_former_builder_s(road: Road) -> None:
    life = announced(road)
    published = PublishServiceCatalogue(
        services=(OfferedService("专利导航", "中小企业"),), published_at="网站"
    )
    former = life.person(life.step(published, MAY))
    life.act(TRANSFER, OVER)
    assert {one.kind for one in life.refusals(published, OVER, by=former)} == {"who"}
    life.act(published, OVER)
    listed = rows_of(life.world, "cases")[f"{STREAM}/{CENTRE}"]
    assert isinstance(listed, ListedCase) and (listed.owner, listed.title) == (SUCCESSOR, NAME)
    row = rows_of(life.world, "registry")[CENTRE]
    assert isinstance(row, Row) and row.builder == NAME


@invariant(29)
@rule("SC-08", "IM-08")
@pytest.mark.parametrize("road", BOTH)
def test_the_name_stays_claimed_by_the_centre_whoever_builds_it(road: Road) -> None:
    life = announced(road)
    name = f"claims/{claim('centre-name', life.centre.level, life.centre.name)}"
    life.act(TRANSFER, OVER)
    assert life.world.states[name].holder == f"{STREAM}/{CENTRE}"  # type: ignore[attr-defined]


@invariant(40)
@pytest.mark.parametrize("road", BOTH)
@pytest.mark.parametrize("whose", ["builder", "successor"])
def test_it_waits_while_an_inquiry_about_either_unit_is_open(road: Road, whose: str) -> None:
    life = announced(road)
    unit = SUCCESSOR if whose == "successor" else life.centre.owner
    hold = Hold(stage="HELD", inquiries=("violations/v1",), organs=("x",))
    life.world.states[f"holds/{claim('hold', unit)}"] = hold
    assert life.refused(TRANSFER, OVER) == ["IMPLICIT:hold"]
