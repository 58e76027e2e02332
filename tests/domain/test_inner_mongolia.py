"""The second regime, where it differs from the first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.application.form import Unit
from domain.context import Actor
from domain.naming import build, centre_names, parse
from domain.regime.lifecycle import RegimeFile
from domain.regulation.division_sheet import shipped_divisions
from tests.support.asking import do, refusals, refused, state
from tests.support.citing import invariant, rule
from tests.support.regulations import CATALOGUES
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA as ROAD
from tests.support.roads import SICHUAN
from tests.support.sichuan import SKILLS, member

UNITS = sorted({row.bureau for row in shipped_divisions("inner_mongolia") if row.bureau})
DOCUMENTS = ("industry_layout_doc", "industry_policy_doc", "key_measures_doc")
SUBMIT, ACCEPT = ROAD.asks["SubmitApplication"], ROAD.asks["AcceptApplication"]


@rule("IM-07.1")
@invariant(1)
@pytest.mark.parametrize("unit", UNITS)
def test_each_of_the_fourteen_units_accepts_for_its_own_area(unit: str) -> None:
    assert len(UNITS) == 14
    case = ROAD.at("CreateDraft", division_code=unit)
    do(case, SUBMIT.saying(addressee=unit))
    for bureau in (other for other in UNITS if other != unit):
        assert refused(case, ACCEPT.by(replace(ACCEPT.actor, organ=bureau))) == ["IM-07.1"]
    assert do(case, ACCEPT.by(replace(ACCEPT.actor, organ=unit)))


@rule("IM-07.1")
@pytest.mark.parametrize(
    ("place", "unit"),
    [("150781", "150781"), ("150782", "150700"), ("152501", "152501"), ("152502", "152500")],
)
def test_manzhouli_and_erenhot_recommend_themselves_and_their_neighbours_do_not(
    place: str, unit: str
) -> None:
    case = ROAD.at("CreateDraft", division_code=place)
    assert refused(case, SUBMIT.saying(addressee="150100")) == ["IM-07.1"]
    assert do(case, SUBMIT.saying(addressee=unit))


@rule("IM-05.7")
@invariant(8)
@given(st.integers(1, 4), st.integers(1, 4))
def test_one_to_four_staff_never_change_eligibility_here(before: int, after: int) -> None:
    teams = [tuple(member(n) for n in range(size)) for size in (before, after)]
    case = ROAD.at("SubmitApplication", team=teams[0])
    change = ROAD.asks["ChangeApplicationData"]
    assert do(case, change.saying(form=ROAD.form(team=teams[1])))


@rule("IM-05.7", "SC-05.7", "SC-05.8")
def test_four_staff_are_too_few_in_sichuan_and_enough_in_inner_mongolia() -> None:
    four = tuple(member(n, SKILLS[0]) for n in range(4))
    found = refused(SICHUAN.at("CreateDraft", team=four), SICHUAN.asks["SubmitApplication"])
    assert found == ["SC-05.7", "SC-05.8"]
    assert do(ROAD.at("CreateDraft", team=four), SUBMIT)
    assert refused(ROAD.at("CreateDraft", team=()), SUBMIT) == ["IM-05.7"]


@rule("IM-05.4")
@invariant(13)
@pytest.mark.parametrize("missing", DOCUMENTS)
def test_plan_policy_and_measures_must_be_there_and_no_reason_helps(missing: str) -> None:
    explained = {missing: None, "industry_exception_reason": "盟市特色"}
    [refusal] = refusals(ROAD.at("CreateDraft", **explained), SUBMIT)
    assert refusal.rule == "IM-05.4" and refusal.fields == (f"/form/{missing}",)


@rule("IM-05.4")
@invariant(13)
def test_another_industry_passes_with_a_reason_as_far_as_the_review() -> None:
    other = ROAD.named_after("围棋")
    assert refused(ROAD.at("CreateDraft", **other), SUBMIT) == ["IM-05.4"]
    case = ROAD.at("StartLocalReview", **other, industry_exception_reason="盟市特色")
    assert refused(case, ROAD.asks["CompleteQualificationReview"]) == ["IM-05.4"]


@rule("IM-07.5")
def test_the_league_reviews_the_qualification_and_there_is_no_material_audit() -> None:
    case = ROAD.at("StartLocalReview")
    assert refused(case, SICHUAN.asks["CompleteMaterialAudit"]) == ["IMPLICIT:step"]
    assert refused(case, ROAD.asks["RecommendApplication"]) == ["IM-07.5"]
    do(case, ROAD.asks["CompleteQualificationReview"])
    assert do(case, ROAD.asks["RecommendApplication"])


@rule("IM-07.1", "IM-07.6")
def test_a_refusal_calls_the_bureaus_by_the_names_of_the_regime() -> None:
    stranger = Actor("x", "EXPERT", "150000")
    [here] = refusals(ROAD.at("SubmitApplication"), ACCEPT.by(stranger))
    [there] = refusals(
        SICHUAN.at("SubmitApplication"), SICHUAN.asks["AcceptApplication"].by(stranger)
    )
    assert (here.allowed.zh, there.allowed.zh) == ("盟市局", "市（州）局")
    assert here.allowed.en == "league or city bureau"
    [upper] = refusals(ROAD.at("RecommendApplication"), ROAD.asks["StartRecheck"].by(stranger))
    assert upper.allowed.zh == "自治区局"


@rule("IM-08")
@invariant(28)
@given(st.text(min_size=1, max_size=12))
def test_a_name_here_needs_no_particular_ending(industry: str) -> None:
    naming = ROAD.rules.text.name
    assert naming
    name = build(naming, industry)
    assert name == "内蒙古自治区" + industry + "知识产权运营中心"
    assert parse(naming, name) == industry


@rule("IM-08")
@invariant(28)
@pytest.mark.parametrize("named", ["乳业", "乳业产业"])
@pytest.mark.parametrize("industry", ["乳业", "乳业产业"])
def test_the_industry_stands_with_or_without_its_ending(industry: str, named: str) -> None:
    naming = ROAD.rules.text.name
    assert naming
    assert f"内蒙古自治区{named}知识产权运营中心" in centre_names(naming, industry)
    assert parse(naming, f"内蒙古自治区{named}知识产权运营中心") == named


@rule("IM-05.4", "IM-08")
def test_the_catalogue_lists_an_industry_under_either_spelling() -> None:
    listed = CATALOGUES["IM"]["industries"][0]
    other = listed.removesuffix("产业") if listed.endswith("产业") else f"{listed}产业"
    form = {"industry": other, "proposed_name": f"内蒙古自治区{listed}知识产权运营中心"}
    exact = ROAD.rules.text.form
    assert exact
    form["commitment_text"] = exact.commitment.replace("{industry}", other)
    assert do(ROAD.at("CreateDraft", **form), ROAD.asks["SubmitApplication"])


@rule("IM-20")
@invariant(5)
def test_the_guideline_stands_from_its_issue_and_has_no_end() -> None:
    file = state(ROAD.world(), "IM", "regulations")
    assert isinstance(file, RegimeFile)
    [version] = file.versions
    assert (version.term.begins, version.term.ends) == (date(2025, 6, 23), None)
    assert file.applicable(date(2025, 6, 22)) is None
    [refusal] = refusals(ROAD.at("Founded"), ROAD.asks["CreateDraft"], date(2025, 6, 22))
    assert (refusal.rule, refusal.allowed.zh) == ("IM-20", "2025-06-23 起")
    assert version.term.holds(date(2099, 1, 1))
    assert ROAD.rules.about.assumed == ("issued_on",)
    case = ROAD.at("SubmitApplication")
    assert do(case, ACCEPT, date(2029, 3, 2))


@rule("IM-01", "IM-19", "SC-01", "SC-21")
def test_a_version_names_the_guideline_it_rests_on_and_who_interprets_it() -> None:
    for road, division in (
        (ROAD, "自治区局知识产权运用促进处"),
        (SICHUAN, "省市场监管局知识产权运用处"),
    ):
        file = state(road.world(), road.code, "regulations")
        assert isinstance(file, RegimeFile)
        [version] = file.versions
        assert (version.parent, version.interpreted_by) == ("NAT-2024", division)


@rule("SC-05.3", "IM-05.3", "SC-02", "IM-02")
@pytest.mark.parametrize("road", [SICHUAN, ROAD], ids=lambda road: road.code)
def test_a_service_firm_may_take_part_beside_the_builder(road: Road) -> None:
    firm = Unit(name="示例知识产权服务有限公司", type="IP_SERVICE_FIRM")
    submit = road.asks["SubmitApplication"]
    assert do(road.at("CreateDraft", co_builders=(firm,)), submit)
    bank = replace(firm, type="BANK")
    [refusal] = refusals(road.at("CreateDraft", co_builders=(firm, bank)), submit)
    assert refusal.rule == f"{road.code}-05.3"
    assert "知识产权服务机构" in refusal.allowed.zh


@rule("IM-05.2", "IM-07.6")
def test_experts_score_what_the_guideline_asks_of_a_builder() -> None:
    case, score = ROAD.at("DeclareNoConflict"), ROAD.asks["SubmitScore"]
    too_much = ROAD.sheet(2501, 2500, 2500, 2500)
    assert refused(case, score.saying(sheet=too_much)) == ["IM-05.2"]
    assert refused(case, score.saying(sheet=ROAD.sheet()[1:])) == ["IMPLICIT:panel"]
    assert do(case, score)
