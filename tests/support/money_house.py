"""A service in which one centre's money can be followed: a budget, a tranche, two statements, four
expenses with something amiss, a relation, and the red flags that were raised of them.

Everything comes in over HTTP from accounts of the demonstration, on the days of its own clock.
"""

from datetime import date
from typing import Any, NamedTuple

from domain.context import Actor
from services.red_flags.sweeper import RedFlagSweeper
from tests.support.calling import Caller, done
from tests.support.demonstrations import PASSWORD

CENTRE, PROJECT, PROJECT_NAME = "demo-5", "navigation", "装备制造专利导航"
UNIT, ASKS, APPROVES, FINANCE = "centre.5", "prov.sc.funds", "prov.sc.approver", "finance.sc"
SIGNS = Actor("pref.510700.funds", "PREF", "510700", ("funds",))
"""Who signs the contracts of a prefecture."""
YUAN, AMOUNT = 100, 500_000 * 100
INVOICE = b"%PDF-1.4\n% an invoice that nobody issued\n%%EOF\n"
TWICE = "25512000000001"
"""The number of the invoice that is claimed twice."""


class Payee(NamedTuple):
    """Who stands on the other side of a line."""

    name: str
    account: str
    kind: str = "FIRM"

    @property
    def on_a_page(self) -> list[str]:
        return [self.name, self.account, f"尾号{self.account[-4:]}", self.kind]


TREASURY = Payee("财政厅", "12340000000000000001", "ORGAN")
CUSTOMER = Payee("绵阳客户有限公司", "62224444000000050005")
SOFTWARE = Payee("绵阳检索软件有限公司", "62221111000000010001")
DEALER = Payee("绵阳汽车贸易有限公司", "62222222000000020002")
TRADER = Payee("绵阳往来商贸有限公司", "62223333000000030003")
HEAD_OF_CENTRE = Payee("许诺", "6230000000000040004", "PERSON")
OWN_ACCOUNT, CENTRES_ACCOUNT = "51070000123400020002", "51070000123400010001"


class BankEntry(NamedTuple):
    """A line of a statement: money that came in, or, below nothing, went out."""

    day: str
    yuan: int
    party: Payee
    settles: str = ""


class ClaimedExpense(NamedTuple):
    """What the unit claims of a payment: its invoice, its contract, what it was for."""

    day: str
    yuan: int
    to: Payee
    purpose: str
    invoice: str
    contract: str


EXPENSES = (
    ClaimedExpense("2026-04-10", 30_000, SOFTWARE, "委托检索", TWICE, "采购1号"),
    ClaimedExpense("2026-04-20", 30_000, SOFTWARE, "委托检索", TWICE, "采购2号"),
    ClaimedExpense("2026-04-28", 20_000, DEALER, "购置公务用车", "25512000000019", "采购3号"),
    ClaimedExpense("2026-05-11", 50_000, TRADER, "委托检索", "25512000000111", "采购4号"),
)


class MoneyHouse(NamedTuple):
    """Where one looks first: the hash of the voucher's file, and the line of the first payment on
    the statement."""

    voucher: str
    paid: str


