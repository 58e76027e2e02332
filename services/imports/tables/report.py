"""The report beside a table: every refused line and every fault, for Excel."""

import csv
from collections.abc import Iterable
from pathlib import Path

from services.imports.tables.faults import TableFault

HEADINGS = ("工作表 sheet", "行 row", "栏目 column", "原因", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_report(path: Path, faults: Iterable[TableFault]) -> None:
    """UTF-8 with the mark by which Excel knows it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for fault in faults:
            cells = (fault.sheet, str(fault.row or ""), fault.column, fault.why.zh, fault.why.en)
            writer.writerow(map(harmless, cells))


def harmless(text: str) -> str:
    """A cell that Excel would take for a formula becomes a text."""
    return f"'{text}" if text.startswith(FORMULA) else text
