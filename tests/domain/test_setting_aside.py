"""What a remedy has reversed is set aside by an act of the organ, with what rests on it: an order
of rectification, a refused change or transfer, what was decided upon conduct. Inv. 64."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.succeeding import RefuseTransfer
from domain.centre.changing import ApproveChange, RefuseChange
from domain.centre.restoring import RestoreQualification
from domain.centre.setting_aside import SetAsideCentreDecision
from domain.hold.lifecycle import Hold
from domain.violation.setting_aside import SetAsideConductDecision
from projections.open_case import OpenCase
from services.queries.open_tasks import brought_about
from tests.domain.test_changes import BOTH, change
from tests.domain.test_ends import MARCH, for_conduct
from tests.domain.test_ends import established as on_conduct
from tests.domain.test_inquiry import acted, begun, established, violation
from tests.domain.test_rectification import (
    DEFEND,
    FAIL,
    INTEND,
    JULY,
    MAY,
    ORDER,
    ORDERED,
    REPORT,
    cancel,
)
from tests.domain.test_remedies_of_centres import CENTRE
from tests.domain.test_transfers import OVER, TRANSFER, WITHIN, announced
from tests.support.asking import (
    CLOSE_CASE,
    ESTABLISH,
    HOLD_FUNDING,
    INQUIRE,
    NOTIFY,
    RECOVER,
    STOP_FUNDING,
    TRIAGE,
    Ask,
    do,
    refusals,
)
from tests.support.asking import DEFEND as DEFENCE
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant
from tests.support.folded import rows_of
from tests.support.remedies import remedy_in, reverse_by_remedy
from tests.support.road import HOLD_ID, Road
from tests.support.roads import SICHUAN
from tests.support.sichuan import DECIDER
from tests.support.world import DAY, World

LATER = date(2026, 7, 31)
ASIDE = SetAsideCentreDecision(remedy="r1", reason="执行行政复议决定")
OWN = ["IMPLICIT:carrying-out"]


def contested(life: CentreLife, decision: str, served_on: date, on: date, id: str = "r1") -> None:
    against = {"case": "centres/a1", "decision": decision, "served_on": served_on}
    owner = replace(CENTRE, organ=life.centre.owner)
    reverse_by_remedy(life.world, life.road, on, id, owner, **against)


def awaited(life: CentreLife) -> list[list[str]]:
    """What each reversed remedy waits for, on the list of who decides about centres."""
    decider, steps = life.person(life.step(ASIDE, LATER)), life.road.rules.text.step
    rows = [one for one in rows_of(life.world, "worklist").values() if isinstance(one, OpenCase)]
    return [[*brought_about(decider, one, steps)] for one in rows if one.stream == "remedies"]


def ordered() -> CentreLife:
    """The order was reversed while its rectification went on."""
    life = CentreLife()
    life.act(ORDER, ORDERED)
    contested(life, "rectification-ordered", ORDERED, MAY)
    return life


@invariant(64)
def test_an_order_that_was_reversed_falls_with_all_that_was_done_under_it() -> None:
    before, life = CentreLife().centre, ordered()
    assert awaited(life) == [["SetAsideCentreDecision"]]
    for act, day in ((REPORT, MAY), (FAIL, JULY), (INTEND, JULY)):
        life.act(act, day)
    contested(life, "rectification-failed", JULY, LATER, "r2")
    decided, *_ = life.act(ASIDE, LATER)
    after = life.centre
    assert decided.record.context.effective_on == ORDERED
    assert (after.stage, after.rectifications, after.against_unit) == (before.stage, (), ())
    assert after.periods == before.periods
    closed = [remedy_in(life.world, id).stage for id in ("r1", "r2")]
    assert closed == ["CLOSED", "CLOSED"], "also the one against the assessment under it"
    assert life.world.replayed("centres", "a1") == after
    assert life.refused(ASIDE, LATER) == OWN, "it is done"


def test_the_number_of_an_order_that_fell_is_not_given_again() -> None:
    life = ordered()
    life.act(ASIDE, MAY)
    assert life.stage_of("rectification/1") == "SET_ASIDE"
    assert {one.kind for one in life.refusals(REPORT, MAY)} == {"stage"}
    life.act(replace(ORDER, served_on=MAY), MAY)
    assert (life.centre.stage, life.stage_of("rectification/2")) == ("RECTIFYING", "ORDERED")


def test_a_cancellation_that_rests_on_the_order_is_restored_first() -> None:
    life = ordered()
    for act, day in ((REPORT, MAY), (FAIL, JULY), (INTEND, JULY), (DEFEND, JULY)):
        life.act(act, day)
    life.act(cancel(LATER), LATER)
    [refusal] = life.refusals(ASIDE, LATER)
    assert (refusal.kind, refusal.fields, refusal.allowed.zh) == (
        "order",
        ("/remedy",),
        "先恢复资格",
    )
    life.act(RestoreQualification(of=(life.centre.version,), reason="依据已撤销"), LATER)
    life.act(ASIDE, LATER)
    assert life.centre.stage == "ACTIVE"


@invariant(64)
@pytest.mark.parametrize("road", BOTH)
def test_a_change_and_a_transfer_that_were_refused_are_decided_anew(road: Road) -> None:
    life = CentreLife(road)
    life.act(change(operating_unit="运营部"), MAY)
    life.act(RefuseChange(number=1, reason="不符合条件", served_on=MAY), MAY)
    contested(life, "change-refused", MAY, MAY)
    life.act(ASIDE, MAY)
    assert life.stage_of("change/1") == "REQUESTED"
    life.act(ApproveChange(number=1), MAY)
    assert life.centre.particulars.operating_unit == "运营部"

    life = announced(road)
    life.act(RefuseTransfer(number=1, reason="异议成立", served_on=WITHIN), WITHIN)
    contested(life, "transfer-refused", WITHIN, WITHIN)
    life.act(ASIDE, WITHIN)
    assert {one.kind for one in life.refusals(TRANSFER, WITHIN)} == {"period"}, "it is public again"
    life.act(TRANSFER, OVER)


def test_nothing_is_set_aside_that_no_remedy_has_reversed() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    [refusal] = life.refusals(ASIDE, MAY)
    assert ([refusal.rule], refusal.kind, "责令" in refusal.allowed.zh) == (OWN, "fact", True)
    contested(life, "rectification-ordered", ORDERED, MAY)
    [refusal] = life.refusals(replace(ASIDE, remedy="r9"), MAY)
    assert ([refusal.rule], refusal.fields) == (OWN, ("/remedy",))


def held(world: World) -> tuple[str, ...]:
    """The inquiries for which steps of the unit wait."""
    found = world.states[f"holds/{HOLD_ID}"]
    return found.inquiries if isinstance(found, Hold) else ()


def upon_conduct(world: World, decision: str) -> World:
    against_conduct(world, decision, DAY)
    return world


def against_conduct(world: World, decision: str, on: date) -> None:
    against: dict[str, Any] = {"case": "violations/v1", "decision": decision, "served_on": on}
    owner = replace(CENTRE, organ=violation(world).owner)
    reverse_by_remedy(world, SICHUAN, on, by=owner, **against)


SET_ASIDE = Ask(
    command=SetAsideConductDecision(remedy="r1", reason="执行行政复议决定"),
    actor=DECIDER,
    document_no="执1号",
    stream="violations",
    id="v1",
)


@invariant(64)
def test_what_was_established_falls_with_what_was_decided_upon_it_and_is_held_again() -> None:
    world = acted(established(), RECOVER, CLOSE_CASE)
    assert not held(world)
    do(upon_conduct(world, "violation-established"), SET_ASIDE)
    case = violation(world)
    assert (case.stage, case.final, case.established, case.decisions) == (
        *("NOTIFIED", False, None, ()),
    )
    assert held(world) == ("violations/v1",)
    assert remedy_in(world).stage == "CLOSED"
    acted(world, ESTABLISH)
    assert world.replayed("violations", "v1") == violation(world)


def test_money_decisions_fall_alone_and_a_stop_leaves_the_funding_on_hold() -> None:
    world = acted(established(), RECOVER, CLOSE_CASE)
    do(upon_conduct(world, "recovery-ordered"), SET_ASIDE)
    assert (violation(world).stage, violation(world).decisions) == ("CLOSED", ())
    begun_with = (TRIAGE, INQUIRE, HOLD_FUNDING, NOTIFY, DEFENCE, ESTABLISH, STOP_FUNDING)
    world = acted(begun(), *begun_with, CLOSE_CASE)
    do(upon_conduct(world, "funding-stopped"), SET_ASIDE)
    case = violation(world)
    assert (case.stage, case.decisions, bool(case.funding_held)) == ("ESTABLISHED", (), True)
    assert held(world) == ("violations/v1",)


def test_a_cancellation_for_conduct_is_restored_before_what_was_established_falls() -> None:
    life = on_conduct(SICHUAN, violation_type="MISAPPROPRIATION")
    life.act(for_conduct("MISCONDUCT", MARCH), MARCH)
    against_conduct(life.world, "violation-established", MARCH)
    [refusal] = refusals(life.world, SET_ASIDE, MARCH)
    assert (refusal.kind, refusal.allowed.zh) == ("order", "先恢复资格")
    life.act(RestoreQualification(of=(life.centre.version,), reason="依据已撤销"), MARCH)
    do(life.world, SET_ASIDE, MARCH)
    assert (life.centre.stage, violation(life.world).stage) == ("ACTIVE", "NOTIFIED")