class _Told:
    """Tells the money of the project, act by act."""

    def __init__(self, call: Caller) -> None:
        self.call, self.papers = call, 0

    def on(self, day: str) -> None:
        self.call.move(date.fromisoformat(day))

    def act(self, who: str, do: str, **fields: Any) -> int:
        """An act on the project; the position of its record."""
        self.papers += 1
        paper: dict[str, Any] = {
            "document_no": f"川财教〔2026〕{self.papers}号",
            "evidence": ["0" * 64],
        }
        answer = self.call.do(who, "fund-projects", PROJECT, do, fields, **paper)
        return int(done(answer)["position"])

    def begins(self) -> None:
        self.on("2026-03-03")
        asked = {"regime": "SC", "centre": CENTRE, "name": PROJECT_NAME, "amount": AMOUNT}
        done(self.call.open(UNIT, "fund-projects", asked, id=PROJECT))
        self.act(ASKS, "review-project", result="SUPPORTED", opinion="目标明确，预算合理")
        self.act(FINANCE, "issue-budget", **BUDGET)
        contract = {"indicators": ["导航报告三份"], "begins_on": "2026-03-03"}
        self.act(SIGNS.person, "sign-contract", **contract, ends_on="2027-03-02")
        self.act(UNIT, "confirm-contract")

    def account(self, holder: str, number: str) -> str:
        """The id of a bank account's file."""
        fields = {"regime": "SC", "centre": CENTRE, "holder": holder, "account": number}
        fields |= {"bank": "示例银行", "tail": f"尾号{number[-4:]}"}
        answer = done(self.call.open(FINANCE, "bank-accounts", fields))
        return str(answer["id"])

    def pays(self, account: str) -> str:
        """A first tranche, by three persons; its line."""
        self.on("2026-03-20")
        self.act(ASKS, "request-tranche", number=1, amount=300_000 * YUAN, reason="按合同首付")
        self.act(APPROVES, "approve-tranche", number=1)
        return f"{self.act(FINANCE, 'disburse-tranche', number=1, account=account)}:1"

    def statement(self, account: str, *entries: BankEntry) -> int:
        """A page of a statement; its position."""
        parties = [*dict.fromkeys(one.party for one in entries)]
        lines, balance = [], 0
        for number, one in enumerate(entries, 1):
            balance += one.yuan * YUAN
            side, fen = "in" if one.yuan > 0 else "out", abs(one.yuan) * YUAN
            party = parties.index(one.party)
            serial, settles = f"S{number:04d}", one.settles or None
            lines.append([one.day, side, fen, party, balance, serial, settles])
        page = {"file": "b" * 64, "page": 1, "opening": 0, "lines": lines}
        page |= {"counterparties": [one.on_a_page for one in parties]}
        answer = self.call.do(FINANCE, "bank-accounts", account, "import-statement-page", page)
        return int(done(answer)["position"])

    def claims(self, account: str, one: ClaimedExpense, file: str) -> int:
        """An expense as the unit reports it; its position."""
        fen, line = one.yuan * YUAN, "委托业务费"
        return self.act(
            UNIT,
            "report-expense",
            counterparties=[one.to.on_a_page],
            contract=[one.contract, "2026-03-25", 0, fen],
            voucher=[one.day, "", one.invoice, 0, fen, file, line],
            payment=[
                *(one.day, 0, account, "SPECIAL", line, one.purpose, fen, ":2"),
                *(one.contract, "经办人甲", "审批人乙"),
            ],
        )

    def relation(self, firm: Payee) -> None:
        """Someone of the centre holds shares in a firm."""
        parties = [HEAD_OF_CENTRE.on_a_page, firm.on_a_page]
        page = {"regime": "SC", "file": "9" * 64, "page": 1, "staff": [[0, "2025-01-01"]]}
        page |= {"relations": [[0, 1, "SHAREHOLDER", "2025-01-01", None, 6000]]}
        page |= {"counterparties": parties}
        asked = FINANCE, "relations", CENTRE, "import-relation-page", page
        done(self.call.do(*asked))


BUDGET = {
    "amount": AMOUNT,
    "source": "四川省知识产权专项资金",
    "under_measure": "四川省知识产权专项资金管理办法",
    "level": "PROVINCIAL",
    "year": 2026,
    "purposes": ["购置检索设备", "委托检索"],
    "deadline": "2027-12-31",
    "lines": [{"name": name, "limit": AMOUNT // 2} for name in ("设备费", "委托业务费")],
}


def with_followed_money(call: Caller) -> MoneyHouse:
    """The whole story; the lists know it all."""
    call.runtime.accounts.put({SIGNS.person: SIGNS}, PASSWORD)
    told = _Told(call)
    told.begins()
    account = told.account("CENTRE", CENTRES_ACCOUNT)
    tranche = told.pays(account)
    told.on("2026-06-01")
    own = told.account("OWN", OWN_ACCOUNT)
    treasury = BankEntry("2026-03-20", 300_000, TREASURY, tranche)
    customer = BankEntry("2026-04-08", 100_000, CUSTOMER)
    paid = (BankEntry(one.day, -one.yuan, one.to) for one in EXPENSES)
    statement = told.statement(account, treasury, customer, *paid)
    told.statement(own, BankEntry("2026-05-18", 48_000, TRADER))
    voucher = str(done(call.post(UNIT, "/files", INVOICE))["hash"])
    files = (voucher, *(str(number) * 64 for number in range(2, 5)))
    claimed = [told.claims(account, *pair) for pair in zip(EXPENSES, files, strict=True)]
    told.relation(DEALER)
    for number, position in enumerate(claimed, 3):
        pair = {"bank_line": f"{statement}:{number}", "payment": f"{position}:3"}
        answer = call.do(FINANCE, "bank-accounts", account, "reconcile", pair | OF_PROJECT)
        done(answer)
    sweep(call)
    return MoneyHouse(voucher, f"{statement}:3")


OF_PROJECT = {"project": PROJECT}


def sweep(call: Caller) -> None:
    """Looks for red flags until there is nothing more to raise."""
    runtime, lists = call.runtime, call.service.subscription
    lists.catch_up()
    worker = RedFlagSweeper(
        runtime.log, runtime.readmodel, runtime.dispatcher, runtime.clock, quiet=0.0
    )
    while worker.tick():
        lists.catch_up()
    lists.catch_up()
