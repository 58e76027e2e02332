"""A funded project: stamped before it is handed in, reviewed, decided by the party group, built.
Nothing of it is recommended, publicised, recognised or cancelled."""

from datetime import date
from typing import Any

import pytest

from domain.application.case import Application
from domain.centre.case import Centre
from domain.context import Actor
from domain.matter import CaseReader
from domain.regulation.rules import rules_of
from projections import registry
from services.access.sight import may_see
from services.access.ties import Subject
from services.access.visibility import is_hidden
from tests.support.asking import Ask, do, refusals, refused, stage, state
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.roads import ONE_CITY, SICHUAN, SUZHOU
from tests.support.sichuan import APPLICANT, MEMBERS
from tests.support.world import DAY, World, claim

ASK = SUZHOU.asks
STAMP, SUBMIT = ASK["AffixGovernmentStamp"], ASK["SubmitApplication"]
APPROVE, REJECT, START = (
    ASK[name] for name in ("ApproveByPartyGroup", "RejectByPartyGroup", "StartConstruction")
)
PROJECT_NAME = claim("project-name", "320500", str(SUZHOU.form().proposed_name))
OF_RECOGNITION = {"DetermineList", "StartPublicity", "RecogniseCentre", "RecogniseList"}


def done(world: World, ask: Ask) -> Any:
    return do(world, ask)[0].record


@rule("SZ-17", "SZ-20", "SZ-21", "SZ-22")
@invariant(18, 27, 39)
def test_a_project_comes_from_its_stamp_to_its_construction_and_never_to_a_publicity() -> None:
    world = SUZHOU.at("StartConstruction")
    history = world.histories["applications/a1"]
    names = [type(one.command).__name__ for one in history]
    order = ["AffixGovernmentStamp", "SubmitApplication", "CompleteExpertReview"]
    order += ["SubmitToPartyGroup", "ApproveByPartyGroup", "StartConstruction"]
    assert [name for name in names if name in order] == order
    stages = [one.event.stage for one in history if one.event.stage]
    assert stages == [
        *("DRAFT", "STAMPED", "SUBMITTED", "ACCEPTED", "EXPERT_REVIEW"),
        *("PARTY_GROUP_PENDING", "APPROVED", "APPROVED"),
    ]
    assert world.replayed("applications", "a1") == state(world)


@invariant(39)
@invariant(27)
def test_no_step_of_the_regime_recommends_publicises_recognises_or_cancels() -> None:
    steps = SUZHOU.rules.text.step
    assert not OF_RECOGNITION & {step.do for step in steps}
    assert not {"CANCELLED", "RECOGNISED", "IN_PUBLICITY", "RECOMMENDED"} & {
        end for step in steps for end in (*step.leads_to, *step.during)
    }
    assert SUZHOU.rules.text.publicity is None and SUZHOU.rules.text.name is None


@rule("SZ-20")
@invariant(18)
def test_the_organ_of_the_place_stamps_the_draft_and_nobody_else() -> None:
    world = SUZHOU.at("SeekConsent")
    assert (STAMP.actor.role, STAMP.actor.organ) == ("LOCALGOV", "320505")
    assert refused(world, SUBMIT) == ["SZ-20"]
    for other in (Actor("x", "LOCALGOV", "320583", ("consent",)), ASK["AcceptApplication"].actor):
        [who] = refusals(world, STAMP.by(other))
        assert (who.rule, who.kind) == ("SZ-20", "who")
    do(world, STAMP)
    assert stage(world) == "STAMPED"
    do(world, SUBMIT)
    assert stage(world) == "SUBMITTED"


@rule("SZ-20")
def test_a_draft_that_is_changed_after_its_stamp_needs_another() -> None:
    world = SUZHOU.at("AffixGovernmentStamp")
    do(world, ASK["ReviseDraft"])
    assert stage(world) == "DRAFT"
    [refusal] = refusals(world, SUBMIT)
    assert (refusal.rule, refusal.kind) == ("SZ-20", "stage")
    assert refusal.allowed.zh == "案件处于：已盖章"
    do(world, ASK["SeekConsent"])
    do(world, STAMP)
    assert do(world, SUBMIT)


