"""A valid request for every command of the ordinary procedure: by the right person, with its
document."""

from datetime import date
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from domain.application.accepting import RefuseAcceptance
from domain.application.admitting import CheckObjectionForm, RefuseObjection
from domain.application.avoiding import RequestRecusal
from domain.application.correcting import LapseCorrection, RequestCorrection, SupplyCorrection
from domain.application.drafting import CreateDraft, ReviseDraft
from domain.application.ending import (
    ChangeApplicationData,
    Consent,
    TerminateProcedure,
    WithdrawApplication,
)
from domain.application.filing import ReceiveLocalFiling, RecordLocalFiling
from domain.application.form import Avoid
from domain.application.investigating import AnswerObjection, HearApplicant, StartInvestigation
from domain.application.listing import ClearEntry
from domain.application.local_review import DeclineRecommendation
from domain.application.lodging import LodgeObjection
from domain.application.recheck import FailRecheck
from domain.application.recognising import RecogniseCentre
from domain.application.resolving import ResolveObjection, WithdrawObjection
from domain.batch.calling import OpenCallBatch
from domain.batch.dissolving import DissolvePanel
from domain.batch.interrupting import InterruptPublicity, RestartPublicity
from domain.batch.publicity import ClosePublicity, StartPublicity
from domain.batch.recognising import RecogniseList
from domain.batch.recusing import RecuseExpert, RecuseOneself
from domain.batch.republicising import Republicise
from domain.batch.shortlisting import DetermineList, Selected
from domain.case import Case, Command
from domain.centre.branches import RegisterBranch, ReportBranch
from domain.context import SYSTEM, Actor
from domain.deciding import Decided
from domain.expert_pool.keeping import OpenExpertPool, RemoveExpert
from domain.expert_pool.relating import DeclareRelation, RecordRelation
from domain.objector import Objector
from domain.party.lifecycle import RenameParty
from domain.refusal import Refusal
from domain.violation.case import BranchSeen
from domain.violation.concluding import CloseViolation, ConcludeInquiry
from domain.violation.funding import HoldFunding, OrderRecovery, ReleaseFunding, StopFunding
from domain.violation.lead import RegisterLead
from domain.violation.notifying import NotifyIntendedDecision, SubmitDefence
from domain.violation.transferring import (
    ReceiveTransferReply,
    ReferToAudit,
    ReferToDiscipline,
    ReferToFinance,
    TransferToPublicSecurity,
)
from domain.violation.triaging import OpenInquiry, TriageLead
from tests.support.regulations import SICHUAN_TEXT
from tests.support.sichuan import (
    ANYBODY,
    APPLICANT,
    CHENGDU,
    CLERK,
    DECIDER,
    EXPERTS,
    INQUIRER,
    MEMBERS,
    OBJECTIONS,
    POOL,
    REVIEWER,
    ROAD,
    batch_open,
    expert,
    form,
    named_after,
    panel_of,
    registered,
    walk,
)
from tests.support.world import DAY, World, founded

OVER = date(2026, 3, 10)  # the day after a publicity of five working days that starts on DAY


class Ask(Struct, frozen=True, kw_only=True):
    """A command on a case, by somebody, on a document, on the minutes of the same day."""

    command: Command
    actor: Actor
    document_no: str | None = None
    stream: str = "applications"
    id: str = "a1"
    minutes_no: str | None = None

    def by(self, actor: Actor) -> Self:
        return replace(self, actor=actor)

    def on(self, id: str) -> Self:
        return replace(self, id=id)

    def without_document(self) -> Self:
        return replace(self, document_no=None)

    def without_minutes(self) -> Self:
        return replace(self, minutes_no=None)

    def carried(self, on: date) -> dict[str, Any]:
        """What the context says of the minutes, where a body decides."""
        return {"minutes_no": self.minutes_no, "minutes_on": on} if self.minutes_no else {}

    def saying(self, **fields: Any) -> Self:
        return replace(self, command=replace(self.command, **fields))


def do(world: World, ask: Ask, on: date = DAY, **context: Any) -> list[Decided]:
    said = ask.carried(on) | context
    return world.act(ask.stream, ask.id, ask.command, ask.actor, on, ask.document_no, **said)


def refusals(world: World, ask: Ask, on: date = DAY, **context: Any) -> tuple[Refusal, ...]:
    said = ask.carried(on) | context
    return world.refusals(ask.stream, ask.id, ask.command, ask.actor, on, ask.document_no, **said)


