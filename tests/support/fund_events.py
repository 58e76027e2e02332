"""Events of a fund project as the store would return them, with the state that they lead to: random
acts none of which takes more than is there."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry, Log
from domain.case import Command
from domain.context import Actor, Context
from domain.counterparty import Counterparty
from domain.event import Event
from domain.fund_case import BudgetLine, FundProject
from domain.fund_project.applying import ApplyForProject, ProjectApplied
from domain.fund_project.budgeting import (
    BalanceReturned,
    BudgetIssued,
    IssueBudget,
    ReturnBalance,
)
from domain.fund_project.correcting_lines import (
    EXCHANGED,
    CountersignProjectLines,
    ProjectLinesCorrected,
)
from domain.fund_project.counter_lines import RightLine, exchange
from domain.fund_project.disbursements import DisbursementPageImported, ImportDisbursementPage
from domain.fund_project.expenses import ImportVoucherPage, VoucherPageImported
from domain.fund_project.matching import MatchFunded, MatchFunds, MatchReturned, ReturnMatch
from domain.fund_project.page_lines import (
    DisbursementLine,
    PaymentLine,
    totals_by_line,
    what_lines_add,
)
from domain.fund_project.recovering import ReceiveRepayment, RepaymentReceived
from domain.fund_project.tranches import DisburseTranche, TrancheDisbursed
from domain.record import Record
from projections.recorded import RecordedEvent, recorded

MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 1)
ACTOR = Actor("finance.sc", "FINANCE", "510000")
SELLER = Counterparty(name="某公司", account="6222", tail="尾号6222", kind="FIRM", ref="r-seller")
MOST = 10**12


class FundEvents:
    """What has happened to one project. Each act is recorded a second after the one before."""

    def __init__(self, id: str = "fp1", begins_at: int = 1) -> None:
        self.id, self.position = id, begins_at - 1
        self.case = FundProject()
        self.events: list[RecordedEvent] = []
        applied = ProjectApplied(
            regime="SC", centre="c1", owner="u", division="510100", name="平台", amount=MOST
        )
        asked = ApplyForProject(regime="SC", centre="c1", name="平台", amount=MOST)
        self.add(applied, asked, FIRST_DAY)

    def add(self, event: Event, command: Command, day: date) -> RecordedEvent:
        self.position += 1
        context = Context(
            actor=ACTOR, occurred_on=day, effective_on=day, command_id=f"c{self.position}"
        )
        record = Record(event=event, context=context, command=command, area="SC.510100")
        moment = MOMENT + timedelta(seconds=self.position)
        place = (self.position, f"fund-projects/{self.id}", len(self.events) + 1)
        self.events.append(recorded(*place, encode(record)[0], moment, record))
        self.case = event.evolve(self.case, context)
        return self.events[-1]

    def issue(self, day: date) -> None:
        lines = (BudgetLine(name="设备", limit=MOST), BudgetLine(name="人员", limit=5))
        said: dict[str, Any] = {
            "amount": MOST,
            "source": "省级专项",
            "level": "PROVINCIAL",
            "year": 2026,
            "purposes": ("设备", "培训"),
            "deadline": date(2027, 12, 31),
            "lines": lines,
        }
        self.add(BudgetIssued(centre="c1", **said), IssueBudget(**said), day)

    def disburse(self, fen: int, day: date) -> None:
        number = len(self.case.tranches) + 1
        paid = TrancheDisbursed(
            centre="c1",
            number=number,
            amount=fen,
            source="省级专项",
            account="acc1",
            requested_by="甲",
            approved_by="乙",
            paid_by="丙",
        )
        self.add(paid, DisburseTranche(number=number, account="acc1"), day)

    def disburse_page(self, lines: tuple[DisbursementLine, ...], day: date) -> None:
        imported = DisbursementPageImported(
            centre="c1",
            file="a" * 64,
            page=1,
            count=len(lines),
            sums=what_lines_add(lines),
            tranches=(),
            last_line_on=day,
        )
        self.add(imported, ImportDisbursementPage(file="a" * 64, page=1, lines=lines), day)

    def match(self, fen: int, day: date) -> None:
        command = MatchFunds(amount=fen, payer="财政", account="acc1")
        self.add(MatchFunded(centre="c1", amount=fen, payer="财政", account="acc1"), command, day)

    def match_back(self, fen: int, day: date) -> None:
        said = {"amount": fen, "payer": "财政", "account": "acc1", "reason": "多拨的配套退回"}
        self.add(MatchReturned(centre="c1", **said), ReturnMatch(**said), day)  # type: ignore[arg-type]

    def spend(self, payments: tuple[PaymentLine, ...], day: date, **page: Any) -> None:
        command = ImportVoucherPage(
            file="b" * 64, page=1, counterparties=(SELLER,), payments=payments, **page
        )
        told = VoucherPageImported(
            file="b" * 64,
            page=1,
            centre="c1",
            contracts=len(command.contracts),
            vouchers=len(command.vouchers),
            payments=len(payments),
            sums=what_lines_add(payments),
            totals=totals_by_line(payments),
            last_line_on=day,
        )
        self.add(told, command, day)

    def give_back(self, fen: int, day: date) -> None:
        self.add(BalanceReturned(centre="c1", amount=fen), ReturnBalance(amount=fen), day)

    def repay(self, fen: int, day: date, paid_from: Any) -> None:
        event = RepaymentReceived(centre="c1", amount=fen, paid_from=paid_from, recovered="PARTLY")
        self.add(event, ReceiveRepayment(amount=fen, paid_from=paid_from), day)

    def correct(self, wrong: RecordedEvent, right: tuple[RightLine, ...], day: date) -> None:
        found = exchange(wrong.record, right, (SELLER,))
        corrected = ProjectLinesCorrected(
            centre="c1",
            wrong_version=wrong.version,
            proposed_version=0,
            numbers=tuple(one.line for one in right),
            **{name: getattr(found, name) for name in EXCHANGED},
        )
        self.add(corrected, CountersignProjectLines(proposed_version=1), day)


def stored(log: Log, project: FundEvents, now: datetime) -> None:
    """Writes a project's events into a store, beside whatever is there."""
    for one in project.events:
        entry = Entry(one.case, one.version, *encode(one.record))
        asked = AppendRequest("funds", f"{project.id}-{one.version}", b"", (entry,))
        [outcome] = log.write([asked], now)
        assert outcome.kind == "stored"


