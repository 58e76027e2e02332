"""Fund projects of one centre, in memory: each act by whom the regulation says, with a request for
every step and what comes before it."""

from copy import copy
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.case import Command
from domain.context import Actor
from domain.corrected import RightField
from domain.counterparty import Counterparty
from domain.deciding import Decided
from domain.fund_case import BudgetLine, FundProject
from domain.fund_project.applying import ApplyForProject, PublishProject, ReviewProject
from domain.fund_project.budgeting import CarryOver, IssueBudget, ReturnBalance
from domain.fund_project.contracting import ConfirmContract, SignContract
from domain.fund_project.correcting_lines import CorrectProjectLines, CountersignProjectLines
from domain.fund_project.counter_lines import RightLine
from domain.fund_project.disbursements import ImportDisbursementPage
from domain.fund_project.expenses import ImportVoucherPage, ReportExpense
from domain.fund_project.finishing import (
    AcceptProject,
    ApplyAcceptance,
    CheckMidterm,
    CloseProject,
    FailAcceptance,
)
from domain.fund_project.holding_back import (
    HoldProjectFunding,
    ReleaseProjectFunding,
    TerminateProject,
)
from domain.fund_project.matching import MatchFunds, PledgeMatch, ReturnMatch
from domain.fund_project.page_lines import (
    ContractLine,
    DisbursementLine,
    PaymentLine,
    VoucherLine,
)
from domain.fund_project.recovering import (
    OrderRepayment,
    ReceiveRepayment,
    WriteOffRepayment,
)
from domain.fund_project.righting_records import ConfirmFundCorrection, ProposeFundCorrection
from domain.fund_project.settling import SettleFunds
from domain.fund_project.tranches import ApproveTranche, DisburseTranche, RequestTranche
from domain.refusal import Refusal
from domain.regime.lifecycle import RegimeFile
from domain.regulation.model import Step
from tests.support.centre_life import CENTRE, CentreLife
from tests.support.road import FUNDS, Road
from tests.support.roads import SICHUAN
from tests.support.sichuan import FILE

PROJECT = "p1"
YUAN = 100
SOURCE, MEASURE = (
    "苏州市知识产权运营服务体系建设专项资金",
    "苏州市知识产权运营服务体系建设项目管理办法",
)
A_YEAR = timedelta(days=365)
OFFICE = Counterparty(name="成都某科技有限公司", account="6222000011112222", tail="尾号2222")
RUNNING = ("ApplyForProject", "ReviewProject", "IssueBudget", "SignContract", "ConfirmContract")
PAID = (*RUNNING, "RequestTranche", "ApproveTranche", "DisburseTranche")
BEFORE: dict[str, tuple[str, ...]] = {
    "ApplyForProject": (),
    "ReviewProject": RUNNING[:1],
    "PublishProject": RUNNING[:2],
    "IssueBudget": RUNNING[:2],
    "SignContract": RUNNING[:3],
    "ConfirmContract": RUNNING[:4],
    "ApproveTranche": PAID[:6],
    "DisburseTranche": PAID[:7],
    "ReturnMatch": (*RUNNING, "MatchFunds"),
    "ReportExpense": PAID,
    "ImportVoucherPage": PAID,
    "CorrectProjectLines": PAID,
    "CountersignProjectLines": (*PAID, "CorrectProjectLines"),
    "AcceptProject": (*RUNNING, "ApplyAcceptance"),
    "FailAcceptance": (*RUNNING, "ApplyAcceptance"),
    "CarryOver": PAID,
    "ReturnBalance": PAID,
    "CloseProject": (*RUNNING, "ApplyAcceptance", "AcceptProject", "SettleFunds"),
    "ReleaseProjectFunding": (*RUNNING, "HoldProjectFunding"),
    "OrderRepayment": PAID,
    "ReceiveRepayment": (*PAID, "OrderRepayment"),
    "WriteOffRepayment": (*PAID, "OrderRepayment"),
    "ProposeFundCorrection": RUNNING[:2],
    "ConfirmFundCorrection": (*RUNNING[:2], "ProposeFundCorrection"),
}
"""What has to have happened before each; all else is done while the project runs."""


def payment(fen: int, day: date, **changes: Any) -> PaymentLine:
    line = PaymentLine(day, 0, "acc1", "SPECIAL", "设备费", "购置检索设备", fen)
    return replace(line, requested_by="centre.1", approved_by="centre.2", **changes)


def voucher(fen: int, day: date, **changes: Any) -> VoucherLine:
    return replace(VoucherLine(day, "", "25512000", 0, fen, FILE, "设备费"), **changes)


def paid_in(fen: int, day: date, number: int) -> DisbursementLine:
    people = {"requested_by": "f1", "approved_by": "f2", "paid_by": "f3"}
    return replace(DisbursementLine(day, "TRANCHE", fen, "拨1号", "acc1", number), **people)


