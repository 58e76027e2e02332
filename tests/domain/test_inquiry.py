"""The life of a violation case: lead, inquiry, notice, defence, conclusion, and what follows."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.context import Actor
from domain.deciding import CaseMissing
from domain.violation.case import Violation
from tests.support.asking import (
    CLEAR_OF_IT,
    CLOSE_CASE,
    DEFEND,
    ESTABLISH,
    HOLD_FUNDING,
    INQUIRE,
    NOTIFY,
    RECOVER,
    RELEASE_FUNDING,
    REPLY,
    STOP_FUNDING,
    TIP,
    TO_DISCIPLINE,
    TO_FINANCE,
    TO_POLICE,
    TRIAGE,
    Ask,
    do,
    refusals,
    refused,
    stage,
)
from tests.support.citing import invariant, rule
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN, SUZHOU
from tests.support.sichuan import APPLICANT, CHENGDU, EXPERTS
from tests.support.world import DAY, World

ALL = (SICHUAN, INNER_MONGOLIA, SUZHOU)
TERM = date(2026, 3, 9)  # the last of five working days after DAY
LATER = date(2026, 3, 10)


def begun(road: Road = SICHUAN) -> World:
    world = road.world()
    do(world, own(road, TIP))
    return world


def own(road: Road, ask: Ask) -> Ask:
    """The request by whom this regime lets it do."""
    known = road.asks[type(ask.command).__name__]
    fields = {"regime": road.code} if "regime" in ask.command.__struct_fields__ else {}
    return ask.saying(**fields).by(known.actor)


def acted(world: World, *asks: Ask, road: Road = SICHUAN, on: date = DAY) -> World:
    for ask in asks:
        do(world, own(road, ask), on)
    return world


def violation(world: World) -> Violation:
    case = world.case("violations", "v1")
    assert isinstance(case, Violation)
    return case


def notified(road: Road = SICHUAN) -> World:
    return acted(begun(road), TRIAGE, INQUIRE, NOTIFY, road=road)


def established(road: Road = SICHUAN) -> World:
    return acted(notified(road), DEFEND, ESTABLISH, road=road)


@rule("SC-20.1", "SC-20.3", "SC-20.4", "IM-18", "SZ-26", "IMPLICIT:inquiry", "IMPLICIT:defence")
@rule("IMPLICIT:conclusion", "IMPLICIT:funding-hold", "IMPLICIT:recovery", "IMPLICIT:hold")
@pytest.mark.parametrize("road", ALL, ids=lambda road: road.code)
def test_a_lead_is_inquired_into_established_and_transferred(road: Road) -> None:
    world, stages = begun(road), []
    for ask in (TRIAGE, INQUIRE, HOLD_FUNDING, NOTIFY, DEFEND, ESTABLISH):
        acted(world, ask, road=road)
        stages.append(violation(world).stage)
    assert stages == ["TRIAGED", *["INVESTIGATING"] * 2, *["NOTIFIED"] * 2, "ESTABLISHED"]
    acted(world, STOP_FUNDING, TO_FINANCE, TO_POLICE, REPLY.saying(no=2), road=road)
    acted(world, CLOSE_CASE.saying(suspected_crime=True), road=road)
    case = violation(world)
    assert (case.stage, case.final, case.funding_held) == ("CLOSED", True, None)
    assert [one.kind for one in case.decisions] == ["STOP"]
    assert [(one.kind, len(one.replies)) for one in case.transfers] == [
        ("FINANCE", 0),
        ("PUBLIC_SECURITY", 1),
    ]
    assert world.replayed("violations", "v1") == case


@rule("IMPLICIT:lead")
def test_what_is_not_worth_an_inquiry_is_dropped_with_a_reason() -> None:
    world = acted(begun(), TRIAGE.saying(proposal="DROPPED", reason="没有线索可查"))
    assert (stage(world, "v1", "violations"), violation(world).final) == ("CLOSED", True)
    assert refused(world, INQUIRE) == ["IMPLICIT:inquiry"]


@rule("SC-20.1", "IM-18", "IM-11")
@pytest.mark.parametrize(
    ("road", "kind", "passes"),
    [
        (SICHUAN, "SECRET_LEAK", True),
        (SICHUAN, "ABNORMAL_PATENT", False),
        (INNER_MONGOLIA, "ABNORMAL_PATENT", True),
        (INNER_MONGOLIA, "FUND_RETENTION", True),
        (SUZHOU, "BAD_FAITH_MARK", False),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_a_regime_knows_its_own_types_of_violation(road: Road, kind: str, passes: bool) -> None:
    world = acted(begun(road), TRIAGE, INQUIRE, road=road)
    ask = own(road, NOTIFY.saying(violation_type=kind))
    if passes:
        assert do(world, ask)
    else:
        [refusal] = refusals(world, ask)
        assert (refusal.kind, refusal.fields) == ("fact", ("/violation_type",))


@invariant(63)
@rule("IMPLICIT:inquiry-separation")
def test_who_inquired_does_not_also_conclude() -> None:
    both = replace(INQUIRE.actor, duties=("inquiry", "decision"))
    world = do_all(begun(), TRIAGE.by(both), INQUIRE.by(both), NOTIFY.by(both), DEFEND)
    assert refused(world, ESTABLISH.by(both)) == ["IMPLICIT:inquiry-separation"]
    assert do(world, ESTABLISH)


def do_all(world: World, *asks: Ask) -> World:
    for ask in asks:
        do(world, ask)
    return world


@rule("IMPLICIT:defence")
def test_nothing_is_established_before_the_unit_could_speak() -> None:
    untold = acted(begun(), TRIAGE, INQUIRE)
    silent = ESTABLISH.saying(on_defence=None, served_on=LATER)
    assert refused(untold, silent) == ["IMPLICIT:defence"]
    world = notified()
    [refusal] = refusals(world, silent, TERM)
    assert (refusal.rule, refusal.kind) == ("SC-20.1", "period")
    assert do(world.copy(), silent, LATER)
    assert do(acted(world, DEFEND), ESTABLISH.saying(served_on=DAY))


@rule("IMPLICIT:defence")
def test_the_term_counts_from_service_and_a_longer_one_may_be_given() -> None:
    world = acted(begun(), TRIAGE, INQUIRE)
    longer = NOTIFY.saying(served_on=date(2026, 3, 4), answer_by=date(2026, 4, 1))
    shorter = NOTIFY.saying(served_on=date(2026, 3, 4), answer_by=date(2026, 3, 5))
    for ask, last in ((longer, date(2026, 4, 1)), (shorter, date(2026, 3, 11))):
        told = acted(world.copy(), ask)
        term = violation(told).named_term("defence")
        assert term and term.period and term.period.ends == last
        assert do(told.copy(), DEFEND, last)
        [refusal] = refusals(told, DEFEND, date(2026, 4, 2))
        assert (refusal.rule, refusal.kind, refusal.over) == ("IMPLICIT:defence", "period", True)


@rule("SC-20.1")
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"violation_type": "FALSIFICATION"}, ("/violation_type",)),
        ({"facts": None, "conduct_to": None}, ("/facts", "/conduct_to")),
        ({"conduct_to": date(2026, 1, 4)}, ("/conduct_from", "/conduct_to")),
        ({"conduct_to": LATER}, ("/conduct_from", "/conduct_to")),
        ({"on_defence": None}, ("/on_defence",)),
        ({"heard_on": None}, ("/heard_on",)),
        ({"heard_on": LATER}, ("/heard_on",)),
    ],
    ids=lambda value: "-".join(value),
)
def test_a_conclusion_says_what_it_rests_on(change: dict[str, Any], fields: tuple[str]) -> None:
    world = acted(notified(), DEFEND.saying(hearing=True))
    whole = ESTABLISH.saying(heard_on=DAY)
    [refusal] = refusals(world, whole.saying(**change))
    assert (refusal.rule, refusal.kind, refusal.fields) == ("SC-20.1", "form", fields)
    assert refusal.asked.zh and refusal.allowed.en
    assert do(world, whole)


@rule("IMPLICIT:conclusion")
def test_an_inquiry_that_finds_nothing_ends_with_or_without_a_notice() -> None:
    for world, tag in (
        (acted(begun(), TRIAGE, INQUIRE), "InquiryDiscontinued"),
        (notified(), "ViolationNotEstablished"),
    ):
        found = do(world, CLEAR_OF_IT)
        assert type(found[0].record.event).__name__ == tag
        assert stage(world, "v1", "violations") == "NOT_ESTABLISHED"
        acted(world, CLOSE_CASE)
        assert violation(world).final


@rule("SC-20.4", "IM-18")
def test_a_suspected_crime_is_transferred_before_the_case_is_closed() -> None:
    world = established()
    close = CLOSE_CASE.saying(suspected_crime=True)
    assert refused(world, close) == ["SC-20.4"]
    assert refused(acted(world.copy(), TO_DISCIPLINE), close) == ["SC-20.4"]
    assert do(acted(world, TO_POLICE), close)


@rule("SC-20.4")
def test_what_a_receiver_answers_is_recorded_even_after_the_end() -> None:
    world = acted(established(), TO_POLICE, CLOSE_CASE)
    assert refused(world, REPLY.saying(no=2)) == ["SC-20.4"]
    assert refused(world, REPLY.saying(received_on=date(2026, 3, 1))) == ["SC-20.4"]
    acted(world, REPLY, REPLY.saying(reply="RETURNED"))
    case = violation(world)
    [sent] = case.transfers
    assert [one.reply for one in sent.replies] == ["ACCEPTED", "RETURNED"]
    assert (case.stage, case.final) == ("CLOSED", True)


@rule("IMPLICIT:funding-hold")
def test_funding_on_hold_is_released_or_stopped_before_the_end() -> None:
    world = acted(begun(), TRIAGE, INQUIRE, HOLD_FUNDING)
    assert refused(world, HOLD_FUNDING) == ["IMPLICIT:funding-hold"]
    acted(world, RELEASE_FUNDING, HOLD_FUNDING, NOTIFY, DEFEND, ESTABLISH)
    assert refused(world, CLOSE_CASE) == ["IMPLICIT:funding-hold"]
    assert do(acted(world.copy(), RELEASE_FUNDING), CLOSE_CASE)
    assert do(acted(world, STOP_FUNDING), CLOSE_CASE)


@rule("SC-20.3", "IMPLICIT:recovery")
def test_money_is_ordered_back_in_fen_and_only_where_a_violation_is_established() -> None:
    assert refused(notified(), RECOVER) == ["SC-20.3"]
    world = acted(established(), RECOVER, RECOVER.saying(amount=1))
    assert [one.amount for one in violation(world).decisions] == [300_000_00, 1]
    assert violation(world).decisions[0].document_no == "追1号"


@rule("SZ-26", "SZ-27")
def test_what_the_text_of_suzhou_lacks_is_absent() -> None:
    world = established(SUZHOU)
    city = Actor("x", "CITY", "320500", ("decision",))
    assert refused(world, RECOVER.by(city)) == ["IMPLICIT:step"]
    assert not {"ReportBranch", "RegisterBranch", "OrderRecovery"} & SUZHOU.asks.keys()


@pytest.mark.parametrize("who", [CHENGDU, EXPERTS, APPLICANT], ids=lambda actor: actor.person)
def test_a_lead_exists_only_for_those_who_inquire_and_decide(who: Actor) -> None:
    case = violation(begun())
    assert not case.is_open_to(who)
    assert case.is_open_to(TRIAGE.actor) and case.is_open_to(ESTABLISH.actor)
    assert not case.is_open_to(replace(TRIAGE.actor, organ="150000"))


def test_the_unit_knows_of_the_case_from_the_notice_on() -> None:
    asked = acted(begun(), TRIAGE, INQUIRE)
    assert not violation(asked).is_open_to(APPLICANT)
    told = violation(acted(asked, NOTIFY))
    assert told.is_open_to(APPLICANT) and told.is_open_to(replace(APPLICANT, role="CENTRE"))
    assert not told.is_open_to(replace(APPLICANT, organ="91510100MA6T000134"))


@rule("IMPLICIT:lead")
def test_the_unit_of_a_lead_is_found_from_what_it_is_about() -> None:
    world = SICHUAN.at("SubmitApplication")
    named = TIP.saying(owner=None, application="a1")
    assert do(world, named) and violation(world).owner == APPLICANT.organ
    for about in ({}, {"centre": "nowhere"}):
        [refusal] = refusals(world, TIP.saying(owner=None, **about).on("v2"))
        assert refusal.fields == ("/owner", "/centre", "/application")


@rule("IMPLICIT:lead")
@pytest.mark.parametrize("source", ["EVALUATION", "HOTLINE", "FINANCE", "AUDIT", "SUPERVISION"])
def test_a_lead_comes_from_whatever_source(source: str) -> None:
    world = SICHUAN.world()
    do(world, TIP.saying(source=source))
    assert (violation(world).source, violation(world).stage) == (source, "LEAD")


def test_a_case_that_is_not_there_is_asked_for_like_one_that_is_hidden() -> None:
    with pytest.raises(CaseMissing):
        do(SICHUAN.world(), TRIAGE)