def payment(fen: int, day: date, source: Any = "SPECIAL", **said: Any) -> PaymentLine:
    return PaymentLine(
        day, 0, "acc1", source, "设备", "采购", fen, requested_by="甲", approved_by="乙", **said
    )


def at_random(random: Random, acts: int, project: FundEvents) -> FundEvents:
    """So many further acts, of any kind and on any day; what is not there is not taken."""
    for _ in range(acts):
        day = FIRST_DAY + timedelta(random.randint(0, 900))
        one_at_random(random, project, day, random.choice((random.randint(1, 9), MOST // 50)))
    return project


def one_at_random(random: Random, project: FundEvents, day: date, fen: int) -> None:
    sums = project.case.sums
    special, match = min(fen, sums.special_left), min(fen, sums.match_left)
    match random.choice(("pay", "page", "match", "spend", "spend", "give", "back", "own", "fix")):
        case "pay":
            project.disburse(fen, day)
        case "page":
            earlier = DisbursementLine(day, "TRANCHE", fen, number=9, source="省级专项")
            matched = DisbursementLine(day, "MATCH", fen, payer="财政")
            back = DisbursementLine(day, "MATCH_RETURNED", 1, payer="财政")
            project.disburse_page((earlier, matched, back), day)
        case "match":
            project.match(fen, day)
        case "spend":
            lines = [
                payment(part, day, source)
                for source, part in (("SPECIAL", special), ("MATCH", match), ("OWN", fen))
                if part
            ]
            project.spend(tuple(lines), day)
        case "give" if special:
            project.give_back(special, day)
        case "back" if match:
            project.match_back(match, day)
        case "own":
            project.repay(fen, day, "OWN")
            if special:
                project.repay(1, day, "SPECIAL")
        case "fix":
            stand = [
                one
                for one in project.events
                if isinstance(one.event, VoucherPageImported)
                and f"{one.version}:1" not in project.case.corrected
            ]
            if stand:
                project.correct(random.choice(stand), (RightLine(line=1),), day)
