"""Objections to entries in publicity: what stops an entry, who may judge, who may withdraw."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.lodging import LodgeObjection
from domain.application.objection import Asked
from domain.application.resolving import objector_of
from tests.support.against_entries import UNIT, acted, also, leads, objections, stands
from tests.support.asking import (
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
    TURN_DOWN,
    Ask,
    at,
    do,
    refusals,
    refused,
    stage,
    with_another,
)
from tests.support.citing import invariant, rule
from tests.support.next_steps import HOUSE
from tests.support.sichuan import ANYBODY, APPLICANT, CHENGDU, REVIEWER, listed


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


def test_the_command_of_an_objection_is_what_its_paper_says() -> None:
    [decided, *_] = do(at("StartPublicity"), LODGE)
    assert isinstance(decided.record.command, LodgeObjection)
    assert decided.record.duty == "objections"
    assert do(at("StartPublicity"), LODGE.by(ANYBODY))[0].record.duty is None
