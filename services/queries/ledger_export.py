"""Exports the ledger: NDJSON and Beancount as one file in the order of positions, Parquet in parts.

The legs go out with what an outsider needs to check every prefix of them: the regime of each
centre, when its support began, and what was held and settled. An export ends where the ledger was
when it began: what is added meanwhile is left to the next.
"""

from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path
from typing import Any, Literal

import msgspec

from adapters.exports.parquet import NewPart, exported_upto, write_parts
from adapters.folders import make_private_folder
from adapters.read_model.writer import Readmodel
from projections.ledger import beancount
from projections.ledger.beancount import AccountEnd
from projections.ledger.book_rows import LegRow
from projections.ledger.party_rows import CentreRow
from projections.ledger.project_rows import MilestoneRow
from projections.ledger.tables import TABLES
from services.subscriptions.catalogue import LEDGER

LedgerFormat = Literal["ndjson", "beancount", "parquet"]
ACCOUNT_ENDS = """
SELECT account, source, min(day), max(day), sum(delta) FROM {leg} WHERE position <= %s
GROUP BY account, source ORDER BY account, source
"""
TOLD = (CentreRow, MilestoneRow, LegRow)
RELEASE = "release.txt"


class OtherLedger(Exception):
    """The folder holds parts of another ledger, or of one that went further."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


def ndjson(rows: Readmodel) -> Iterator[bytes]:
    """A line for each row, with the name of its table."""
    names = {part.row: part.name for part in TABLES}
    for row in rows_in_order(rows):
        told: dict[str, Any] = {"table": names[type(row)]}
        yield msgspec.json.encode(told | row._asdict()) + b"\n"


def rows_in_order(rows: Readmodel) -> Iterable[Any]:
    """Centres, milestones and legs in the order of their places."""
    upto = rows.checkpoint(LEDGER)
    tables = (rows.walk(LEDGER, kind, upto=upto) for kind in TOLD)
    return merge(*tables, key=lambda row: (row.position, row.line))


def as_beancount(rows: Readmodel) -> Iterator[str]:
    upto = rows.checkpoint(LEDGER)
    found = rows.ask(LEDGER, ACCOUNT_ENDS, (upto,))
    ends = [AccountEnd(*end)._replace(fen=int(end[-1])) for end in found]
    yield from beancount.opening_lines(ends)
    yield from beancount.milestone_lines(rows.walk(LEDGER, MilestoneRow, upto=upto))
    yield from beancount.transaction_lines(rows.walk(LEDGER, LegRow, upto=upto))
    yield from beancount.closing_lines(ends)


def to_parquet(rows: Readmodel, folder: Path) -> list[Path]:
    """Writes the parts that are not there yet, up to where the ledger is. Raises OtherLedger."""
    upto = rows.checkpoint(LEDGER)
    sinces = {part.name: exported_upto(folder, part) for part in TABLES}
    refuse_other(folder, max(sinces.values()), upto)
    parts = [
        NewPart(part, since, rows.walk(LEDGER, part.row, since, upto))
        for part in TABLES
        if (since := sinces[part.name]) < upto
    ]
    return write_parts(folder, parts, upto) if parts else []


def refuse_other(folder: Path, exported: int, upto: int) -> None:
    """Refuses a folder whose parts this ledger cannot go on from; marks a new one as its own."""
    mark = folder / RELEASE
    if mark.exists() and mark.read_text("utf-8") != LEDGER.fingerprint:
        raise OtherLedger(
            "目录内的文件由另一版本生成，请换一个新目录",
            "the parts in this folder are of another release: name a new one",
        )
    if exported > upto:
        raise OtherLedger(
            f"目录内已到第 {exported} 位，账本只到第 {upto} 位，请换一个新目录",
            f"the parts reach position {exported}, the ledger {upto}: name a new folder",
        )
    make_private_folder(folder)
    mark.write_text(LEDGER.fingerprint, "utf-8")
