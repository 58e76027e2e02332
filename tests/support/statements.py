"""A centre with a bank account: who keeps its books, and pages of its statement."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.bank_account.case import BankAccount, BankLine
from domain.bank_account.correcting_lines import CorrectLines, LineCorrection
from domain.bank_account.opening import OpenBankAccount
from domain.bank_account.statement import ImportStatementPage
from domain.context import Actor
from domain.counterparty import Counterparty
from domain.refusal import Refusal
from tests.support.asking import OVER, RECOGNISE, Ask, at, do, refusals
from tests.support.helpful_refusals import faults
from tests.support.sichuan import APPLICANT
from tests.support.world import World

BOOKS = ("bookkeeping",)
KEEPER = Actor("centre.1", "CENTRE", APPLICANT.organ, BOOKS)
SECOND = Actor("centre.1.second", "CENTRE", APPLICANT.organ, BOOKS)
STRANGER = Actor("centre.2", "CENTRE", "91510100MA6T000134", BOOKS)
FINANCE = Actor("finance.sc", "FINANCE", "510000", BOOKS)
CHENGDU_BOOKS = Actor("pref.510100.books", "PREF", "510100", BOOKS)
MIANYANG_BOOKS = Actor("pref.510700.books", "PREF", "510700", BOOKS)
ACCOUNT = {"stream": "bank-accounts", "id": "acc1"}
PAYEE = Counterparty(name="成都某印务有限公司", account="6222020200112233445", tail="尾号3445")
PAYER = Counterparty(name="成都市财政局", account="5105018836080000", kind="ORGAN")
OPEN_ACCOUNT = Ask(
    command=OpenBankAccount(
        regime="SC", centre="a1", holder="CENTRE", account="5100 1234 5678", bank="某银行成都分行"
    ),
    actor=KEEPER,
    **ACCOUNT,
)


def line(day: int, fen: int, balance: int | None = None, **more: Any) -> BankLine:
    """A line of January: money in where `fen` is above 0, out where it is below."""
    side: Any = "in" if fen > 0 else "out"
    said = {"party": 0 if fen > 0 else 1} | more
    return BankLine(day=date(2026, 1, day), side=side, fen=abs(fen), balance=balance, **said)


PAGE = ImportStatementPage(
    file="a" * 64,
    page=1,
    opening=1_000_00,
    counterparties=(PAYER, PAYEE),
    lines=(line(5, 500_00, 1_500_00), line(6, -200_00, 1_300_00), line(9, -100_00, 1_200_00)),
)
IMPORT_PAGE = Ask(command=PAGE, actor=KEEPER, **ACCOUNT)


def following(**changes: Any) -> Ask:
    """The page that goes on where PAGE ends."""
    next_one = replace(PAGE, page=2, opening=1_200_00, lines=(line(9, 50_00, 1_250_00),))
    return replace(IMPORT_PAGE, command=replace(next_one, **changes))


def recognised() -> World:
    world = at("ClearEntry")
    do(world, RECOGNISE, OVER)
    return world


def with_account() -> World:
    world = recognised()
    do(world, OPEN_ACCOUNT, OVER)
    return world


def with_page() -> World:
    world = with_account()
    do(world, IMPORT_PAGE, OVER)
    return world


def account(world: World) -> BankAccount:
    found = world.case("bank-accounts", "acc1")
    assert isinstance(found, BankAccount)
    return found


def position(world: World) -> int:
    """That of what happened last."""
    return len(world.log)


def told(world: World, ask: Ask, on: date = OVER) -> tuple[Refusal, ...]:
    """The reasons against it, each of them helpful."""
    found = refusals(world, ask, on)
    assert [faults(one, ask.stream, type(ask.command)) for one in found] == [[]] * len(found)
    return found


def corrected(*corrections: LineCorrection, of: int, **more: Any) -> Ask:
    command = CorrectLines(position=of, corrections=corrections, reason="对方记错", **more)
    return Ask(command=command, actor=SECOND, **ACCOUNT)
