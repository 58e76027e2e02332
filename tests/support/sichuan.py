"""The ordinary Sichuan procedure, step by step: actors, a complete form, and its commands."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.application.accepting import AcceptApplication
from domain.application.drafting import CreateDraft, SubmitApplication
from domain.application.expert_review import CompleteExpertReview
from domain.application.form import (
    Evidence,
    Form,
    Member,
    OperatingUnit,
    OperationCase,
    Seal,
    Signatory,
    Unit,
)
from domain.application.listing import ClearEntry
from domain.application.local_review import (
    Answer,
    CompleteMaterialAudit,
    CompleteQualificationReview,
    RecommendApplication,
    StartLocalReview,
)
from domain.application.recheck import PassRecheck, StartRecheck
from domain.application.recognising import RecogniseCentre
from domain.application.score_sheet import Mark
from domain.application.scoring import SubmitScore
from domain.batch.calling import OpenCallBatch
from domain.batch.declaring import DeclareNoConflict
from domain.batch.drawing import AppointPanel
from domain.batch.publicity import ClosePublicity, StartPublicity
from domain.batch.shortlisting import DetermineList, Dropped, Selected
from domain.case import Command
from domain.context import SYSTEM, Actor
from domain.expert_pool.keeping import AddExpert, OpenExpertPool
from domain.party.lifecycle import RegisterParty
from tests.support.world import CHAIR, DAY, World

USCC = "91510100MA6T000121"
APPLICANT = Actor("applicant.1", "APPLICANT", USCC, ("submission",))
CHENGDU = Actor("pref.510100", "PREF", "510100", ("acceptance", "local_review", "recommendation"))
MIANYANG = Actor("pref.510700", "PREF", "510700", ("acceptance", "local_review", "recommendation"))
CLERK = Actor("prov.sc", "PROV", "510000", ("acceptance", "publicity", "calendar"))
REVIEWER = Actor("prov.sc.reviewer", "PROV", "510000", ("recheck",))
EXPERTS = Actor("prov.sc.experts", "PROV", "510000", ("experts",))
DECIDER = Actor("prov.sc.decider", "PROV", "510000", ("decision", "calendar"))
INQUIRER = Actor("prov.sc.inquiry", "PROV", "510000", ("inquiry",))
OBJECTIONS = Actor("prov.sc.objections", "PROV", "510000", ("objections",))
ANYBODY = Actor("", "PUBLIC", "")
POOL = tuple(Actor(f"expert.{n}", "EXPERT", "510000", ("scoring",)) for n in range(1, 10))
MEMBERS = POOL[:3]
"""Those of the pool who know FIELD: a panel of three for it is made of them, in some order."""

FIELD = "知识产权运营"
CRITERIA = ("行业影响力", "服务创新能力", "知识产权运营优势", "引领带动作用")

SKILLS = ("产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书")
FILE = "0" * 64
INDUSTRY = "动力电池产业"
COMMITMENT = (
    "我单位自愿申报建设四川省{}知识产权运营中心。且郑重承诺："
    "所提交的所有信息真实、准确、完整，不存在任何虚假、误导性或刻意隐瞒。"
)
RULES = ("SC-05.1", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8", "SC-05.9", "SC-08")


def member(number: int, *skills: str) -> Member:
    return Member(
        name=f"员工{number}",
        title="工程师",
        skills=skills or SKILLS,
        assignment="运营",
        person_ref=f"p{number}",
    )


def form(**changes: Any) -> Form:
    """A form that passes everything."""
    whole = Form(
        unit_name="成都示例新能源有限公司",
        uscc=USCC,
        legal_nature="ENTERPRISE_PRIVATE",
        builder_type="ENTERPRISE_LEADER",
        entity_level="PREFECTURE",
        operating_unit=OperatingUnit(
            kind="INTERNAL_UNIT", name="知识产权部", duty_text="负责知识产权运营"
        ),
        division_code="510100",
        contact_name="王示例",
        contact_title="主任",
        contact_phone="13800000000",
        address="成都市示例路1号",
        industry=INDUSTRY,
        industry_entity_count=120,
        leading_enterprises=(Unit(name="示例电池股份有限公司"),),
        team=tuple(member(number) for number in range(1, 6)),
        office_conditions="独立办公室",
        working_mechanism="例会",
        base_rules="管理制度",
        rule_documents=(FILE,),
        operation_cases=(OperationCase(title="许可", held_on=date(2025, 5, 1), text="专利许可"),),
        self_building_plan="三年计划",
        planned_services="专利导航",
        duty_tags=("4.6",),
        dedicated_budget=100_000_000,
        budget_source="自有资金",
        proposed_name=f"四川省{INDUSTRY}知识产权运营中心",
        commitment=True,
        commitment_text=COMMITMENT.format(INDUSTRY),
        applicant_handler=Signatory(name="王示例", phone="13800000000"),
        applicant_head=Signatory(name="李示例"),
        applicant_seal=Seal(unit="成都示例新能源有限公司", sealed_on=date(2026, 3, 1)),
        attachments=tuple(
            Evidence(condition=rule, kind="证明", file=FILE)
            for rule in ("SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.9")
        ),
        staff_informed=True,
    )
    return replace(whole, **changes)


def form_of(applicant: Actor, industry: str = INDUSTRY, **changes: Any) -> Form:
    """The whole form, for another applicant or industry."""
    return form(uscc=applicant.organ, **named_after(industry), **changes)


def named_after(industry: str) -> dict[str, Any]:
    """The fields of the form that name the industry."""
    return {
        "industry": industry,
        "proposed_name": f"四川省{industry}知识产权运营中心",
        "commitment_text": COMMITMENT.format(industry),
    }


def batch_open(world: World, id: str = "b1") -> World:
    opening = OpenCallBatch(
        regime="SC", title="首批", window_from=date(2026, 1, 1), window_to=date(2026, 12, 31)
    )
    world.act("batches", id, opening, CLERK)
    return pooled(world)


def pooled(world: World) -> World:
    """The authority has experts."""
    if "expert-pools/510000" not in world.states:
        world.act("expert-pools", "510000", OpenExpertPool(regime="SC"), EXPERTS)
        for number in range(1, len(POOL) + 1):
            world.act("expert-pools", "510000", expert(number), EXPERTS)
    return world


def expert(number: int) -> AddExpert:
    return AddExpert(
        expert=f"expert.{number}",
        name=f"专家{number}",
        phone=f"1390000000{number}",
        fields=(FIELD, "专利") if number <= len(MEMBERS) else ("专利",),
        employer_name=f"示例研究所{number}",
    )


def registered(world: World, applicant: Actor = APPLICANT) -> World:
    unit = RegisterParty(uscc=applicant.organ, name=str(form().unit_name))
    world.act("parties", applicant.organ, unit, applicant)
    return world


def qualification(**results: Any) -> CompleteQualificationReview:
    named = {key.replace("_", "-").replace("SC-05-", "SC-05."): v for key, v in results.items()}
    return CompleteQualificationReview(
        answers=tuple(
            Answer(rule=rule, result=named.get(rule, "PASS"), evidence="已核对") for rule in RULES
        )
    )


RECOMMENDATION = RecommendApplication(
    opinion="同意推荐，建议组织复核评审。",
    merit_rank=1,
    recommender_handler=Signatory(name="赵示例", phone="028-12345678"),
    recommender_head=Signatory(name="钱示例"),
)

ROAD: tuple[tuple[str, Any, Actor, str | None], ...] = (
    ("SubmitApplication", SubmitApplication(addressee="510100"), APPLICANT, None),
    ("AcceptApplication", AcceptApplication(), CHENGDU, None),
    ("StartLocalReview", StartLocalReview(no_conflict=True), CHENGDU, None),
    ("CompleteQualificationReview", qualification(), CHENGDU, None),
    ("CompleteMaterialAudit", CompleteMaterialAudit(findings="真实", passed=True), CHENGDU, None),
    ("RecommendApplication", RECOMMENDATION, CHENGDU, "成市监〔2026〕1号"),
    ("StartRecheck", StartRecheck(), REVIEWER, None),
    ("PassRecheck", PassRecheck(findings="属实"), REVIEWER, None),
    (
        "CompleteExpertReview",
        CompleteExpertReview(opinion="好"),
        CHAIR,
        None,
    ),
)


def sheet(*points: int) -> tuple[Mark, ...]:
    """Points in hundredths for the four criteria; 90.00 in all where none are given."""
    given = points or (2250,) * 4
    return tuple(Mark(name, one) for name, one in zip(CRITERIA, given, strict=True))


def panel_of(id: str, on: date = DAY, batch: str = "b1") -> Iterator[tuple[str, str, Any, Actor]]:
    """A panel for one application, all of whose members declare and score."""
    panel_no = f"P-{id}"
    drawing = AppointPanel(
        panel_no=panel_no,
        pool="510000",
        size=3,
        applications=(id,),
        scores_by=on + timedelta(days=4),
        fields=(FIELD,),
    )
    free = DeclareNoConflict(panel_no=panel_no, confidential=True, no_conflict=True)
    yield "batches", batch, drawing, EXPERTS
    for member in MEMBERS:
        yield "batches", batch, free, member
    for member in MEMBERS:
        score = SubmitScore(panel_no=panel_no, sheet=sheet(), opinion="可行")
        yield "applications", id, score, member


def name_of(command: Command) -> str:
    return type(command).__name__


def panelled(world: World, id: str, until: str, on: date = DAY) -> bool:
    """The panel's work as far as the named step; whether that is the last that was wanted."""
    names = [name_of(command) for _, _, command, _ in panel_of(id)]
    for stream, case, command, actor in panel_of(id, on):
        if until in names and names.index(until) < names.index(name_of(command)):
            break
        world.act(stream, case, command, actor, on)
    return until in names


