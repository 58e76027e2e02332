"""Drafting and submitting: who may apply, with what form, to whom, and how often."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import OperatingUnit, Seal
from domain.context import Actor
from domain.deciding import CaseMissing
from tests.support.asking import (
    CHANGE,
    DRAFT,
    REVISE,
    SUBMIT,
    WITHDRAW,
    at,
    do,
    ready,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import CHENGDU, MIANYANG, form, member, named_after, walk

OTHER = Actor("applicant.2", "APPLICANT", "91510100MA6T000134", ("submission",))


@rule("SC-07.2")
def test_a_whole_form_is_submitted() -> None:
    case = at("SubmitApplication")
    assert stage(case) == "SUBMITTED"
    application = state(case)
    assert isinstance(application, Application)
    assert (application.submitted_on, application.submissions) == (date(2026, 3, 2), 1)


def test_a_draft_may_be_revised_and_is_whole_or_not() -> None:
    case = at("CreateDraft", team=())
    do(case, REVISE)
    do(case, SUBMIT)
    assert refused(case, REVISE) == ["SC-07.2"]


@rule("SC-05.7")
def test_four_staff_are_too_few_and_five_are_enough() -> None:
    four = at("CreateDraft", team=form().team[:4])
    [refusal] = refusals(four, SUBMIT)
    assert (refusal.rule, refusal.article) == ("SC-05.7", "第五条第二款4")
    assert "工作人员不少于5人" in refusal.phrase
    assert (refusal.asked.zh, refusal.allowed.zh) == ("工作人员：4人", "工作人员不少于5人")
    assert refusal.asked.en == "distinct staff: 4 persons"
    assert stage(at("SubmitApplication", team=form().team)) == "SUBMITTED"


@invariant(12)
@rule("SC-05.7")
def test_the_same_person_twice_counts_once() -> None:
    twice = (*form().team[:4], form().team[0])
    assert refused(at("CreateDraft", team=twice), SUBMIT) == ["SC-05.7"]


@invariant(12)
@rule("SC-05.7")
def test_persons_whom_nobody_has_told_apart_count_once() -> None:
    unknown = tuple(replace(one, person_ref=None) for one in form().team)
    assert refused(at("CreateDraft", team=unknown), SUBMIT) == ["SC-05.7"]


@rule("SC-05.8")
def test_the_team_together_lacks_a_skill() -> None:
    team = tuple(member(n, "产业发展", "专利申请", "专利导航", "分析评议") for n in range(5))
    [refusal] = refusals(at("CreateDraft", team=team), SUBMIT)
    assert refusal.rule == "SC-05.8"
    assert refusal.asked.zh == "队伍熟悉业务缺少：知识产权金融、法律文书"


@rule("SC-05.8")
def test_one_person_may_bring_the_skill_that_the_others_lack() -> None:
    team = (*(member(n, "专利导航") for n in range(4)), member(4))
    assert stage(at("SubmitApplication", team=team)) == "SUBMITTED"


@rule("SC-05.7", "SC-05.8", "SC-05.9", "SC-07.2", "SC-08", "SC-A1")
def test_every_reason_is_given_at_once_in_the_order_of_the_text() -> None:
    broken = at(
        "CreateDraft",
        team=(member(1, "专利导航"),),
        dedicated_budget=0,
        proposed_name="成都运营中心",
        commitment_text="属实",
        address=None,
    )
    found = refusals(broken, SUBMIT)
    assert [refusal.rule for refusal in found] == [
        "SC-05.6",
        "SC-05.7",
        "SC-05.8",
        "SC-05.9",
        "SC-07.2",
        "SC-08",
        "SC-A1",
    ]
    for refusal in found:
        assert refusal.article and refusal.phrase and refusal.kind == "fact"
        assert refusal.asked.in_language(english=False) and refusal.allowed.zh
        assert refusal.asked.in_language(english=True) and refusal.allowed.en
    assert stage(broken) == "DRAFT"


@rule("SC-05.1", "SC-05.3")
def test_another_kind_of_builder_says_why_and_is_then_reviewed() -> None:
    firm = {"builder_type": "OTHER"}
    assert refused(at("CreateDraft", **firm), SUBMIT) == ["SC-05.1"]
    told = at("SubmitApplication", **firm, builder_type_reason="知识产权服务机构参与建设")
    assert stage(told) == "SUBMITTED"


@rule("SC-02", "SC-05.1")
@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("ENTERPRISE_LEADER", None),
        ("UNIVERSITY", None),
        ("INSTITUTE", None),
        ("ASSOCIATION", None),
        ("PARK", "PROVINCIAL"),
        ("PARK", "NATIONAL"),
    ],
)
def test_the_builders_that_the_measure_names_need_no_explanation(
    kind: str, level: str | None
) -> None:
    assert stage(at("SubmitApplication", builder_type=kind, park_level=level)) == "SUBMITTED"


@rule("SC-05.1")
@pytest.mark.parametrize("level", ["COUNTY", "PREFECTURE", None])
def test_a_park_below_the_provincial_level_is_not_among_them(level: str | None) -> None:
    park = at("CreateDraft", builder_type="PARK", park_level=level)
    assert refused(park, SUBMIT) == ["SC-05.1"]


@rule("SC-05.4")
def test_an_industry_outside_the_catalogue_needs_its_reason() -> None:
    assert refused(at("CreateDraft", **named_after("围棋产业")), SUBMIT) == ["SC-05.4"]
    reason = {"industry_exception_reason": "市级优势特色产业"}
    assert stage(at("SubmitApplication", **named_after("围棋产业"), **reason)) == "SUBMITTED"


@rule("SC-05.5")
def test_a_unit_without_a_duty_for_ip_operation_is_not_one() -> None:
    unit = OperatingUnit(kind="LEGAL_ENTITY", name="公司", duty_text="产业服务")
    assert refused(at("CreateDraft", operating_unit=unit), SUBMIT) == ["SC-05.5"]
    assert refused(at("CreateDraft", operating_unit=None), SUBMIT) == [
        "SC-05.5",
        "SC-05.5",
        "SC-07.2",
    ]


@rule("SC-05.9")
def test_funds_of_one_fen_are_funds_and_none_are_not() -> None:
    assert stage(at("SubmitApplication", dedicated_budget=1)) == "SUBMITTED"
    [refusal] = refusals(at("CreateDraft", dedicated_budget=0), SUBMIT)
    assert (refusal.rule, refusal.asked.zh) == ("SC-05.9", "专门工作经费：0.00元")


@rule("SC-05.9")
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"working_mechanism": None}, "工作机制"),
        ({"base_rules": None}, "基础制度"),
        ({"rule_documents": ()}, "制度文件"),
        ({"self_building_plan": None}, "自身建设计划"),
    ],
)
def test_a_missing_mechanism_rules_or_plan_lack_what_the_funds_are_for(
    lacking: dict[str, Any], said: str
) -> None:
    [refusal] = refusals(at("CreateDraft", **lacking), SUBMIT)
    assert refusal.rule == "SC-05.9"
    assert said in refusal.asked.zh
    assert refusal.fields == (f"/form/{next(iter(lacking))}",)


@rule("SC-A1")
def test_a_seal_of_tomorrow_is_no_seal() -> None:
    late = Seal(unit="成都示例新能源有限公司", sealed_on=date(2026, 3, 3))
    assert refused(at("CreateDraft", applicant_seal=late), SUBMIT) == ["SC-A1"]


@rule("SC-07.1")
def test_an_application_goes_to_the_bureau_of_its_own_area() -> None:
    case = at("CreateDraft")
    assert refused(case, SUBMIT.saying(addressee="510700")) == ["SC-07.1"]
    assert refused(case, SUBMIT.saying(addressee="510000")) == ["SC-07.1"]
    assert stage(at("SubmitApplication", division_code="510104")) == "SUBMITTED"


@rule("SC-07.1")
def test_at_the_provinces_own_division_no_bureau_recommends() -> None:
    assert refused(at("CreateDraft", division_code="510000"), SUBMIT) == ["SC-07.1", "SC-07.1"]


@rule("IMPLICIT:batch")
def test_applications_come_within_the_window_of_their_batch() -> None:
    case = at("CreateDraft")
    assert refused(case, SUBMIT, date(2027, 1, 1)) == ["IMPLICIT:batch"]
    assert refused(ready(), DRAFT, date(2025, 12, 31)) == ["IMPLICIT:batch"]
    assert refused(ready(), DRAFT.saying(batch=None)) == ["IMPLICIT:batch"]
    assert refused(ready(), DRAFT.saying(batch="b9")) == ["IMPLICIT:batch"]
    assert stage(walk(ready(), "a1", "SubmitApplication", date(2026, 12, 31))) == "SUBMITTED"


@rule("IMPLICIT:batch")
def test_a_batch_of_another_regime_is_not_theirs() -> None:
    case = at("CreateDraft")
    case.states["batches/b1"] = replace(state(case, "b1", "batches"), regime="IM")
    assert refused(case, SUBMIT) == ["IMPLICIT:batch"]


@rule("IMPLICIT:identity")
def test_the_unit_applies_under_its_own_code_and_registered_name() -> None:
    assert refused(at("CreateDraft", uscc=OTHER.organ), SUBMIT) == ["IMPLICIT:identity"]
    assert refused(at("CreateDraft", uscc="91510100MA6T000122"), SUBMIT) == ["IMPLICIT:identity"]
    assert refused(at("CreateDraft", unit_name="别的公司"), SUBMIT) == ["IMPLICIT:identity"]
    wide = "成都示例新能源有限公司".replace("成都", "成都\u3000")
    assert stage(at("SubmitApplication", unit_name=wide)) == "SUBMITTED"


@rule("IMPLICIT:own")
def test_another_applicant_does_not_touch_it() -> None:
    case = at("CreateDraft")
    for ask in (REVISE, SUBMIT, WITHDRAW):
        [refusal] = refusals(case, ask.by(OTHER))
        assert (refusal.rule, refusal.kind) == ("IMPLICIT:own", "who")
    assert refused(at("SubmitApplication"), CHANGE.by(OTHER)) == ["IMPLICIT:own"]


@rule("SC-06.1")
def test_a_bureau_does_not_apply() -> None:
    [refusal] = refusals(ready(), DRAFT.by(CHENGDU))
    assert (refusal.rule, refusal.kind) == ("SC-06.1", "who")
    assert (refusal.asked.zh, refusal.allowed.zh) == ("市（州）局", "申报单位")
    assert refused(at("CreateDraft"), SUBMIT.by(MIANYANG)) == ["SC-07.2"]


def test_a_draft_is_opened_once_and_what_is_not_there_is_missing() -> None:
    case = at("CreateDraft")
    assert refused(case, DRAFT) == ["IMPLICIT:open"]
    with pytest.raises(CaseMissing):
        do(case, SUBMIT.on("a9"))


def test_a_regime_that_nobody_issued_rules_nothing() -> None:
    assert refused(ready(), DRAFT.saying(regime="XX")) == ["IMPLICIT:regime"]
    assert refused(ready(), DRAFT.saying(channel="ANY")) == ["IMPLICIT:step"]


@invariant(30)
def test_one_unit_has_one_open_application_for_an_industry() -> None:
    case = walk(at("SubmitApplication"), "a2", "CreateDraft")
    second = SUBMIT.on("a2")
    [refusal] = refusals(case, second)
    assert refusal.rule == "IMPLICIT:one-open-application"
    assert refusal.asked.zh == "在办申报 a1"
    do(case, WITHDRAW)
    assert do(case, second)


@invariant(30)
def test_another_industry_is_another_application() -> None:
    case = walk(at("SubmitApplication"), "a2", "SubmitApplication", **named_after("白酒产业"))
    assert stage(case, "a2") == "SUBMITTED"