@rule("SZ-20")
def test_the_city_itself_stamps_nothing_so_a_draft_names_a_district_or_a_park() -> None:
    world = SUZHOU.at("CreateDraft", division_code="320500")
    [refusal] = refusals(world, ASK["SeekConsent"])
    assert (refusal.rule, refusal.fields) == ("SZ-20", ("/form/division_code",))
    park = SUZHOU.at("SeekConsent", division_code="320571")
    case = state(park)
    assert isinstance(case, Application) and case.sought
    assert (case.sought.organ, case.sought.roles) == ("320571", ("LOCALGOV",))


@rule("SZ-21", "SZ-22")
@invariant(18)
def test_nothing_comes_before_the_party_group_without_the_experts_opinion() -> None:
    world = SUZHOU.at("SubmitScore")
    [refusal] = refusals(world, ASK["SubmitToPartyGroup"])
    assert (refusal.rule, refusal.kind) == ("SZ-21", "order")
    assert refusal.allowed.zh == "先办理“专家评审意见”"
    assert refused(world, APPROVE) == ["SZ-22"]


@rule("SZ-22")
@invariant(18)
def test_the_party_group_decides_on_the_minutes_of_its_meeting() -> None:
    world = SUZHOU.at("SubmitToPartyGroup")
    missing = refusals(world, APPROVE.without_minutes())
    assert [(one.rule, one.fields) for one in missing] == [
        ("SZ-22", ("/minutes_no",)),
        ("SZ-22", ("/minutes_on",)),
    ]
    record = done(world, APPROVE)
    assert (record.decided_by, record.context.minutes_no) == ("PARTY_GROUP", "会议纪要3号")
    case = state(world)
    assert (case.stage, case.final) == ("APPROVED", True)
    assert isinstance(case, Application) and case.holds == ()


@rule("SZ-22")
def test_a_rejected_project_is_told_why_and_its_place_is_free_again() -> None:
    world = SUZHOU.at("SubmitToPartyGroup")
    record = done(world, REJECT)
    assert (record.event.reason, record.event.served_on) == ("reason", date(2026, 11, 2))
    case = state(world)
    assert (case.stage, case.final) == ("NOT_APPROVED", True)
    assert refused(world, START) == ["SZ-22"]
    SUZHOU.walk(world, "SubmitApplication", "a2")
    assert stage(world, "a2") == "SUBMITTED"


@rule("SZ-22")
@invariant(39)
def test_a_centre_under_construction_has_a_file_and_no_day_of_recognition() -> None:
    world = SUZHOU.at("ApproveByPartyGroup")
    do(world, START)
    centre = state(world, stream="centres")
    assert isinstance(centre, Centre)
    assert (centre.stage, centre.owner, centre.division) == ("ACTIVE", APPLICANT.organ, "320505")
    assert (centre.started_on, centre.recognised_on) == (DAY, None)
    assert SUZHOU.rules.stage_called("ACTIVE").zh == "建设中"
    assert world.replayed("centres", "a1") == centre
    row = rows_of(world, "registry")["a1"]
    assert not registry.is_active(row)
    assert (row.status, row.recognised_on, row.started_on) == ("UNDER_CONSTRUCTION", None, DAY)
    assert refused(world, START) == ["SZ-22"]


def another(world: World, until: str, name: str, id: str = "a2") -> World:
    """The unit has a project in another industry too, come as far as the named step."""
    industry = {"a2": "新材料产业", "a3": "新能源产业"}[id]
    SUZHOU.walk(world, until, id, industry=industry, proposed_name=name)
    return world


@rule("SZ-22")
def test_a_project_whose_name_is_anothers_of_the_city_does_not_come_before_the_party_group() -> (
    None
):
    world = SUZHOU.at("ApproveByPartyGroup")
    name = SUZHOU.form().proposed_name or ""
    another(world, "CompleteExpertReview", name)
    [refusal] = refusals(world, ASK["SubmitToPartyGroup"].on("a2"))
    assert (refusal.rule, refusal.fields) == ("SZ-22", ("/form/proposed_name",))
    assert refusal.allowed.zh == "本机关立项的项目未使用的名称"
    assert do(another(world, "SubmitToPartyGroup", "另一项目", "a3"), APPROVE.on("a3"))


@rule("SZ-22")
def test_of_two_projects_with_one_name_before_the_party_group_one_is_approved() -> None:
    world = SUZHOU.at("SubmitToPartyGroup")
    another(world, "SubmitToPartyGroup", SUZHOU.form().proposed_name or "")
    do(world, APPROVE)
    assert refused(world, APPROVE.on("a2")) == ["SZ-22"]
    assert [one.stream for one in do(world, START)] == ["applications/a1", "centres/a1"]
    assert do(world, REJECT.on("a2"))


