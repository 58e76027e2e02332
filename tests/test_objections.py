"""Objections to entries in publicity: what stops an entry, what becomes of it, who may judge."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.lodging import LodgeObjection
from domain.application.objection import Asked, Objection, Objector
from domain.application.resolving import objector_of
from domain.case import Actor
from domain.violation.lead import Violation
from tests.asking import (
    ADMIT,
    CLEAR,
    EXPLAIN,
    HEAR,
    INVESTIGATE,
    LODGE,
    OVER,
    PUBLICISE,
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
    with_another,
)
from tests.citing import invariant, rule
from tests.next_steps import HOUSE
from tests.regulations import SICHUAN_TEXT
from tests.sichuan import ANYBODY, APPLICANT, CHENGDU, REVIEWER, listed
from tests.world import DAY, World

LAST = date(2026, 3, 9)  # of the publicity that starts on DAY
UNIT = Objector(
    kind="UNIT", name="示例竞品有限公司", contact="028-87654321", uscc="91510100MA6T000134"
)
UPHELD = RESOLVE.saying(result="UPHELD", reason="专利不属申报单位")
CURABLE = RESOLVE.saying(result="PARTLY_UPHELD", curable=True, reason="公示的产业名称有误")


def objections(world: World, id: str = "a1") -> tuple[Objection, ...]:
    case = state(world, id)
    assert isinstance(case, Application)
    return case.objections


def stands(world: World, id: str = "a1") -> list[str]:
    return [one.stand for one in objections(world, id)]


def leads(world: World) -> list[Violation]:
    return [case for case in world.states.values() if isinstance(case, Violation)]


def acted(world: World, *asks: Ask, on: date = DAY) -> World:
    for ask in asks:
        do(world, ask, on)
    return world


def also(ask: Ask, no: int) -> Ask:
    """The same about another objection."""
    return ask.saying(no=no)


@rule("IMPLICIT:objection", "SC-07.9")
@invariant(23)
def test_a_person_objects_and_the_entry_goes_on_when_it_is_not_upheld() -> None:
    world = acted(at("StartPublicity"), LODGE.by(ANYBODY))
    assert (stage(world), stands(world)) == ("OBJECTION_PENDING", ["LODGED"])
    assert refused(world, CLEAR, OVER) == ["SC-07.9", "SC-07.9"]
    acted(world, ADMIT, INVESTIGATE, HEAR)
    assert stage(world) == "OBJECTION_PENDING"
    acted(world, RESOLVE)
    assert (stage(world), stands(world)) == ("IN_PUBLICITY", ["NOT_UPHELD"])
    acted(world, CLEAR, RECOGNISE, on=OVER)
    assert stage(world) == "RECOGNISED"
    assert leads(world) == []


def test_a_unit_objects_and_its_objection_has_ten_working_days_for_an_answer() -> None:
    world = acted(at("StartPublicity"), LODGE.saying(objector=UNIT).by(ANYBODY), ADMIT)
    [one] = objections(world)
    assert one.objector == UNIT and one.term
    assert (one.term.length, one.term.ends) == (10, date(2026, 3, 16))


@invariant(24)
@rule("IMPLICIT:lead")
def test_what_comes_on_the_last_day_is_in_time_and_a_day_later_is_a_lead() -> None:
    in_time = acted(at("StartPublicity"), LODGE.by(ANYBODY), on=LAST)
    assert (stage(in_time), leads(in_time)) == ("OBJECTION_PENDING", [])
    late = acted(at("StartPublicity"), LODGE.by(ANYBODY), on=OVER)
    assert (stage(late), stands(late)) == ("IN_PUBLICITY", ["NOT_ADMITTED"])
    assert objections(late)[0].ground == "LATE"
    [lead] = leads(late)
    assert (lead.stage, lead.owner, lead.application) == ("LEAD", APPLICANT.organ, "a1")
    [kept] = objections(late)
    assert (lead.source, lead.objection, lead.facts) == ("OBJECTION", kept.no, kept.facts)
    acted(late, CLEAR, on=OVER)


@invariant(24)
@rule("IMPLICIT:lead")
def test_what_nobody_puts_their_name_to_is_a_lead_and_no_objection() -> None:
    world = acted(at("StartPublicity"), LODGE.saying(objector=None).by(ANYBODY))
    assert (stage(world), stands(world)) == ("IN_PUBLICITY", ["NOT_ADMITTED"])
    assert objections(world)[0].ground == "ANONYMOUS"
    assert len(leads(world)) == 1
    assert refused(world, ADMIT) == ["IMPLICIT:objection"] * 2


@invariant(24)
def test_the_numbers_of_objections_tell_nothing_of_those_kept_as_leads() -> None:
    anonymous = LODGE.saying(objector=None).by(ANYBODY)
    world = acted(at("StartPublicity"), anonymous, LODGE, anonymous, LODGE)
    assert [one.no for one in objections(world) if one.standing] == [1, 2]
    assert len({one.no for one in objections(world)}) == 4


@invariant(24)
def test_a_lead_names_nobody() -> None:
    world = acted(at("StartPublicity"), LODGE.by(ANYBODY), on=OVER)
    assert "周异" not in repr(leads(world))


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
    assert (stage(world), objections(world)[0].ground) == ("PROPOSED", "EARLY")
    assert len(leads(world)) == 1


@invariant(23)
def test_two_objections_at_once_hold_the_entry_until_both_are_settled() -> None:
    world = acted(at("StartPublicity"), LODGE.by(ANYBODY), LODGE.saying(objector=UNIT).by(ANYBODY))
    acted(world, ADMIT, also(ADMIT, 2), INVESTIGATE, RESOLVE)
    assert (stage(world), stands(world)) == ("OBJECTION_PENDING", ["NOT_UPHELD", "ADMITTED"])
    acted(world, also(RETRACT, 2))
    assert stage(world) == "IN_PUBLICITY"


@invariant(23)
def test_an_objection_against_one_entry_does_not_delay_another() -> None:
    world = with_another(at("CompleteExpertReview"))
    acted(listed(world, "a1", "a2"), PUBLICISE, LODGE.by(ANYBODY))
    assert (stage(world, "a1"), stage(world, "a2")) == ("OBJECTION_PENDING", "IN_PUBLICITY")
    acted(world, CLEAR.on("a2"), RECOGNISE.on("a2"), on=OVER)
    assert stage(world, "a2") == "RECOGNISED"


@rule("IMPLICIT:objection")
@invariant(7, 23)
def test_upheld_it_refuses_the_entry_and_frees_what_it_held() -> None:
    world = at("HearApplicant")
    held = getattr(state(world), "holds", ())
    acted(world, UPHELD)
    assert (stage(world), state(world).final) == ("REFUSED", True)
    assert [stage(world, claim, "claims") for claim in held] == ["FREE"]
    [record] = [r for r in world.histories["applications/a1"] if r.event.stage == "REFUSED"]
    assert record.context.document_no == "7号"


def test_the_applicant_is_heard_before_an_objection_is_upheld() -> None:
    world = at("StartInvestigation")
    [refusal] = refusals(world, UPHELD)
    assert refusal.allowed.zh == "先听取申报单位说明"
    acted(world, EXPLAIN, UPHELD)
    assert stage(world) == "REFUSED"


def test_nothing_is_resolved_without_an_investigation() -> None:
    assert refused(at("CheckObjectionForm"), RESOLVE) == ["IMPLICIT:objection"] * 2


@rule("IMPLICIT:objection", "SC-07.9")
@invariant(23)
def test_partly_upheld_and_curable_the_entry_waits_for_another_publicity() -> None:
    world = acted(at("HearApplicant"), CURABLE)
    assert (stage(world), stands(world)) == ("PROPOSED", ["PARTLY_UPHELD"])
    case = state(world)
    assert isinstance(case, Application) and case.uncured
    assert refused(world, CLEAR, OVER) == ["SC-07.9", "SC-07.9"]


@invariant(23)
def test_another_publicity_cures_what_was_curable() -> None:
    world = acted(at("HearApplicant"), CURABLE)
    case = state(world)
    assert isinstance(case, Application) and case.publicised
    again = replace(case.publicised, list_no="L1-2")
    assert not replace(case, publicised=again).uncured
    for_good = replace(case.objections[0], curable=False)
    assert replace(case, publicised=again, objections=(for_good,)).uncured


@invariant(23)
def test_while_another_is_open_a_curable_entry_does_not_go_back_to_the_list() -> None:
    world = acted(at("HearApplicant"), LODGE.saying(objector=UNIT).by(ANYBODY), CURABLE)
    assert stage(world) == "OBJECTION_PENDING"
    acted(world, also(TURN_DOWN, 2))
    assert stage(world) == "PROPOSED"


def test_what_is_not_upheld_needs_no_other_publicity() -> None:
    world = at("HearApplicant")
    assert refused(world, RESOLVE.saying(curable=True)) == ["IMPLICIT:objection"]


def test_what_is_open_when_the_entry_is_refused_is_still_answered() -> None:
    world = acted(at("HearApplicant"), LODGE.saying(objector=UNIT).by(ANYBODY), UPHELD)
    acted(world, also(ADMIT, 2), also(INVESTIGATE, 2), also(HEAR, 2), also(UPHELD, 2))
    assert (stage(world), stands(world)) == ("REFUSED", ["UPHELD", "UPHELD"])
    assert state(world).final


@invariant(24)
@pytest.mark.parametrize(("ground", "kept"), [("LATE", 1), ("ANONYMOUS", 1), ("NO_FACTS", 0)])
def test_what_is_not_admitted_has_a_reason_and_may_be_a_lead(ground: str, kept: int) -> None:
    world = acted(at("LodgeObjection"), TURN_DOWN.saying(ground=ground))
    assert (stage(world), stands(world)) == ("IN_PUBLICITY", ["NOT_ADMITTED"])
    assert (objections(world)[0].ground, len(leads(world))) == (ground, kept)


def test_the_objector_is_told_why_unless_nobody_knows_who_it_is() -> None:
    world = at("LodgeObjection")
    silent: dict[str, Any] = {"served_on": None}
    assert refused(world, TURN_DOWN.saying(**silent)) == ["IMPLICIT:objection"]
    assert refused(world, TURN_DOWN.saying(served_on=date(2026, 3, 1))) == ["IMPLICIT:service"]
    acted(world, TURN_DOWN.saying(ground="ANONYMOUS", **silent))


@pytest.mark.parametrize("ask", [ADMIT, TURN_DOWN, INVESTIGATE, HEAR, EXPLAIN, RESOLVE, RETRACT])
def test_there_is_no_step_for_an_objection_that_is_not_there(ask: Ask) -> None:
    refusal = refusals(at("HearApplicant"), also(ask, 9))[-1]
    assert refusal.asked.zh == "第 9 号异议：没有这件异议"


def test_the_objector_withdraws_and_nobody_else_does() -> None:
    world = at("LodgeObjection")
    assert refused(world, RETRACT.by(ANYBODY)) == ["IMPLICIT:objector"]
    assert refused(world, RETRACT.by(objector_of(2))) == ["IMPLICIT:objector"]
    assert refused(world, RETRACT.without_document()) == ["IMPLICIT:objection"]
    acted(world, RETRACT.by(objector_of(1)).without_document())
    assert (stage(world), stands(world)) == ("IN_PUBLICITY", ["WITHDRAWN"])
    assert refused(world, RETRACT)[-1] == "IMPLICIT:objection"


@rule("IMPLICIT:separation")
@invariant(63)
def test_who_reviewed_the_case_investigates_no_objection_to_it() -> None:
    involved = replace(REVIEWER, duties=(*REVIEWER.duties, "objections"))
    for name, ask in (("LodgeObjection", ADMIT), ("CheckObjectionForm", INVESTIGATE)):
        assert refused(at(name), ask.by(involved)) == ["IMPLICIT:separation"]


def test_only_an_official_of_the_own_bureau_who_has_not_dealt_with_the_case_is_asked() -> None:
    def asked(organ: str, person: str) -> Ask:
        return INVESTIGATE.saying(asked=Asked(organ=organ, person=person, document_no="9号"))

    world = at("CheckObjectionForm")
    assert refused(world, asked("510700", "pref.510700")) == ["IMPLICIT:objection"]
    assert refused(world, asked("510100", CHENGDU.person)) == ["IMPLICIT:objection"]
    acted(world, asked("510100", "pref.510100.other"))
    assert objections(world)[0].asked


def test_the_applicant_answers_for_itself_alone() -> None:
    other = replace(APPLICANT, organ="91510100MA6T000134")
    assert refused(at("CheckObjectionForm"), EXPLAIN.by(other)) == ["IMPLICIT:own"]


LITERAL = SICHUAN_TEXT.replace("any_refuses = false", "any_refuses = true ")


@rule("IMPLICIT:objection", "SC-07.9")
@invariant(7)
def test_read_literally_any_admitted_objection_refuses_the_entry() -> None:
    world = at("LodgeObjection", sichuan=LITERAL)
    assert refused(world, ADMIT) == ["IMPLICIT:objection"]
    decision = ADMIT.saying(reason="公示期内有异议", served_on=DAY)
    assert refused(world, decision) == ["IMPLICIT:objection"]
    held = getattr(state(world), "holds", ())
    acted(world, replace(decision, document_no="10号"))
    assert (stage(world), state(world).final) == ("REFUSED", True)
    assert [stage(world, claim, "claims") for claim in held] == ["FREE"]
    acted(world, INVESTIGATE, RESOLVE)
    assert (stage(world), stands(world)) == ("REFUSED", ["NOT_UPHELD"])


@rule("SC-07.8")
def test_a_calendar_corrected_to_a_later_end_lets_a_later_objection_in() -> None:
    world = acted(at("StartPublicity"), HOUSE["PublishCalendar"])  # 9 March is off now
    acted(world, LODGE.by(ANYBODY), on=OVER)
    assert (stage(world), leads(world)) == ("OBJECTION_PENDING", [])


def test_in_december_no_objection_is_admitted_before_the_next_years_calendar_is_known() -> None:
    world = at("LodgeObjection")
    [refusal] = refusals(world, ADMIT, date(2026, 12, 21))
    assert "国务院办公厅" in refusal.asked.zh
    assert stage(world) == "OBJECTION_PENDING"


@rule("IMPLICIT:lead")
@pytest.mark.parametrize("role", ["PREF", "PROV", "FINANCE", "AUDIT"])
def test_any_official_registers_a_lead(role: str) -> None:
    world = acted(at("OpenCallBatch"), TIP.by(Actor("x", role, "510000")))
    assert [lead.source for lead in leads(world)] == ["HOTLINE"]


def test_a_lead_is_about_a_unit_with_a_credit_code() -> None:
    assert refused(at("OpenCallBatch"), TIP.saying(owner="91510100MA6T000122")) == [
        "IMPLICIT:credit-code"
    ]


def test_the_command_of_an_objection_is_what_its_paper_says() -> None:
    [decided, *_] = do(at("StartPublicity"), LODGE)
    assert isinstance(decided.record.command, LodgeObjection)
    assert decided.record.duty == "objections"
    assert do(at("StartPublicity"), LODGE.by(ANYBODY))[0].record.duty is None
