"""Benchmark of tracing money through mixed accounts, beside a plain loop over the same rows that
does nothing but keep each account's balance. `POSTINGS` in the environment says how many there are.
"""

import os
from collections import defaultdict
from random import Random

from projections.tracing.statement import StatementLine
from projections.tracing.tracing import trace
from tools.benches.rebuilding import seconds
from tools.benches.results import Baseline, Result

POSTINGS = int(os.environ.get("POSTINGS") or 1_000_000)
ACCOUNTS, PAYEES, DAYS, LINES_A_PAGE = 2_000, 50_000, 700, 1_000
LARGEST = 10_000_000  # fen


def traces() -> list[Result]:
    """From raw lines: put in order, paired, followed by all three methods, answered."""
    lines = statement_lines(POSTINGS)
    before = seconds(lambda: keep_balances(lines))
    tracing = seconds(lambda: trace(lines))
    after = seconds(lambda: keep_balances(lines))
    loop = (before + after) / 2
    return [
        Result(
            name="money_trace",
            what=f"trace of {POSTINGS:,} postings, {len(lines):,} lines of {ACCOUNTS:,} accounts",
            value=POSTINGS / tracing,
            unit="postings/s",
            baseline=Baseline("a plain loop over the same rows", POSTINGS / loop),
            ratio=loop / tracing,
        )
    ]


def keep_balances(lines: list[StatementLine]) -> dict[str, int]:
    balances: dict[str, int] = defaultdict(int)
    for one in lines:
        balances[one.account] += one.fen if one.side == "in" else -one.fen
    return balances


def statement_lines(postings: int) -> list[StatementLine]:
    """Statements in whole pages: a fifth of the money comes from outside, three in ten of that to
    be traced; a fifth goes from account to account, the rest to payees."""
    chance = Random(15)
    balances = [0] * ACCOUNTS
    found: list[list[StatementLine]] = [[] for _ in balances]

    def show(account: int, day: int, fen: int, other: str, marked: int = 0) -> None:
        balances[account] += fen
        side = "in" if fen > 0 else "out"
        line = StatementLine(
            (0, 0), name_of(account), day, side, abs(fen), other, balances[account], marked
        )
        found[account].append(line)

    for nth in range(postings):
        day, giver, kind = nth * DAYS // postings, chance.randrange(ACCOUNTS), chance.random()
        if kind < 0.2 or balances[giver] < 2:
            fen = chance.randint(1, LARGEST)
            show(giver, day, fen, "", fen if chance.random() < 0.3 else 0)
            continue
        fen = chance.randint(1, balances[giver] // 2)
        taker = (giver + chance.randrange(1, ACCOUNTS)) % ACCOUNTS
        between = kind < 0.4
        show(giver, day, -fen, name_of(taker) if between else f"payee {chance.randrange(PAYEES)}")
        if between:
            show(taker, day, fen, name_of(giver))
    return [one for account, rows in enumerate(found) for one in in_pages(account, rows)]


def in_pages(account: int, rows: list[StatementLine]) -> list[StatementLine]:
    return [
        one._replace(place=(account * 10**6 + nth // LINES_A_PAGE + 1, nth % LINES_A_PAGE + 1))
        for nth, one in enumerate(rows)
    ]


def name_of(account: int) -> str:
    return f"account {account:04}"
