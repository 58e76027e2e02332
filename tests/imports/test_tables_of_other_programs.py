"""Tables as other programs and people make them: read as meant, or said what to do, by cell."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from domain.words import field_words
from services.imports.tables.faults import TableFault, Unreadable
from services.imports.tables.rows import ReadTable
from tests.support.tables import code_of, rows_of, whole_row, write_csv
from tests.support.workbooks import SHEET, edited, read, repacked, sound, strict

AREA = field_words("office_area").zh
ONE, TWO, THREE = (whole_row(uscc=code_of(n), unit_name=f"示例{n}公司") for n in range(1, 4))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.xlsx"


def column(names: list[str], name: str) -> int:
    return names.index(name) + 1


def written(path: Path, name: str, value: Any, **row: Any) -> ReadTable:
    """The table with a value of its own type in the first row's cell."""

    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.cell(2, column(names, name)).value = value

    return read(edited(sound(path, whole_row(**row)), edit))


def only(table: ReadTable) -> Any:
    assert table.faults == ()
    [entry] = table.entries
    return entry.form


def fault(table: ReadTable) -> TableFault:
    [found] = table.faults
    assert found.why.zh
    assert found.why.en
    return found


def with_number(path: Path, name: str, text: str) -> ReadTable:
    """The table with this text in a number cell, as it stands in the file."""

    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.cell(2, column(names, name)).value = 987654321

    edited(sound(path, whole_row(office_area="1")), edit)
    change = (b"<v>987654321</v>", f"<v>{text}</v>".encode())
    return read(repacked(path, lambda n, part: part.replace(*change) if n == SHEET else part))


@pytest.mark.parametrize(
    ("text", "area"), [("120", 120), ("120.0", 120), ("1.2E2", 120), ("1.2e+02", 120)]
)
def test_a_whole_number_is_one_however_it_is_written(path: Path, text: str, area: int) -> None:
    assert only(with_number(path, AREA, text)).office_area == area


def test_a_telephone_in_a_number_cell_keeps_its_digits(path: Path) -> None:
    assert only(with_number(path, "联系方式", "1.3800000001E10")).contact_phone == "13800000001"


def test_a_part_of_a_square_metre_is_no_whole_number(path: Path) -> None:
    assert fault(with_number(path, AREA, "120.5")).cell


