"""Holds a bank line against the line of a project that it is said to pay: amounts and direction.

Asked of what comes in new alone: the project's file is read for it, which the records of earlier
releases do not name, and what they have let pass stays as it was decided.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from domain.bank_account.case import BankAccount
from domain.bank_account.whose import speaks_for
from domain.case import stream_id
from domain.counterparty import position_and_line
from domain.fund_case import FundProject
from domain.fund_project.budgeting import BalanceReturned
from domain.fund_project.correcting_lines import line_name
from domain.fund_project.counter_lines import lines_of_record, taken_back_by
from domain.fund_project.page_lines import DisbursementLine, PageLine, PaymentLine
from domain.fund_project.recovering import RepaymentReceived
from domain.matter import Matter
from domain.money import in_yuan
from domain.page_reason import PageReason
from domain.record import Record
from domain.refusal import Refusal, Text

SAME_MONEY = "对账的流水与支出方向一致，金额不超过支出"
NO_CLAIMED_LINE = PageReason(
    "reconciled-line",
    SAME_MONEY,
    Text("{payment} 没有这一行，该件共 {known} 行", "{payment}: that record has {known} lines"),
    Text("该项目一笔支出的序号和行号", "position and line of a payment of the project"),
    ("/payment",),
)
NO_MONEY = PageReason(
    "reconciled-line",
    SAME_MONEY,
    Text("{payment} 是合同或者凭证，没有付款", "{payment} is a contract or a voucher"),
    Text("为其付款的一行", "the line by which it was paid"),
    ("/payment",),
)
TAKEN_BACK = PageReason(
    "reconciled-line",
    SAME_MONEY,
    Text("{payment} 的 {claimed} 元已经冲正", "{payment}, {claimed} yuan, was taken back"),
    Text("冲正后的那一行", "the line that was put in its place"),
    ("/payment",),
)
NOT_GOING_OUT = PageReason(
    "reconciled-amount",
    SAME_MONEY,
    Text(
        "流水 {bank_line} 付出 {paid} 元，{payment} 为付出 {claimed} 元",
        "line {bank_line} pays {paid} yuan, {payment} is a payment of {claimed}",
    ),
    Text("同为付出、不是冲正的一行", "a line by which money leaves, and no counter-line"),
    ("/bank_line", "/payment"),
)
MORE_THAN_CLAIMED = PageReason(
    "reconciled-amount",
    SAME_MONEY,
    Text(
        "流水 {bank_line} 付出 {paid} 元，{payment} 支出 {claimed} 元，其中已对账 {before} 元",
        "line {bank_line} pays {paid} yuan, {payment} is of {claimed}, {before} of it reconciled",
    ),
    Text("至多 {left} 元的一行流水", "a line of {left} yuan at most"),
    ("/bank_line", "/payment"),
)


class Claimed(Struct, frozen=True):
    """A line of a project's record as money that leaves, in fen: less than nothing on a
    counter-line and where money came in, 0 where none moved. `taken_back`: it was corrected."""

    fen: int
    taken_back: bool = False


def shown_project(matter: Matter[BankAccount], id: str) -> FundProject | None:
    """The project, where the one who acts may speak for it: its amounts stand in the reasons."""
    found = matter.reader.state("fund-projects", id)
    if not isinstance(found, FundProject):
        return None
    return found if speaks_for(matter, found.owner, found.division) else None


def against_the_claim(
    matter: Matter[BankAccount], project: FundProject, names: dict[str, str], paid: int
) -> Iterable[Refusal]:
    """What speaks against a bank line of so many fen being a payment; `names` has both by name."""
    position, number = position_and_line(names["payment"])
    stream, record = matter.reader.recorded(position) or ("", None)
    assert record is not None and stream == stream_id("fund-projects", names["project"])
    moved = amounts_going_out(record, matter.case.holder == "OTHER")
    if number > len(moved):
        yield NO_CLAIMED_LINE.said(known=len(moved), **names)
        return
    taken_back = is_taken_back(matter, project, names["project"], record, number)
    claimed = Claimed(moved[number - 1], taken_back)
    yield from against_the_amount(matter.case, claimed, names, paid)


def against_the_amount(
    case: BankAccount, claimed: Claimed, names: dict[str, str], paid: int
) -> Iterable[Refusal]:
    before = reconciled_before(case, names["payment"])
    found: dict[str, Any] = names | {"paid": in_yuan(paid), "claimed": in_yuan(claimed.fen)}
    if not claimed.fen:
        yield NO_MONEY.said(**found)
    elif claimed.fen < 0:
        yield NOT_GOING_OUT.said(**found)
    elif claimed.taken_back:
        yield TAKEN_BACK.said(**found)
    elif before + paid > claimed.fen:
        left = in_yuan(max(claimed.fen - before, 0))
        yield MORE_THAN_CLAIMED.said(before=in_yuan(before), left=left, **found)


def reconciled_before(case: BankAccount, payment: str) -> int:
    """What lines of this account that still stand have paid of it."""
    lines = (one for one in case.reconciled if one.payment == payment)
    return sum(one.fen for one in lines if one.bank_line not in case.corrected)


def amounts_going_out(record: Record, others_pay: bool) -> list[int]:
    """Of each line of a record the money that leaves the centre; where `others_pay`, what leaves
    those who pay it tranches and match. A repayment is one line."""
    event = record.event
    if isinstance(event, RepaymentReceived | BalanceReturned):
        return [event.amount]
    back = taken_back_by(record)
    lines = enumerate(lines_of_record(record))
    return [-one.fen if nth < back else going_out(one, others_pay) for nth, one in lines]


def going_out(line: PageLine, others_pay: bool) -> int:
    match line:
        case PaymentLine() | DisbursementLine(kind="MATCH_RETURNED"):
            return line.fen
        case DisbursementLine():
            return line.fen if others_pay else -line.fen
    return 0


def is_taken_back(
    matter: Matter[BankAccount], project: FundProject, id: str, record: Record, number: int
) -> bool:
    """Whether a line was corrected; the project names those by the version of their record."""
    if not project.corrected:
        return False
    act = record.context.command_id
    history = matter.reader.history("fund-projects", id)
    versions = (version for version, one in history if one.context.command_id == act)
    return any(line_name(version, number) in project.corrected for version in versions)
