"""Reads applications from the rows of sheets, and reports every fault at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from openpyxl.utils import get_column_letter

from domain.application.form import Form
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.refusal import Text
from services.imports.tables.cells import MONEY
from services.imports.tables.columns import Column, Columns, RowFiling
from services.imports.tables.faults import PaperMissing, TableFault, Unfit
from services.imports.tables.headings import (
    NEEDED,
    Heading,
    faults_of,
    headings_in,
    place_of_headings,
)
from services.imports.tables.sheets import Cell, TableSheet

EXACT_DIGITS = 15  # that a spreadsheet keeps of a number
LEFT_OUT = "#"  # begins the note of a row that is an example or an explanation
CELL_SHOWN = 40  # characters of a cell
HIDDEN_ROW = Text(
    "这一行是隐藏的：请取消隐藏并核对，或者删除", "this row is hidden: show it, or delete it"
)
HIDDEN_SHEET = Text(
    "这个工作表是隐藏的：请取消隐藏并核对，或者删除", "this sheet is hidden: show it, or delete it"
)
NO_SUCH_PAPER = Text("没有这个文件", "there is no such file")
WRONG_KIND = {
    "formula": Text("单元格是公式，请改为数值", "the cell is a formula: put its value there"),
    "error": Text("单元格有错误", "the cell shows an error"),
    "date": Text("单元格是日期，请设为文本格式", "the cell is a date: format it as text"),
    "number": Text("单元格是数字，请设为文本格式", "the cell is a number: format it as text"),
    "merged": Text(
        "单元格横向合并，不知属于哪一栏，请取消合并",
        "the cell is merged across columns: whose it is is not known",
    ),
}


class ReadEntry(Struct, frozen=True):
    """One application of the table, and where it stands."""

    sheet: str
    row: int
    filing: RowFiling
    form: Form


class ReadTable(Struct, frozen=True):
    """A table as read; nothing of it may be stored while it has faults. `left_out` names the sheets
    without headings."""

    entries: tuple[ReadEntry, ...]
    faults: tuple[TableFault, ...]
    left_out: tuple[str, ...]


def read_table(sheets: Sequence[TableSheet], columns: Columns) -> ReadTable:
    places = [(sheet, place_of_headings(sheet, columns)) for sheet in sheets]
    headed = [(sheet, place) for sheet, place in places if place is not None]
    left_out = tuple(sheet.name for sheet, place in places if place is None)
    if not headed:
        return ReadTable((), (TableFault(Text("没有表头", "there are no headings")),), left_out)
    entries: list[ReadEntry] = []
    faults: list[TableFault] = []
    for sheet, place in headed:
        number, _ = sheet.rows[place]
        if sheet.hidden:
            faults.append(TableFault(HIDDEN_SHEET, sheet.name))
        headings = headings_in(sheet.rows[place], columns)
        faults += faults_of(headings, columns, sheet.name, number)
        for row, cells in sheet.rows[place + 1 :]:
            reading = Reading(sheet.name, row, headings, columns)
            if not reading.is_left_out(cells):
                if row in sheet.hidden_rows:
                    faults.append(TableFault(HIDDEN_ROW, sheet.name, row))
                entries += reading.read(cells)
                faults += reading.faults
    return ReadTable(tuple(entries), (*each_paper_once(faults), *doubled(entries)), left_out)


class Reading:
    """Reads one row, and collects its faults."""

    def __init__(
        self, sheet: str, row: int, headings: Mapping[int, Heading], columns: Columns
    ) -> None:
        self.sheet, self.row, self.headings, self.columns = sheet, row, headings, columns
        self.faults: list[TableFault] = []

    def is_left_out(self, cells: Sequence[Cell]) -> bool:
        notes = (cell for place, cell in enumerate(cells) if self._column(place) == "note")
        return any(cell.text.startswith(LEFT_OUT) for cell in notes)

    def read(self, cells: Sequence[Cell]) -> Iterator[ReadEntry]:
        """The application, unless there is a fault in it."""
        said: dict[str, Any] = {}
        for place, cell in enumerate(cells):
            heading = self.headings.get(place)
            if cell.text and heading is None:
                self._tell("", Text("上方没有栏目名", "no heading stands above"), place)
            elif cell.text and heading and heading.column:
                value = self._value(cell, heading.column, heading.unit, place)
                if value is not None:
                    said[heading.column.name] = value
        self._complete(said)
        if not self.faults:
            yield self._entry(said)

    def _column(self, place: int) -> str | None:
        heading = self.headings.get(place)
        return heading.column.name if heading and heading.column else None

    def _value(self, cell: Cell, column: Column, unit: str, place: int) -> Any:
        if wrong := wrong_kind(cell, column):
            return self._tell(column.zh, wrong, place)
        text = cell.text
        if unit and column.shape is MONEY and text[-1].isdigit():
            text += unit
        try:
            value = column.value(text)
            return credit_code(value) if column.name == "uscc" else value
        except PaperMissing as missing:
            return self._tell(column.zh, NO_SUCH_PAPER, place, str(missing))
        except Unfit as unfit:
            allowed, shown = column.shape.allowed, str(unfit)[:CELL_SHOWN]
            zh, en = f"“{shown}”不合要求，应为：{allowed.zh}", f"{shown!r} is not {allowed.en}"
            return self._tell(column.zh, Text(zh, en), place)
        except CreditCodeInvalid as invalid:
            return self._tell(column.zh, Text(invalid.zh, invalid.en), place)

    def _complete(self, said: Mapping[str, Any]) -> None:
        """Adds faults for missing columns that the row, or a part of the form begun, requires."""
        begun = {name.split(".")[0] for name in said if "." in name}
        told = {fault.column for fault in self.faults}
        for column in self.columns.all:
            needed = column.name in NEEDED or column.needed_by in begun
            if needed and column.name not in said and column.zh not in told:
                self._tell(column.zh, Text("未填写", "not filled in"))

    def _entry(self, said: Mapping[str, Any]) -> ReadEntry:
        filing: dict[str, Any] = {}
        form: dict[str, Any] = {}
        for column in self.columns.all:
            if column.name in said:
                *above, last = column.name.split(".")
                into = form if column.form else filing
                for name in above:
                    into = into.setdefault(name, {})
                into[last] = said[column.name]
        return ReadEntry(
            self.sheet, self.row, msgspec.convert(filing, RowFiling), msgspec.convert(form, Form)
        )

    def _tell(self, column: str, why: Text, place: int | None = None, paper: str = "") -> None:
        cell = f"{get_column_letter(place + 1)}{self.row}" if place is not None else ""
        self.faults.append(TableFault(why, self.sheet, self.row, column, cell, paper))


def wrong_kind(cell: Cell, column: Column) -> Text | None:
    """Fault of a cell that the spreadsheet took for another type: it may have changed the text."""
    if cell.kind == "text":
        return None
    kind = "fraction" if cell.kind == "number" and "." in cell.text else cell.kind
    rounded = cell.kind == "number" and sum(map(str.isdigit, cell.text)) > EXACT_DIGITS
    return None if kind in column.shape.takes and not rounded else WRONG_KIND[cell.kind]


def each_paper_once(faults: Sequence[TableFault]) -> Iterator[TableFault]:
    """The faults, with a missing file told once for all the cells that name it."""
    cells: dict[str, list[str]] = {}
    for fault in faults:
        if fault.paper:
            cells.setdefault(fault.paper, []).append(f"{fault.sheet} {fault.cell}".strip())
    for fault in faults:
        if not fault.paper:
            yield fault
        elif named := cells.pop(fault.paper, None):
            zh, en = "、".join(named), ", ".join(named)
            why = Text(
                f"没有文件“{fault.paper}”，写在 {zh}：请放进 --files 的目录，或者改正文件名",
                f"there is no file {fault.paper!r}, named in {en}: put it into the folder of"
                " --files, or write its name right",
            )
            yield replace(fault, why=why)


def doubled(entries: Sequence[ReadEntry]) -> Iterator[TableFault]:
    """Faults for a unit's second row: a unit has one open application at a time."""
    seen: dict[str, ReadEntry] = {}
    for entry in entries:
        first = seen.setdefault(entry.form.uscc or "", entry)
        if first is not entry:
            where = f"{first.sheet} {first.row}".strip()
            why = Text(f"代码与第 {where} 行相同", f"the same code as in row {where}")
            yield TableFault(why, entry.sheet, entry.row, "统一社会信用代码")
