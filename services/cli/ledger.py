"""`anjuan verify --money` and `anjuan export --ledger`: the ledger checked, and given to others."""

import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from adapters.folders import make_private_file
from domain.money import in_yuan
from services.cli.cases import Data, DatabaseOption, opened, print_json
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.queries.ledger_check import (
    LedgerFault,
    ShortByDay,
    booked_state,
    differing_states,
    faults,
    short_by_day,
)
from services.queries.ledger_export import (
    LedgerFormat,
    OtherLedger,
    as_beancount,
    ndjson,
    to_parquet,
)
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER, projection
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.projector import DeadRow, dead_letters

FOLDER_WANTED = "Parquet 写入目录，请用 --to 指明 / Parquet goes into a folder: name it with --to"


def up_to_date(runtime: Runtime) -> list[DeadRow]:
    """Brings the ledger up to the end of the log; the events that it could not take."""
    CatchUpSubscription(runtime.log, runtime.readmodel, [projection(LEDGER.name)]).catch_up()
    return runtime.readmodel.all_rows(dead_letters(LEDGER))


def verify_money(runtime: Runtime, as_json: bool) -> None:
    """Says all that is wrong with the ledger, then what is only to be noted; status 1 if wrong."""
    parked, rows = up_to_date(runtime), runtime.readmodel
    checkpoint = rows.checkpoint(LEDGER)
    told = print_json if as_json else print_fault
    found: list[LedgerFault | DeadRow] = [*parked, *faults(rows)]
    found += differing_states(rows, lambda project: booked_state(runtime.log, project, checkpoint))
    for fault in found:
        told(fault)
    for short in short_by_day(rows):
        (print_json if as_json else print_short)(short)
    wrong = len(found)
    if as_json:
        print_json({"verified": checkpoint, "wrong": wrong})
    else:
        outcome = f"{wrong} 处有误 at fault" if wrong else "账目平衡 all agrees"
        print(f"已核至第 {checkpoint} 位 verified up to position {checkpoint}：{outcome}")
    if wrong:
        raise typer.Exit(1)


def print_fault(fault: LedgerFault | DeadRow) -> None:
    if isinstance(fault, DeadRow):
        print(one_line(f"#{fault.position}  {fault.type}  未入账 not booked: {fault.error}"))
        return
    words, place = fault.words, f"{fault.account} {fault.source}"
    print(one_line(f"#{fault.position}  {place}  {words.zh} {words.en}: {in_yuan(fault.fen)}"))


def print_short(short: ShortByDay) -> None:
    words, place = short.words, f"{short.account} {short.source}"
    print(
        one_line(f"注意 note  {place}  {short.since}  {words.zh} {words.en}: {in_yuan(short.fen)}")
    )


def export(
    ledger: Annotated[bool, typer.Option("--ledger", help="the money of all projects")] = False,
    format: Annotated[LedgerFormat, typer.Option(help="Parquet goes into a folder")] = "ndjson",
    to: Annotated[Path | None, typer.Option(help="file, or folder of Parquet parts")] = None,
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Give the ledger to others: NDJSON, Beancount in whole fen, or Parquet in parts."""
    if not ledger:
        stop("导出什么？/ export what?  --ledger", 2)
    if format == "parquet" and to is None:
        stop(FOLDER_WANTED, 2)
    with closing(opened(data, database)) as runtime:
        if parked := up_to_date(runtime):
            for one in parked:
                print_fault(one)
            stop("账本不全，先核对 / the ledger is not whole: anjuan verify --money", 1)
        write(runtime, format, to)


def write(runtime: Runtime, format: LedgerFormat, to: Path | None) -> None:
    rows = runtime.readmodel
    if format == "parquet":
        assert to is not None
        try:
            parts = to_parquet(rows, to)
        except OtherLedger as error:
            stop(str(error), 1)
        print(f"{len(parts)} 个新文件 new parts: {to}")
    elif format == "beancount":
        write_out((line.encode() for line in as_beancount(rows)), to)
    else:
        write_out(ndjson(rows), to)


def write_out(lines: Iterable[bytes], to: Path | None) -> None:
    """Writes into a private file, which then is there whole; without one to where output goes."""
    if to is None:
        sys.stdout.buffer.writelines(lines)
        return
    aside = to.with_name(f".{to.name}.part")
    try:
        make_private_file(aside)
        with aside.open("wb") as file:
            file.writelines(lines)
        aside.replace(to)
    finally:
        aside.unlink(missing_ok=True)
