"""Vouchers, payments and staff as other programs export them, imported by a mapping file on the
command line: GB encodings, thousands separators, full-width digits, merged headings."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from domain.fund_case import FundProject
from services.runtime import open_runtime
from services.settings import Settings
from tests.support.command_line import Terminal
from tests.support.demonstrations import opened

pytest_plugins = ["tests.support.http_fixtures"]

PROJECT, FILE = "demo-5-p1", "7" * 64
VOUCHERS = f"""
kind = "vouchers"
dates = ["%Y.%m.%d"]
[columns]
day = "开票日期"
invoice_no = "发票号码"
fen = "价税合计"
"seller.name" = "销方名称"
"seller.account" = "销方账号"
[fixed]
file = "{FILE}"
budget_line = "委托业务费"
"seller.kind" = "FIRM"
"""
PAYMENTS = """
kind = "payments"
[columns]
day = "付款日期"
purpose = "摘要"
fen = "金额（元）"
"payee.name" = "收款方/户名"
"payee.account" = "收款方/账号"
requested_by = "经办/申请人"
approved_by = "经办/审批人"
[fixed]
source = "SPECIAL"
budget_line = "委托业务费"
"""
STAFF = """
kind = "staff"
[columns]
"party.name" = "姓名"
"party.account" = "工资卡号"
from_day = "入职日期"
until_day = "离职日期"
[fixed]
"party.kind" = "PERSON"
"""


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Terminal:
    return Terminal(opened("sqlite", tmp_path / "data", request))


def mapped(folder: Path, mapping: str) -> Path:
    path = folder / "map.toml"
    path.write_text(mapping, "utf-8")
    return path


def project(settings: Settings) -> FundProject:
    runtime = open_runtime(settings)
    try:
        case, _ = runtime.store.current(f"fund-projects/{PROJECT}")
    finally:
        runtime.close()
    assert isinstance(case, FundProject)
    return case


def lines_said(house: Terminal, *words: str | Path, status: int = 0) -> str:
    return str(house.run("import", *words, status=status).stderr).splitlines()[-1]


def test_invoices_of_a_ledger_program_in_gbk_with_separators_and_wide_digits(
    house: Terminal, tmp_path: Path
) -> None:
    rows = (
        "示例财务软件 发票台账,,,,",
        "单位：绵阳示例装备股份有限公司,,,,单位：元",
        "开票日期,发票号码,价税合计,销方名称,销方账号",
        '2026.02.25,２６５１２０００００００８８０１２３４５,"1,234.50",示例咨询,6222 0000 3330 6',
        "2026.02.26,26512000000088012346,１２００．００,成都示例检索软件有限公司,6222-0000-2120-7",
        ",,,,",
    )
    path, mapping = tmp_path / "发票.csv", mapped(tmp_path, VOUCHERS)
    path.write_bytes("\r\n".join(rows).encode("gbk"))
    asked = (path, "--map", mapping, "--project", PROJECT, "--as", "centre.5")
    assert "2 行 lines, 1 页 pages; 已有 known 0" in lines_said(house, *asked)
    assert "0 行 lines, 0 页 pages; 已有 known 2" in lines_said(house, *asked)
    found = vouchers_of(house.settings)
    assert found == [("26512000000088012345", 123_450), ("26512000000088012346", 120_000)]


def vouchers_of(settings: Settings) -> list[tuple[str, int]]:
    """Number and amount of the vouchers on the last record of the project."""
    runtime = open_runtime(settings)
    try:
        _, version = runtime.store.current(f"fund-projects/{PROJECT}")
        *_, last = runtime.store.records(f"fund-projects/{PROJECT}", version)
        command: Any = last[1].command
        return [(one.invoice_no, one.fen) for one in command.vouchers]
    finally:
        runtime.close()


def paid_book(path: Path, amount: Any = "３，０００．５０") -> Path:
    """A workbook with a title and headings of two rows, some merged."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["付款台账"])
    sheet.append(["付款日期", "摘要", "金额（元）", "收款方", None, "经办", None])
    sheet.append([None, None, None, "户名", "账号", "申请人", "审批人"])
    for cells in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"):
        sheet.merge_cells(cells)
    firm = ("四川示例知识产权咨询有限公司", "62220000000000033306")
    sheet.append(["2026-03-02", "导航尾款", 2000, *firm, "谢安", "程铭"])
    sheet.append(["2026/03/02", "专家咨询", amount, *firm, "谢安", "程铭"])
    book.save(path)
    return path


def test_payments_under_merged_headings_of_two_rows_are_booked(
    house: Terminal, tmp_path: Path
) -> None:
    before = project(house.settings).sums
    path, mapping = paid_book(tmp_path / "付款.xlsx"), mapped(tmp_path, PAYMENTS)
    asked = (path, "--map", mapping, "--project", PROJECT, "--as", "centre.5")
    assert "2 行 lines" in lines_said(house, *asked, "--dry-run")
    assert project(house.settings).sums == before, "a dry run stores nothing"
    assert "2 行 lines, 1 页 pages" in lines_said(house, *asked)
    after = project(house.settings).sums
    assert after.spent_special - before.spent_special == 500_050


def test_a_payment_that_cannot_be_read_is_named_by_its_cell_and_nothing_is_booked(
    house: Terminal, tmp_path: Path
) -> None:
    before = project(house.settings).sums
    path = paid_book(tmp_path / "付款.xlsx", "约3000")
    asked = ("--map", mapped(tmp_path, PAYMENTS), "--project", PROJECT, "--as", "centre.5")
    came = house.run("import", path, *asked, status=1)
    assert "：“约3000”，应为 金额，如 1,234.50" in came.stdout
    assert ":5:" in came.stdout, "the row of the sheet"
    assert project(house.settings).sums == before


def test_staff_of_a_payroll_program_are_known_by_their_cards(
    house: Terminal, tmp_path: Path
) -> None:
    rows = (
        "姓名\t工资卡号\t入职日期\t离职日期",
        "谢安,６２３０００００００００００４０００５,2021年3月1日,",
        "蒋文,6230 0000 0000 0040 006,20220701,2025-12-31",
    )
    path = tmp_path / "员工.csv"
    path.write_bytes("\r\n".join(rows).replace("\t", ",").encode("gb18030"))
    asked = ("--map", mapped(tmp_path, STAFF), "--centre", "demo-5", "--as", "finance.sc")
    assert "2 行 lines, 1 页 pages; 已有 known 0" in lines_said(house, path, *asked)
    assert "0 行 lines, 0 页 pages; 已有 known 2" in lines_said(house, path, *asked)
