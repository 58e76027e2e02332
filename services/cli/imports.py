"""`anjuan import`: commands from an NDJSON file, applications from a table."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from domain.case import Actor
from domain.regulation.nearest import known_ones
from domain.regulation.own_field import OwnField
from services.cli.cases import AsJson, Data, DatabaseOption, opened, print_json
from services.cli.failures import stop
from services.cli.progress import telling_progress
from services.cli.terminal import one_line, print
from services.imports.ndjson import NdjsonImporter
from services.imports.tables.addressing import ImportDefaults
from services.imports.tables.faults import TableFault
from services.imports.tables.importing import TABLE_SUFFIXES, TableImport
from services.imports.tables.own_columns import fields_asked
from services.imports.tables.papers import Papers
from services.imports.tables.report import write_report
from services.imports.tables.template import write_template
from services.runtime import Runtime
from services.seeding import seed

WRITABLE = (".csv", ".xlsx")


def import_file(
    file: Annotated[Path | None, typer.Argument(help="NDJSON, CSV or XLSX")] = None,
    template: Annotated[Path | None, typer.Option(help="write an empty table and stop")] = None,
    importer: Annotated[str | None, typer.Option("--as", help="the account that imports")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check, and store nothing")] = False,
    report: Annotated[Path | None, typer.Option(help="else FILE.report.csv, of a table")] = None,
    regime: Annotated[str | None, typer.Option(help="of a table's rows, or template")] = None,
    batch: Annotated[str | None, typer.Option(help="of a table's rows")] = None,
    channel: Annotated[str | None, typer.Option(help="of a table's rows")] = None,
    submit: Annotated[bool, typer.Option("--submit", help="hand a table's rows in")] = False,
    files: Annotated[Path | None, typer.Option(help="folder of a table's attachments")] = None,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """Import commands from an NDJSON file, or applications from a table; what is refused is
    reported. Done again, it does only what was not done."""
    if template:
        write_empty(template, own_fields_of(regime, data, database) if regime else [])
        return
    if file is None or not file.is_file():
        stop(f"{file or ''}: 没有这个文件 / no such file", 2)
    if files and not files.is_dir():
        stop(f"{files}: 没有这个目录 / no such folder", 2)
    with closing(opened(data, database)) as runtime:
        seed(runtime)
        ndjson = NdjsonImporter(runtime, account(runtime, importer))
        if file.suffix.lower() not in TABLE_SUFFIXES:
            import_lines(ndjson, file, dry_run, as_json)
            return
        terms = ImportDefaults(regime=regime, batch=batch, channel=channel, submit=submit)
        table = TableImport(runtime, ndjson, terms, Papers(files))
        report = report or file.with_name(f"{file.name}.report.csv")
        import_table(table, file, report, dry_run, as_json)


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


def account(runtime: Runtime, name: str | None) -> Actor | None:
    if name is None:
        return None
    actor = runtime.accounts.actor(name)
    return actor or stop(f"{name}: 没有这个账号 / no such account", 2)


def import_lines(ndjson: NdjsonImporter, file: Path, dry_run: bool, as_json: bool) -> None:
    done = refused = 0
    with file.open("rb") as lines:
        for result in ndjson.check(lines) if dry_run else ndjson.hand_in(lines):
            done, refused = done + (not result.problem), refused + bool(result.problem)
            if as_json:
                print_json(result)
            elif result.problem:
                print(one_line(f"{file}:{result.line}: {result.problem}"))
    print(f"{done} 件办理 done, {refused} 件未办 refused", file=sys.stderr)
    if refused:
        raise typer.Exit(1)


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
    done = 0 if table.faults or dry_run else act_on(table, as_json)
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


def act_on(table: TableImport, as_json: bool) -> int:
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