def refused(world: World, ask: Ask, on: date = DAY, **context: Any) -> list[str]:
    return [refusal.rule for refusal in refusals(world, ask, on, **context)]


def stage(world: World, id: str = "a1", stream: str = "applications") -> str | None:
    return world.case(stream, id).stage


def state(world: World, id: str = "a1", stream: str = "applications") -> Case:
    return world.case(stream, id)


def ready(**changes: Any) -> World:
    """Regulation, calendar, an open batch, a registered unit."""
    return registered(batch_open(founded(**changes)))


def at(name: str, sichuan: str = SICHUAN_TEXT, **form_changes: Any) -> World:
    """A world where the application a1 has come as far as the named step."""
    if name in ("Founded", "OpenExpertPool"):
        world = registered(founded(sichuan=sichuan))
        if name == "OpenExpertPool":
            do(world, OPEN_POOL)
        return world
    world = ready(sichuan=sichuan)
    match name:
        case "OpenCallBatch":
            return world
        case "RequestCorrection":
            beginning, further = "SubmitApplication", [ASK_CORRECTION]
        case "DetermineList" | "StartPublicity" | "ClearEntry":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE, CLEAR]
            further = further[: further.index(PROPER[name]) + 1]
        case "LodgeObjection" | "CheckObjectionForm" | "StartInvestigation" | "HearApplicant":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE]
            further += [LODGE, ADMIT, INVESTIGATE, HEAR]
            further = further[: further.index(PROPER[name]) + 1]
        case "InterruptPublicity":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE, INTERRUPT]
        case "RenameParty":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE, RENAME]
        case _:
            beginning, further = name, []
    walk(world, "a1", beginning, **form_changes)
    for ask in further:
        do(world, ask, on=OVER if ask is CLEAR else DAY)
    return world


def with_another(world: World, id: str = "a2", industry: str = "白酒产业") -> World:
    """A second application of the same unit, for another industry, reviewed by the experts."""
    return walk(world, id, **named_after(industry))


def proper(command: Command, actor: Actor, document_no: str | None = None, **where: str) -> Ask:
    return Ask(command=command, actor=actor, document_no=document_no, **where)


