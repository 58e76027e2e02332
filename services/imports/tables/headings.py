"""Finds the row of headings, and the column under each of them."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from domain.refusal import Text
from services.imports.tables.columns import Column, Columns
from services.imports.tables.faults import TableFault
from services.imports.tables.sheets import SheetRow, TableSheet

NEEDED = ("unit_name", "uscc")
LOOKED_AT = 10  # rows in which the headings may stand, below a title


class Heading(Struct, frozen=True):
    """A heading. `unit` is the unit of money that it names, for amounts that name none."""

    text: str
    column: Column | None
    unit: str = ""


def place_of_headings(sheet: TableSheet, columns: Columns) -> int | None:
    """Index of the heading row: the one of the first rows with most headings; None without any."""
    first = sheet.rows[:LOOKED_AT]
    counts = [sum(columns.find(cell.text) is not None for cell in cells) for _, cells in first]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def headings_in(row: SheetRow, columns: Columns) -> dict[int, Heading]:
    """Headings by the index of their column; no heading stands over other columns."""
    _, cells = row
    return {
        place: Heading(cell.text, *(columns.find(cell.text) or (None,)))
        for place, cell in enumerate(cells)
        if cell.text
    }


def faults_of(
    headings: Mapping[int, Heading], columns: Columns, sheet: str, row: int
) -> Iterator[TableFault]:
    """Faults for unknown, doubled and missing columns."""
    seen: list[str] = []
    for heading in headings.values():
        if heading.column is None:
            yield TableFault(Text("没有这个栏目", "no such column"), sheet, row, heading.text)
        elif heading.column.name in seen:
            yield TableFault(Text("栏目重复", "the column stands twice"), sheet, row, heading.text)
        else:
            seen.append(heading.column.name)
    yield from missing(seen, columns, sheet, row)


def missing(seen: Sequence[str], columns: Columns, sheet: str, row: int) -> Iterator[TableFault]:
    for column in columns.all:
        if column.name in NEEDED and column.name not in seen:
            yield TableFault(Text("缺少这个栏目", "the column is missing"), sheet, row, column.zh)
