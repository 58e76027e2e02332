"""Benchmark of the ledger's tables: bank lines added page by page, with their key and indexes,
beside `executemany` of the same rows into a table with its key alone, in one transaction."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from adapters.read_model.writer import Readmodel
from projections.ledger.bank_rows import BankLineRow
from services.runtime import open_readmodel
from services.settings import Settings
from services.subscriptions.catalogue import LEDGER
from tools.benches.databases import place_for
from tools.benches.results import Baseline, Result

LINES = int(os.environ.get("LINES") or 100_000)
A_PAGE = 1000
BANK_LINES = replace(LEDGER, parts=tuple(part for part in LEDGER.parts if part.row is BankLineRow))
PLAIN = replace(
    BANK_LINES,
    fingerprint="plain",
    parts=tuple(replace(part, indexes=()) for part in BANK_LINES.parts),
)


def journals() -> list[Result]:
    return [added_to(database) for database in ("sqlite", "postgres")]


def added_to(database: str) -> Result:
    pages = [[*page_of_lines(number)] for number in range(1, LINES // A_PAGE + 1)]
    with place_for(database) as (folder, url):
        settings = Settings(data=Path(folder), database=url or None)
        with closing(open_readmodel(settings)) as readmodel, readmodel.loading():
            plain = LINES / all_at_once(readmodel, [row for page in pages for row in page])
            journal = LINES / page_by_page(readmodel, pages)
    return Result(
        name=f"journal_{database}",
        what=f"{LINES:,} bank lines added to the ledger by pages of {A_PAGE:,}; {database}",
        value=journal,
        unit="rows/s",
        baseline=Baseline("executemany, key alone, at once", plain),
        ratio=journal / plain,
        aim="ratio >= 0.2",
    )


def page_of_lines(position: int) -> Iterator[BankLineRow]:
    """A page of one account of many."""
    for line in range(1, A_PAGE + 1):
        day, payee = 20_000 + position // 30, f"ref-{(position * 7 + line) % 5000}"
        yield BankLineRow(
            position=position,
            line=line,
            recorded_at=10**15 + position,
            account=f"account-{position % 300}",
            centre="centre-1",
            day=day,
            side="out",
            fen=100 * line,
            balance=None,
            other=payee,
            party=payee,
            settles="",
            doubt="",
        )


def page_by_page(readmodel: Readmodel, pages: Sequence[Sequence[BankLineRow]]) -> float:
    readmodel.create(BANK_LINES)
    begun = time.perf_counter()
    for number, rows in enumerate(pages):
        readmodel.apply(BANK_LINES, [(str(number), rows)], since=number, checkpoint=number + 1)
    return time.perf_counter() - begun


def all_at_once(readmodel: Readmodel, rows: Sequence[BankLineRow]) -> float:
    """Into a table of the same columns, on the same connection."""
    readmodel.create(PLAIN)
    [made] = PLAIN.sql_tables
    marks = ", ".join(["%s"] * len(made.columns))
    name = f"{readmodel._database.schema}{made.physical}"
    begun = time.perf_counter()
    with readmodel._database.writing() as cursor:
        cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    return time.perf_counter() - begun
