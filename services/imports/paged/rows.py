"""Reads the rows of a file one by one, however long it is: CSV (UTF-8 or GB18030) and XLSX."""

import csv
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook

from services.imports.paged.mapping import Mapping
from services.imports.tables.faults import Unreadable
from services.imports.tables.sheets import Cell, SheetRow, clean
from services.imports.tables.xlsx_sheets import check_parts, xlsx_rows

DECODED_AT_ONCE = 2**20  # bytes
HEADING_WITHIN = 50  # rows: banks write their own name, the account and the period first
MOST_REVERSED = 200_000  # rows that are held to be turned round
NumberedCells = tuple[int, dict[str, str]]
"""A row's number in the file, from 1, and the text of its cells by the field of the mapping."""


def file_rows(path: Path, mapping: Mapping, tell: Callable[[int], None]) -> Iterator[NumberedCells]:
    """The rows beneath the headings, oldest first. `tell` is told how far the file has been read.
    Raises Unreadable."""
    raw = rows_of_xlsx(path) if path.suffix.lower() == ".xlsx" else rows_of_csv(path, tell)
    rows = under_headings(raw, mapping)
    yield from reversed(all_of(rows)) if mapping.newest_first else rows


def all_of(rows: Iterator[NumberedCells]) -> list[NumberedCells]:
    found = list(islice(rows, MOST_REVERSED + 1))
    if len(found) > MOST_REVERSED:
        raise Unreadable(
            f"新的在前的文件至多 {MOST_REVERSED} 行，请先按日期升序排列",
            f"at most {MOST_REVERSED} rows of a file with the newest first: sort it by day",
        )
    return found


def under_headings(rows: Iterable[SheetRow], mapping: Mapping) -> Iterator[NumberedCells]:
    """The rows after the one that has every heading of the mapping, with the row above it where
    cells are merged; blank ones are left out."""
    places: dict[str, int] = {}
    above: list[str] = []
    for number, cells in rows:
        if places:
            texts = {name: text_at(cells, place) for name, place in places.items()}
            if any(texts.values()):
                yield number, texts
        elif number <= HEADING_WITHIN:
            texts_here = [one.text for one in cells]
            places = columns_in(above, texts_here, mapping)
            above = texts_here
    if not places:
        raise no_headings(mapping)


def text_at(cells: tuple[Cell, ...], place: int) -> str:
    return cells[place].text if place < len(cells) else ""


def columns_in(above: list[str], texts: list[str], mapping: Mapping) -> dict[str, int]:
    """Where each field stands; nothing where a heading is not in this row. A heading that is merged
    over two rows stands in the upper one; one of several under a common heading may be named with
    it: 收款方/户名."""
    upper = [*above, *[""] * (len(texts) - len(above))]
    group, places = "", dict[str, int]()
    for place, text in enumerate(texts):
        group = upper[place] or group
        places.setdefault(text or upper[place], place)
        places.setdefault(f"{group}/{text}", place)
    if not places.keys() >= {*mapping.columns.values()}:
        return {}
    return {field: places[heading] for field, heading in mapping.columns.items()}


def no_headings(mapping: Mapping) -> Unreadable:
    wanted = "、".join(mapping.columns.values())
    return Unreadable(
        f"前 {HEADING_WITHIN} 行中没有同时写有这些栏目的一行：{wanted}",
        f"none of the first {HEADING_WITHIN} rows has all of these headings: {wanted}",
    )


def rows_of_csv(path: Path, tell: Callable[[int], None]) -> Iterator[SheetRow]:
    """Rows of a CSV file, which is never held whole. Raises Unreadable."""
    with path.open("rb") as raw, TextIOWrapper(raw, encoding_of(path), newline="") as file:
        try:
            for number, row in enumerate(csv.reader(file, strict=True), 1):
                if number % 1000 == 0:
                    tell(raw.tell())
                yield number, tuple(Cell(clean(text)) for text in row)
        except csv.Error as error:
            raise Unreadable(f"不是完整的 CSV：{error}", f"not a whole CSV: {error}") from None


def encoding_of(path: Path) -> str:
    """UTF-8, else GB18030, by the whole file. Raises Unreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        if is_written_in(encoding, path):
            return encoding
    raise Unreadable("文字编码应为 UTF-8 或者 GB18030", "the text must be UTF-8 or GB18030")


def is_written_in(encoding: str, path: Path) -> bool:
    decoder = getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(DECODED_AT_ONCE):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def rows_of_xlsx(path: Path) -> Iterator[SheetRow]:
    """Rows of a workbook's first sheet, as data. Raises Unreadable."""
    check_parts(path.read_bytes())
    try:
        with closing(load_workbook(path, read_only=True, keep_links=False)) as book:
            yield from xlsx_rows(book.worksheets[0])
    except Unreadable:
        raise
    except Exception as error:  # the library checks little: a bad part may fail it in any way
        what = type(error).__name__
        raise Unreadable(f"不是完整的 XLSX（{what}）", f"not a whole XLSX ({what})") from None
