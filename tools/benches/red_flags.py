"""Benchmarks of red flags: all in full over a large ledger in DuckDB, and one new fact in SQLite at
few and at many facts. `FACTS` in the environment says how many there are. Seconds are those of
the processor.
"""

import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from adapters.exports.parquet import NewPart, write_parts
from projections.journal import JournalRow
from projections.ledger.bank_rows import BankAccountRow, BankLineRow, PostingRow
from projections.ledger.claim_rows import ContractRow, PaymentRow, VoucherRow
from projections.ledger.party_rows import PartyRow, StaffRow
from projections.ledger.project_rows import AllocationRow, AllowedPurposeRow, TrancheRow
from projections.ledger.tables import TABLES
from services.red_flags.asking import Ledger, Window, leads_found
from services.red_flags.in_duckdb import ledger_in_parquet
from services.red_flags.rules import RedFlagRule, read_rules
from tools.benches.results import Baseline, Result

FACTS = int(os.environ.get("FACTS") or 1_000_000)
FEW, A_CENTRE, A_PAGE = 10_000, 4_000, 100
DAY, NEW_FACTS = 20_000, 25
GIVEN = {"SPLIT_PAYMENTS": {"limit": 10**7}, "BACKDATED": {"days": 365}}


def red_flags() -> list[Result]:
    return [in_full(FACTS), one_new_fact(FEW, FACTS)]


def in_full(facts: int) -> Result:
    """All flags over Parquet parts, each timed, beside one scan of the largest tables."""
    rows = books(facts)
    upto = last_position(rows)
    with TemporaryDirectory() as folder:
        parts = (NewPart(table, 0, rows.get(table.name, ())) for table in TABLES)
        write_parts(Path(folder), parts, upto)
        with ledger_in_parquet(Path(folder)) as ledger:
            scan = elapsed(lambda: ledger.connection.execute(SCAN).fetchall())
            window = Window.whole(upto, DAY + 800)
            took = {
                rule.id: elapsed(partial(leads_found, rule, window, ledger)) for rule in all_on()
            }
    asked = sum(took.values())
    each = ", ".join(f"{id} {took[id]:.2f}" for id in sorted(took, key=lambda id: -took[id]))
    what = f"all flags in full over {facts:,} facts, DuckDB over Parquet ({each})"
    return Result(
        name="money_flags_in_full",
        what=what,
        value=asked,
        unit="s",
        baseline=Baseline("sums of the same payments, vouchers and bank lines", scan),
        ratio=asked / scan,
    )


SCAN = """SELECT (SELECT sum(fen) FROM payment), (SELECT sum(fen) FROM voucher),
(SELECT sum(fen) FROM bank_line)"""


def one_new_fact(few: int, many: int) -> Result:
    at_few, at_many = fact_after(few), fact_after(many)
    return Result(
        name="money_flags_one_fact",
        what=f"one new fact, all flags, SQLite, at {many:,} facts (median)",
        value=at_many * 1000,
        unit="ms",
        baseline=Baseline(f"at {few:,} facts", at_few * 1000),
        ratio=at_many / at_few,
        aim="ratio <= 3",
    )


def fact_after(facts: int) -> float:
    """Seconds, in the middle, that all flags take for the window of one position somewhere."""
    rows, chance = books(facts), Random(7)
    upto = last_position(rows)
    with closing(InMemory(rows)) as ledger:
        rules = all_on()
        took = []
        for _ in range(NEW_FACTS):
            position = chance.randint(1, upto)
            window = Window(position - 1, position, upto, DAY + 800)
            asked = partial(asked_all, rules, window, ledger)
            took.append(elapsed(asked))
    return statistics.median(took)


def all_on() -> list[RedFlagRule]:
    """The rules, those too for which a service gives the limits."""
    return [
        RedFlagRule(rule.text, rule.query, {**rule.limits, **GIVEN.get(rule.id, {})})
        for rule in read_rules()
    ]


def asked_all(rules: Iterable[RedFlagRule], window: Window, ledger: Ledger) -> int:
    return sum(len(leads_found(rule, window, ledger)) for rule in rules)


