"""Writes an empty table to fill in: headings, allowed values, and an example."""

import csv
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from domain.regulation.division_sheet import shipped_divisions
from domain.regulation.own_field import OwnField
from services.imports.tables.columns import Column, Columns
from services.imports.tables.rows import LEFT_OUT

PREPARED = 2000  # rows with choices to pick from
WIDTH = 22
SPACE = Alignment(wrap_text=True, vertical="top")
EXAMPLE = {
    "note": f"{LEFT_OUT} 示例 example",
    "submit": "否",
    "unit_name": "示例有限公司",
    "uscc": "91350100M000100Y43",  # the standard's own example, GB 32100-2015
    "legal_nature": "民营企业",
    "builder_type": "行业龙头企业",
    "entity_level": "地市级",
    "operating_unit.kind": "内设机构",
    "operating_unit.name": "知识产权部",
    "operating_unit.duty_text": "负责知识产权运营",
    "division_code": next(row.code for row in shipped_divisions("sichuan") if row.bureau),
    "contact_name": "王示例",
    "contact_title": "主任",
    "contact_phone": "13800000000",
    "address": "示例市示例路1号",
    "industry": "示例产业",
    "industry_entity_count": "120",
    "leading_enterprises": "示例一股份有限公司、示例二有限公司",
    "team": "王示例，主任，产业发展、专利申请、专利导航，总负责\n"
    "李示例，工程师，分析评议、知识产权金融、法律文书，项目运营",
    "office_conditions": "独立办公区",
    "office_area": "300",
    "operation_cases": "专利许可项目|2025-06-18|许可专利十二件，期限五年|500万元",
    "milestones": "组建队伍，2026-06-30",
    "duty_tags": "4.2、4.6",
    "dedicated_budget": "300万元",
    "budget_source": "自有资金",
    "commitment": "是",
    "applicant_head.name": "赵示例",
    "applicant_seal.unit": "示例有限公司",
    "applicant_seal.sealed_on": "2026-03-02",
    "staff_informed": "是",
}


def write_template(path: Path, own: Sequence[OwnField] = ()) -> None:
    """Writes a workbook, or a CSV that Excel opens rightly, by the path's suffix; `own` are the
    fields that only a regime asks."""
    columns = Columns(own=own).all
    rows = [
        [column.zh for column in columns],
        [allowed_values(column) for column in columns],
        [EXAMPLE.get(column.name, "") for column in columns],
    ]
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        write_workbook(path, columns, rows)


def allowed_values(column: Column) -> str:
    if column.name == "note":
        return f"{LEFT_OUT} 以此开头的行不导入\nrows that begin so are left out"
    said = column.shape.allowed
    return f"{column.name}\n{said.zh}\n{said.en}"


def write_workbook(path: Path, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申报表"
    for row in rows:
        sheet.append([*row])
    sheet.freeze_panes = "B2"
    for place, column in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTH
        sheet.column_dimensions[letter].number_format = "@"  # codes and dates stay as typed
        sheet.cell(1, place).font = Font(bold=True)
        for number in range(2, len(rows) + 1):
            sheet.cell(number, place).number_format = "@"
            sheet.cell(number, place).alignment = SPACE
        if words := column.shape.choices:
            choices = DataValidation(type="list", formula1=f'"{",".join(words)}"')
            choices.add(f"{letter}4:{letter}{PREPARED}")
            sheet.add_data_validation(choices)
    book.save(path)
