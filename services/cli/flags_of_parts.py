"""`anjuan money flags --parts`: red flags over Parquet parts, of one deployment or of many, in
DuckDB or in ClickHouse."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from adapters.exports.parquet import exported_upto
from projections.ledger.numbers import day_number
from projections.ledger.tables import TABLES
from services.cli.failures import WRONG_USAGE, stop
from services.clock import Clock
from services.queries.ledger_export import RELEASE
from services.red_flags.asking import Lead, Ledger, Window, leads_found
from services.red_flags.in_clickhouse import parts_in_clickhouse
from services.red_flags.in_duckdb import ledger_in_parquet
from services.red_flags.rules import RedFlagRule
from services.subscriptions.catalogue import LEDGER

FlagEngine = Literal["duckdb", "clickhouse"]
READ_BY: Mapping[FlagEngine, Callable[..., AbstractContextManager[Ledger]]] = {
    "duckdb": ledger_in_parquet,
    "clickhouse": parts_in_clickhouse,
}
CENTRES_IN_PARTS = """SELECT DISTINCT c.centre AS lead, c.centre, '' AS project, 0 AS position,
0 AS line, '' AS role FROM centre c"""


def leads_in_parts(
    folders: Sequence[Path], rules: Sequence[RedFlagRule], engine: FlagEngine
) -> Iterator[Lead]:
    """What flags find in the folders of several deployments: those that cross centres in all of
    them at once, the others in each by itself, for positions are a deployment's own."""
    for folder in folders:
        fit_to_be_read(folder)
    each_centre_once(folders)
    within = [rule for rule in rules if not rule.across]
    for folder in folders if within else ():
        yield from asked_of_parts([folder], within, engine)
    if crossing := [rule for rule in rules if rule.across]:
        yield from asked_of_parts(folders, crossing, engine)


def asked_of_parts(
    folders: Sequence[Path], rules: Sequence[RedFlagRule], engine: FlagEngine
) -> Iterator[Lead]:
    upto = max(exported_upto(folder, table) for folder in folders for table in TABLES)
    window = Window.whole(upto, day_number(Clock().today()))
    with READ_BY[engine](*folders) as ledger:
        for rule in rules:
            yield from leads_found(rule, window, ledger)


def fit_to_be_read(folder: Path) -> None:
    """Stops at a folder that has no parts, or those of a release with other tables."""
    mark = folder / RELEASE
    if not mark.exists():
        stop(f"{folder}: 没有导出的 Parquet 文件 / no exported parts", WRONG_USAGE)
    if mark.read_text("utf-8") != LEDGER.fingerprint:
        stop(f"{folder}: 由另一版本导出 / exported by another release", WRONG_USAGE)


def each_centre_once(folders: Sequence[Path]) -> None:
    """Stops where two folders have one centre: what is there twice would be found as a lead."""
    seen: dict[str, Path] = {}
    for folder in folders:
        with ledger_in_parquet(folder) as ledger:
            for centre, *_ in ledger.answer(CENTRES_IN_PARTS):
                if (other := seen.setdefault(centre, folder)) is not folder:
                    said = (
                        f"{other} 与 {folder} 有同一中心 {centre} / both have the centre {centre}"
                    )
                    stop(said, WRONG_USAGE)
