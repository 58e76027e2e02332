"""Reads CSV as Excel saves it: UTF-8 or GB18030, separated by comma, semicolon or tab."""

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice

from services.imports.tables.faults import Unreadable
from services.imports.tables.sheets import Cell, SheetRow, TableSheet, bounded, clean

SEPARATORS = ",;\t"
SNIFFED_ROWS = 20  # rows


def csv_sheet(content: bytes, is_heading: Callable[[str], bool]) -> TableSheet:
    """The one sheet of a CSV file; its separator is the one that gives most headings."""
    text = decoded(content)

    def headings(separator: str) -> int:
        most = 0
        with suppress(csv.Error):
            for row in islice(csv_rows(text, separator), SNIFFED_ROWS):
                most = max(most, sum(map(is_heading, row)))
        return most

    separator = max(SEPARATORS, key=headings)
    try:
        return TableSheet("", tuple(bounded(numbered_rows(csv_rows(text, separator)))))
    except csv.Error as error:
        raise Unreadable(f"不是完整的 CSV：{error}", f"not a whole CSV: {error}") from None


def csv_rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)


def numbered_rows(rows: Iterator[list[str]]) -> Iterator[SheetRow]:
    for number, row in enumerate(rows, 1):
        yield number, tuple(Cell(clean(text)) for text in row)


def decoded(content: bytes) -> str:
    """Decodes UTF-8, else GB18030, which a Chinese Excel saves in. Raises Unreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise Unreadable("文字编码应为 UTF-8 或者 GB18030", "the text must be UTF-8 or GB18030")
