"""A table as a CSV file that office programs open: UTF-8 with its mark, and no cell a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import quote

from starlette.responses import Response

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The table to save under that name."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([plain_cell(one) for one in row] for row in rows)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.csv",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response("\ufeff" + text.getvalue(), 200, headers, "text/csv; charset=utf-8")


def plain_cell(value: object) -> str:
    """The value as text; one that would be read as a formula stands behind an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
