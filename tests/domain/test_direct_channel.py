"""Units of the upper level may go straight to the authority, and file with the bureau at home."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.context import Actor
from tests.support.asking import Ask, do, refusals, refused, stage, state
from tests.support.citing import invariant, rule
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA, INNER_MONGOLIA_DIRECT, SICHUAN, SICHUAN_DIRECT
from tests.support.world import DAY, World

DIRECT = (SICHUAN_DIRECT, INNER_MONGOLIA_DIRECT)
BOTH = pytest.mark.parametrize("road", DIRECT, ids=lambda road: road.code)
HOME = {"SC": "510100", "IM": "150781"}
UNIVERSITY = {"legal_nature": "PUBLIC_INSTITUTION", "builder_type": "UNIVERSITY"}


def application(world: World) -> Application:
    case = state(world)
    assert isinstance(case, Application)
    return case


def rule_of(road: Road, number: str) -> str:
    return f"{road.code}-{number}"


@BOTH
@invariant(3)
@rule("SC-07.3", "IM-07.3")
@pytest.mark.parametrize("level", ["COUNTY", "PREFECTURE", "PROVINCIAL", "CENTRAL", None])
def test_only_units_of_the_upper_level_go_straight_to_the_authority(
    road: Road, level: str | None
) -> None:
    case = road.at("CreateDraft", entity_level=level)
    if level in ("PROVINCIAL", "CENTRAL"):
        assert do(case, road.asks["SubmitApplication"])
    else:
        assert rule_of(road, "07.3") in refused(case, road.asks["SubmitApplication"])


@rule("SC-07.3", "IM-07.3")
@invariant(3)
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.code)
def test_a_unit_of_the_upper_level_may_go_through_its_own_bureau_all_the_same(road: Road) -> None:
    case = road.at("RecogniseCentre", entity_level="CENTRAL")
    assert stage(case) == "RECOGNISED"


@BOTH
@rule("SC-07.3", "IM-07.3")
def test_the_level_is_proved_and_the_authority_addressed(road: Road) -> None:
    submit = road.asks["SubmitApplication"]
    proofs = tuple(p for p in road.form().attachments if not p.condition.endswith("07.3"))
    case = road.at("CreateDraft", attachments=proofs)
    [refusal] = refusals(case, submit)
    assert (refusal.rule, refusal.phrase) == (
        rule_of(road, "07.3"),
        road.rules.by_id[rule_of(road, "07.3")].phrase,
    )
    home = submit.saying(addressee=HOME[road.code])
    assert refused(road.at("CreateDraft"), home) == [rule_of(road, "07.3")]


@BOTH
@rule("SC-07.3", "IM-07.3")
def test_the_authority_accepts_and_the_bureau_at_home_does_not(road: Road) -> None:
    case, accept = road.at("RecordLocalFiling"), road.asks["AcceptApplication"]
    bureau = road.asks["ReceiveLocalFiling"].actor
    assert refused(case, accept.by(bureau)) == [rule_of(road, "07.3")]
    assert do(case, accept) and stage(case) == "ACCEPTED"


@BOTH
@invariant(2, 4)
@rule("SC-07.4", "IM-07.4")
def test_no_recheck_passes_before_the_materials_are_filed_at_home(road: Road) -> None:
    case = road.at("SubmitApplication")
    for name in ("AcceptApplication", "StartRecheck"):
        do(case, road.asks[name])
    [refusal] = refusals(case, road.asks["PassRecheck"])
    assert (refusal.rule, refusal.asked.zh) == (
        rule_of(road, "07.4"),
        "申报材料尚未向所在地备案",
    )
    do(case, road.asks["RecordLocalFiling"])
    assert stage(case) == "RECHECK"
    assert do(case, road.asks["PassRecheck"])


@BOTH
@invariant(2)
@rule("SC-07.4", "IM-07.4")
def test_no_centre_is_recognised_without_a_filing(road: Road) -> None:
    case = road.at("ClearEntry")
    case.states["applications/a1"] = replace(application(case), filing=None)
    found = refused(case, road.asks["RecogniseCentre"], road.day("RecogniseCentre"))
    assert found == [rule_of(road, "07.4")]


@BOTH
@invariant(4)
@rule("SC-07.4", "IM-07.4")
@pytest.mark.parametrize("name", ["SubmitApplication", "RequestCorrection", "StartRecheck"])
@pytest.mark.parametrize("filing", ["RecordLocalFiling", "ReceiveLocalFiling"])
def test_a_filing_changes_no_stage_whoever_enters_it(road: Road, name: str, filing: str) -> None:
    case = road.at(name)
    before = stage(case)
    do(case, road.asks[filing])
    found = application(case).filing
    assert stage(case) == before and found
    assert found.bureau == HOME[road.code]
    assert set(found.materials) == road.form().files


@BOTH
@rule("SC-07.4", "IM-07.4")
def test_the_very_files_that_were_submitted_are_filed_with_the_bureau_of_the_place(
    road: Road,
) -> None:
    case, ask = road.at("SubmitApplication"), road.asks["RecordLocalFiling"]
    own = tuple(road.form().files)
    for wrong in ({"materials": own[1:]}, {"materials": (*own, "f" * 64)}, {"materials": ()}):
        [refusal] = refusals(case, ask.saying(**wrong))
        assert refusal.rule == rule_of(road, "07.4")
    [refusal] = refusals(case, ask.saying(materials=("f" * 64,)))
    assert refusal.asked.zh == f"备案材料缺少 {len(own)} 件，多出 1 件"
    assert refused(case, ask.saying(bureau="510700")) == [rule_of(road, "07.4")]
    assert refused(case, ask.saying(filed_on=DAY.replace(day=3))) == [rule_of(road, "07.4")]
    assert do(case, ask.saying(receipt="a" * 64))


@BOTH
@rule("SC-07.4", "IM-07.4")
def test_a_bureau_enters_its_own_receipt_under_a_number_and_no_other_bureau_does(
    road: Road,
) -> None:
    case, ask = road.at("SubmitApplication"), road.asks["ReceiveLocalFiling"]
    assert refused(case, ask.without_document()) == [rule_of(road, "07.4")]
    other = Actor("pref.other", "PREF", "510700", ("acceptance",))
    assert refused(case, ask.by(other)) == [rule_of(road, "07.4")]
    assert do(case, ask)


@BOTH
@invariant(2)
@rule("SC-06.1", "SC-07.6", "IM-06.1", "IM-07.5")
def test_nobody_recommends_what_came_directly(road: Road) -> None:
    ordinary = SICHUAN if road.code == "SC" else INNER_MONGOLIA
    case = road.at("AcceptApplication")
    for name in ("StartLocalReview", "RecommendApplication", "DeclineRecommendation"):
        assert refused(case, ordinary.asks[name]) == ["IMPLICIT:step"]


@BOTH
@rule("SC-05.1", "SC-05.4", "IM-05.1", "IM-05.4")
def test_without_a_local_review_the_recheck_grants_what_holds_in_principle(road: Road) -> None:
    explained = {"builder_type": "OTHER", "builder_type_reason": "检验检测机构"}
    case = road.at("StartRecheck", **explained)
    assert refused(case, road.asks["PassRecheck"]) == [rule_of(road, "05.1")]


@BOTH
@rule("SC-07.4", "IM-07.4")
def test_the_case_is_before_the_authority_then_the_bureau_it_is_filed_with_until_recognition(
    road: Road,
) -> None:
    case = road.at("RecogniseCentre")
    records = case.histories["applications/a1"]
    areas = {type(record.command).__name__: record.area for record in records}
    authority = f"{road.code}.{road.rules.about.authority}"
    bureau = f"{road.code}.{HOME[road.code]}"
    assert areas["CreateDraft"] == f"{road.code}.000000"
    assert areas["SubmitApplication"] == authority
    assert areas["RecordLocalFiling"] == areas["ClearEntry"] == bureau
    assert areas["RecogniseCentre"] == authority
    [centre] = case.histories["centres/a1"]
    assert centre.area == bureau


# The two sentences of the Sichuan Art. 7 that do not meet


def submitted(road: Road, **fields: Any) -> tuple[World, Ask]:
    return road.at("CreateDraft", **fields), road.asks["SubmitApplication"]


@rule("SC-07.7")
def test_a_university_that_applies_directly_is_noted_and_not_refused() -> None:
    world, submit = submitted(SICHUAN_DIRECT, **UNIVERSITY)
    [flag] = do(world, submit)[0].record.flags
    assert (flag.code, flag.rule) == ("RULE_AMBIGUITY", "SC-07.7")
    assert "省属企业" in flag.zh and "7(3)" in flag.en
    assert state(world).flags == (flag,)


@rule("SC-07.7")
@pytest.mark.parametrize(
    "fields",
    [{"entity_level": "CENTRAL"}, {"legal_nature": "ENTERPRISE_PRIVATE"}, UNIVERSITY],
)
def test_whatever_is_no_enterprise_of_the_province_is_noted(fields: dict[str, Any]) -> None:
    world, submit = submitted(SICHUAN_DIRECT, **fields)
    assert do(world, submit)[0].record.flags


@rule("SC-07.7", "IM-07.6")
def test_an_enterprise_of_the_province_and_inner_mongolia_have_nothing_to_note() -> None:
    for road, fields in ((SICHUAN_DIRECT, {}), (INNER_MONGOLIA_DIRECT, UNIVERSITY)):
        world, submit = submitted(road, **fields)
        assert do(world, submit)[0].record.flags == ()
    assert do(*submitted(SICHUAN, **UNIVERSITY))[0].record.flags == ()


@rule("SC-07.7")
def test_the_note_is_made_once() -> None:
    world = SICHUAN_DIRECT.at("RequestCorrection", **UNIVERSITY)
    form = SICHUAN_DIRECT.form(**UNIVERSITY)
    do(world, SICHUAN_DIRECT.asks["SupplyCorrection"].saying(form=form))
    assert len(state(world).flags) == 1
