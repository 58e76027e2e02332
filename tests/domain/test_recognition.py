"""Recognition: after a clear publicity, on a working day, under a free name; the centre's file."""

from datetime import date

from domain.batch.shortlisting import Selected
from domain.centre.case import Centre
from domain.centre.recognition import OpenCentreFile
from domain.claim.lifecycle import Claim
from domain.context import Actor
from tests.support.asking import (
    CLEAR,
    LIST,
    OVER,
    PUBLICISE,
    RECOGNISE,
    SUBMIT,
    Ask,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import CLERK, DECIDER, form, named_after, registered, walk
from tests.support.world import DAY, World, claim

RIVAL = Actor("applicant.2", "APPLICANT", "91510100MA6T000134", ("submission",))
NAME = "四川省动力电池产业知识产权运营中心"


def two_rivals() -> World:
    """a1 and a2, of two units, both want the one name and have both been cleared."""
    world = at("CompleteExpertReview")
    registered(world, RIVAL)
    walk(world, "a2", applicant=RIVAL)
    do(world, LIST.saying(selected=(Selected(application="a1"), Selected(application="a2"))))
    do(world, PUBLICISE)
    do(world, CLEAR, OVER)
    do(world, CLEAR.on("a2"), OVER)
    return world


@rule("SC-07.9", "SC-08")
def test_one_act_ends_the_application_opens_the_centre_and_takes_the_name() -> None:
    world = at("ClearEntry")
    decided = do(world, RECOGNISE, OVER)
    assert stage(world) == "RECOGNISED" and state(world).final
    centre = state(world, stream="centres")
    assert isinstance(centre, Centre)
    assert (centre.stage, centre.name, centre.division) == ("ACTIVE", NAME, "510100")
    assert (centre.recognised_on, centre.level, centre.owner) == (OVER, "PROVINCIAL", form().uscc)
    assert centre.regulation == state(world).regulation
    held = state(world, claim("centre-name", "PROVINCIAL", NAME), "claims")
    assert isinstance(held, Claim) and held.holder == "centres/a1"
    assert len(decided) == 4


@rule("SC-07.9")
def test_no_recognition_before_the_entry_is_clear() -> None:
    assert refused(at("StartPublicity"), RECOGNISE, OVER) == ["SC-07.9", "SC-07.9"]
    assert "SC-07.9" in refused(at("CompleteExpertReview"), RECOGNISE, OVER)


@rule("IMPLICIT:working-day")
def test_a_centre_is_recognised_on_a_working_day() -> None:
    world = at("ClearEntry")
    [refusal] = refusals(world, RECOGNISE, date(2026, 3, 14))
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:working-day", "period")
    assert refusal.asked.zh == "办理日 2026-03-14（星期六）不是工作日"
    assert refusal.allowed.zh == "工作日，例如 2026-03-16"
    assert refused(world, RECOGNISE, date(2026, 4, 6)) == ["IMPLICIT:working-day"]
    assert refused(world, RECOGNISE, date(2027, 1, 4)) == ["IMPLICIT:working-day"]
    assert do(world, RECOGNISE, date(2026, 5, 9))


@rule("SC-07.9")
@invariant(19)
def test_it_does_not_take_effect_before_it_is_decided() -> None:
    world = at("ClearEntry")
    assert refused(world, RECOGNISE, OVER, effective_on=DAY) == ["IMPLICIT:effective"]
    do(world, RECOGNISE, OVER, effective_on=date(2026, 4, 1))
    centre = state(world, stream="centres")
    assert isinstance(centre, Centre) and centre.recognised_on == date(2026, 4, 1)


@rule("SC-08")
@invariant(29)
def test_a_name_is_one_centres_only() -> None:
    world = two_rivals()
    do(world, RECOGNISE, OVER)
    [refusal] = refusals(world, RECOGNISE.on("a2"), OVER)
    assert (refusal.rule, refusal.asked.zh) == ("SC-08", f"名称“{NAME}”已被使用")
    assert stage(world, "a2") == "PUBLICITY_CLEAR"


@rule("SC-08")
def test_a_name_follows_the_formula_and_the_industry() -> None:
    for name in (NAME + "（成都）", NAME.replace("动力电池", "白酒"), "四川省知识产权运营中心"):
        assert refused(at("CreateDraft", proposed_name=name), SUBMIT) == ["SC-08"]
    reason = {"industry_exception_reason": "细分领域"}
    assert refused(at("CreateDraft", **named_after("动力电池"), **reason), SUBMIT) == ["SC-08"]


@rule("SC-06.1")
@invariant(30)
def test_a_recognised_unit_may_apply_again_for_the_same_industry() -> None:
    world = walk(at("ClearEntry"), "a2", "CreateDraft")
    assert refused(world, SUBMIT.on("a2"), OVER) == ["IMPLICIT:one-open-application"]
    do(world, RECOGNISE, OVER)
    assert do(world, SUBMIT.on("a2"), OVER)


@rule("SC-07.9", "SC-06.1")
def test_only_the_province_decides() -> None:
    world = at("ClearEntry")
    assert refused(world, RECOGNISE.by(CLERK), OVER) == ["IMPLICIT:duty"]
    elsewhere = Actor("p", "PROV", "150000", DECIDER.duties)
    [refusal] = refusals(world, RECOGNISE.by(elsewhere), OVER)
    assert (refusal.rule, refusal.kind) == ("SC-07.9", "who")


@rule("SC-08")
def test_nobody_opens_a_centres_file_by_itself() -> None:
    fields = dict.fromkeys(OpenCentreFile.__struct_fields__, "x")
    ask = Ask(command=OpenCentreFile(**fields), actor=DECIDER, stream="centres", id="c1")
    [refusal] = refusals(at("ClearEntry"), ask, OVER)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:entailed", "who")
