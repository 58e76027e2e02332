"""What an objection that is upheld, wholly or in part, does to the entry."""

from msgspec.structs import replace

from domain.application.case import Application
from tests.support.against_entries import UNIT, acted, also, stands
from tests.support.asking import (
    ADMIT,
    CLEAR,
    EXPLAIN,
    HEAR,
    INVESTIGATE,
    LODGE,
    OVER,
    RESOLVE,
    TURN_DOWN,
    at,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.regulations import SICHUAN_TEXT
from tests.support.sichuan import ANYBODY
from tests.support.world import DAY

UPHELD = RESOLVE.saying(result="UPHELD", reason="专利不属申报单位")
CURABLE = RESOLVE.saying(result="PARTLY_UPHELD", curable=True, reason="公示的产业名称有误")


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
