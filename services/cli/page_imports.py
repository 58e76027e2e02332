"""`anjuan import FILE --map MAP`: statements, vouchers, disbursements, relations, by pages."""

import sys
from pathlib import Path

import typer

from domain.case import stream_id
from domain.context import Actor
from services.cli.failures import stop
from services.cli.progress import telling_progress
from services.cli.terminal import one_line, print
from services.commands.claimed_ids import beside_anothers
from services.imports.paged.importing import Imported, PageImport
from services.imports.paged.mapping import Mapping, mapping_of
from services.imports.tables.faults import TableFault, Unreadable
from services.imports.tables.report import write_report
from services.runtime import Runtime

WHERE = {"bank-accounts": "--account", "fund-projects": "--project", "relations": "--centre"}
"""What names the case that lines of a kind go into, by its stream."""


def import_pages(
    runtime: Runtime,
    file: Path,
    map: str,
    case: str | None,
    actor: Actor | None,
    report: Path,
    dry: bool,
) -> None:
    """Imports the file, and writes a report of every line that was refused."""
    try:
        mapping = mapping_of(map)
        pages = page_import(runtime, file, mapping, case, actor)
        with telling_progress(file.stat().st_size, "导入 import") as tell:
            came = pages.run(tell, dry)
    except Unreadable as error:
        came = Imported(faults=[TableFault(error.why)])
    say_what_came(came, file, report, dry)


def page_import(
    runtime: Runtime, file: Path, mapping: Mapping, case: str | None, actor: Actor | None
) -> PageImport:
    stream = mapping.lines.stream
    if case is None or actor is None:
        stop(f"请写明 {WHERE[stream]} 和 --as / say {WHERE[stream]} and --as", 2)
    id, said = case, {}
    if stream == "bank-accounts":
        id = account_id(runtime, case, actor)
    if stream == "relations":
        centre, _ = runtime.store.current(f"centres/{case}")
        said = {"regime": centre.regime if centre else ""}
    return PageImport(runtime, file, mapping, id, actor, **said)


def account_id(runtime: Runtime, given: str, actor: Actor) -> str:
    """The id of an account, given as it is or by the account's number; of two files for one number
    the organ's or unit's own."""
    vault = runtime.vault
    own = beside_anothers(vault, "account", given, actor.organ)
    ids = (given, own, vault.claim_id("account", given))
    heads = runtime.log.heads([stream_id("bank-accounts", id) for id in ids])
    known = (id for id in ids if heads[stream_id("bank-accounts", id)])
    return next(known, None) or stop("没有登记这个账户 / no such account is registered", 1)


def say_what_came(came: Imported, file: Path, report: Path, dry: bool) -> None:
    """Says what came of it, on one line; each fault, and where the report of them is."""
    done = "可以导入 could be imported" if dry else "导入 imported"
    for fault in came.faults[:20]:
        print(one_line(f"{file}:{fault.row or ''}: {fault.why.zh} / {fault.why.en}"))
    if came.faults:
        write_report(report, came.faults)
        print(one_line(f"{report}: {len(came.faults)} 处 faults"))
    counts = f"{done} {came.lines} 行 lines, {came.pages} 页 pages; 已有 known {came.known}"
    print(f"{counts}; 有误 refused {len(came.faults)}", file=sys.stderr)
    if came.faults:
        raise typer.Exit(1)
