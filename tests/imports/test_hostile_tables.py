"""Files that are no tables, or would do harm: each is refused at once, and in words."""

import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from services.imports.tables.columns import Columns
from services.imports.tables.faults import Unreadable
from services.imports.tables.importing import sheets_of
from services.imports.tables.rows import ReadTable, read_table
from services.imports.tables.sheets import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from tests.support.tables import rows_of, whole_row, write_csv, write_xlsx

SECONDS = 20.0
SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    '<?xml version="1.0"?>{doctype}'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"


def read(path: Path) -> ReadTable:
    columns, begun = Columns(), time.monotonic()
    try:
        return read_table(sheets_of(path, columns), columns)
    finally:
        assert time.monotonic() - begun < SECONDS


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as raised:
        read(path)
    assert raised.value.why.zh
    return raised.value.why.en


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "sound.xlsx", rows_of(whole_row()))


def with_part(sound: Path, name: str, content: bytes, path: Path) -> Path:
    """The same workbook with one part changed or added."""
    with ZipFile(sound) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return path


def sheet(rows: str, doctype: str = "") -> bytes:
    return (HEAD.format(doctype=doctype) + rows + TAIL).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\0" * 18,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ],
)
@pytest.mark.parametrize("name", ["t.xlsx", "t.xls", "t.xlsm"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name)


def test_a_workbook_cut_short_is_refused(sound: Path, tmp_path: Path) -> None:
    whole = sound.read_bytes()
    for share in (3, 2):
        (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // share])
        assert refused(tmp_path / "cut.xlsx")


def test_a_workbook_with_macros_is_refused_whatever_it_is_called(
    sound: Path, tmp_path: Path
) -> None:
    for name in ("t.xlsm", "t.xlsx"):
        path = with_part(sound, "xl/vbaProject.bin", b"macro", tmp_path / name)
        assert "macros" in refused(path)


def test_a_zip_bomb_is_not_unpacked(sound: Path, tmp_path: Path) -> None:
    path = with_part(sound, "xl/media/zeros", bytes(300 * 2**20), tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 2**20
    assert "unpacked" in refused(path)


def test_a_part_that_shrinks_beyond_measure_is_refused(sound: Path, tmp_path: Path) -> None:
    path = with_part(sound, SHEET, sheet("<row/>" * 2**20), tmp_path / "dense.xlsx")
    assert "packed" in refused(path)


def test_a_size_that_is_understated_ends_the_unpacking(sound: Path, tmp_path: Path) -> None:
    path = with_part(sound, SHEET, sheet("<row/>" * 10_000), tmp_path / "liar.xlsx")
    content = bytearray(path.read_bytes())
    place = content.rindex(SHEET.encode(), 0, content.rindex(b"PK\x05\x06")) - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert refused(path)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert "bytes" in refused(path)


def test_an_entity_is_not_followed(sound: Path, tmp_path: Path) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    path = with_part(sound, SHEET, sheet(cell, doctype), tmp_path / "entity.xlsx")
    assert "EntitiesForbidden" in refused(path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="ZZZ1" t="n"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>not a number</v></c></row>',
        '<row r="x"><c r="A1"/></row>',
        '<row r="1"><c r="A1" s="999"><v>1</v></c></row><row',
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(sound: Path, tmp_path: Path, rows: str) -> None:
    assert refused(with_part(sound, SHEET, sheet(rows), tmp_path / "t.xlsx"))


def test_a_row_at_the_end_of_the_world_is_refused_and_an_empty_one_there_is_not(
    sound: Path, tmp_path: Path
) -> None:
    whole = ZipFile(sound).read(SHEET).decode()
    for number in (2**20, 10**12):
        far = f'<row r="{number}"><c r="A{2**20}"/></row>{TAIL[:12]}'
        path = with_part(
            sound, SHEET, whole.replace("</sheetData>", far).encode(), tmp_path / "far.xlsx"
        )
        assert len(read(path).entries) == 1
    far = f'<row r="{2**20}"><c r="A{2**20}"><v>1</v></c></row></sheetData>'
    path = with_part(
        sound, SHEET, whole.replace("</sheetData>", far).encode(), tmp_path / "far.xlsx"
    )
    assert "rows" in refused(path)


def test_a_hundred_thousand_columns_are_refused(tmp_path: Path) -> None:
    wide = [f"c{n}" for n in range(100_000)]
    assert "columns" in refused(write_csv(tmp_path / "wide.csv", [wide, wide]))
    book = Workbook(write_only=True)
    book.create_sheet().append(wide[:16_384])
    book.save(tmp_path / "wide.xlsx")
    assert str(MOST_COLUMNS) in refused(tmp_path / "wide.xlsx")


def test_more_rows_than_we_take_are_refused(tmp_path: Path) -> None:
    rows = [["单位名称", "统一社会信用代码"], *([["甲", "乙"]] * MOST_ROWS)]
    assert str(MOST_ROWS) in refused(write_csv(tmp_path / "long.csv", rows))


@pytest.mark.parametrize(
    "formula", ["=1+1", '=HYPERLINK("https://example.invalid")', "=cmd|'/c x'!A1"]
)
def test_a_formula_is_refused_and_not_worked_out(tmp_path: Path, formula: str) -> None:
    head, row = rows_of(whole_row())
    book = Workbook()
    book.worksheets[0].append(head)
    book.worksheets[0].append(row)
    place = head.index("经费来源") + 1
    book.worksheets[0].cell(2, place).value = formula
    book.save(tmp_path / "t.xlsx")
    [fault] = read(tmp_path / "t.xlsx").faults
    assert (fault.row, fault.column) == (2, "经费来源")
    assert "formula" in fault.why.en


@pytest.mark.parametrize(
    "content",
    [
        "单位名称,统一社会信用代码\n甲,乙".encode("utf-16"),
        b"\xff\xff\xff",
        b"\0" * 100,
        '单位名称,统一社会信用代码\n"甲,乙'.encode(),
        '单位名称,统一社会信用代码\n甲,"乙"丙\n'.encode(),
        "单位名称,统一社会信用代码\n甲,".encode() + b"x" * 200_000,
    ],
    ids=["utf-16", "bytes", "zeros", "open quote", "after quote", "long cell"],
)
def test_what_is_no_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    assert refused(tmp_path / "t.csv")


@pytest.mark.parametrize("content", ["", "\n\n", "一,二\n三,四"])
def test_a_file_without_headings_is_told_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.csv").write_text(content, "utf-8")
    [fault] = read(tmp_path / "t.csv").faults
    assert "headings" in fault.why.en


def test_a_sheet_without_headings_is_left_out_by_name(sound: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(sound)
    book.create_sheet("填写说明").append(["请按附件填写"])
    book.save(tmp_path / "two.xlsx")
    table = read(tmp_path / "two.xlsx")
    assert (len(table.entries), table.faults, table.left_out) == (1, (), ("填写说明",))
