"""A valid request for every step of a centre's life after its recognition."""

from datetime import date

from msgspec.structs import replace

from domain.application.succeeding import (
    AnswerTransferObjections,
    RecordTransferObjection,
    RefuseTransfer,
    TransferBuilder,
)
from domain.case import Command
from domain.centre.activities import RecordActivity
from domain.centre.afterwards import StopUsingName, WithdrawPlaque
from domain.centre.annual import (
    AuditAnnualPaper,
    BeginYear,
    CopyToLocalBureau,
    ForwardAnnualPaper,
    MissDeadline,
    SendPaperStraight,
    SubmitAnnualSummary,
    SubmitSelfCheck,
    SubmitSelfEvaluation,
)
from domain.centre.assessing import FailRectification, InspectOnSite, PassRectification
from domain.centre.cancelling import CancelQualification
from domain.centre.changing import ApproveChange, RefuseChange, RequestChange
from domain.centre.commending import CommendCentre
from domain.centre.cycle import EndCycle, EndProject, ReachCycleEnd, RenewCycle
from domain.centre.ends import (
    AnnulRecognition,
    ApplyToExit,
    EndByDissolution,
    ExitVoluntarily,
    RevokeForChangedCircumstances,
)
from domain.centre.evaluated_out import ExitOnEvaluation
from domain.centre.evaluating import AspectFound, EvaluateCentre
from domain.centre.hearing import (
    DefendAgainstCancellation,
    HoldHearing,
    NotifyIntendedCancellation,
    RequestHearing,
)
from domain.centre.milestones import MissMilestone, ReportMilestone
from domain.centre.offering import (
    FileYearlyServicePlan,
    OfferedProduct,
    OfferedService,
    PublishPriceList,
    PublishServiceCatalogue,
)
from domain.centre.particulars import Particulars
from domain.centre.promoting import PublishTypicalCase
from domain.centre.reassessing import ReverseAssessment
from domain.centre.rectifying import (
    ExtendRectification,
    MissRectification,
    OrderRectification,
    RemindRectification,
    SubmitRectificationReport,
)
from domain.centre.restoring import (
    ReinstateEnd,
    RestoreQualification,
)
from domain.centre.supervising import (
    AssignSpecialTask,
    RecordLocalSupervision,
    RecordSupervision,
)
from domain.centre.upward import RecommendToNational
from domain.regulation.model import Regulation

APRIL, MAY, JUNE, JULY = date(2026, 4, 1), date(2026, 5, 6), date(2026, 6, 1), date(2026, 7, 10)
NO_REMEDY = date(2026, 12, 2)
"""The day after the term for remedies against what was served on 1 June."""
LIMIT, OVERDUE, HEARD = date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 20)
NOVEMBER, NEW_YEAR, SPRING = date(2026, 11, 20), date(2027, 1, 1), date(2027, 3, 1)
CYCLE_OVER, MILESTONE_OVER = date(2029, 3, 11), date(2027, 7, 1)
ANNOUNCED, WITHIN, TRANSFERRED = date(2026, 5, 11), date(2026, 5, 13), date(2026, 5, 19)

