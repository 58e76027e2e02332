"""Reads XLSX as data only: no macro runs, no formula is evaluated, no XML entity is followed.

The parser's own guards (defusedxml) and these bounds protect the service from hostile files.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from services.imports.tables.faults import Unreadable
from services.imports.tables.layout import laid_out, layout_of
from services.imports.tables.packages import as_transitional, is_strict_package, undecorated
from services.imports.tables.sheets import (
    MOST_COLUMNS,
    Cell,
    SheetRow,
    TableSheet,
    bounded,
    clean,
    too_large,
)

MOST_UNPACKED = 200 * 2**20  # bytes
MOST_PARTS = 1000
LAST_ROW = 2**20  # of an XLSX sheet [ECMA-376]
LARGEST_RATIO = 200  # unpacked to packed, of a part
SMALL_PART = 2**20  # bytes; smaller parts may shrink as they like
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MACRO_PART = "vbaproject.bin"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound file: .xls, or a password set [MS-CFB]


def xlsx_sheets(content: bytes) -> list[TableSheet]:
    """The sheets of a workbook."""
    check_parts(content)
    try:
        if is_strict_package(content):
            content = as_transitional(content)
        return read_workbook(content)
    except Unreadable:
        raise
    except Exception as error:  # the library checks little: a bad part may fail it in any way
        return read_undecorated(content, error)


def read_undecorated(content: bytes, first: Exception) -> list[TableSheet]:
    """The sheets, where it was the decoration that failed the library. Raises Unreadable."""
    try:
        return read_workbook(undecorated(content))
    except Unreadable:
        raise
    except Exception:
        what = type(first.__cause__ or first).__name__
        raise Unreadable(
            f"不是完整的 XLSX（{what}）：请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入",
            f"not a whole XLSX ({what}): open it in Excel or WPS and save it anew as .xlsx",
        ) from None


def check_parts(content: bytes) -> None:
    """Refuses macros, passwords and zip bombs. Declared sizes count: the unpacking stops there."""
    if content.startswith(OLD_OFFICE):
        raise Unreadable(
            "是旧格式或者加密的工作簿，请另存为不加密的 .xlsx",
            "an old or encrypted workbook: save it as .xlsx without a password",
        )
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError):
        # zipfile: damage, a compression that it does not know, an offset that is none
        raise Unreadable("不是 XLSX 文件", "not an XLSX file") from None
    if any(part.filename.lower().endswith(MACRO_PART) for part in parts):
        raise Unreadable("含有宏，请另存为 .xlsx", "holds macros: save it as .xlsx")
    unpacked = sum(part.file_size for part in parts)
    dense = any(
        part.file_size > max(SMALL_PART, LARGEST_RATIO * part.compress_size) for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or dense:
        raise Unreadable(
            f"展开后过大（{unpacked} 字节）或者压缩比异常",
            f"too large when unpacked ({unpacked} bytes), or packed beyond measure",
        )


def read_workbook(content: bytes) -> list[TableSheet]:
    with (
        warnings.catch_warnings(action="ignore"),  # of styles and extensions that are not read
        closing(load_workbook(BytesIO(content), read_only=True, keep_links=False)) as book,
        ZipFile(BytesIO(content)) as archive,
    ):
        return [read_sheet(sheet, archive) for sheet in book.worksheets]


def read_sheet(sheet: Any, archive: ZipFile) -> TableSheet:
    with archive.open(sheet._worksheet_path) as part:  # no public name for it
        layout = layout_of(part)
    rows = tuple(bounded(laid_out(xlsx_rows(sheet), layout)))
    return TableSheet(sheet.title, rows, sheet.sheet_state != "visible", layout.hidden)


def xlsx_rows(sheet: Any) -> Iterator[SheetRow]:
    """Rows of a sheet as far down as any can reach; its declared size is not trusted."""
    sheet.reset_dimensions()
    for number, cells in enumerate(islice(sheet.iter_rows(), LAST_ROW), 1):
        filled = next((n for n in range(len(cells), 0, -1) if cells[n - 1].value is not None), 0)
        if filled > MOST_COLUMNS:
            raise too_large(number)
        if filled:
            yield number, tuple(map(cell, cells[:filled]))


def cell(raw: Any) -> Cell:
    value = raw.value
    if value is None:
        return Cell("")
    if raw.data_type == "f":
        return Cell(f"{value}", "formula")
    if raw.data_type == "e":
        return Cell(f"{value}", "error")
    match value:
        case bool():
            return Cell("是" if value else "否")
        case int():
            return Cell(str(value), "number")
        case float():
            return Cell(typed_number(value), "number")
        case datetime():
            return Cell(value.date().isoformat(), "date")
        case date():
            return Cell(value.isoformat(), "date")
    return Cell(clean(without_escapes(str(value))))


def without_escapes(text: str) -> str:
    """A text with the characters that a spreadsheet writes by their number, as _x000D_."""
    if "_x" not in text:
        return text
    units = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def typed_number(number: float) -> str:
    """A number as typed: a spreadsheet keeps fifteen digits, which the shortest form gives back;
    120.0 and 1.38E10 are whole."""
    return str(int(number)) if number.is_integer() else f"{Decimal(repr(number)):f}"
