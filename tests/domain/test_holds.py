"""While an inquiry about a unit is open, some steps wait; nobody else is told why."""

import pytest

from domain.context import Actor, Context
from domain.deciding import decide
from domain.matter import CaseReader
from domain.refusal import Refused
from domain.violation.case import Violation
from tests.support.asking import (
    CLEAR_OF_IT,
    CLOSE_CASE,
    DEFEND,
    ESTABLISH,
    INQUIRE,
    NOTIFY,
    RECOGNISE,
    REGISTER_BRANCH,
    REPORT_BRANCH,
    TIP,
    TRIAGE,
    Ask,
    do,
    refusals,
    refused,
    stage,
)
from tests.support.citing import invariant, rule
from tests.support.road import HOLD_ID
from tests.support.roads import INNER_MONGOLIA, OVER, SICHUAN
from tests.support.sichuan import ANYBODY, APPLICANT, CHENGDU, DECIDER
from tests.support.world import World, claim

CENTRE = Actor("centre.1", "CENTRE", APPLICANT.organ, ("submission",))


def cleared() -> World:
    """An entry whose publicity is over, and which nothing keeps from recognition."""
    return SICHUAN.at("ClearEntry")


def inquired(world: World, id: str = "v1") -> World:
    return acted(world, TIP, TRIAGE, INQUIRE, id=id)


def acted(world: World, *asks: Ask, id: str = "v1") -> World:
    for ask in asks:
        do(world, ask.on(id), OVER)
    return world


@invariant(40)
@rule("IMPLICIT:hold")
def test_recognition_waits_until_every_inquiry_is_over() -> None:
    world = inquired(inquired(cleared()), "v2")
    assert refused(world, RECOGNISE, OVER) == ["IMPLICIT:hold"]
    acted(world, CLEAR_OF_IT)
    assert refused(world, RECOGNISE, OVER) == ["IMPLICIT:hold"]
    notice, found = NOTIFY.saying(served_on=OVER), ESTABLISH.saying(served_on=OVER)
    acted(world, notice, DEFEND, found, id="v2")
    assert refused(world, RECOGNISE, OVER) == ["IMPLICIT:hold"]
    acted(world, CLOSE_CASE, id="v2")
    assert stage(world, HOLD_ID, "holds") == "FREE"
    assert do(world, RECOGNISE, OVER)


@invariant(40)
def test_a_lead_alone_holds_nothing_and_neither_does_one_about_another_unit() -> None:
    world = acted(cleared(), TIP, TRIAGE)
    inquired_other = TIP.saying(owner="91510100MA6T000134")
    acted(world, inquired_other, TRIAGE, INQUIRE, id="v2")
    assert do(world, RECOGNISE, OVER)


@invariant(62)
def test_an_inquiry_opened_at_the_same_moment_makes_one_of_both_lose() -> None:
    """Both have read the hold, in the version that one of them changes; no record says so."""
    world = cleared()
    reader = CaseReader(world.load, claim)
    context = Context(
        actor=DECIDER,
        occurred_on=OVER,
        effective_on=OVER,
        command_id="c",
        document_no="1号",
    )
    decided = decide("applications", "a1", RECOGNISE.command, context, reader)
    assert reader.reads[f"holds/{HOLD_ID}"] == 0
    assert not [name for one in decided for name in one.record.reads if "holds" in name]
    [_, placed] = do(acted(world, TIP, TRIAGE), INQUIRE, OVER)
    assert (placed.stream, placed.version) == (f"holds/{HOLD_ID}", 1)


def test_only_who_may_know_of_the_inquiry_is_told_of_it() -> None:
    world = inquired(cleared())
    [told] = refusals(world, RECOGNISE, OVER)
    assert "违法违规" in told.asked.zh and "violation" in told.asked.en
    text = SICHUAN.text.replace("steps = [\n", 'steps = [\n    "WithdrawApplication",\n')
    assert text.count("WithdrawApplication") == SICHUAN.text.count("WithdrawApplication") + 1
    world = inquired(SICHUAN.at("ClearEntry", text))
    withdrawal = SICHUAN.asks["WithdrawApplication"]
    [neutral] = refusals(world, withdrawal, OVER)
    for words in (neutral.asked, neutral.allowed):
        assert "违法" not in words.zh and "调查" not in words.zh
        assert "violation" not in words.en and "inquir" not in words.en


@pytest.mark.parametrize("who", [CHENGDU, APPLICANT, CENTRE], ids=lambda actor: actor.role)
def test_what_others_may_do_looks_the_same_while_an_inquiry_is_open(who: Actor) -> None:
    """Of a step that is not theirs they are told just that."""
    assert told_to(who, inquired(cleared())) == told_to(who, cleared())


def told_to(who: Actor, world: World) -> list[object]:
    try:
        do(world.copy(), RECOGNISE.by(who), OVER)
    except Refused as refused:
        return list(refused.refusals)
    raise AssertionError("was not refused")


@invariant(31)
@rule("SC-19", "IM-13", "IMPLICIT:lead")
@pytest.mark.parametrize("who", [ANYBODY, CHENGDU, DECIDER], ids=lambda actor: actor.role)
def test_a_branch_that_is_reported_becomes_a_lead_and_leaves_no_trace(who: Actor) -> None:
    for road in (SICHUAN, INNER_MONGOLIA):
        world = road.at("RecogniseCentre")
        before = world.case("centres", "a1"), len(world.histories["centres/a1"])
        [decided] = do(world, REPORT_BRANCH.by(who), OVER)
        lead = decided.after
        assert isinstance(lead, Violation)
        assert (lead.source, lead.centre, lead.stage) == ("BRANCH", "a1", "LEAD")
        assert lead.branch and lead.branch.name == "绵阳分中心"
        assert (world.case("centres", "a1"), len(world.histories["centres/a1"])) == before


@invariant(31)
@rule("SC-19", "IM-13")
def test_a_branch_is_registered_only_where_a_regime_lets_it_and_each_once() -> None:
    assert refused(SICHUAN.at("RecogniseCentre"), REGISTER_BRANCH, OVER) == ["SC-19"]
    allowed = SICHUAN.text.replace("refused = true", "refused = false")
    world = SICHUAN.at("RecogniseCentre", allowed)
    ask = REGISTER_BRANCH.by(CENTRE)
    assert do(world, ask, OVER)
    [refusal] = refusals(world, ask, OVER)
    assert (refusal.rule, refusal.fields) == ("SC-19", ("/name",))
