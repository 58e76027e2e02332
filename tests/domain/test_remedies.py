"""Remedies: within which term, against which decision, decided by whom, once. Domain.md 2.8."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.context import SYSTEM, Actor
from domain.regime.lifecycle import IssueRegime
from domain.regulation.rules import rules_of
from domain.remedy.case import REMEDY_KINDS
from tests.support.asking import do, refusals, refused
from tests.support.citing import invariant, rule
from tests.support.regulations import COMPLETE, RELEASED, SICHUAN_TEXT
from tests.support.remedies import (
    after,
    examined,
    examiner,
    filed,
    official,
    organ,
    recorded,
    refused_application,
    remedy_at,
    remedy_in,
    steps_of,
    unit,
)
from tests.support.road import Road
from tests.support.roads import ROADS, SICHUAN
from tests.support.world import DAY

SHIPPED = [road for road in ROADS if steps_of(road, "REVIEW")]
EVERY = pytest.mark.parametrize("road", SHIPPED, ids=lambda road: road.name)
KIND = pytest.mark.parametrize("kind", REMEDY_KINDS)
LAST_DAYS = {
    "REVIEW": date(2026, 3, 16),  # ten working days
    "RECONSIDERATION": date(2026, 5, 6),  # sixty days end on Labour Day
    "SUIT": date(2026, 9, 2),  # six months
}
RULES = {
    "REVIEW": "IMPLICIT:internal-review",
    "RECONSIDERATION": "IMPLICIT:reconsideration",
    "SUIT": "IMPLICIT:suit",
}
OUTSIDE = {"RECONSIDERATION": "IMPLICIT:reconsideration-decision", "SUIT": "IMPLICIT:judgment"}


@rule("IMPLICIT:internal-review", "IMPLICIT:reconsideration", "IMPLICIT:suit")
@EVERY
def test_a_decision_against_the_unit_begins_its_terms_which_run_on_after_the_case(
    road: Road,
) -> None:
    case = refused_application(road).case("applications", "a1")
    terms = {one.name: one for one in case.periods if one.owner == unit(road).organ}
    days = {name: one.period.ends for name, one in terms.items() if one.period}
    assert days == dict(
        zip(("internal_review", "reconsideration", "remedy"), LAST_DAYS.values(), strict=True)
    )
    assert case.final and not any(one.over for one in terms.values())
    assert {one.about for one in terms.values()} == {"acceptance-refused/2026-03-02"}


@EVERY
@KIND
def test_a_remedy_is_filed_by_its_last_day_and_not_on_the_next(road: Road, kind: str) -> None:
    world, last = refused_application(road), LAST_DAYS[kind]
    day_after = after((last - DAY).days + 1)
    [late] = refusals(world, filed(road, kind), day_after)
    assert (late.rule, late.kind, late.allowed.en) == (RULES[kind], "period", f"by {last}")
    do(world, filed(road, kind), last)
    remedy = remedy_in(world)
    assert (remedy.stage, remedy.owner, remedy.organ) == ("FILED", unit(road).organ, organ(road))
    assert (
        remedy.against
        and remedy.against.decided_version == world.case("applications", "a1").version
    )


@rule("IMPLICIT:reconsideration")
def test_a_decision_that_told_of_no_remedies_may_be_contested_for_a_year() -> None:
    world = refused_application(SICHUAN, remedies=" ")
    do(world, filed(SICHUAN, "RECONSIDERATION"), date(2027, 3, 2), late_reason="补记")
    assert remedy_in(world).stage == "FILED"
    again = filed(SICHUAN, "REVIEW").on("r2")
    assert refused(world, again, after(30)) == ["IMPLICIT:internal-review"]


@EVERY
@KIND
def test_a_remedy_is_admitted_and_the_decision_reversed_by_whom_it_belongs_to(
    road: Road, kind: str
) -> None:
    world = remedy_at(road, kind, "AdmitRemedy", "SuspendExecution", "ReverseDecision")
    remedy = remedy_in(world)
    assert (remedy.stage, remedy.final, remedy.suspended) == ("REVERSED", True, True)
    assert [one.name for one in remedy.periods if not one.over] == []
    assert world.replayed("remedies", "r1") == remedy
    upheld = remedy_at(road, kind, "AdmitRemedy", "UpholdDecision")
    assert remedy_in(upheld).stage == "UPHELD"
    withdrawn = remedy_at(road, kind, "WithdrawRemedy")
    assert remedy_in(withdrawn).stage == "WITHDRAWN"


@EVERY
@KIND
def test_each_line_of_a_step_on_a_remedy_holds_something_back(road: Road, kind: str) -> None:
    for step in steps_of(road, kind):
        ask = examined(road, kind, DAY)[step.do]
        before = ["AdmitRemedy"] if "FILED" not in step.during else []
        world = remedy_at(road, kind, *before)
        stranger = Actor("x", "EXPERT", ask.actor.organ, ask.actor.duties)
        assert refused(world.copy(), ask.by(stranger)) == [step.rule]
        idle = replace(ask.actor, duties=())
        assert refused(world.copy(), ask.by(idle)) == ["IMPLICIT:duty"]
        elsewhere = replace(ask.actor, organ="440000")
        assert refused(world.copy(), ask.by(elsewhere)) == [step.territory_rule or step.rule]
        if step.needs:
            assert refused(world.copy(), ask.without_document()) == [step.rule]
        over = remedy_at(road, kind, "WithdrawRemedy")
        assert refused(over, ask)[0] == step.rule
        do(world, ask)
        if step.unless:
            assert refused(world, ask)[0] == step.rule


@EVERY
@KIND
def test_who_has_made_the_decision_does_not_examine_the_remedy(road: Road, kind: str) -> None:
    own = replace(road.asks["RefuseAcceptance"].actor, duties=("remedies",))
    admit = examined(road, kind, DAY)["AdmitRemedy"].by(own)
    [refusal] = refusals(remedy_at(road, kind), admit)
    assert (refusal.kind, refusal.allowed.en) == ("who", "another person")


@rule("IMPLICIT:judgment", "IMPLICIT:reconsideration-decision")
@pytest.mark.parametrize("kind", OUTSIDE)
def test_court_and_reconsideration_organ_decide_on_their_own_kind_alone(kind: str) -> None:
    [other] = [one for one in OUTSIDE if one != kind]
    world = remedy_at(SICHUAN, kind, "AdmitRemedy")
    acts = examined(SICHUAN, kind, DAY)
    foreign = examiner(SICHUAN, other)
    assert refused(world, acts["UpholdDecision"].by(foreign)) == [OUTSIDE[kind]]
    do(world, acts["UpholdDecision"].by(official(SICHUAN)))  # the organ records what they decided


@rule("IMPLICIT:reconsideration-decision", "IMPLICIT:admissibility")
def test_the_terms_to_examine_and_to_decide_are_extended_once() -> None:
    world = remedy_at(SICHUAN, "RECONSIDERATION")
    [examining] = [one for one in remedy_in(world).periods if not one.over]
    assert examining.period and examining.period.ends == date(2026, 3, 9)
    acts = examined(SICHUAN, "RECONSIDERATION", DAY)
    assert refused(world, acts["ExtendRemedy"])[0] == "IMPLICIT:reconsideration-decision"
    do(world, acts["AdmitRemedy"])
    [deciding] = [one for one in remedy_in(world).periods if not one.over]
    assert deciding.period and deciding.period.ends == date(2026, 5, 6)
    do(world, acts["ExtendRemedy"])
    [longer] = [one for one in remedy_in(world).periods if not one.over]
    assert longer.period and longer.period.ends == date(2026, 6, 5)
    assert remedy_in(world).extended
    assert refused(world, acts["ExtendRemedy"]) == ["IMPLICIT:reconsideration-decision"]


@rule("IMPLICIT:suit", "IMPLICIT:suit-after-reconsideration")
def test_a_suit_waits_for_the_reconsideration_and_follows_it_within_fifteen_days() -> None:
    world, late = remedy_at(SICHUAN, "RECONSIDERATION", "AdmitRemedy"), date(2026, 9, 18)
    direct = filed(SICHUAN, "SUIT").on("r2")
    [going_on] = refusals(world, direct, after(1))
    assert (going_on.rule, going_on.kind) == ("IMPLICIT:suit", "order")
    do(world, examined(SICHUAN, "RECONSIDERATION", late)["UpholdDecision"], late)
    assert refused(world, direct, late) == ["IMPLICIT:suit"]  # six months are over
    then = direct.saying(upheld_by="r1")
    [last] = refusals(world, then, date(2026, 10, 9))
    assert (last.rule, last.allowed.en) == ("IMPLICIT:suit-after-reconsideration", "by 2026-10-08")
    do(world, then, date(2026, 10, 8))
    assert remedy_in(world, "r2").stage == "FILED"


def test_a_suit_follows_a_reconsideration_of_the_same_decision_alone() -> None:
    world = remedy_at(SICHUAN, "REVIEW", "AdmitRemedy", "UpholdDecision")
    suit = filed(SICHUAN, "SUIT").on("r2")
    assert refused(world, suit.saying(upheld_by="r1")) == ["IMPLICIT:suit"]
    assert refused(world, suit.saying(upheld_by="r9")) == ["IMPLICIT:suit"]


@KIND
def test_each_kind_is_filed_once_unless_it_was_not_admitted(kind: str) -> None:
    world = remedy_at(SICHUAN, kind)
    again = filed(SICHUAN, kind).on("r2")
    [twice] = refusals(world, again)
    assert (twice.rule, twice.kind, twice.over) == (RULES[kind], "order", True)
    turned_away = remedy_at(SICHUAN, kind, "RefuseRemedy")
    assert remedy_in(turned_away).stage == "CLOSED"
    do(turned_away, again)
    withdrawn = remedy_at(SICHUAN, kind, "WithdrawRemedy")
    assert refused(withdrawn, again) == [RULES[kind]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"case": "applications/a9"},
        {"case": "applications/a1", "decision": "recheck-failed"},
        {"served_on": after(1)},
    ],
)
def test_a_remedy_names_a_decision_that_stands_against_the_unit(wrong: dict[str, Any]) -> None:
    world = refused_application(SICHUAN)
    [refusal] = refusals(world, filed(SICHUAN, "REVIEW", **wrong))
    assert refusal.fields == ("/case", "/decision", "/served_on")
    known = "acceptance-refused" in refusal.allowed.en
    assert known is ("a9" not in str(wrong))


def test_nobody_learns_of_a_decision_against_another_unit() -> None:
    other = Actor("b.1", "APPLICANT", "91510100MA6T000134", ("submission",))
    stranger = filed(SICHUAN, "REVIEW").by(other)
    [refusal] = refusals(refused_application(SICHUAN), stranger)
    [absent] = refusals(SICHUAN.at("SubmitApplication"), stranger)
    assert refusal == absent


def test_a_remedy_stands_under_the_regulation_of_its_decision() -> None:
    world = refused_application(SICHUAN)
    world.act("regulations", "XX", IssueRegime(regime="XX", text=renamed("XX")), SYSTEM)
    [refusal] = refusals(world, filed(SICHUAN, "REVIEW", regime="XX"))
    assert refusal.fields == ("/regime",)


def renamed(code: str) -> str:
    return SICHUAN_TEXT.replace('code = "SC"', f'code = "{code}"')


@EVERY
def test_the_organ_records_what_court_or_reconsideration_organ_took(road: Road) -> None:
    world = refused_application(road)
    suit = recorded(road, "SUIT", after(20))
    assert refused(world, suit, after(19)) == ["IMPLICIT:suit"]
    elsewhere = replace(suit.actor, organ="440000")
    assert refused(world, suit.by(elsewhere), after(20)) == ["IMPLICIT:suit"]
    do(world, suit, after(21))
    remedy = remedy_in(world)
    assert (remedy.stage, remedy.channel, remedy.filed_on) == ("PENDING", "SUIT", after(20))
    taken = recorded(road, "RECONSIDERATION", after(22)).on("r2")
    do(world, taken, after(23))
    assert [one.name for one in remedy_in(world, "r2").periods] == ["reconsideration_decision"]


def test_what_an_earlier_text_has_decided_is_contested_under_todays() -> None:
    """The decision keeps what it said; its term is counted from its service all the same."""
    earlier = next(file for file in sorted(RELEASED.glob("*sichuan*.toml")))
    old = replace(SICHUAN, text=earlier.read_text("utf-8"))
    world = refused_application(old)
    assert not any(one.owner for one in world.case("applications", "a1").periods)
    ask = filed(SICHUAN, "RECONSIDERATION")
    assert refused(world, ask, after(30)) == ["IMPLICIT:step"]
    today = IssueRegime(regime="SC", text=SICHUAN_TEXT, begins=after(31))
    world.act("regulations", "SC", today, SYSTEM, after(31))
    assert refused(world, ask, date(2026, 5, 7)) == ["IMPLICIT:reconsideration"]
    do(world, ask, after(32))
    assert remedy_in(world).stage == "FILED"


@invariant(43)
def test_a_remedy_touches_the_case_in_nothing() -> None:
    world = refused_application(SICHUAN)
    before = world.case("applications", "a1")
    do(world, filed(SICHUAN, "SUIT"))
    do(world, examined(SICHUAN, "SUIT", DAY)["AdmitRemedy"])
    assert world.case("applications", "a1") == before


@pytest.mark.parametrize("name", ["national.toml", "national_assumed.toml"])
def test_the_national_texts_have_the_same_remedies(name: str) -> None:
    ours = rules_of(COMPLETE[name]).text
    here = [(one.do, one.channel) for one in SICHUAN.rules.text.step if one.stream == "remedies"]
    there = [(one.do, one.channel) for one in ours.step if one.stream == "remedies"]
    assert there == here and {"internal_review", "reconsideration", "remedy"} <= {*ours.period}
