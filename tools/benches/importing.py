"""Benchmark of a table import from a workbook, beside the same commands as NDJSON."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from domain.context import Actor
from services.imports.ndjson import NdjsonImporter
from services.imports.tables.addressing import ImportDefaults
from services.imports.tables.filing import lines_of
from services.imports.tables.importing import TableImport
from services.imports.tables.papers import Papers
from services.runtime import Runtime, open_runtime
from services.settings import Settings
from tests.support.dispatching import settle
from tests.support.tables import code_of, rows_of, whole_row, write_xlsx
from tools.benches.results import Baseline, Result

ROWS = 2000
TERMS = ImportDefaults(batch="b1", channel="ORDINARY", submit=True)
OTHERS = 100  # units that have accounts anyway


def imported() -> list[Result]:
    """Each row registers a unit, creates its draft and submits it, with five persons encrypted."""
    with TemporaryDirectory(prefix="anjuan-bench-") as folder:
        file = write_xlsx(Path(folder) / "round.xlsx", rows_of(*map(row, range(ROWS))))
        with runtime(Path(folder) / "lines") as one:
            lines = lines_in(one, file)
            begun = time.perf_counter()
            refuse_none(result.problem for result in NdjsonImporter(one).hand_in(lines))
            as_lines = time.perf_counter() - begun
        with runtime(Path(folder) / "table") as other:
            begun = time.perf_counter()
            table = read(other, file)
            refuse_none(result.problem for _, result in table.run())
            as_table = time.perf_counter() - begun
    return [
        Result(
            name="import_table",
            what=f"{ROWS} rows of XLSX, {len(lines)} commands; SQLite, synchronous=FULL",
            value=len(lines) / as_table,
            unit="commands/s",
            baseline=Baseline("the same as NDJSON", len(lines) / as_lines),
            ratio=as_lines / as_table,
            aim="ratio >= 0.5",
        )
    ]


def row(number: int) -> dict[str, str]:
    return whole_row(unit_name=f"示例{number}号有限公司", uscc=code_of(OTHERS + number))


@contextmanager
def runtime(data: Path) -> Iterator[Runtime]:
    """Yields a runtime in which a batch is open and every unit has an account."""
    codes = {f"bench.{number}": code_of(OTHERS + number) for number in range(ROWS)}
    people = {who: Actor(who, "APPLICANT", code, ("submission",)) for who, code in codes.items()}
    with closing(open_runtime(Settings(data=data, demo=True))) as opened:
        settle(opened)
        opened.accounts.put(people, "a password for units")
        yield opened


def read(runtime: Runtime, file: Path) -> TableImport:
    table = TableImport(runtime, NdjsonImporter(runtime), TERMS, Papers(None))
    table.check(file)
    refuse_none(fault.why.en for fault in table.faults)
    return table


def lines_in(runtime: Runtime, file: Path) -> list[bytes]:
    return [msgspec.json.encode(line) for _, line in lines_of(runtime, read(runtime, file).filed)]


def refuse_none(problems: Iterator[str | None]) -> None:
    if wrong := [problem for problem in problems if problem]:
        raise RuntimeError(f"{len(wrong)} refused: {wrong[0]}")
