"""Workbooks as other programs than ours write them, made from a sound one by changing its parts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook

from services.imports.tables.columns import Columns
from services.imports.tables.importing import sheets_of
from services.imports.tables.rows import ReadTable, read_table
from tests.support.tables import rows_of, whole_row, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"


def read(path: Path, papers: dict[str, str] | None = None) -> ReadTable:
    columns = Columns(papers)
    return read_table(sheets_of(path, columns), columns)


def sound(path: Path, *rows: dict[str, Any]) -> Path:
    return write_xlsx(path, rows_of(*(rows or (whole_row(),))))


def edited(path: Path, edit: Callable[[Workbook, Any, list[str]], None]) -> Path:
    """The workbook after an edit, which is given the book, its first sheet and its headings."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    edit(book, sheet, [str(cell.value) for cell in sheet[1]])
    book.save(path)
    return path


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with ZipFile(path) as old:
        parts = [(name, change(name, old.read(name))) for name in old.namelist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, part in parts:
            new.writestr(name, part)
    return path


def strict(path: Path) -> Path:
    """The workbook under the names of ISO/IEC 29500 strict."""
    families = (b"spreadsheetml", b"officeDocument", b"drawingml")
    here, there = b"http://schemas.openxmlformats.org/%s/2006/", b"http://purl.oclc.org/ooxml/%s/"
    pairs = [(here % family, there % family) for family in families]

    def change(name: str, part: bytes) -> bytes:
        for old, new in pairs:
            part = part.replace(old, new)
        return part

    return repacked(path, change)
