"""Demonstration data: the special money of a centre in Sichuan, from its project to its payees.

A first tranche is paid and mostly spent, a second waits to be paid, a third to be approved. One
invoice is claimed twice: whoever opens the red flags finds it. All is invented.
"""

from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from services.demo import people as demo
from services.demo.papers import is_kept, one_line_pdf
from services.demo.teller import Teller
from services.red_flags.sweeper import RedFlagSweeper
from services.runtime import Runtime
from services.subscriptions.catch_up import CatchUpSubscription

FUNDED_CENTRE, FUNDED_UNIT, BOOKKEEPER = "demo-5", "centre.5", "finance.sc"
DEMO_PROJECT, FUNDS = "demo-5-p1", "fund-projects"
ASKS, APPROVES, BUREAU = "prov.sc.funds", "prov.sc.approver", "pref.510700"
YUAN = 100
OUT, IN = "out", "in"
STATE_TREASURY = ("四川省财政厅国库支付中心", "51000000000000009988", "尾号9988", "ORGAN")
SOFTWARE = ("成都示例检索软件有限公司", "62220000000000021207", "尾号1207", "FIRM")
SURVEYS = ("四川示例知识产权咨询有限公司", "62220000000000033306", "尾号3306", "FIRM")
TRAINING = ("绵阳示例培训学校", "62220000000000045410", "尾号5410", "FIRM")
DEMO_ACCOUNT = "51050000000000067721"


class DemoExpense(NamedTuple):
    """What the centre says of a payment: paid to whom, for what, on which contract and invoice."""

    paid: date
    told: date
    to: tuple[str, ...]
    yuan: int
    contract: tuple[str, date]
    invoice: str
    budget_line: str
    purpose: str


EXPENSES = (
    DemoExpense(
        *(date(2026, 2, 13), date(2026, 2, 24), SOFTWARE, 180_000),
        *(("装采〔2026〕1号", date(2026, 2, 12)), "26512000000004417702"),
        *("设备费", "购置专利检索终端和数据库"),
    ),
    DemoExpense(
        *(date(2026, 2, 25), date(2026, 2, 26), SURVEYS, 120_000),
        *(("装采〔2026〕2号", date(2026, 2, 13)), "26512000000005150031"),
        *("委托业务费", "委托产业专利导航"),
    ),
    DemoExpense(
        *(date(2026, 2, 26), date(2026, 2, 27), TRAINING, 45_000),
        *(("装采〔2026〕3号", date(2026, 2, 24)), "26512000000006093318"),
        *("委托业务费", "企业知识产权培训"),
    ),
    DemoExpense(
        *(date(2026, 2, 27), date(2026, 2, 27), SURVEYS, 60_000),
        *(("装采〔2026〕2号", date(2026, 2, 13)), "26512000000005150031"),
        *("委托业务费", "委托产业专利导航"),
    ),
)
"""The last one claims the invoice of the second once more."""


def tell_money(tell: Teller) -> None:
    """From the application for the project to the third tranche that waits."""
    project_begun(tell)
    account = account_opened(tell)
    paid = tranche_paid(tell, account)
    for number, one in enumerate(EXPENSES, 1):
        claimed(tell, number, account, one)
    statement(tell, account, paid)
    tranches_left(tell)


def on_demo_project(tell: Teller, who: str, day: date, do: str, nth: str = "", **said: Any) -> int:
    """An act on the project; the position of its record."""
    about = {key: said.pop(key) for key in ("document_no", "evidence") if key in said}
    result = tell.act(who, FUNDS, DEMO_PROJECT, do, day, said, nth, **about)
    return result.events[0].position


def project_begun(tell: Teller) -> None:
    """Applied for, reviewed, with its budget and its contract."""
    asked = {"regime": "SC", "centre": FUNDED_CENTRE, "name": "装备制造产业专利导航和转化项目"}
    on_demo_project(
        tell, FUNDED_UNIT, date(2026, 2, 10), "ApplyForProject", amount=800_000 * YUAN, **asked
    )
    review = {"result": "SUPPORTED", "opinion": "目标明确，预算合理"}
    review |= {"document_no": "川知专〔2026〕3号"}
    on_demo_project(tell, ASKS, date(2026, 2, 10), "ReviewProject", **review)
    budget: dict[str, Any] = {
        "amount": 800_000 * YUAN,
        "source": "四川省知识产权专项资金",
        "level": "PROVINCIAL",
        "year": 2026,
        "purposes": ["购置专利检索终端和数据库", "委托产业专利导航", "企业知识产权培训"],
        "deadline": "2027-12-31",
        "lines": [
            {"name": "设备费", "limit": 300_000 * YUAN},
            {"name": "委托业务费", "limit": 500_000 * YUAN},
        ],
        "document_no": "川财教〔2026〕11号",
    }
    on_demo_project(tell, BOOKKEEPER, date(2026, 2, 11), "IssueBudget", **budget)
    contract: dict[str, Any] = {
        "indicators": ["产业专利导航报告三份", "转化对接活动六场", "培训企业一百家"],
        "begins_on": "2026-02-11",
        "ends_on": "2027-02-10",
        "document_no": "川知专合〔2026〕3号",
        "evidence": (demo_file(tell.runtime, "contract of the fund project"),),
    }
    on_demo_project(tell, BUREAU, date(2026, 2, 11), "SignContract", **contract)
    on_demo_project(tell, FUNDED_UNIT, date(2026, 2, 11), "ConfirmContract")