def test_counts_of_a_csv_may_end_in_point_nought(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", rows_of(whole_row(office_area="120.0")))
    assert only(read(table)).office_area == 120


def test_styled_empty_cells_to_the_right_are_nothing(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        for row in (1, 2, 5):
            for place in range(len(names) + 1, 400, 7):
                sheet.cell(row, place).fill = PatternFill("solid", fgColor="FFFF00")

    assert only(read(edited(sound(path), edit)))
    commas = [[*row, *[""] * 400] for row in rows_of(whole_row())]
    assert only(read(write_csv(path.with_suffix(".csv"), commas)))


def test_what_stands_far_to_the_right_is_not_overlooked(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.cell(2, 400).value = "远"

    with pytest.raises(Unreadable):
        read(edited(sound(path), edit))


def test_what_is_merged_down_a_column_stands_in_each_of_its_rows(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        place = get_column_letter(column(names, "经费来源"))
        for row in (3, 4):
            sheet[f"{place}{row}"].value = None
        sheet[f"{place}2"].value = "财政资金"
        sheet.merge_cells(f"{place}2:{place}9")

    table = read(edited(sound(path, ONE, TWO, THREE), edit))
    assert table.faults == ()
    assert [entry.form.budget_source for entry in table.entries] == ["财政资金"] * 3


def test_what_is_merged_across_columns_is_told_with_its_cell(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        place = column(names, "经费来源")
        sheet.merge_cells(start_row=2, start_column=place, end_row=2, end_column=place + 1)

    told = fault(read(edited(sound(path), edit)))
    assert (told.column, told.cell[-1]) == ("经费来源", "2")
    assert "合并" in told.why.zh


def test_a_title_merged_over_the_headings_is_no_fault(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "申报表"
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(names))

    assert only(read(edited(sound(path), edit)))


def test_a_hidden_row_is_told_and_not_imported_unseen(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True

    told = fault(read(edited(sound(path, ONE, TWO), edit)))
    assert (told.row, "隐藏" in told.why.zh) == (3, True)


def test_a_hidden_sheet_of_applications_is_told_and_one_of_choices_left_out(path: Path) -> None:
    def edit(book: Any, sheet: Any, names: list[str]) -> None:
        copy = book.copy_worksheet(sheet)
        copy.title, copy.sheet_state = "旧表", "hidden"
        copy.cell(2, column(names, "统一社会信用代码")).value = code_of(7)
        choices = book.create_sheet("选项")
        choices.append(["甲", "乙"])
        choices.sheet_state = "veryHidden"

    table = read(edited(sound(path), edit))
    told = fault(table)
    assert (told.sheet, "隐藏" in told.why.zh, table.left_out) == ("旧表", True, ("选项",))


def test_a_strict_workbook_is_read(path: Path) -> None:
    assert only(read(strict(sound(path)))) == only(read(sound(path.with_name("same.xlsx"))))


def test_dates_of_a_strict_workbook_are_dates(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.cell(2, column(names, "盖章日期")).value = date(2026, 3, 1)

    form = only(read(strict(edited(sound(path), edit))))
    assert form.applicant_seal.sealed_on == date(2026, 3, 1)


def test_styles_that_no_standard_names_are_no_hindrance(path: Path) -> None:
    def edit(_: Any, sheet: Any, names: list[str]) -> None:
        sheet.cell(2, column(names, "盖章日期")).value = date(2026, 3, 1)

    odd = (b'patternType="gray125"', b'patternType="odd"')
    edited(sound(path), edit)
    repacked(path, lambda name, part: part.replace(*odd) if name.endswith("styles.xml") else part)
    assert only(read(path)).applicant_seal.sealed_on == date(2026, 3, 1)


def test_a_workbook_that_cannot_be_read_says_what_to_do(path: Path) -> None:
    repacked(sound(path), lambda name, part: b"<a" if name.endswith("workbook.xml") else part)
    with pytest.raises(Unreadable) as told:
        read(path)
    assert "另存为" in told.value.why.zh


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("自有_x000D_\n资金", "自有\n资金"),
        ("自有_x8D44_金", "自有资金"),
        ("自有_x005F_x8D44_金", "自有_x8D44_金"),
        ("自有_xD842__xDFB7_", "自有𠮷"),
        ("自有_xZZZZ_", "自有_xZZZZ_"),
    ],
)
def test_characters_written_by_number_are_those_characters(
    path: Path, text: str, meant: str
) -> None:
    assert only(written(path, "经费来源", text)).budget_source == meant


@pytest.mark.parametrize(
    "day",
    [
        datetime.combine(date(2026, 3, 1), time(10, 30)),
        date(2026, 3, 1),
        "2026-03-01 00:00:00",
        "2026/3/1 9:05",
        "2026-03-01T10:00:00.000",
        "２０２６年３月１日",
    ],
)
def test_a_day_with_a_time_is_that_day(path: Path, day: Any) -> None:
    assert only(written(path, "盖章日期", day)).applicant_seal.sealed_on == date(2026, 3, 1)


def test_a_time_alone_is_no_day(path: Path) -> None:
    told = fault(written(path, "盖章日期", time(10, 30)))
    assert told.cell.endswith("2")


@pytest.mark.parametrize(
    "text",
    [
        "①示例一公司②示例二公司",
        "①示例一公司\n② 示例二公司",
        "⑴示例一公司；⑵示例二公司",
        "1. 示例一公司\n2. 示例二公司",
        "(1)示例一公司\n（2）示例二公司",
        "❶、示例一公司、❷、示例二公司",
    ],
)
def test_numbers_before_the_items_of_a_list_are_no_part_of_them(path: Path, text: str) -> None:
    named = only(written(path, "龙头企业名单", text)).leading_enterprises
    assert [unit.name for unit in named] == ["示例一公司", "示例二公司"]


def test_a_numbered_team_is_the_team(path: Path) -> None:
    team = "①王一，主任，检索、导航，负责\n②李二，工程师，①检索②导航，运营"
    members = only(written(path, "工作队伍", team)).team
    assert [(one.name, one.skills) for one in members] == [
        ("王一", ("检索", "导航")),
        ("李二", ("检索", "导航")),
    ]


def test_names_of_a_list_that_are_numbers_of_firms_stay(path: Path) -> None:
    named = only(written(path, "龙头企业名单", "三一、中联、360公司")).leading_enterprises
    assert [unit.name for unit in named] == ["三一", "中联", "360公司"]


def test_a_missing_file_is_told_once_with_all_its_cells(path: Path) -> None:
    rows = [{**row, "rule_documents": "制度.pdf、办法.pdf"} for row in (ONE, TWO, THREE)]
    told = fault(read(sound(path, *rows)))
    for row in (2, 3, 4):
        assert f"{row}" in told.why.zh
    assert "没有文件“制度.pdf”" in told.why.zh


def test_a_file_is_found_under_another_spelling_of_its_name(path: Path) -> None:
    papers = {"管理制度(试行).pdf": "a" * 64}
    row = whole_row(rule_documents="管理制度（试行）.pdf")
    folded = {"管理制度(试行)·pdf": "a" * 64}
    assert only(read(sound(path, row), papers | folded)).rule_documents == ("a" * 64,)
