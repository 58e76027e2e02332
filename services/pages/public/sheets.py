"""Tables to take away: what a page shows, as CSV that Excel opens rightly, and as XLSX."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Literal
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from starlette.responses import Response

from services.pages.csv_file import csv_file

TableFormat = Literal["csv", "xlsx"]
TakenValue = str | int
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTH = 26


def table_file(
    format: TableFormat, name: str, headings: Sequence[str], rows: Iterable[Sequence[TakenValue]]
) -> Response:
    """The response with a table as a file of that name. No text in it becomes a formula."""
    if format == "csv":
        return csv_file(name, headings, rows)
    return attachment(xlsx_bytes(headings, rows), f"{name}.xlsx", XLSX)


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[TakenValue]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = COLUMN_WIDTH
    sheet.freeze_panes = "A2"
    for row, is_heading in [(headings, True), *((row, False) for row in rows)]:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "n" if isinstance(value, int) else "s"  # never a formula
            cell.font = Font(bold=is_heading)
            cells.append(cell)
        sheet.append(cells)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def attachment(content: bytes, name: str, type: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, 200, headers, type)