def requests(regime: str, day: date) -> dict[str, Command]:
    """A valid request for every step, on a day."""
    bought = (ContractLine("采1号", day, 0, 100 * YUAN), voucher(100 * YUAN, day))
    expense = payment(100 * YUAN, day, voucher=":2", contract_no="采1号")
    many = (
        ApplyForProject(regime=regime, centre=CENTRE, name="专利导航项目", amount=50_000 * YUAN),
        ReviewProject(result="SUPPORTED", opinion="目标明确"),
        PublishProject(published_at="省局网站"),
        IssueBudget(
            amount=50_000 * YUAN,
            source=SOURCE,
            under_measure=MEASURE,
            level="PROVINCIAL",
            year=day.year,
            purposes=("购置检索设备",),
            deadline=day + A_YEAR,
            lines=(BudgetLine(name="设备费", limit=30_000 * YUAN),),
        ),
        SignContract(indicators=("导航报告3份",), begins_on=day, ends_on=day + A_YEAR),
        ConfirmContract(),
        RequestTranche(number=1, amount=10_000 * YUAN, reason="按合同首付"),
        ApproveTranche(number=1),
        DisburseTranche(number=1, account="acc1"),
        ImportDisbursementPage(
            file=FILE, page=1, lines=(paid_in(500 * YUAN, day, 7), paid_in(500 * YUAN, day, 8))
        ),
        PledgeMatch(amount=10_000 * YUAN),
        MatchFunds(amount=10_000 * YUAN, payer="gov1", account="acc1"),
        ReturnMatch(amount=1_000 * YUAN, payer="gov1", account="acc1", reason="多拨"),
        ReportExpense(
            counterparties=(OFFICE,), contract=bought[0], voucher=bought[1], payment=expense
        ),
        ImportVoucherPage(
            file=FILE,
            page=1,
            counterparties=(OFFICE,),
            contracts=bought[:1],
            vouchers=bought[1:],
            payments=(expense,),
        ),
        CorrectProjectLines(
            wrong_version=8,
            lines=(RightLine(line=1, disbursement=paid_in(9_000 * YUAN, day, 1)),),
            reason="多记一千元",
        ),
        CountersignProjectLines(proposed_version=9),
        CheckMidterm(result="ON_COURSE", findings="完成过半"),
        ApplyAcceptance(summary="指标完成"),
        AcceptProject(findings="达到合同指标"),
        FailAcceptance(findings="缺一份报告"),
        SettleFunds(note="年度结算"),
        CarryOver(amount=1_000 * YUAN, until=day + 2 * A_YEAR, reason="跨年实施"),
        ReturnBalance(amount=1_000 * YUAN),
        CloseProject(note="验收、结算完毕"),
        HoldProjectFunding(reason="核查"),
        ReleaseProjectFunding(reason="查清"),
        TerminateProject(reason="无法实施", served_on=day),
        OrderRepayment(amount=5_000 * YUAN, interest=50 * YUAN, reason="用途不符", served_on=day),
        ReceiveRepayment(amount=1_000 * YUAN, paid_from="SPECIAL"),
        WriteOffRepayment(amount=1_000 * YUAN, reason="单位注销"),
        ProposeFundCorrection(
            wrong_version=2, right=(RightField("opinion", "目标明确、预算合理"),), reason="漏记"
        ),
        ConfirmFundCorrection(proposed_version=3),
    )
    return {type(one).__name__: one for one in many}


class FundLife(CentreLife):
    """A centre and its fund projects. Each person does one duty; corrections are confirmed by a
    second one."""

    def __init__(self, road: Road = SICHUAN, day: date | None = None) -> None:
        super().__init__(road)
        self.day = day or self.centre.last_day
        self.requests = requests(road.code, self.day)

    def project(self, id: str = PROJECT) -> FundProject:
        case = self.world.case(FUNDS, id)
        assert isinstance(case, FundProject)
        return case

    def copied(self) -> "FundLife":
        """The same past, its own future."""
        other = copy(self)
        other.world = self.world.copy()
        return other

    def under(self, text: str) -> "FundLife":
        """The same past, under another text from here on."""
        other, name = self.copied(), f"regulations/{self.road.code}"
        file = other.world.states[name]
        assert isinstance(file, RegimeFile)
        versions = tuple(replace(one, text=text) for one in file.versions)
        other.world.states[name] = replace(file, versions=versions)
        return other

    def fund_step(self, do: str) -> Step:
        step = self.road.rules.step(FUNDS, do, None)
        assert step is not None, do
        return step

    def official(self, do: str) -> Actor:
        """Who does a step: by whom the file says, one person for each role and duty."""
        if do in ("CorrectProjectLines", "CountersignProjectLines"):
            number = 1 + (do == "CountersignProjectLines")
            duties = ("fund_payment", "funds")
            return Actor(f"finance.{number}", "FINANCE", self.road.rules.about.authority, duties)
        if do.endswith("FundCorrection"):
            return replace(self.official("ReviewProject"), person=do)
        found = self.person(self.fund_step(do))
        return replace(found, organ=self.centre.owner) if found.role == "CENTRE" else found

    def doing(self, command: Command, id: str = PROJECT, **more: Any) -> dict[str, Any]:
        """The request for a step, with what it wants it to carry."""
        do = type(command).__name__
        step = self.fund_step(do)
        usual: dict[str, Any] = {"document_no": "川财〔2026〕1号"}
        usual |= {"evidence": (FILE,)} if "evidence" in step.needs else {}
        asked = {"stream": FUNDS, "id": id, "command": command, "on": self.day}
        return asked | usual | {"actor": self.official(do)} | more

    def fund(self, command: Command, id: str = PROJECT, **more: Any) -> list[Decided]:
        return self.world.act(**self.doing(command, id, **more))

    def take(self, *steps: str, id: str = PROJECT) -> "FundLife":
        """These steps with their usual requests."""
        for do in steps:
            self.fund(self.requests[do], id)
        return self

    def before(self, do: str) -> "FundLife":
        """All that comes before a step."""
        return self.take(*BEFORE.get(do, RUNNING))

    def against(self, command: Command, id: str = PROJECT, **more: Any) -> tuple[Refusal, ...]:
        return self.world.refusals(**self.doing(command, id, **more))

    def rules_against(self, command: Command, id: str = PROJECT, **more: Any) -> list[str]:
        return [refusal.rule for refusal in self.against(command, id, **more)]


def with_project(life: CentreLife) -> FundLife:
    """The centre with a project that runs and is settled, so that it may leave."""
    funded = FundLife(life.road, life.centre.last_day)
    funded.world = life.world
    return funded.take(*RUNNING, "SettleFunds")