def walk(
    world: World,
    id: str,
    until: str = "CompleteExpertReview",
    on: date = DAY,
    applicant: Actor = APPLICANT,
    **form_changes: Any,
) -> World:
    """From draft to the named step, on one day."""
    whole = form(**{"uscc": applicant.organ} | form_changes)
    draft = CreateDraft(regime="SC", channel="ORDINARY", batch="b1", form=whole)
    world.act("applications", id, draft, applicant, on)
    for name, command, actor, document_no in ROAD:
        if until == "CreateDraft":
            break
        if name == "CompleteExpertReview" and panelled(world, id, until, on):
            break
        person = applicant if actor == APPLICANT else actor
        world.act("applications", id, command, person, on, document_no)
        if name == until:
            break
    return world


def listed(
    world: World, *ids: str, list_no: str = "L1", on: date = DAY, dropped: tuple[str, ...] = ()
) -> World:
    command = DetermineList(
        list_no=list_no,
        selected=tuple(Selected(application=id) for id in ids),
        dropped=tuple(Dropped(application=id, reason="名额") for id in dropped),
        served_on=on,
    )
    world.act("batches", "b1", command, DECIDER, on, "川知〔2026〕1号")
    return world


def publicised(world: World, *ids: str, on: date = DAY, list_no: str = "L1") -> World:
    listed(world, *ids, list_no=list_no, on=on)
    start = StartPublicity(
        list_no=list_no, channel_url="https://example.invalid/", objection_channel="电话"
    )
    world.act("batches", "b1", start, CLERK, on)
    return world


def cleared(world: World, id: str, on: date, list_no: str = "L1") -> World:
    world.act("batches", "b1", ClosePublicity(list_no=list_no), SYSTEM, on)
    world.act("applications", id, ClearEntry(), SYSTEM, on)
    return world


def recognised(world: World, id: str, on: date) -> World:
    world.act("applications", id, RecogniseCentre(), DECIDER, on, "川知〔2026〕2号")
    return world
