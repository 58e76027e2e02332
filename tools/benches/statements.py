"""Benchmark of importing bank lines by pages, beside inserting the same rows into a bare table."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import psycopg

from adapters.event_store.migrate import migrate_store
from domain.bank_account.case import BankLine
from domain.bank_account.statement import ImportStatementPage
from domain.counterparty import LINES_A_PAGE, Counterparty
from services.commands.messages import CommandRequest, CommandResult
from services.imports.paged.importing import PAGES_IN_FLIGHT
from services.runtime import Runtime
from tests.support.bank_files import BEGINS, opened_account, with_a_centre
from tests.support.postgres import APP, OWNER, Postgres
from tests.support.statements import KEEPER
from tools.benches.results import Baseline, Result

PAGES = 200
PAYEES = tuple(Counterparty(name=f"对方{n}", account=f"6222{n:012}") for n in range(300))
Row = tuple[str, str, int, int, int, str]
TABLE = "(day text, side text, fen bigint, party bigint, balance bigint, serial text)"


def statements() -> list[Result]:
    return [on_sqlite(), on_postgres()]


def on_sqlite() -> Result:
    with TemporaryDirectory(prefix="anjuan-bench-") as folder, with_a_centre(Path(folder)) as one:
        rate = imported_per_second(one)
        bare = inserted_per_second(Path(folder) / "bare.db")
    return result("import_lines_sqlite", rate, Baseline("executemany, one transaction", bare), 0.1)


def on_postgres() -> Result:
    with Postgres() as server, TemporaryDirectory(prefix="anjuan-bench-") as folder:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        server.create_database("bench", owner=OWNER)
        migrate_store(server.url(OWNER, "bench"), app_role=APP, demo=True)
        with with_a_centre(Path(folder), server.url(APP, "bench")) as one:
            rate = imported_per_second(one)
        bare = copied_per_second(server.url(OWNER, "bench"))
    return result("import_lines_postgres", rate, Baseline("COPY of the same rows", bare), 0.05)


def result(name: str, rate: float, baseline: Baseline, aim: float) -> Result:
    return Result(
        name=name,
        what=f"{PAGES * LINES_A_PAGE:,} bank lines in pages of {LINES_A_PAGE:,}, payees sealed",
        value=rate,
        unit="lines/s",
        baseline=baseline,
        ratio=rate / baseline.value,
        aim=f"ratio >= {aim}",
    )


def imported_per_second(runtime: Runtime) -> float:
    """Pages made beforehand, through the dispatcher, as many in flight as an import has."""
    id = opened_account(runtime, "6222000000000001")
    requests = [requested(id, number) for number in range(PAGES)]
    begun, flight = time.perf_counter(), deque[Future[CommandResult]]()
    for request in requests:
        flight.append(runtime.dispatcher.submit(request))
        if len(flight) == PAGES_IN_FLIGHT:
            flight.popleft().result()
    while flight:
        flight.popleft().result()
    return PAGES * LINES_A_PAGE / (time.perf_counter() - begun)


def requested(id: str, page: int) -> CommandRequest:
    lines = tuple(lines_of_page(page))
    command = ImportStatementPage(file="a" * 64, page=page + 1, counterparties=PAYEES, lines=lines)
    body = msgspec.json.encode(command)
    return CommandRequest("bank-accounts", id, command, KEEPER, key=f"bench:{page}", body=body)


def lines_of_page(page: int) -> Iterator[BankLine]:
    for n in range(page * LINES_A_PAGE, (page + 1) * LINES_A_PAGE):
        yield BankLine(BEGINS, "in", 100, n % len(PAYEES), (n + 1) * 100, f"S{n}")


def rows() -> list[Row]:
    return [
        (one.day.isoformat(), one.side, one.fen, one.party, one.balance or 0, one.serial)
        for page in range(PAGES)
        for one in lines_of_page(page)
    ]


def per_second(write: Callable[[list[Row]], None]) -> float:
    made = rows()
    begun = time.perf_counter()
    write(made)
    return len(made) / (time.perf_counter() - begun)


def inserted_per_second(path: Path) -> float:
    with closing(sqlite3.connect(path)) as bare:
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute(f"CREATE TABLE line {TABLE}")

        def write(made: list[Row]) -> None:
            with bare:
                bare.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", made)

        return per_second(write)


def copied_per_second(url: str) -> float:
    with psycopg.connect(url) as bare:
        bare.execute(f"CREATE TABLE line {TABLE}")
        bare.commit()

        def write(made: list[Row]) -> None:
            with bare.cursor() as cursor, cursor.copy("COPY line FROM STDIN") as copy:
                for one in made:
                    copy.write_row(one)
            bare.commit()

        return per_second(write)
