"""Changes of a centre: filed, or reviewed as new; its name stays one of the formula and its own
alone. Domain.md 2.3 C07."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.centre.changing import ApproveChange, RefuseChange, RequestChange
from domain.centre.particulars import Particulars
from domain.claim.lifecycle import Claim
from domain.context import Override
from domain.party.lifecycle import Party
from projections.registry import Row
from tests.support.centre_life import CENTRE, STREAM, CentreLife
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN
from tests.support.world import claim

MAY, JUNE = date(2026, 5, 6), date(2026, 6, 1)
BOTH = [pytest.param(SICHUAN, id="SC"), pytest.param(INNER_MONGOLIA, id="IM")]
NEW = {
    "SC": ("集成电路产业", "四川省集成电路产业知识产权运营中心"),
    "IM": ("稀土产业", "内蒙古自治区稀土产业知识产权运营中心"),
}
APPROVE = ApproveChange(number=1)


def change(**wanted: Any) -> RequestChange:
    return RequestChange(wanted=Particulars(**wanted), reason="情况变化")


def to_another_industry(road: Road) -> RequestChange:
    industry, name = NEW[road.code]
    return change(industry=industry, name=name, industry_reason="集群迁移")


def approve(life: CentreLife, road: Road) -> None:
    own = {"SC": "SC-05.4", "IM": "IM-05.4"}[road.code]
    aside = Override(rule=own, reason="省级特色产业", official="赵示例")
    life.act(APPROVE, JUNE, overrides=(aside,))


@rule("IMPLICIT:centre-change")
@pytest.mark.parametrize("road", BOTH)
def test_address_and_head_are_filed_and_hold_at_once(road: Road) -> None:
    life = CentreLife(road)
    life.act(change(address="成都市高新区一号", head="李某"), MAY)
    assert life.stage_of("change/1") == "FILED"
    assert life.centre.particulars.address == "成都市高新区一号"
    assert {one.kind for one in life.refusals(APPROVE, JUNE)} == {"stage"}


@pytest.mark.parametrize("road", BOTH)
def test_the_builder_s_new_name_is_the_one_that_is_registered(road: Road) -> None:
    life = CentreLife(road)
    party = f"parties/{life.centre.owner}"
    assert life.refused(change(builder="新名公司"), MAY) == ["IMPLICIT:centre-change"]
    held = life.world.states[party]
    assert isinstance(held, Party)
    life.world.states[party] = replace(held, name="新名公司")
    life.act(change(builder="新名公司"), MAY)
    assert (life.centre.builder, life.centre.owner) == ("新名公司", held_owner(life))
    row = rows_of(life.world, "registry")[CENTRE]
    assert isinstance(row, Row) and row.builder == "新名公司"


def held_owner(life: CentreLife) -> str:
    return life.world.histories[f"{STREAM}/{CENTRE}"][0].event.owner  # type: ignore[attr-defined,no-any-return]


@rule("SC-08", "IM-08")
@pytest.mark.parametrize("road", BOTH)
def test_industry_and_name_change_together_by_the_formula(road: Road) -> None:
    life = CentreLife(road)
    (industry, name), own = NEW[road.code], {"SC": "SC-08", "IM": "IM-08"}[road.code]
    alone = change(industry=industry, industry_reason="集群迁移")
    assert life.refused(alone, MAY) == [own]
    assert life.refused(change(name=name), MAY) == [own]
    assert life.refused(change(name="示例中心"), MAY) == [own]
    life.act(to_another_industry(road), MAY)
    assert life.stage_of("change/1") == "REQUESTED"
    assert life.centre.industry != industry, "it waits for the authority"


@rule("SC-05.4", "IM-05.4")
@pytest.mark.parametrize("road", BOTH)
def test_another_industry_is_reviewed_as_a_new_one(road: Road) -> None:
    life = CentreLife(road)
    (industry, name), own = NEW[road.code], {"SC": "SC-05.4", "IM": "IM-05.4"}[road.code]
    outside, named = "围棋产业", name.replace(industry, "围棋产业")
    assert life.refused(change(industry=outside, name=named), MAY) == [own]
    reasoned = change(industry=outside, name=named, industry_reason="省级特色产业")
    life.act(reasoned, MAY)
    assert life.refused(APPROVE, JUNE) == [own]
    approve(life, road)
    assert (life.centre.industry, life.centre.name) == (outside, named)


@invariant(29)
@rule("SC-08", "IM-08")
@pytest.mark.parametrize("road", BOTH)
def test_the_new_name_is_claimed_and_the_old_one_free_in_one_act(road: Road) -> None:
    life, (_, name) = CentreLife(road), NEW[road.code]
    old, new = (holder_at(life, one) for one in (life.centre.name, name))
    life.act(to_another_industry(road), MAY)
    approve(life, road)
    own = f"{STREAM}/{CENTRE}"
    assert (holder(life, old), holder(life, new)) == (None, own)
    row = rows_of(life.world, "registry")[CENTRE]
    assert isinstance(row, Row) and (row.name, row.status) == (name, "ACTIVE")


@invariant(29)
@pytest.mark.parametrize("road", BOTH)
def test_a_name_that_is_another_centre_s_is_not_approved(road: Road) -> None:
    life, (_, name) = CentreLife(road), NEW[road.code]
    life.act(to_another_industry(road), MAY)
    life.world.states[holder_at(life, name)] = Claim(stage="HELD", holder=f"{STREAM}/other")
    assert "IMPLICIT:centre-change" in life.refused(APPROVE, JUNE)


@pytest.mark.parametrize("road", BOTH)
def test_a_refused_change_leaves_the_centre_and_the_next_has_a_number_of_its_own(
    road: Road,
) -> None:
    life = CentreLife(road)
    before = life.centre.name
    life.act(change(operating_unit="运营部"), MAY)
    life.act(RefuseChange(number=1, reason="职责不清", served_on=JUNE), JUNE)
    assert (life.stage_of("change/1"), life.centre.name) == ("REFUSED", before)
    life.act(change(operating_unit="运营中心公司"), JUNE)
    life.act(ApproveChange(number=2), JUNE)
    assert life.centre.particulars.operating_unit == "运营中心公司"
    assert life.refused(change(), JUNE) == ["IMPLICIT:centre-change"]


def holder_at(life: CentreLife, name: str) -> str:
    return f"claims/{claim('centre-name', life.centre.level, name)}"


def holder(life: CentreLife, stream: str) -> str | None:
    held = life.world.states[stream]
    return held.holder if isinstance(held, Claim) else None