@rule("SZ-22")
def test_a_project_that_was_approved_before_names_were_claimed_has_its_name_from_its_start() -> (
    None
):
    world = SUZHOU.at("ApproveByPartyGroup")
    [name] = [one for one in world.states if one == f"claims/{PROJECT_NAME}"]
    del world.states[name], world.histories[name]
    assert name in [one.stream for one in do(world, START)]


@rule("SZ-22")
def test_an_approved_project_stands_in_the_worklist_until_its_construction_starts() -> None:
    world = SUZHOU.at("StartConstruction")
    approved = rows_of(SUZHOU.at("ApproveByPartyGroup"), "worklist")["applications/a1"]
    assert approved.stage == "APPROVED"
    assert "applications/a1" not in rows_of(world, "worklist")


@rule("SZ-00")
@invariant(5)
def test_nothing_begins_before_the_opinion_is_issued() -> None:
    [refusal] = refusals(SUZHOU.at("Founded"), ASK["CreateDraft"], date(2018, 12, 3))
    assert (refusal.rule, refusal.allowed.zh) == ("SZ-00", "2018-12-04 起")


@rule("SZ-04", "SZ-05", "SZ-09", "SZ-21")
def test_the_experts_judge_the_industry_and_the_operator_by_the_opinions_own_criteria() -> None:
    criteria = {one.name: one.rule for one in SUZHOU.rules.text.criterion}
    operator = dict.fromkeys(("系统性", "协同性", "持续性"), "SZ-09")
    assert criteria == {"高端性": "SZ-04", "引领性": "SZ-05", **operator}
    world, score = SUZHOU.at("DeclareNoConflict"), ASK["SubmitScore"]
    score = score.by(SUZHOU.member(MEMBERS[0]))
    [refusal] = refusals(world, score.saying(sheet=SUZHOU.sheet(2500, 2500, 2000, 1500, 1501)))
    assert (refusal.rule, refusal.allowed.zh) == ("SZ-09", "至多 15.00 分")
    assert do(world, score.saying(sheet=SUZHOU.sheet(2500, 2500, 2000, 1500, 1500)))


@rule("IMPLICIT:supervision", "IMPLICIT:acceptance", "IMPLICIT:application", "SZ-20")
@pytest.mark.parametrize(
    ("actor", "draft", "asked", "later"),
    [
        (Actor("city.1", "CITY", "320500"), False, False, True),
        (Actor("party.1", "PARTYGROUP", "320500"), False, False, True),
        (STAMP.actor, False, True, True),
        (Actor("gov.2", "LOCALGOV", "320583"), False, False, False),
        (Actor("county.1", "COUNTY", "320505"), False, False, False),
        (Actor("prov.1", "PROV", "510000"), False, False, False),
    ],
    ids=lambda one: f"{one.role} {one.organ}" if isinstance(one, Actor) else "",
)
def test_who_sees_a_project_when(actor: Actor, draft: bool, asked: bool, later: bool) -> None:
    """The city and its party group from submission on, who stamps it from when it is asked."""
    steps = ("CreateDraft", "SeekConsent", "SubmitApplication")
    seen = [is_shown(actor, SUZHOU.at(step)) for step in steps]
    assert seen == [draft, asked, later]


def is_shown(actor: Actor, world: World) -> bool:
    subject = Subject("applications", state(world), DAY, CaseReader(world.load, claim))
    return not is_hidden(actor, subject) and may_see(actor, subject)


def test_a_pass_mark_keeps_a_project_from_the_party_group() -> None:
    text = SUZHOU.text.replace("[panel]\n", "[panel]\npass_mark = 9500\n", 1)
    assert rules_of(text).text.panel
    world = SUZHOU.at("CompleteExpertReview", text)
    [refusal] = refusals(world, ASK["SubmitToPartyGroup"])
    assert refusal.allowed.zh == "不低于 95.00 分；未达到的不提请审定"


@pytest.mark.parametrize("road", [SICHUAN, ONE_CITY], ids=lambda road: road.name)
def test_a_regime_that_recognises_knows_nothing_of_a_party_groups_approval(road: Any) -> None:
    world = road.at("CompleteExpertReview")
    for name in ("SubmitToPartyGroup", "ApproveByPartyGroup", "StartConstruction"):
        assert refused(world, ASK[name]) == ["IMPLICIT:step"]
