"""Reads a CSV of divisions (`x.divisions.csv`) into rows, with everything wrong in it by line."""

import csv
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from domain.divisions import TIERS, Division
from domain.regulation.fault import Fault

DIVISIONS_SUFFIX = ".divisions.csv"
SHEET_COLUMNS = tuple(field.name for field in msgspec.structs.fields(Division))
MUST_BE_GIVEN = tuple(field.name for field in msgspec.structs.fields(Division) if field.required)
A_CODE = ("六位数字", "six digits")
A_DAY = ("日期，如 2026-03-02", "a day like 2026-03-02")
ALLOWED = {
    "code": A_CODE,
    "parent": A_CODE,
    "bureau": A_CODE,
    "tier": ("、".join(TIERS), ", ".join(TIERS)),
    "covers": ("代码的前 2 至 6 位数字", "the first two to six digits of codes"),
    "valid_from": A_DAY,
    "valid_to": A_DAY,
}
"""What may stand in a column, in words."""


class DivisionSheet(Struct, frozen=True):
    """The rows of a CSV, the line of each (from 1), and what is wrong; with faults, no rows."""

    rows: tuple[Division, ...] = ()
    lines: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


def divisions_in(text: str) -> DivisionSheet:
    """The divisions of a CSV text whose first line names the columns, in any order; optional ones
    may be left out, blank rows are skipped."""
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)
    try:
        headings = [name.strip() for name in next(reader, [])]
        numbered = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        words = f"不是 CSV：{error}", f"not CSV: {error}"
        return DivisionSheet(faults=(Fault(reader.line_num, "", *words),))
    faults = wrong_headings(headings)
    rows: list[Division] = []
    for line, values in () if faults else numbered:
        if len(values) > len(headings):
            faults.append(Fault(line, "", "列数多于表头", "more values than columns"))
            continue
        named = {name: v.strip() for name, v in zip(headings, values, strict=False) if v.strip()}
        read = row_in(named, line)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            rows.append(read)
    if faults:
        return DivisionSheet(faults=tuple(faults))
    return DivisionSheet(tuple(rows), tuple(line for line, _ in numbered))


def wrong_headings(headings: list[str]) -> list[Fault]:
    known = ",".join(SHEET_COLUMNS)
    unknown = [name for name in headings if name not in SHEET_COLUMNS]
    twice = sorted({name for name in headings if headings.count(name) > 1} & {*SHEET_COLUMNS})
    missing = [name for name in MUST_BE_GIVEN if name not in headings]
    return [
        *(Fault(1, n, f"没有这一列，可用 {known}", f"no such column: {known}") for n in unknown),
        *(Fault(1, n, "同一列出现两次", "a column twice") for n in twice),
        *(Fault(1, n, "缺少这一列", "the column is missing") for n in missing),
    ]


def row_in(named: dict[str, str], line: int) -> Division | Fault:
    for name in MUST_BE_GIVEN:
        if name not in named:
            return Fault(line, name, "未填写", "not given")
    try:
        return msgspec.convert(named, Division, strict=False)
    except msgspec.ValidationError as error:
        _, _, path = str(error).partition(" - at `$.")
        name = path.rstrip("`")
        return Fault(line, name, *wrong_value(name, named.get(name, "")))


def wrong_value(name: str, value: str) -> tuple[str, str]:
    zh, en = ALLOWED.get(name, ("另一个值", "another value"))
    return f"{value}：应为{zh}", f"{value}: {en}"


@cache
def shipped_divisions(name: str) -> tuple[Division, ...]:
    """The divisions of a file that is shipped with the product: `sichuan`, `inner_mongolia`. Those
    of `earlier` are for texts that were issued before divisions stood in them."""
    file = files("domain") / "regulations" / f"{name}{DIVISIONS_SUFFIX}"
    sheet = divisions_in(file.read_text("utf-8"))
    assert not sheet.faults, sheet.faults
    return sheet.rows


def as_tables(sheet: DivisionSheet) -> list[dict[str, Any]]:
    """The rows as `[[division]]` of a complete text, without what is empty."""
    built: list[dict[str, Any]] = msgspec.to_builtins(sheet.rows, builtin_types=(date,))
    return [{key: value for key, value in row.items() if value is not None} for row in built]
