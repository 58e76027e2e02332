"""Import report as CSV for Excel: every refused row and every fault."""

import csv
from collections.abc import Iterable
from pathlib import Path

from services.imports.tables.faults import TableFault

HEADINGS = ("工作表 sheet", "行 row", "单元格 cell", "栏目 column", "原因", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_report(path: Path, faults: Iterable[TableFault]) -> None:
    """Writes the report as UTF-8 with the byte order mark by which Excel knows it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for fault in faults:
            place = (fault.sheet, str(fault.row or ""), fault.cell, fault.column)
            writer.writerow(map(harmless, (*place, fault.why.zh, fault.why.en)))


def harmless(text: str) -> str:
    """Quotes a text that Excel would take for a formula (CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text
