"""A file of divisions is read with all that is wrong in it by line; its rows must fit together."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.regulation.checking import faults_in
from domain.regulation.division_sheet import as_tables, divisions_in
from domain.regulation.rules import rules_of
from tests.support.places import ASSIGNED, JIA_ROWS, jia_rows, on_own_codes, with_divisions
from tests.support.regulations import INNER_MONGOLIA_TEXT, SICHUAN_TEXT


def test_columns_stand_in_any_order_and_optional_ones_may_be_left_out() -> None:
    sheet = divisions_in(
        "\ufeffname,tier, code ,bureau\r\n甲市,PREFECTURE,420100, 420100\r\n,,,\r\n"
    )
    [row] = sheet.rows
    assert (row.code, row.name, row.tier, row.bureau, row.parent) == (
        *("420100", "甲市", "PREFECTURE", "420100", None),
    )
    assert sheet.lines == (2,)


def test_a_row_becomes_a_table_of_the_complete_text_without_what_is_empty() -> None:
    town = next(row for row in as_tables(divisions_in(JIA_ROWS)) if row["code"] == "420581")
    assert town["valid_to"] == date(2027, 6, 22) and "covers" not in town


HEADINGS = "code,name,tier,parent,bureau,covers,valid_from,valid_to\n"


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("", 1, "code", "缺少这一列"),
        ("code,name\n", 1, "tier", "缺少这一列"),
        ("code,name,tier,buro\n", 1, "buro", "没有这一列，可用 "),
        ("code,name,tier,name\n", 1, "name", "同一列出现两次"),
        (HEADINGS + "4201,甲,COUNTY\n", 2, "code", "4201：应为六位数字"),
        (HEADINGS + "\n420100,,COUNTY\n", 3, "name", "未填写"),
        (HEADINGS + "420100,甲,CITY\n", 2, "tier", "CITY：应为NATION、PROVINCE、"),
        (HEADINGS + "420100,甲,COUNTY,甲省\n", 2, "parent", "甲省：应为六位数字"),
        (HEADINGS + "420100,甲,COUNTY,,,4x\n", 2, "covers", "4x：应为代码的前 2 至 6 位数字"),
        (HEADINGS + "420100,甲,COUNTY,,,,2026-02-30\n", 2, "valid_from", "应为日期"),
        (HEADINGS + "420100,甲,COUNTY,,,,,,more\n", 2, "", "列数多于表头"),
        (HEADINGS + '420100,"甲,COUNTY\n', 2, "", "不是 CSV"),
    ],
)
def test_what_does_not_fit_is_told_by_line_and_column(
    text: str, line: int, key: str, words: str
) -> None:
    sheet = divisions_in(text)
    fault = next(one for one in sheet.faults if one.key == key)
    assert (fault.line, sheet.rows) == (line, ())
    assert words in fault.zh


def test_everything_wrong_is_told_at_once() -> None:
    text = HEADINGS + "4201,甲,COUNTY\n420100,甲,CITY\n420200,乙,COUNTY\n"
    assert [(one.line, one.key) for one in divisions_in(text).faults] == [(2, "code"), (3, "tier")]


def test_a_regulation_with_divisions_of_its_own_has_no_fault() -> None:
    for text in (on_own_codes(), SICHUAN_TEXT, INNER_MONGOLIA_TEXT):
        assert rules_of(text).text.division and faults_in(text) == []


CHANGED: dict[str, dict[str, Any]] = {
    "420100": {"code": "420500"},
    "420190": {"parent": "420900"},
    "420506": {"bureau": "420501"},
    "420581": {"valid_to": date(2025, 1, 1)},
    "429004": {"covers": "42"},
    "420500": {"parent": "420506"},
    "429006": {"name": " "},
}


@pytest.mark.parametrize(
    ("code", "key", "words"),
    [
        ("420100", "code", "420500：同日有两行"),
        ("420190", "parent", "420190：没有区划 420900；可用：4"),
        ("420506", "bureau", "420506：没有区划 420501；可用：4205"),
        ("420581", "valid_to", "420581：早于 2025-06-23"),
        ("429004", "covers", "429004：42 与 "),
        ("420500", "parent", "420500：在自己之上"),
        ("420500", "parent", "420500：PREFECTURE 的上级 420506 是 COUNTY，应高于本级"),
        ("429006", "name", "429006：名称为空"),
    ],
)
def test_rows_that_contradict_each_other_are_faults_at_their_line(
    code: str, key: str, words: str
) -> None:
    changed = CHANGED[code]
    rows = [replace(row, **changed) if row.code == code else row for row in jia_rows()]
    text = with_divisions(rows)
    fault = next(one for one in faults_in(text) if words in one.zh)
    assert fault.key == f"division.{key}"
    assert text.splitlines()[fault.line - 1].partition(" ")[0] == key


def test_a_bureau_that_is_not_in_force_on_the_days_of_its_row_is_a_fault() -> None:
    until = {"420500": {"valid_to": date(2026, 1, 1)}, "420506": {"valid_from": date(2026, 1, 2)}}
    rows = [replace(row, **until.get(row.code, {})) for row in jia_rows()]
    told = faults_in(with_divisions(rows))
    assert [one.key for one in told] == ["division.parent", "division.bureau"]


ASSIGN = '\n[[assigned]]\nuscc = "{uscc}"\nbureau = "{bureau}"\nrule = "{rule}"\n'


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, None),
        ({"uscc": "12510000450718001X"}, "uscc"),
        ({"bureau": "510100"}, "bureau"),
        ({"rule": "TRI-9"}, "rule"),
    ],
)
def test_a_unit_is_assigned_to_a_bureau_of_the_table_under_a_rule(
    changes: dict[str, str], key: str | None
) -> None:
    values = {"uscc": ASSIGNED, "bureau": "420500", "rule": "TRI-1"} | changes
    told = [one.key for one in faults_in(on_own_codes() + ASSIGN.format(**values))]
    assert told == ([f"assigned.{key}"] if key else [])


def test_a_unit_is_assigned_once() -> None:
    one = ASSIGN.format(uscc=ASSIGNED, bureau="420500", rule="TRI-1")
    [told] = faults_in(on_own_codes() + one + one)
    assert told.key == "assigned.uscc" and "同日有两行" in told.zh
