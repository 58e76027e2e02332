"""Ends of a centre and their reversal: cancelled from now on, annulled from the beginning,
withdrawn, left, struck off; restored to exactly what stood before. Domain.md 2.11, C11 to C23."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.case import Command
from domain.centre.afterwards import StopUsingName, WithdrawPlaque
from domain.centre.cancelling import CancelQualification
from domain.centre.case import Centre
from domain.centre.cycle import RenewCycle
from domain.centre.ends import (
    AnnulRecognition,
    ApplyToExit,
    EndByDissolution,
    ExitVoluntarily,
    RevokeForChangedCircumstances,
)
from domain.centre.rectifying import SubmitRectificationReport
from domain.centre.restoring import (
    ReinstateEnd,
    RestoreQualification,
)
from domain.claim.lifecycle import Claim
from domain.violation.case import Violation
from tests.domain.test_rectification import ORDER, ORDERED, REPORT, VISIT, cancel, failed, order_of
from tests.support.asking import DEFEND, ESTABLISH, INQUIRE, NOTIFY, TIP, TRIAGE, do
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.deciding_again import decided_again
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN
from tests.support.world import World, claim

MARCH = date(2026, 3, 12)
NO_REMEDY = date(2026, 12, 2)
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 20), date(2026, 8, 3)
ANNUL = AnnulRecognition(reason="认定程序违法", served_on=JUNE)
WITHDRAW = RevokeForChangedCircumstances(
    reason="依据修改", served_on=JUNE, compensation="已协商补偿"
)
ASK_TO_LEAVE = ApplyToExit(reason="业务调整")
LEAVE = ExitVoluntarily(note="事务已结清")
DISSOLVED = EndByDissolution(dissolved_on=date(2026, 5, 1), note="主体注销，无承继")
PLAQUE = WithdrawPlaque(note="已收回")
NAME = StopUsingName(note="停用")


def restore(*versions: int) -> RestoreQualification:
    return RestoreQualification(of=versions, reason="复议决定撤销")


def reinstate(*versions: int) -> ReinstateEnd:
    return ReinstateEnd(of=versions, reason="判决撤销复议决定")


def version(life: CentreLife) -> int:
    return len(life.world.histories["centres/a1"])


def running(case: Centre) -> dict[str, tuple[str, bool]]:
    """What runs in a centre's file, what follows at its end, whether it stands still. (Its timers
    are others after a restoration, and its days those that were left.)"""
    terms = (one for one in case.periods if one.running)
    return {one.own_name: (one.then or one.awaits, one.stands_still) for one in terms}


@invariant(32)
@rule("SC-13.8")
def test_cancelled_it_stays_so_and_lets_nothing_happen_but_what_follows_an_end() -> None:
    life = failed()
    life.act(cancel(JULY), JULY)
    report = SubmitRectificationReport(number=1, report="补报")
    assert {*life.refused(report, AUGUST)} == {"SC-13.7"}
    order = order_of(date(2026, 12, 1), AUGUST)
    assert {*life.refused(order, AUGUST)} == {"SC-13.7"}
    annul = AnnulRecognition(reason="违法", served_on=AUGUST)
    assert life.refused(annul, AUGUST) == ["IMPLICIT:annulment"]
    life.act(PLAQUE, AUGUST)
    assert life.centre.stage == "CANCELLED"


@invariant(64)
def test_a_reversal_brings_back_exactly_what_stood_with_what_came_after() -> None:
    life = failed()
    before = life.centre
    life.act(cancel(JULY), JULY)
    struck = version(life)
    life.act(PLAQUE, AUGUST)
    life.act(restore(struck), AUGUST)
    now = life.centre
    assert (now.stage, now.final) == ("RECTIFYING", False)
    assert now.proceedings == before.proceedings
    assert running(now) == running(before)
    assert "WithdrawPlaque" in now.done, "the plaque withdrawn in between stays a fact"


@invariant(64)
def test_a_reversal_may_itself_be_reversed_and_that_again() -> None:
    life = failed()
    life.act(cancel(JULY), JULY)
    cancelled = version(life)
    assert life.refused(reinstate(cancelled), JULY) != [], "there is nothing to reinstate yet"
    life.act(restore(cancelled), JULY)
    assert life.refused(restore(cancelled), JULY) != [], "what is struck is not struck again"
    life.act(reinstate(version(life)), JULY)
    assert (life.centre.stage, life.centre.final) == ("CANCELLED", True)
    life.act(restore(version(life)), JULY)
    assert (life.centre.stage, life.centre.final) == ("RECTIFYING", False)


@invariant(33)
def test_annulled_it_was_never_recognised_whatever_day_the_caller_names() -> None:
    life = CentreLife()
    [decided] = life.act(ANNUL, JUNE, effective_on=JUNE)
    assert decided.record.context.effective_on == life.centre.recognised_on
    assert life.centre.stage == "ANNULLED"


def test_withdrawn_for_changed_circumstances_it_ends_from_that_day_on() -> None:
    life = CentreLife()
    [decided] = life.act(WITHDRAW, JUNE)
    assert (life.centre.stage, decided.record.context.effective_on) == ("ENDED", JUNE)


def test_a_centre_leaves_only_after_it_has_asked_to() -> None:
    life = CentreLife()
    assert life.refused(LEAVE, JUNE) == ["IMPLICIT:exit"]
    life.act(ASK_TO_LEAVE, JUNE)
    life.act(LEAVE, JUNE)
    assert life.centre.stage == "EXITED"


def test_a_dissolved_builder_is_struck_off_on_proof_of_a_day_past() -> None:
    life = CentreLife()
    assert life.refused(DISSOLVED, JUNE, evidence=()) == ["IMPLICIT:dissolution"]
    early = EndByDissolution(dissolved_on=JULY, note="将注销")
    assert life.refused(early, JUNE) == ["IMPLICIT:dissolution"]
    life.act(DISSOLVED, JUNE)
    assert (life.centre.stage, life.centre.dissolved_on) == ("ENDED", date(2026, 5, 1))


def assert_decided_alike(world: World) -> None:
    """The last act on the centre, and all that came with it, is decided again as it is recorded."""
    record = world.histories["centres/a1"][-1]
    for one in decided_again(world.histories, "centres/a1", record):
        assert world.histories[one.stream][one.version - 1] == one.record


@invariant(29)
def test_the_name_is_free_once_it_is_given_up_and_a_restored_centre_needs_it() -> None:
    life = CentreLife()
    life.act(WITHDRAW, JUNE)
    struck = version(life)
    centre = life.centre
    id = claim("centre-name", centre.level, centre.name)
    held = life.world.case("claims", id)
    assert isinstance(held, Claim) and held.holder == "centres/a1", "an end releases no name"
    assert life.refused(NAME, AUGUST) == ["IMPLICIT:plaque"], "a suit may still be brought"
    life.act(NAME, NO_REMEDY)
    freed = CentreLife(world=life.world)
    freed.act(restore(struck), NO_REMEDY)
    assert_decided_alike(freed.world)
    again = freed.world.case("claims", id)
    assert isinstance(again, Claim) and again.holder == "centres/a1"
    taken = Claim(stage="HELD", holder="centres/other", version=9)
    life.world.states[f"claims/{id}"] = taken
    [refusal] = life.refusals(restore(struck), NO_REMEDY)
    assert "centres/other" in refusal.asked.zh


@invariant(43, 64)
def test_plaque_and_name_are_given_back_once_after_each_end() -> None:
    life = CentreLife()
    life.act(WITHDRAW, JUNE)
    struck = version(life)
    for act in (PLAQUE, NAME):
        life.act(act, NO_REMEDY)
        assert life.refused(act, NO_REMEDY) == ["IMPLICIT:plaque"]
    life.act(restore(struck), NO_REMEDY)
    assert (life.centre.plaque_withdrawn_on, life.centre.name_given_up_on) == (None, None)
    restored = version(life)
    again = CentreLife(world=life.world)
    again.act(replace(WITHDRAW, served_on=NO_REMEDY), NO_REMEDY)
    again.act(PLAQUE, NO_REMEDY)
    life.act(reinstate(restored), NO_REMEDY)
    assert life.refused(PLAQUE, NO_REMEDY) == ["IMPLICIT:plaque"], "the first end stands again"


def test_where_nothing_was_decided_against_it_the_name_waits_for_no_remedy() -> None:
    life = CentreLife()
    life.act(ASK_TO_LEAVE, JUNE)
    life.act(LEAVE, JUNE)
    life.act(NAME, JUNE)
    assert life.centre.name_given_up_on == JUNE


@invariant(43)
@pytest.mark.parametrize("end", ["CANCELLED", "ANNULLED", "EXITED", "ENDED"])
def test_no_year_begins_and_no_cycle_ends_for_a_centre_that_has_ended(end: str) -> None:
    life = CentreLife(INNER_MONGOLIA)
    acts: dict[str, list[Command]] = {
        "ANNULLED": [ANNUL],
        "EXITED": [ASK_TO_LEAVE, LEAVE],
        "ENDED": [WITHDRAW],
        "CANCELLED": [],
    }
    if end == "CANCELLED":
        life = failed(INNER_MONGOLIA)
        life.act(cancel(JULY), JULY)
    for act in acts[end]:
        life.act(act, JUNE)
    count = version(life)
    life.pass_days(date(2030, 1, 1))
    assert (life.centre.stage, version(life)) == (end, count)
    assert life.refused(RenewCycle(findings="好"), date(2030, 1, 1)) == ["IM-10.1"]


@rule("SC-13.8", "SC-20.2")
def test_the_grounds_of_a_cancellation_are_the_regulation_s() -> None:
    odd = CancelQualification(ground="GRAVE_DISHONESTY", reason="失信", served_on=JUNE)
    [refusal] = CentreLife(SICHUAN).refusals(odd, JUNE)
    assert "整改不合格" in refusal.allowed.zh and refusal.fields == ("/ground",)
    unknown = CancelQualification(ground="MISCONDUCT", violation="v9", reason="x", served_on=JUNE)
    assert CentreLife(SICHUAN).refused(unknown, JUNE) == ["SC-20.1"]


def test_a_rectification_stands_still_once_the_centre_has_left() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(ASK_TO_LEAVE, JUNE)
    life.act(LEAVE, JUNE)
    assert life.centre.stage == "EXITED"
    assert {*life.refused(REPORT, JUNE), *life.refused(VISIT, JUNE)} == {"SC-13.7"}
    life.pass_days(AUGUST)
    assert life.stage_of("rectification/1") == "ORDERED"


# For conduct that was established


def established(road: Road, **conduct: Any) -> CentreLife:
    """A centre about whose unit a violation was established, of that kind, on those days."""
    life = CentreLife(road)
    said = {name: conduct[name] for name in conduct if name in ("violation_type", "facts")}
    inquired = (TIP, TRIAGE, INQUIRE.saying(centre="a1"))
    for ask in (*inquired, NOTIFY.saying(**said), DEFEND, ESTABLISH.saying(**conduct)):
        known, names = road.asks[type(ask.command).__name__], ask.command.__struct_fields__
        fields = {"regime": road.code, "served_on": MARCH}
        fields = {name: value for name, value in fields.items() if name in names}
        do(life.world, ask.saying(**fields).by(known.actor), MARCH)
    return life


def for_conduct(ground: str, on: date = JUNE) -> CancelQualification:
    return CancelQualification(ground=ground, violation="v1", reason="违法违规", served_on=on)


@invariant(37)
@rule("SC-20.1", "SC-20.2", "IM-18")
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.name)
def test_established_misconduct_cancels_without_any_rectification(road: Road) -> None:
    life = established(road, violation_type="MISAPPROPRIATION")
    life.act(for_conduct("MISCONDUCT"), JUNE)
    assert life.centre.stage == "CANCELLED"
    [decided] = [one for one in life.world.histories["centres/a1"] if one.event.final]
    assert "violations/v1" in decided.reads


GRAVE = {
    "violation_type": "DATA_FABRICATION",
    "grave": True,
    "conduct_from": date(2026, 3, 10),
    "conduct_to": date(2026, 3, 12),
}


@invariant(38)
@rule("IM-11")
@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({}, None),
        ({"grave": False}, "没有认定后果严重"),
        (
            {"conduct_from": date(2025, 1, 1), "conduct_to": date(2025, 2, 1)},
            "行为不在建设周期内",
        ),
        ({"violation_type": "FUND_RETENTION"}, "认定的是“滞留资金”"),
    ],
    ids=["all of it", "not grave", "before the cycle", "another kind"],
)
def test_grave_dishonesty_cancels_only_within_the_cycle_and_with_grave_consequences(
    spoilt: dict[str, Any], said: str | None
) -> None:
    life = established(INNER_MONGOLIA, **GRAVE | spoilt)
    command = for_conduct("GRAVE_DISHONESTY")
    if said is None:
        life.act(command, JUNE)
        assert life.centre.stage == "CANCELLED"
        return
    [refusal] = life.refusals(command, JUNE)
    assert (refusal.rule, refusal.asked.zh) == ("IM-11", said)


@invariant(37)
def test_nobody_is_cancelled_for_what_another_unit_did_or_what_is_not_established_yet() -> None:
    life = CentreLife(SICHUAN)
    for ask in (TIP, TRIAGE, INQUIRE):
        do(life.world, ask, MARCH)
    assert life.refused(for_conduct("MISCONDUCT"), JUNE) == ["SC-20.1"]
    other = established(SICHUAN, violation_type="MISAPPROPRIATION")
    case = other.world.case("violations", "v1")
    assert isinstance(case, Violation)
    other.world.states["violations/v1"] = replace(case, owner="91510100MA6T000134")
    assert other.refused(for_conduct("MISCONDUCT"), JUNE) == ["SC-20.1"]