class InMemory:
    """The ledger's tables in SQLite, with their keys and indexes."""

    dialect = "sqlite"
    names: Mapping[str, str] = {}

    def __init__(self, rows: Mapping[str, list[JournalRow]]) -> None:
        self.connection = sqlite3.connect(":memory:")
        for table in TABLES:
            columns = ", ".join(
                f"{name} {kind.removeprefix('nullable ')}" for name, kind in table.columns.items()
            )
            key = ", ".join(table.key)
            self.connection.execute(
                f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID"
            )
            marks = ", ".join("?" * len(table.columns))
            self.connection.executemany(
                f"INSERT INTO {table.name} VALUES ({marks})", rows.get(table.name, ())
            )
            for number, index in enumerate(table.indexes):
                listed = ", ".join(index)
                self.connection.execute(
                    f"CREATE INDEX {table.name}_{number} ON {table.name} ({listed})"
                )

    def answer(self, sql: str) -> Iterable[tuple[str, str, str, int, int, str]]:
        return self.connection.execute(sql).fetchall()

    def close(self) -> None:
        self.connection.close()


def elapsed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def last_position(rows: Mapping[str, list[JournalRow]]) -> int:
    return max(int(row[0]) for some in rows.values() for row in some)


def books(facts: int) -> dict[str, list[JournalRow]]:
    """Centres of a few thousand facts each: a project, an account, pages of payments with their
    vouchers and the bank's lines, one contract a payee."""
    found: dict[str, list[JournalRow]] = {table.name: [] for table in TABLES}
    chance, position = Random(15), 0
    for number in range(max(1, facts // A_CENTRE)):
        position = centre_books(found, chance, number, position)
    return found


def centre_books(
    found: dict[str, list[JournalRow]], chance: Random, number: int, position: int
) -> int:
    centre, project, account = f"c{number}", f"p{number}", f"a{number}"
    position += 1
    where = (position, 1, 0, centre, project)
    found["allocation"].append(AllocationRow(*where, DAY, 10**10, "SPECIAL", "1号", DAY + 900))
    found["allowed_purpose"].append(AllowedPurposeRow(*where, "试验"))
    found["tranche"].append(TrancheRow(*where, "1", DAY, 10**10, "S", "u1", "u2", "u3", account))
    found["bank_account"].append(BankAccountRow(position, 1, 0, account, centre, "CENTRE", ""))
    found["staff"].append(StaffRow(position, 1, 0, centre, f"s{number}", DAY, DAY + 900))
    for payee in range(40):
        name = f"q{number}.{payee}"
        found["party"].append(PartyRow(position, payee + 1, 0, name, "FIRM", ""))
        line = (position, payee + 1, 0, centre, project)
        found["contract"].append(ContractRow(*line, f"h{payee}", DAY, name, 10**8))
    for page in range(A_CENTRE // (4 * A_PAGE)):
        position += 2
        for nth in range(1, A_PAGE + 1):
            a_payment(found, chance, (number, page, nth), position)
    return position


def a_payment(
    found: dict[str, list[JournalRow]],
    chance: Random,
    place: tuple[int, int, int],
    position: int,
) -> None:
    number, page, line = place
    centre, project, account = f"c{number}", f"p{number}", f"a{number}"
    payee, fen = f"q{number}.{chance.randrange(40)}", chance.randint(1_000, 10**7)
    day = DAY + 1 + page * 60 + chance.randrange(60)
    at = (position, line, day * 86_400_000_000, centre, project, day, fen)
    number_of = f"26{number:06d}{page:04d}{line * 7919 % 10**8:08d}"
    found["voucher"].append(
        VoucherRow(*at, "", number_of, payee, f"f{number}.{page}.{line}", "b1", 0)
    )
    bought = f"h{payee.rpartition('.')[2]}"
    found["payment"].append(
        PaymentRow(
            *(*at[:1], line + A_PAGE, *at[2:]),
            *(account, payee, "SPECIAL", "b1", "试验", f"{position}:{line}", bought),
            *("u1", "u2", 0),
        )
    )
    shown = (position + 1, line, day * 86_400_000_000, account, centre, day, "out", fen)
    found["bank_line"].append(BankLineRow(*shown, None, payee, payee, "", ""))
    paid = (position + 1, line, day * 86_400_000_000, account, payee, day, fen)
    found["posting"].append(PostingRow(*paid, 0, 0, 0))
