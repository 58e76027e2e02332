"""Tables are read as they were meant, whatever wrote them; what cannot be meant is refused."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.form import Form, Member, Unit
from services.imports.tables.columns import Columns
from services.imports.tables.importing import sheets_of
from services.imports.tables.rows import ReadTable, read_table
from tests.support.calling import whole_form
from tests.support.sichuan import form
from tests.support.tables import (
    LABELS,
    Rows,
    as_cells,
    forms,
    rows_of,
    whole_row,
    write_csv,
    write_xlsx,
)


def read(path: Path) -> ReadTable:
    columns = Columns()
    return read_table(sheets_of(path, columns), columns)


def one_form(path: Path) -> Form:
    table = read(path)
    assert table.faults == ()
    [entry] = table.entries
    return entry.form


@given(form=forms(), ending=st.sampled_from([".csv", ".xlsx"]))
def test_any_form_that_is_written_to_a_table_and_read_again_is_the_same(
    form: Form, ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("table") / f"form{ending}"
    (write_csv if ending == ".csv" else write_xlsx)(path, rows_of(as_cells(form)))
    assert one_form(path) == form


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encoding_and_with_the_separator_that_it_has(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = rows_of(whole_row(working_mechanism="例会；a,b;c\td"))
    path = write_csv(tmp_path / "t.csv", rows, encoding, separator)
    expected = form(working_mechanism="例会；a,b;c\td", team=read_team(form()))
    assert one_form(path) == expected


def read_team(whole: Form) -> tuple[Member, ...]:
    """As callers write it: the vault names the persons later."""
    return tuple(Member(**{**vars_of(one), "person_ref": None}) for one in whole.team)


def vars_of(one: Member) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_english_names_blanks_and_a_title_above_the_headings_do_no_harm(
    tmp_path: Path, name: str
) -> None:
    head, *rows = rows_of(whole_row())
    english = {zh: column for column, zh in LABELS.items()}
    head = [english[zh].upper() if zh == "联系人" else f" {zh} ：" for zh in head]
    table: Rows = [["2026年申报汇总表"], [], head, *rows]
    path = (write_csv if name.endswith("csv") else write_xlsx)(tmp_path / name, table)
    [entry] = read(path).entries
    assert (entry.row, entry.form.contact_name) == (4, "王示例")


@pytest.mark.parametrize(
    "text", ["2026-03-02", "2026/3/2", "2026年3月2日", "２０２６.3.2", "20260302", " 2026- 3-2 "]
)
def test_a_day_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    row = whole_row(applicant_seal__sealed_on=text)
    seal = one_form(write_csv(tmp_path / "t.csv", rows_of(row))).applicant_seal
    assert seal and seal.sealed_on == date(2026, 3, 2)


@pytest.mark.parametrize("value", [date(2026, 3, 2), datetime(2026, 3, 2), 20260302])  # noqa: DTZ001
def test_a_day_is_read_from_a_cell_that_excel_took_for_one(tmp_path: Path, value: Any) -> None:
    rows = rows_of(whole_row())
    rows[1][rows[0].index("盖章日期")] = value
    seal = one_form(write_xlsx(tmp_path / "t.xlsx", rows)).applicant_seal
    assert seal and seal.sealed_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    "heading, text, fen",
    [
        ("专门工作经费", "5,000,000.00", 500_000_000),
        ("专门工作经费", "５００万元", 500_000_000),
        ("专门工作经费", "0.000001万", 1),
        ("专门工作经费", "¥4999999.99元", 499_999_999),
        ("专门工作经费（万元）", "499.999999", 499_999_999),
        ("专门工作经费（万元）", "500元", 50_000),
        ("dedicated_budget（元）", "0.1", 10),
    ],
)
def test_money_is_read_to_the_fen(tmp_path: Path, heading: str, text: str, fen: int) -> None:
    head, row = rows_of(whole_row(dedicated_budget=text))
    head[head.index("专门工作经费")] = heading
    assert one_form(write_csv(tmp_path / "t.csv", [head, row])).dedicated_budget == fen


@pytest.mark.parametrize(
    "number, fen", [(1.1, 110), (4999999.99, 499_999_999), (0.07, 7), (8.0, 800), (0.29, 29)]
)
def test_a_number_in_a_cell_is_money_to_the_fen(tmp_path: Path, number: float, fen: int) -> None:
    rows = rows_of(whole_row(dedicated_budget="1"))
    rows[1][rows[0].index("专门工作经费")] = number  # type: ignore[call-overload]
    assert one_form(write_xlsx(tmp_path / "t.xlsx", rows)).dedicated_budget == fen


def test_a_list_may_be_written_as_officers_write_it(tmp_path: Path) -> None:
    row = whole_row(
        leading_enterprises="1、甲有限公司；乙有限公司，91510100MA6T000121\n3. 丙有限公司",
        team="1. 张三，部长，专利导航、法律文书，负责\n2. 李四, 工程师, 专利申请, 检索\n\n"
        "王五|主任，兼书记|产业发展，分析评议|协调",
        operation_cases="许可|2025年5月1日|许可三件，均已备案|1.5万元",
        legal_nature="民营企业",
        commitment="√",
    )
    read = one_form(write_xlsx(tmp_path / "t.xlsx", rows_of(row)))
    assert read.leading_enterprises == (
        Unit(name="甲有限公司"),
        Unit(name="乙有限公司", uscc="91510100MA6T000121"),
        Unit(name="丙有限公司"),
    )
    assert [(one.name, one.title, one.skills) for one in read.team] == [
        ("张三", "部长", ("专利导航", "法律文书")),
        ("李四", "工程师", ("专利申请",)),
        ("王五", "主任，兼书记", ("产业发展", "分析评议")),
    ]
    assert read.operation_cases[0].amount == 1_500_000
    assert (read.legal_nature, read.commitment) == ("ENTERPRISE_PRIVATE", True)


@pytest.mark.parametrize(
    "name, text",
    [
        ("uscc", "91510100MA6T000122"),
        ("dedicated_budget", "五百万"),
        ("dedicated_budget", "1.001"),
        ("dedicated_budget", "-1"),
        ("industry_entity_count", "1.5"),
        ("contact_phone", "12345"),
        ("applicant_seal.sealed_on", "2026-02-30"),
        ("applicant_seal.sealed_on", "45000"),
        ("legal_nature", "私营"),
        ("commitment", "也许"),
        ("team", "张三、工程师、专利导航、负责"),
        ("team", "[1]"),
        ("team", "[" * 50_000),
        ("rule_documents", "没有的文件.pdf"),
        ("unit_name", "甲"),
    ],
)
def test_a_cell_that_says_something_else_is_told_with_its_place_and_what_it_may_say(
    tmp_path: Path, name: str, text: str
) -> None:
    table = read(
        write_csv(tmp_path / "t.csv", rows_of(whole_row(**{name.replace(".", "__"): text})))
    )
    [fault] = table.faults
    assert (fault.row, fault.column) == (2, LABELS[name])
    assert text[:12] in fault.why.zh
    assert text[:12] in fault.why.en
    assert table.entries == ()


@pytest.mark.parametrize(
    "name, value, word",
    [
        ("职责事项", 4.1, "number"),
        ("统一社会信用代码", 125100004507180010, "number"),
        ("经费来源", date(2026, 3, 1), "date"),
        ("专门工作经费", 1234567890123456.0, "number"),
    ],
)
def test_what_excel_may_have_changed_is_not_guessed_at(
    tmp_path: Path, name: str, value: Any, word: str
) -> None:
    rows = rows_of(whole_row())
    rows[1][rows[0].index(name)] = value
    [fault] = read(write_xlsx(tmp_path / "t.xlsx", rows)).faults
    assert (fault.row, fault.column) == (2, name)
    assert word in fault.why.en


def test_unknown_doubled_and_missing_columns_are_told_together(tmp_path: Path) -> None:
    head, row = rows_of(whole_row())
    place = head.index("单位名称")
    head[place] = "申报单位全称"
    path = write_xlsx(tmp_path / "t.xlsx", [[*head, "联系人"], [*row, "赵示例"]])
    told = {(fault.column, fault.why.en) for fault in read(path).faults if fault.row == 1}
    assert told == {
        ("申报单位全称", "no such column"),
        ("联系人", "the column stands twice"),
        ("单位名称", "the column is missing"),
    }


def test_the_same_code_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", rows_of(whole_row(), whole_row(unit_name="另一单位")))
    [fault] = read(path).faults
    assert (fault.sheet, fault.row) == ("申报表", 3)
    assert "申报表 2" in fault.why.zh


def test_a_cell_without_a_heading_is_not_lost(tmp_path: Path) -> None:
    head, row = rows_of(whole_row())
    [fault] = read(write_csv(tmp_path / "t.csv", [head, [*row, "补充说明"]])).faults
    assert (fault.row, fault.why.en) == (2, "no heading stands above")


def test_a_part_of_the_form_that_is_begun_must_be_whole(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", rows_of(whole_row(operating_unit__name=None)))
    [fault] = read(path).faults
    assert (fault.column, fault.why.en) == ("运营实体名称", "not filled in")


def test_every_field_of_the_form_has_a_label_and_every_choice_a_word() -> None:
    for column in Columns().all:
        assert column.zh != column.name
        assert column.shape.allowed.zh and column.shape.allowed.en


def test_full_width_and_brackets_of_a_name_stay_as_they_were_written(tmp_path: Path) -> None:
    name = "示例（成都）ＩＰ有限公司"
    found = one_form(write_csv(tmp_path / "t.csv", rows_of(whole_row(unit_name=f"　{name} "))))
    assert found.unit_name == name


def test_the_form_of_a_whole_row_is_the_whole_form(tmp_path: Path) -> None:
    found = one_form(write_xlsx(tmp_path / "t.xlsx", rows_of(whole_row())))
    assert found == form(team=read_team(form()))
    assert whole_form()["unit_name"] == found.unit_name
