"""`anjuan import`: commands from an NDJSON file, applications from a table."""

import sys
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from domain.context import Actor
from services.cli.cases import AsJson, Data, DatabaseOption, opened, print_json
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.commands.imports_at_work import import_at_work
from services.imports.ndjson import NdjsonImporter
from services.runtime import Runtime
from services.seeding import seed

CaseOfLines = Annotated[
    str | None,
    typer.Option("--account", "--project", "--centre", help="what the lines of --map are of"),
]


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
    map: Annotated[str | None, typer.Option(help="mapping file, or a shipped layout")] = None,
    case: CaseOfLines = None,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """Import commands from NDJSON, applications from a table, or with --map lines of money; what is
    refused is reported. Done again, it does only what was not done."""
    from services.cli.page_imports import import_pages
    from services.cli.tables import import_table, own_fields_of, table_import, write_empty
    from services.imports.tables.addressing import ImportDefaults
    from services.imports.tables.importing import TABLE_SUFFIXES

    if template:
        write_empty(template, own_fields_of(regime, data, database) if regime else [])
        return
    file = present(file, files)
    with closing(opened(data, database)) as runtime, letting_the_service_know(runtime, dry_run):
        seed(runtime)
        report = report or file.with_name(f"{file.name}.report.csv")
        who = account_of(runtime, importer)
        if map:
            import_pages(runtime, file, map, case, who, report, dry_run)
            return
        if file.suffix.lower() not in TABLE_SUFFIXES:
            import_lines(NdjsonImporter(runtime, who), file, dry_run, as_json)
            return
        terms = ImportDefaults(regime=regime, batch=batch, channel=channel, submit=submit)
        table = table_import(runtime, who, terms, files)
        import_table(table, file, report, dry_run, as_json)


def letting_the_service_know(runtime: Runtime, dry_run: bool) -> AbstractContextManager[None]:
    """What an import lets the service know: red flags are asked for at its end, not in its
    midst."""
    if dry_run:
        return nullcontext()
    return import_at_work(runtime.settings.data, lambda: (runtime.log.end() or (0,))[0])


def present(file: Path | None, files: Path | None) -> Path:
    """The file to import; stops where it, or the folder of attachments, is not there."""
    if file is None or not file.is_file():
        stop(f"{file or ''}: 没有这个文件 / no such file", 2)
    if files and not files.is_dir():
        stop(f"{files}: 没有这个目录 / no such folder", 2)
    return file


def account_of(runtime: Runtime, name: str | None) -> Actor | None:
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
