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
    kind: Literal["text", "number", "date", "formula", "error", "merged"] = "text"


SheetRow = tuple[int, tuple[Cell, ...]]


class TableSheet(Struct, frozen=True):
    """One sheet. `rows` are those that are not empty, with their numbers in the file, from 1;
    `hidden_rows` are the numbers of those that its reader does not see."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def clean(text: str) -> str:
    """Strips a text, and makes its line ends one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def bounded(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """The rows that are not empty. Raises Unreadable where a table is too large."""
    for number, cells in rows:
        filled = next((n for n in range(len(cells), 0, -1) if cells[n - 1].text), 0)
        if filled > MOST_COLUMNS or (filled and number > MOST_ROWS):
            raise too_large(number)
        if filled:
            yield number, cells[:filled]


def too_large(row: int) -> Unreadable:
    return Unreadable(
        f"第 {row} 行：超过 {MOST_ROWS} 行或者 {MOST_COLUMNS} 列，请分成几个文件",
        f"row {row}: more than {MOST_ROWS} rows or {MOST_COLUMNS} columns: divide it",
    )
