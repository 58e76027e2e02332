"""What comes late, early or without a name is kept as a lead, and stops no entry."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application import lodging
from domain.application.case import Application
from domain.application.lodging import FIRST_ASIDE, ObjectionKeptAsLead
from domain.context import Actor, Context
from domain.record import Record
from domain.violation.lead import LeadRegistered
from tests.support.against_entries import UNIT, acted, ground, leads, objections, stands
from tests.support.asking import (
    ADMIT,
    CLEAR,
    INVESTIGATE,
    LODGE,
    OVER,
    RECOGNISE,
    RESOLVE,
    RETRACT,
    TERMINATE,
    TIP,
    TURN_DOWN,
    WITHDRAW,
    Ask,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import ANYBODY, APPLICANT, OBJECTIONS, listed
from tests.support.world import DAY

LAST = date(2026, 3, 9)  # of the publicity that starts on DAY


@invariant(24)
@rule("IMPLICIT:lead")
def test_what_comes_on_the_last_day_is_in_time_and_a_day_later_is_a_lead() -> None:
    in_time = acted(at("StartPublicity"), LODGE.by(ANYBODY), on=LAST)
    assert (stage(in_time), leads(in_time)) == ("OBJECTION_PENDING", [])
    late = acted(at("StartPublicity"), LODGE.by(ANYBODY), on=OVER)
    assert (stage(late), stands(late)) == ("IN_PUBLICITY", [])
    [lead] = leads(late)
    assert (lead.stage, lead.owner, lead.application) == ("LEAD", APPLICANT.organ, "a1")
    assert (lead.source, ground(lead), lead.received_on) == ("OBJECTION", "LATE", OVER)
    acted(late, CLEAR, on=OVER)


@invariant(24)
@pytest.mark.parametrize("by", [ANYBODY, OBJECTIONS], ids=["a stranger", "the officer"])
@pytest.mark.parametrize("why", ["EARLY", "LATE", "ANONYMOUS"])
def test_of_what_is_no_objection_the_application_keeps_no_trace(by: Actor, why: str) -> None:
    begun = listed(at("CompleteExpertReview"), "a1") if why == "EARLY" else at("StartPublicity")
    before = state(begun), [*begun.histories["applications/a1"]]
    lodged = LODGE.by(by).saying(objector=None if why == "ANONYMOUS" else UNIT)
    world = acted(begun, lodged, on=OVER if why == "LATE" else DAY)
    assert (state(world), world.histories["applications/a1"]) == before
    assert [ground(lead) for lead in leads(world)] == [why]


@invariant(24)
@rule("IMPLICIT:lead")
def test_what_nobody_puts_their_name_to_is_a_lead_and_no_objection() -> None:
    world = acted(at("StartPublicity"), LODGE.saying(objector=None).by(ANYBODY))
    assert (stage(world), stands(world)) == ("IN_PUBLICITY", [])
    assert [ground(lead) for lead in leads(world)] == ["ANONYMOUS"]
    assert refused(world, ADMIT) == ["IMPLICIT:objection"] * 3


@invariant(24)
def test_the_numbers_of_objections_tell_nothing_of_those_kept_as_leads() -> None:
    anonymous = LODGE.saying(objector=None).by(ANYBODY)
    world = acted(at("StartPublicity"), anonymous, LODGE, anonymous, LODGE)
    assert [one.no for one in objections(world)] == [1, 2]
    assert len({lead.objection for lead in leads(world)} | {1, 2}) == 4


def test_the_number_of_a_lead_that_is_taken_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lodging, "NUMBERS_ASIDE", 2)
    anonymous = LODGE.saying(objector=None).by(ANYBODY)
    world = acted(at("StartPublicity"), anonymous, anonymous)
    assert {lead.objection for lead in leads(world)} == {FIRST_ASIDE, FIRST_ASIDE + 1}


@invariant(24)
def test_a_lead_is_withdrawn_and_admitted_by_nobody() -> None:
    world = acted(at("StartPublicity"), LODGE.saying(objector=None))
    [lead] = leads(world)
    for ask in (ADMIT, TURN_DOWN, RETRACT):
        asked = [one.asked.zh for one in refusals(world, ask.saying(no=lead.objection))]
        assert f"第 {lead.objection} 号异议：不予受理" in asked


@invariant(24)
def test_what_an_earlier_release_kept_with_the_application_reads_as_before() -> None:
    world = at("StartPublicity")
    event = ObjectionKeptAsLead(no=FIRST_ASIDE, facts="事实", received_on=DAY, ground="LATE")
    context = Context(actor=ANYBODY, occurred_on=DAY, effective_on=DAY, command_id="c0")
    record = Record(event=event, context=context, command=LODGE.command)
    after = record.evolve(state(world))
    assert isinstance(after, Application)
    [kept] = after.objections
    assert (kept.no, kept.stand, kept.standing, kept.ground) == (
        FIRST_ASIDE,
        "NOT_ADMITTED",
        False,
        "LATE",
    )
    assert after.last_day == state(world).last_day


@invariant(24)
def test_what_an_earlier_release_kept_is_told_by_the_lead_that_the_rules_make_of_it_now() -> None:
    world = at("StartPublicity")
    [decided] = do(world, LODGE.saying(objector=None).by(ANYBODY))
    now = decided.record.event
    assert isinstance(now, LeadRegistered) and now.paper
    old = ObjectionKeptAsLead(
        no=FIRST_ASIDE,
        ground=now.paper.ground,
        facts=now.facts,
        received_on=now.received_on,
        reply_key=now.paper.reply_key,
    )
    assert old.is_told_by(now)
    others: list[dict[str, Any]] = [{"facts": "另一件"}, {"received_on": date.min}]
    for other in [*others, {"ground": "EARLY"}]:
        assert not replace(old, **other).is_told_by(now)
    assert not old.is_told_by(old)


@invariant(24)
def test_a_lead_that_an_objection_becomes_names_nobody() -> None:
    world = acted(at("LodgeObjection"), TURN_DOWN.saying(ground="LATE"))
    [lead] = leads(world)
    assert (lead.paper, lead.evidence) == (None, ())
    assert "周异" not in repr(lead)


@invariant(24)
@pytest.mark.parametrize("end", [WITHDRAW, TERMINATE], ids=["withdrawn", "terminated"])
def test_what_comes_after_the_end_is_kept_as_a_lead(end: Ask) -> None:
    world = acted(at("StartPublicity"), end)
    ended = stage(world)
    acted(world, LODGE.by(ANYBODY))
    assert (stage(world), state(world).final) == (ended, True)
    assert (stands(world), len(leads(world))) == (["LODGED"], 1)


@invariant(24)
def test_a_paper_that_came_in_time_counts_though_it_was_recorded_late() -> None:
    world = acted(at("ClearEntry"), LODGE.saying(received_on=LAST), on=OVER)
    assert stage(world) == "OBJECTION_PENDING"
    assert refused(world, RECOGNISE, OVER) == ["SC-07.9", "SC-07.9"]
    acted(world, ADMIT, INVESTIGATE, RESOLVE.saying(served_on=OVER), on=OVER)
    assert stage(world) == "IN_PUBLICITY"
    acted(world, CLEAR, RECOGNISE, on=OVER)


def test_anybody_objects_today_and_not_yesterday() -> None:
    world = at("StartPublicity")
    yesterday = LODGE.by(ANYBODY).saying(received_on=LAST)
    assert refused(world, yesterday, OVER) == ["IMPLICIT:objection"]
    assert refused(world, LODGE.saying(received_on=OVER), LAST) == ["IMPLICIT:objection"]


def test_what_came_before_the_publicity_is_a_lead() -> None:
    world = listed(at("CompleteExpertReview"), "a1")
    acted(world, LODGE)
    assert (stage(world), [ground(lead) for lead in leads(world)]) == ("PROPOSED", ["EARLY"])


@invariant(24)
@pytest.mark.parametrize(("ground", "kept"), [("LATE", 1), ("ANONYMOUS", 1), ("NO_FACTS", 0)])
def test_what_is_not_admitted_has_a_reason_and_may_be_a_lead(ground: str, kept: int) -> None:
    world = acted(at("LodgeObjection"), TURN_DOWN.saying(ground=ground))
    assert (stage(world), stands(world)) == ("IN_PUBLICITY", ["NOT_ADMITTED"])
    assert (objections(world)[0].ground, len(leads(world))) == (ground, kept)


@rule("IMPLICIT:lead")
@pytest.mark.parametrize("role", ["PREF", "PROV", "FINANCE", "AUDIT"])
def test_any_official_registers_a_lead(role: str) -> None:
    world = acted(at("OpenCallBatch"), TIP.by(Actor("x", role, "510000")))
    assert [lead.source for lead in leads(world)] == ["HOTLINE"]


def test_a_lead_is_about_a_unit_with_a_credit_code() -> None:
    assert refused(at("OpenCallBatch"), TIP.saying(owner="91510100MA6T000122")) == [
        "IMPLICIT:credit-code"
    ]
