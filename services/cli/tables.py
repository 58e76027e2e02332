"""`anjuan import` of a spreadsheet: applications from a table, or an empty table to fill in.

Loaded by that command alone: the library that reads spreadsheets takes long to load.
"""

import sys
from contextlib import closing
from pathlib import Path

import typer

from domain.context import Actor
from domain.regulation.nearest import known_ones
from domain.regulation.own_field import OwnField
from services.cli.cases import opened, print_json
from services.cli.failures import stop
from services.cli.progress import telling_progress
from services.cli.terminal import one_line, print
from services.imports.ndjson import NdjsonImporter
from services.imports.tables.addressing import ImportDefaults
from services.imports.tables.faults import TableFault
from services.imports.tables.importing import TableImport
from services.imports.tables.own_columns import fields_asked
from services.imports.tables.papers import Papers
from services.imports.tables.report import write_report
from services.imports.tables.template import write_template
from services.runtime import Runtime

WRITABLE = (".csv", ".xlsx")


def own_fields_of(regime: str, data: Path | None, database: str | None) -> list[OwnField]:
    """The fields that only this regime asks, by its issued text."""
    with closing(opened(data, database)) as runtime:
        regimes = runtime.regimes()
        if regime not in regimes:
            near = known_ones(regime, sorted(regimes))
            stop(f"{regime}: 没有这个规定{near.zh} / no such regime{near.en}", 2)
        return fields_asked(regimes, runtime.clock.today(), regime)


def write_empty(path: Path, own: list[OwnField]) -> None:
    if path.suffix.lower() not in WRITABLE:
        stop(f"{path}: {'、'.join(WRITABLE)}?", 2)
    if path.exists():
        stop(f"{path}: 已有这个文件 / exists already", 2)
    write_template(path, own)


def table_import(
    runtime: Runtime, actor: Actor | None, terms: ImportDefaults, files: Path | None
) -> TableImport:
    return TableImport(runtime, NdjsonImporter(runtime, actor), terms, Papers(files))


def import_table(
    table: TableImport, file: Path, report: Path, dry_run: bool, as_json: bool
) -> None:
    """The whole table is checked first: with a fault in it nothing is stored."""
    table.check(file)
    if not table.faults:
        (table.check_papers if dry_run else table.keep_papers)()
    if as_json:
        for fault in table.faults:
            print_json(fault)
    done = 0 if table.faults or dry_run else run_rows(table, as_json)
    write_report(report, table.faults)
    if not as_json:
        for fault in table.faults:
            print(one_line(f"{file}:{cell_address(fault)}: {fault.why.zh}"))
    left_out = f"; 未读 not read: {'、'.join(table.left_out)}" if table.left_out else ""
    print(
        f"{len(table.filed)} 行 rows, {done} 件办理 done,"
        f" {len(table.faults)} 处未办或有误 refused or at fault: {report}{left_out}",
        file=sys.stderr,
    )
    if table.faults:
        raise typer.Exit(1)


def cell_address(fault: TableFault) -> str:
    """Sheet, row or cell, and column of a fault, as far as it has them."""
    row = fault.cell or (str(fault.row) if fault.row else "")
    return ":".join(part for part in (fault.sheet, row, fault.column) if part)


def run_rows(table: TableImport, as_json: bool) -> int:
    """Runs the import with a progress bar; gives how many commands were done."""
    done = 0
    places = {row.id: place for place, row in enumerate(table.filed, 1)}
    with telling_progress(len(table.filed), "导入 import") as told:
        for row, result in table.run():
            done += not result.problem and not result.replayed
            told(places[row.id])
            if as_json:
                print_json(result)
    return done
