"""The ledger's tables in memory, filled with rows that a test writes down."""

import sqlite3
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from projections.ledger.bank_rows import BankAccountRow, BankLineRow
from projections.ledger.project_rows import AllocationRow, TrancheRow
from projections.ledger.tables import TABLES
from services.queries.tracing.ledger_moment import LedgerMoment
from tests.support.mixed_accounts import HELD, Happening, told

LAST_DAY, NOW = 10_000, 10**9
PROJECT, CENTRE = "project", "centre"


class LedgerInMemory:
    """Asked as the read model asks a journal."""

    def __init__(self, rows: Iterable[tuple[Any, ...]] = ()) -> None:
        self._db = sqlite3.connect(":memory:")
        self._names = {one.name: one.name for one in TABLES}
        self._table_of = {one.row: one.name for one in TABLES}
        for one in TABLES:
            self._db.execute(f"CREATE TABLE {one.name} ({', '.join(one.columns)})")
        self.add(*rows)

    def add(self, *rows: tuple[Any, ...]) -> None:
        for row in rows:
            marks = ", ".join("?" * len(row))
            self._db.execute(f"INSERT INTO {self._table_of[type(row)]} VALUES ({marks})", row)

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(sql.format_map(self._names).replace("%s", "?"), values).fetchall()

    def at(self, day: int = LAST_DAY, known: int = NOW) -> LedgerMoment:
        return LedgerMoment(self.ask, day, known)


def bank_account(account: str, centre: str = CENTRE, holder: str = "CENTRE") -> BankAccountRow:
    position = 10_000 + sum(account.encode())
    return BankAccountRow(position, 1, 0, account, centre, holder, f"ref-{account}")


def bank_line(
    place: tuple[int, int],
    account: str,
    day: int,
    fen: int,
    other: str = "",
    *,
    settles: str = "",
    balance: int | None = None,
    recorded_at: int = 0,
) -> BankLineRow:
    """What goes out is less than nothing."""
    side = "in" if fen > 0 else "out"
    party = f"ref-{other}" if other in HELD else other
    known = (*place, recorded_at, account, CENTRE, day, side)
    return BankLineRow(*known, abs(fen), balance, other, party, settles, "")


def tranche(place: tuple[int, int], day: int, fen: int, project: str = PROJECT) -> TrancheRow:
    number = f"{place[0]}"
    return TrancheRow(*place, 0, CENTRE, project, number, day, fen, "SPECIAL", "a", "b", "c", "")


def allocation(place: tuple[int, int], day: int, fen: int, project: str = PROJECT) -> AllocationRow:
    return AllocationRow(
        *place, 0, CENTRE, project, day, fen, "SPECIAL", f"doc {place[0]}", LAST_DAY
    )


def of_world(world: list[Happening], chance: Random) -> LedgerInMemory:
    """A world of mixed accounts as the ledger has it. Where the other account was opened later, its
    reference stands for it."""
    tale = told(world, chance)
    ledger = LedgerInMemory(bank_account(one) for one in HELD)
    for one in tale.lines:
        number = tale.of[one.place]
        settles = f"{5000 + number}:1" if one.marked else ""
        if settles:
            ledger.add(tranche((5000 + number, 1), one.day, one.marked))
        fen = one.fen if one.side == "in" else -one.fen
        row = bank_line(
            one.place, one.account, one.day, fen, one.other, settles=settles, balance=one.balance
        )
        ledger.add(row._replace(other=chance.choice((row.other, row.party))))
    return ledger