BATCH = {"stream": "batches", "id": "b1"}
OPEN = proper(
    OpenCallBatch(
        regime="SC", title="首批", window_from=date(2026, 1, 1), window_to=date(2026, 12, 31)
    ),
    CLERK,
    **BATCH,
)
LIST = proper(
    DetermineList(list_no="L1", selected=(Selected(application="a1"),)),
    DECIDER,
    "川知〔2026〕1号",
    **BATCH,
)
PUBLICISE = proper(
    StartPublicity(
        list_no="L1", channel_url="https://example.invalid/", objection_channel="028-12345678"
    ),
    CLERK,
    **BATCH,
)
CLOSE = proper(ClosePublicity(list_no="L1"), SYSTEM, **BATCH)
INTERRUPT = proper(InterruptPublicity(list_no="L1", reason="网站停机"), CLERK, **BATCH)
RESTART = proper(
    RestartPublicity(
        list_no="L1", channel_url="https://example.invalid/", objection_channel="028-12345678"
    ),
    CLERK,
    **BATCH,
)
RENAME = proper(
    RenameParty(name="成都新名能源有限公司"),
    CHENGDU,
    "成市监〔2026〕9号",
    stream="parties",
    id=APPLICANT.organ,
)
REPUBLICISE = proper(
    Republicise(
        list_no="L1",
        application="a1",
        number="L1-2",
        channel_url="https://example.invalid/2",
        objection_channel="028-12345678",
        reason="单位更名",
        unit_name="成都新名能源有限公司",
    ),
    CLERK,
    **BATCH,
)
RECOGNISE_LIST = proper(RecogniseList(list_no="L1"), DECIDER, "川知〔2026〕3号", **BATCH)
DRAFT = proper(CreateDraft(regime="SC", channel="ORDINARY", batch="b1", form=form()), APPLICANT)
REVISE = proper(ReviseDraft(form=form()), APPLICANT)
STEPS = {name: proper(command, actor, number) for name, command, actor, number in ROAD}
SUBMIT, ACCEPT = STEPS["SubmitApplication"], STEPS["AcceptApplication"]
START_REVIEW, QUALIFY = STEPS["StartLocalReview"], STEPS["CompleteQualificationReview"]
AUDIT, RECOMMEND = STEPS["CompleteMaterialAudit"], STEPS["RecommendApplication"]
RECHECK, PASS_RECHECK = STEPS["StartRecheck"], STEPS["PassRecheck"]
EXPERT_REVIEW = STEPS["CompleteExpertReview"]
PANEL_WORK = [
    proper(command, actor, stream=stream, id=id) for stream, id, command, actor in panel_of("a1")
]
APPOINT, DECLARE, SCORE = PANEL_WORK[0], PANEL_WORK[1], PANEL_WORK[-3]
DISSOLVE = proper(DissolvePanel(panel_no="P-a1", reason="程序有误"), EXPERTS, "7号", **BATCH)
RECUSE = proper(
    RecuseExpert(expert="expert.1", ground="PAID_ADVICE", source="ORGAN"), EXPERTS, **BATCH
)
STEP_DOWN = proper(RecuseOneself(ground="KINSHIP"), MEMBERS[0], **BATCH)
ASK_RECUSAL = proper(RequestRecusal(request=Avoid(body="某研究所", reason="诉讼对方")), APPLICANT)
EXPERTS_FILE = {"stream": "expert-pools", "id": "510000"}
OPEN_POOL = proper(OpenExpertPool(regime="SC"), EXPERTS, **EXPERTS_FILE)
ADD_EXPERT = proper(expert(4), EXPERTS, **EXPERTS_FILE)
REMOVE_EXPERT = proper(RemoveExpert(expert="expert.4", reason="退休"), EXPERTS, **EXPERTS_FILE)
RELATE = proper(
    RecordRelation(expert="expert.4", related_to="某公司", ground="SHAREHOLDING"),
    EXPERTS,
    **EXPERTS_FILE,
)
OWN_RELATION = proper(
    DeclareRelation(related_to="某公司", ground="EMPLOYMENT"), POOL[3], **EXPERTS_FILE
)
ASK_CORRECTION = proper(RequestCorrection(defects=("缺少证明",)), CHENGDU)
CORRECT = proper(SupplyCorrection(form=form(), answers=("已补充",)), APPLICANT)
FILED: dict[str, Any] = {"materials": tuple(form().files), "filed_on": DAY}
FILE_LOCALLY = proper(RecordLocalFiling(bureau="510100", **FILED), APPLICANT)
RECEIVE_FILING = proper(ReceiveLocalFiling(**FILED), CHENGDU, "收7号")
LAPSE = proper(LapseCorrection(), SYSTEM)
TURN_AWAY = proper(
    RefuseAcceptance(ground="WRONG_CHANNEL", reason="渠道不符", served_on=DAY), CHENGDU, "2号"
)
DECLINE = proper(DeclineRecommendation(reason="不符合择优条件", served_on=DAY), CHENGDU, "3号")
FAIL_RECHECK = proper(FailRecheck(reason="材料不实", served_on=DAY), REVIEWER, "4号")
CLEAR = proper(ClearEntry(), SYSTEM)
RECOGNISE = proper(RecogniseCentre(), DECIDER, "川知〔2026〕2号")
WITHDRAW = proper(WithdrawApplication(reason="内部调整"), APPLICANT)
TERMINATE = proper(
    TerminateProcedure(ground="DISSOLVED", reason="单位注销", served_on=DAY), DECIDER, "5号"
)
CHANGE = proper(
    ChangeApplicationData(
        form=form(),
        reason="人员调整",
        consent=Consent(organ="省局", official="孙示例", document_no="6号"),
    ),
    APPLICANT,
)
LODGE = proper(
    LodgeObjection(
        facts="申报书所列专利属他人所有",
        objector=Objector(kind="PERSON", name="周异", contact="13700000000"),
    ),
    OBJECTIONS,
)
ADMIT = proper(CheckObjectionForm(no=1), OBJECTIONS)
TURN_DOWN = proper(
    RefuseObjection(no=1, ground="NO_FACTS", reason="没有具体事实", served_on=DAY), OBJECTIONS
)
INVESTIGATE = proper(StartInvestigation(no=1), OBJECTIONS)
HEAR = proper(HearApplicant(no=1, statement="专利已经受让", heard_on=DAY), OBJECTIONS)
EXPLAIN = proper(AnswerObjection(no=1, statement="专利已经受让，附登记簿副本"), APPLICANT)
RESOLVE = proper(
    ResolveObjection(
        no=1,
        result="NOT_UPHELD",
        findings="登记簿载明已经转让",
        answer="经核实，您反映的问题不成立",
        reason="专利权属清楚",
        served_on=DAY,
    ),
    OBJECTIONS,
    "7号",
)
RETRACT = proper(WithdrawObjection(no=1, reason="已经了解情况"), OBJECTIONS, "来文8号")
TIP = proper(
    RegisterLead(regime="SC", source="HOTLINE", owner=APPLICANT.organ, facts="挪用经费"),
    CHENGDU,
    stream="violations",
    id="v1",
)
CASE = {"stream": "violations", "id": "v1"}
TRIAGE = proper(TriageLead(proposal="INQUIRY", reason="线索具体"), INQUIRER, **CASE)
INQUIRE = proper(OpenInquiry(reason="涉嫌挪用专项资金"), INQUIRER, "立案1号", **CASE)
HOLD_FUNDING = proper(HoldFunding(amount=5_000_00, reason="调查期间"), DECIDER, "停1号", **CASE)
RELEASE_FUNDING = proper(ReleaseFunding(reason="查清"), DECIDER, "复1号", **CASE)
NOTIFY = proper(
    NotifyIntendedDecision(
        violation_type="MISAPPROPRIATION",
        facts="以专项资金购车",
        intended="取消资格",
        legal_basis="第二十条",
        served_on=DAY,
    ),
    INQUIRER,
    "告1号",
    **CASE,
)
DEFEND = proper(SubmitDefence(statement="车辆用于路演"), APPLICANT, **CASE)
ESTABLISH = proper(
    ConcludeInquiry(
        finding="ESTABLISHED",
        reason="凭证确凿",
        served_on=DAY,
        violation_type="MISAPPROPRIATION",
        facts="以专项资金购车",
        conduct_from=date(2026, 1, 5),
        conduct_to=date(2026, 1, 20),
        on_defence="用途与预算不符，不予采纳",
    ),
    DECIDER,
    "定1号",
    **CASE,
)
CLEAR_OF_IT = proper(
    ConcludeInquiry(finding="NOT_ESTABLISHED", reason="查无实据"), DECIDER, "定2号", **CASE
)
STOP_FUNDING = proper(StopFunding(reason="挪用", served_on=DAY), DECIDER, "止1号", **CASE)
RECOVER = proper(
    OrderRecovery(reason="挪用", served_on=DAY, amount=300_000_00), DECIDER, "追1号", **CASE
)
TO_FINANCE, TO_AUDIT, TO_DISCIPLINE, TO_POLICE = (
    proper(kind(receiver=organ, facts="以专项资金购车"), DECIDER, "移1号", **CASE)
    for kind, organ in (
        (ReferToFinance, "省财政厅"),
        (ReferToAudit, "省审计厅"),
        (ReferToDiscipline, "省纪委监委"),
        (TransferToPublicSecurity, "成都市公安局"),
    )
)
REPLY = proper(
    ReceiveTransferReply(no=1, reply="ACCEPTED", text="已立案", received_on=DAY),
    INQUIRER,
    "公安回1号",
    **CASE,
)
CLOSE_CASE = proper(CloseViolation(reason="处理完毕", suspected_crime=False), DECIDER, **CASE)
REPORT_BRANCH = proper(
    ReportBranch(
        branch=BranchSeen(name="绵阳分中心", place="绵阳市", manner="PLAQUE"), facts="门口挂牌"
    ),
    ANYBODY,
    stream="centres",
)
REGISTER_BRANCH = proper(
    RegisterBranch(name="绵阳分中心", place="绵阳市", since=DAY), APPLICANT, stream="centres"
)
OF_INQUIRIES = (
    *(TRIAGE, INQUIRE, HOLD_FUNDING, RELEASE_FUNDING, NOTIFY, DEFEND, ESTABLISH),
    *(STOP_FUNDING, RECOVER, TO_FINANCE, TO_AUDIT, TO_DISCIPLINE, TO_POLICE, REPLY, CLOSE_CASE),
    *(REPORT_BRANCH, REGISTER_BRANCH),
)
PROPER = {
    type(ask.command).__name__: ask
    for ask in (
        *(OPEN, LIST, PUBLICISE, INTERRUPT, RESTART, REPUBLICISE, CLOSE, RECOGNISE_LIST),
        *(DRAFT, REVISE, *STEPS.values()),
        *(FILE_LOCALLY, RECEIVE_FILING, ASK_CORRECTION, CORRECT, LAPSE),
        *(TURN_AWAY, DECLINE, FAIL_RECHECK),
        *(CLEAR, RECOGNISE, WITHDRAW, TERMINATE, CHANGE),
        *(LODGE, ADMIT, TURN_DOWN, INVESTIGATE, HEAR, EXPLAIN, RESOLVE, RETRACT, TIP),
        *(OPEN_POOL, ADD_EXPERT, REMOVE_EXPERT, RELATE, OWN_RELATION),
        *(APPOINT, DISSOLVE, DECLARE, RECUSE, STEP_DOWN, ASK_RECUSAL, SCORE),
        *OF_INQUIRIES,
    )
}
BEFORE = {
    "OpenCallBatch": "Founded",
    "DetermineList": "CompleteExpertReview",
    "StartPublicity": "DetermineList",
    "InterruptPublicity": "StartPublicity",
    "RestartPublicity": "InterruptPublicity",
    "Republicise": "RenameParty",
    "ClosePublicity": "StartPublicity",
    "RecogniseList": "ClearEntry",
    "CreateDraft": "OpenCallBatch",
    "ReviseDraft": "CreateDraft",
    "SubmitApplication": "CreateDraft",
    "RecordLocalFiling": "SubmitApplication",
    "ReceiveLocalFiling": "SubmitApplication",
    "RequestCorrection": "SubmitApplication",
    "SupplyCorrection": "RequestCorrection",
    "LapseCorrection": "RequestCorrection",
    "RefuseAcceptance": "SubmitApplication",
    "AcceptApplication": "SubmitApplication",
    "StartLocalReview": "AcceptApplication",
    "CompleteQualificationReview": "StartLocalReview",
    "CompleteMaterialAudit": "StartLocalReview",
    "RecommendApplication": "CompleteMaterialAudit",
    "DeclineRecommendation": "StartLocalReview",
    "StartRecheck": "RecommendApplication",
    "PassRecheck": "StartRecheck",
    "FailRecheck": "StartRecheck",
    "OpenExpertPool": "Founded",
    "AddExpert": "OpenExpertPool",
    "RemoveExpert": "OpenCallBatch",
    "RecordRelation": "OpenCallBatch",
    "DeclareRelation": "OpenCallBatch",
    "AppointPanel": "PassRecheck",
    "DissolvePanel": "AppointPanel",
    "DeclareNoConflict": "AppointPanel",
    "RecuseExpert": "AppointPanel",
    "RecuseOneself": "AppointPanel",
    "RequestRecusal": "SubmitApplication",
    "SubmitScore": "DeclareNoConflict",
    "CompleteExpertReview": "SubmitScore",
    "ClearEntry": "StartPublicity",
    "RecogniseCentre": "ClearEntry",
    "LodgeObjection": "StartPublicity",
    "CheckObjectionForm": "LodgeObjection",
    "RefuseObjection": "LodgeObjection",
    "StartInvestigation": "CheckObjectionForm",
    "HearApplicant": "StartInvestigation",
    "AnswerObjection": "CheckObjectionForm",
    "ResolveObjection": "HearApplicant",
    "WithdrawObjection": "LodgeObjection",
    "RegisterLead": "OpenCallBatch",
    "TriageLead": "RegisterLead",
    "OpenInquiry": "TriageLead",
    "HoldFunding": "OpenInquiry",
    "ReleaseFunding": "HoldFunding",
    "NotifyIntendedDecision": "OpenInquiry",
    "SubmitDefence": "NotifyIntendedDecision",
    "ConcludeInquiry": "SubmitDefence",
    **dict.fromkeys(("StopFunding", "OrderRecovery", "CloseViolation"), "ConcludeInquiry"),
    **dict.fromkeys(("ReferToFinance", "ReferToAudit", "ReferToDiscipline"), "OpenInquiry"),
    "TransferToPublicSecurity": "OpenInquiry",
    "ReceiveTransferReply": "TransferToPublicSecurity",
    "ReportBranch": "RecogniseCentre",
    "RegisterBranch": "RecogniseCentre",
    "WithdrawApplication": "SubmitApplication",
    "TerminateProcedure": "SubmitApplication",
    "ChangeApplicationData": "SubmitApplication",
}
"""The step after which each command has its turn."""