ASKED: tuple[tuple[Command, date], ...] = (
    (BeginYear(year=2027), NEW_YEAR),
    (SubmitAnnualSummary(year=2026, summary="总结"), NOVEMBER),
    (SubmitSelfEvaluation(year=2026, summary="自评"), NOVEMBER),
    (SubmitSelfCheck(year=2026, summary="自查"), NOVEMBER),
    (ReportMilestone(number=1, report="平台已建成"), JUNE),
    (MissMilestone(number=1), MILESTONE_OVER),
    (SendPaperStraight(year=2026, summary="自评"), NOVEMBER),
    (CopyToLocalBureau(year=2026), NOVEMBER),
    (AuditAnnualPaper(year=2026, result="PASS", opinion="属实"), NOVEMBER),
    (ForwardAnnualPaper(year=2026), NOVEMBER),
    (MissDeadline(year=2026), NEW_YEAR),
    (
        EvaluateCentre(year=2026, grade="GOOD", findings="良好", joined_by=("财政厅",), experts=5),
        SPRING,
    ),
    (
        OrderRectification(
            grounds=("DUTIES",), items=("一",), until=LIMIT, reason="怠于履职", served_on=APRIL
        ),
        APRIL,
    ),
    (ExtendRectification(number=1, until=date(2026, 8, 31), reason="需时"), LIMIT),
    (SubmitRectificationReport(number=1, report="已整改"), MAY),
    (MissRectification(number=1), OVERDUE),
    (RemindRectification(number=1, message="请即报告"), JULY),
    (InspectOnSite(number=1, officials=("甲", "乙"), findings="属实", verified=(1,)), MAY),
    (PassRectification(number=1, findings="合格"), JUNE),
    (FailRectification(number=1, reason="未到位", served_on=JULY), JULY),
    (ReverseAssessment(number=1, reason="申辩成立", verified=(1,)), HEARD),
    (NotifyIntendedCancellation(number=1, facts="未整改", reason="整改不合格"), JULY),
    (DefendAgainstCancellation(number=1, statement="已补报"), JULY),
    (RequestHearing(number=1, reason="请求听证"), JULY),
    (HoldHearing(number=1, minutes="笔录"), HEARD),
    (
        CancelQualification(
            ground="RECTIFICATION_FAILED", rectification=1, reason="整改不合格", served_on=HEARD
        ),
        HEARD,
    ),
    (RecommendToNational(achievements="成效突出"), SPRING),
    (CommendCentre(achievements="成效突出"), NOVEMBER),
    (ExitOnEvaluation(year=2026, reason="达不到要求", served_on=SPRING), SPRING),
    (
        PublishServiceCatalogue(
            services=(OfferedService("专利导航", "中小企业"),), published_at="中心网站"
        ),
        MAY,
    ),
    (FileYearlyServicePlan(year=2026, plan="十二场培训"), MAY),
    (PublishPriceList(products=(OfferedProduct("检索", "每件三千元"),), published_at="网站"), MAY),
    (
        RecordActivity(
            duty_area="2", activity="EVENT", title="对接会", held_on=MAY, summary="二十家参加"
        ),
        MAY,
    ),
    (AssignSpecialTask(title="转化专项", task="促成转化十项"), MAY),
    (RecordSupervision(findings="正常", advice="加强培训"), MAY),
    (RecordLocalSupervision(findings="正常", advice="加强合作"), MAY),
    (RequestChange(wanted=Particulars(operating_unit="运营部"), reason="机构调整"), MAY),
    (ApproveChange(number=1), JUNE),
    (RefuseChange(number=1, reason="不符合条件", served_on=JUNE), JUNE),
    (RecordTransferObjection(number=1, facts="没有独立场所"), WITHIN),
    (AnswerTransferObjections(number=1, answer="场所独立"), WITHIN),
    (TransferBuilder(number=1), TRANSFERRED),
    (RefuseTransfer(number=1, reason="异议成立", served_on=WITHIN), WITHIN),
    (PublishTypicalCase(title="专利池", story="做法和成效", cleared_by="李某"), SPRING),
    (EndProject(reason="整改不合格", served_on=HEARD), HEARD),
    (AnnulRecognition(reason="违法", served_on=JUNE), JUNE),
    (
        RevokeForChangedCircumstances(reason="依据修改", served_on=JUNE, compensation="已考虑"),
        JUNE,
    ),
    (ApplyToExit(reason="业务调整"), JUNE),
    (ExitVoluntarily(note="已结清"), JUNE),
    (EndByDissolution(dissolved_on=MAY, note="主体终止"), JUNE),
    (RestoreQualification(of=(2,), reason="复议撤销"), JUNE),
    (ReinstateEnd(of=(3,), reason="判决撤销"), JUNE),
    (WithdrawPlaque(note="收回"), JUNE),
    (StopUsingName(note="停用"), NO_REMEDY),
    (ReachCycleEnd(), CYCLE_OVER),
    (RenewCycle(findings="良好"), CYCLE_OVER),
    (EndCycle(reason="未达标", served_on=CYCLE_OVER), CYCLE_OVER),
)
"""A request for each step, and the day on which it is made."""
REQUESTS = {type(command).__name__: (command, day) for command, day in ASKED}


def in_its_words(command: Command, text: Regulation, good: bool = True) -> Command:
    """A request with the grade, the aspects and the grounds of a regulation, where they differ."""
    if isinstance(command, EvaluateCentre) and text.evaluation:
        grade = text.evaluation.scale[0 if good else -1]
        wanted = [one.name for one in text.aspect if not one.optional]
        found = tuple(AspectFound(name, "已落实") for name in wanted)
        return replace(command, grade=grade, aspects=found)
    if isinstance(command, OrderRectification):
        known = [one.code for one in text.ground]
        grounds = tuple(one for one in command.grounds if one in known) or tuple(known[:1])
        return replace(command, grounds=grounds)
    return command