def account_opened(tell: Teller) -> str:
    """The file of the centre's account for the project; its id, which is a hash."""
    told = {"regime": "SC", "centre": FUNDED_CENTRE, "holder": "CENTRE", "account": DEMO_ACCOUNT}
    told |= {
        "bank": "示例银行绵阳分行",
        "tail": f"尾号{DEMO_ACCOUNT[-4:]}",
        "account_kind": "DEDICATED",
    }
    asked = (
        "bank-accounts",
        "new",
        "OpenBankAccount",
        date(2026, 2, 12),
        told,
        f":{FUNDED_CENTRE}",
    )
    result = tell.act(BOOKKEEPER, *asked)
    return result.events[0].stream.partition("/")[2]


def tranche_paid(tell: Teller, account: str) -> str:
    """The first tranche, by three persons; the line by which a statement names it."""
    asked = {"number": 1, "amount": 500_000 * YUAN, "reason": "按合同首付"}
    on_demo_project(tell, ASKS, date(2026, 2, 12), "RequestTranche", ":1", **asked)
    on_demo_project(tell, APPROVES, date(2026, 2, 12), "ApproveTranche", ":1", number=1)
    paid = {"number": 1, "account": account, "document_no": "川财拨〔2026〕21号"}
    return (
        f"{on_demo_project(tell, BOOKKEEPER, date(2026, 2, 12), 'DisburseTranche', ':1', **paid)}:1"
    )


def claimed(tell: Teller, number: int, account: str, one: DemoExpense) -> None:
    """An expense with its contract, its voucher and its payment."""
    fen, (contract_no, signed) = one.yuan * YUAN, one.contract
    file = demo_file(tell.runtime, f"invoice {one.invoice}")
    payment = [
        *(one.paid.isoformat(), 0, account, "SPECIAL", one.budget_line, one.purpose, fen, ":2"),
        *(contract_no, "谢安", "程铭"),
    ]
    on_demo_project(
        *(tell, FUNDED_UNIT, one.told, "ReportExpense", f":{number}"),
        counterparties=[list(one.to)],
        contract=[contract_no, signed.isoformat(), 0, fen],
        voucher=[one.paid.isoformat(), "", one.invoice, 0, fen, file, one.budget_line],
        payment=payment,
    )


def statement(tell: Teller, account: str, settles: str) -> None:
    """The account's statement: the tranche comes in, each payment goes out."""
    parties = list(dict.fromkeys((STATE_TREASURY, *(one.to for one in EXPENSES))))
    balance = 500_000 * YUAN
    lines: list[list[Any]] = [["2026-02-12", IN, balance, 0, balance, "M0001", settles]]
    for number, one in enumerate(EXPENSES, 2):
        balance -= one.yuan * YUAN
        where = parties.index(one.to)
        line = [one.paid.isoformat(), OUT, one.yuan * YUAN, where, balance, f"M{number:04}"]
        lines.append(line)
    page = {"file": demo_file(tell.runtime, "bank statement, February 2026"), "page": 1}
    page |= {"opening": 0, "counterparties": [list(one) for one in parties], "lines": lines}
    day = date(2026, 3, 2)
    tell.act(BOOKKEEPER, "bank-accounts", account, "ImportStatementPage", day, page)


def tranches_left(tell: Teller) -> None:
    """A second tranche that waits to be paid, and a third to be approved."""
    for number, yuan in ((2, 200_000), (3, 100_000)):
        asked = {"number": number, "amount": yuan * YUAN, "reason": "按进度"}
        on_demo_project(tell, ASKS, date(2026, 3, 2), "RequestTranche", f":{number}", **asked)
    on_demo_project(tell, APPROVES, date(2026, 3, 2), "ApproveTranche", ":2", number=2)


def raise_flags(runtime: Runtime) -> None:
    """Asks for red flags at once: in a service that was just told they would wait for a quiet
    minute."""
    projections = CatchUpSubscription(runtime.log, runtime.readmodel)
    projections.catch_up()
    found = (runtime.log, runtime.readmodel, runtime.dispatcher, runtime.clock)
    RedFlagSweeper(*found, quiet=0.0).tick()


def demo_file(runtime: Runtime, shows: str) -> str:
    """A paper of the unit in the file store, as its upload; its hash."""
    content, code = one_line_pdf(f"Anjuan demonstration: {shows}"), demo.APPLICANTS[4]
    hash = sha256(content).hexdigest()
    if not is_kept(runtime, hash, code):
        runtime.files.put([content])
        runtime.accounts.uploaded(hash, code)
    return hash
