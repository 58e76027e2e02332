"""Sheets, rows and cells of a table, whatever file format they were read from."""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from services.imports.tables.faults import Unreadable

MOST_ROWS, MOST_COLUMNS = 20_000, 200
LARGEST_FILE = 20 * 2**20  # bytes


class Cell(Struct, frozen=True):
    """Text of a cell, and its type in the spreadsheet. A number is written plainly, a date as
    2026-03-02."""

    text: str
    kind: Literal["text", "number", "date", "formula", "error"] = "text"


SheetRow = tuple[int, tuple[Cell, ...]]


class TableSheet(Struct, frozen=True):
    """One sheet. `rows` are those that are not empty, with their numbers in the file, from 1."""

    name: str
    rows: tuple[SheetRow, ...]


def clean(text: str) -> str:
    """Strips a text, and makes its line ends one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def bounded(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """The rows that are not empty. Raises Unreadable where a table is too large."""
    for number, cells in rows:
        filled = any(cell.text for cell in cells)
        if len(cells) > MOST_COLUMNS or (filled and number > MOST_ROWS):
            raise Unreadable(
                f"第 {number} 行：超过 {MOST_ROWS} 行或者 {MOST_COLUMNS} 列，请分成几个文件",
                f"row {number}: more than {MOST_ROWS} rows or {MOST_COLUMNS} columns: divide it",
            )
        if filled:
            yield number, cells
