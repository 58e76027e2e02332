"""Statements as banks write them, and an account in a store for them to come into."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry
from domain.bank_account.case import BankAccount
from domain.bank_account.opening import OpenBankAccount
from domain.case import stream_and_id
from domain.money import in_yuan
from services.commands.messages import CommandRequest
from services.imports.paged.importing import Imported, PageImport
from services.imports.paged.mapping import mapping_of
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.statements import KEEPER, recognised

HEADINGS = ("交易日期", "收入金额", "支出金额", "余额", "交易流水号", "对方户名", "对方账号")
BEGINS = date(2024, 1, 1)
Row = tuple[str, ...]


@contextmanager
def with_a_centre(data: Path, database: str | None = None) -> Iterator[Runtime]:
    """A store with the regulations and one centre."""
    settings = Settings(data=data, database=database, demo=True)
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
        for version, record in enumerate(recognised().histories["centres/a1"], 1):
            entry = Entry("centres/a1", version, *encode(record))
            asked = AppendRequest("test", f"centre {version}", b"", (entry,))
            runtime.log.write([asked], runtime.clock.now())
        yield runtime


def opened_account(runtime: Runtime, number: str) -> str:
    """The id of a new account of the centre."""
    command = OpenBankAccount(
        regime="SC", centre="a1", holder="CENTRE", account=number, bank="某银行"
    )
    done = runtime.dispatcher.act(CommandRequest("bank-accounts", "", command, KEEPER))
    return stream_and_id(done.events[0].stream)[1]


def rows(count: int, first: int = 0, a_day: int = 100, opening: int = 100_000_00) -> list[Row]:
    """Lines of a statement, each day so many: two in, one out, with running balances."""
    return [*rows_from(count, first, a_day, opening)]


def rows_from(count: int, first: int, a_day: int, opening: int) -> Iterator[Row]:
    balance = opening
    for n in range(first + count):
        fen = 1_00 + n % 7 if n % 3 else -(2_00 + n % 5)
        balance += fen
        if n >= first:
            came, went = (yuan(fen), "") if fen > 0 else ("", yuan(-fen))
            day = (BEGINS + timedelta(days=n // a_day)).isoformat()
            payee = f"6222{n % 300:012}"
            yield day, came, went, yuan(balance), f"S{n}", f"对方{n % 300}", payee


def yuan(fen: int) -> str:
    return in_yuan(fen)


def written(path: Path, lines: Sequence[Row], encoding: str = "utf-8") -> Path:
    """A file as a bank writes it, with its name and the account above the headings."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("某银行账户明细",))
        writer.writerow(())
        writer.writerow(HEADINGS)
        writer.writerows(lines)
    return path


def imported(
    runtime: Runtime, path: Path, account: str, layout: str = "two_columns", dry: bool = False
) -> Imported:
    pages = PageImport(runtime, path, mapping_of(layout), account, KEEPER)
    return pages.run(lambda place: None, dry)


def state_of(runtime: Runtime, account: str) -> BankAccount:
    case, _ = runtime.store.current(f"bank-accounts/{account}")
    assert isinstance(case, BankAccount)
    return case
