"""Money of centres as it is told: fund projects, bank accounts, statements, and what is refused."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from domain.case import Command, stream_and_id
from domain.context import Actor
from domain.money import in_yuan
from domain.refusal import Refused
from lives.life import Life
from services.commands.messages import CommandRequest, CommandResult
from services.demo.office import Office
from services.imports.paged.importing import Imported, PageImport
from services.imports.paged.mapping import mapping_of

YUAN = 100
HEAD = "交易日期,收入金额,支出金额,余额,交易流水号,对应拨付,对方户名,对方账号"
MAPPING = """
kind = "statement"
[columns]
day = "交易日期"
in = "收入金额"
out = "支出金额"
balance = "余额"
serial = "交易流水号"
settles = "对应拨付"
"party.name" = "对方户名"
"party.account" = "对方账号"
"""


class Party(NamedTuple):
    """Who stands on the other side of a line."""

    name: str
    account: str
    kind: str = "FIRM"

    @property
    def on_a_page(self) -> list[str]:
        return [self.name, self.account, f"尾号{self.account[-4:]}", self.kind]


class Expense(NamedTuple):
    """What a centre says of a payment, on a day."""

    day: str
    yuan: int
    to: Party
    purpose: str
    invoice: str
    contract: str
    file: str
    line: str = "委托业务费"


class Books(Life):
    """A centre's life where money is concerned: `project` is its fund project."""

    def __init__(self, office: Office, who: Any) -> None:
        super().__init__(office, who)
        self.project = f"{who.id}-p1"

    @property
    def finance(self) -> Actor:
        """Who keeps the books of its area at the finance department."""
        organ = f"{self.who.division[:2]}0000" if self.who.regime != "SZ" else "320500"
        return Actor(f"finance.{organ}", "FINANCE", organ, ("bookkeeping", "funds"))

    def of(self, day: str, do: str, **fields: Any) -> None:
        """An act on the project, by whom the regulation lets do it."""
        self.act(day, do, f"fund-projects/{self.project}", **fields)

    def refused_of(self, day: str, do: str, rule: str, **fields: Any) -> None:
        self.refused(day, do, rule, f"fund-projects/{self.project}", **fields)

    def ready(self, day: str, number: int, yuan: int) -> None:
        """A tranche that is asked for by one person and approved by another."""
        self.of(day, "RequestTranche", number=number, amount=yuan * YUAN, reason="按合同和进度")
        self.of(day, "ApproveTranche", number=number)

    def given(self, day: str, where: str, command: Command, who: Actor) -> CommandResult:
        self.office.days.pass_to(date.fromisoformat(day))
        stream, id = stream_and_id(where)
        return self.office.give(CommandRequest(stream, id, command, who))

    def refused_to(self, who: Actor, day: str, do: str, rule: str, **fields: Any) -> None:
        """The act is refused to this person, under that rule."""
        where = f"fund-projects/{self.project}"
        command = self.command(do, where, fields)
        try:
            self.given(day, where, command, who)
        except Refused as refused:
            first = next(one for one in refused.refusals if one.rule == rule)
            self.tell(day, command, first)
        else:
            raise AssertionError(f"{do} was not refused")

    def account(self, day: str, holder: str, number: str) -> str:
        """Opens the file of a bank account; its id."""
        fields = {"regime": self.who.regime, "centre": self.who.id, "holder": holder}
        fields |= {"account": number, "bank": "示例银行", "tail": f"尾号{number[-4:]}"}
        command = self.command("OpenBankAccount", "bank-accounts/new", fields)
        result = self.given(day, "bank-accounts/new", command, self.finance)
        return result.events[0].stream.partition("/")[2]

    def spends(self, day: str, account: str, one: Expense) -> None:
        """An expense with its contract, its voucher and its payment, all said by the centre."""
        fen = one.yuan * YUAN
        self.of(
            day,
            "ReportExpense",
            counterparties=[one.to.on_a_page],
            contract=[one.contract, "2025-09-15", 0, fen],
            voucher=[one.day, "", one.invoice, 0, fen, one.file, one.line],
            payment=[
                *(one.day, 0, account, "SPECIAL", one.line, one.purpose, fen, ":2"),
                *(one.contract, "经办人甲", "审批人乙"),
            ],
        )


class Statement:
    """A statement as a bank gives it: a table with a balance after each line."""

    def __init__(self) -> None:
        self.balance, self.rows = 0, [HEAD]

    def line(self, day: str, yuan: int, party: Party, settles: str = "") -> "Statement":
        """Money that came in, or, below nothing, went out."""
        self.balance += yuan * YUAN
        amount = in_yuan(abs(yuan) * YUAN)
        sides = (amount, "") if yuan > 0 else ("", amount)
        serial = f"S{len(self.rows):04d}"
        cells = (day, *sides, in_yuan(self.balance), serial, settles, party.name, party.account)
        self.rows.append(",".join(f'"{one}"' for one in cells))
        return self

    def imported(self, folder: Path, books: Books, account: str) -> Imported:
        """What came of it, imported by the finance department."""
        text = "\n".join(self.rows) + "\n"
        path, mapping = folder / f"{sha256(text.encode()).hexdigest()}.csv", folder / "bank.toml"
        path.write_text(text, "utf-8")
        mapping.write_text(MAPPING, "utf-8")
        layout = mapping_of(str(mapping))
        return PageImport(books.office.runtime, path, layout, account, books.finance).run(ignored)


def ignored(lines: int) -> None:
    """Progress that nobody watches."""
