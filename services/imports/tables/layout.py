"""What a sheet's cells do not say of themselves: which are merged, and which rows are hidden.

The library's reader of large sheets leaves this out, so each sheet's part is read once more.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import IO

from msgspec import Struct
from openpyxl.utils import range_boundaries
from openpyxl.xml.functions import iterparse

from services.imports.tables.faults import Unreadable
from services.imports.tables.sheets import Cell, SheetRow

SET = ("1", "true", "on")
MOST_MERGED = 100_000


class MergedBlock(Struct, frozen=True):
    """Cells that are merged, by their first and last column and row, from 1."""

    left: int
    top: int
    right: int
    bottom: int


class Layout(Struct, frozen=True):
    """Merged blocks and hidden rows of one sheet."""

    merged: tuple[MergedBlock, ...] = ()
    hidden: frozenset[int] = frozenset()


def layout_of(part: IO[bytes]) -> Layout:
    """Reads the part of a sheet. Raises Unreadable where more is merged than people merge."""
    merged: list[MergedBlock] = []
    hidden: set[int] = set()
    row = 0
    for _, element in iterparse(part):
        match element.tag.rpartition("}")[2]:
            case "row":
                row = int(element.get("r", row + 1))
                if element.get("hidden") in SET or element.get("ht") == "0":
                    hidden.add(row)
                element.clear()
            case "mergeCell":
                merged.append(MergedBlock(*range_boundaries(element.get("ref"))))
                if len(merged) > MOST_MERGED:
                    raise Unreadable("合并的单元格过多", "too many merged cells")
    return Layout(tuple(merged), frozenset(hidden))


def laid_out(rows: Iterator[SheetRow], layout: Layout) -> Iterator[SheetRow]:
    """The rows with merged cells as people read them: what is merged down a column stands in each
    of its rows that say anything; what is merged across columns is marked."""
    begins: dict[int, list[MergedBlock]] = defaultdict(list)
    for block in layout.merged:
        begins[block.top].append(block)
    running: dict[int, tuple[int, Cell]] = {}
    for number, cells in rows:
        row = list(cells)
        running = {place: one for place, one in running.items() if number <= one[0]}
        if any(cell.text for cell in row):
            for place, (_, cell) in running.items():
                put(row, place, cell)
        for block in begins.get(number, ()):
            place = block.left - 1
            if place >= len(row) or not row[place].text:
                continue
            if block.right > block.left:
                put(row, place, Cell(row[place].text, "merged"))
            else:
                running[place] = block.bottom, row[place]
        yield number, tuple(row)


def put(row: list[Cell], place: int, cell: Cell) -> None:
    row += [Cell("")] * (place + 1 - len(row))
    row[place] = cell
