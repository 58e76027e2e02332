"""What only one regime asks has columns of its own, in the template and in the table read back."""

import csv
from contextlib import closing
from pathlib import Path

import pytest

from domain.context import SYSTEM
from domain.regime.lifecycle import IssueRegime
from services.commands.messages import CommandRequest
from services.imports.tables.columns import Columns
from services.imports.tables.importing import sheets_of
from services.imports.tables.rows import ReadTable, read_table
from services.imports.tables.template import write_template
from tests.support.asked_by_one import ASKING, OWN
from tests.support.command_line import Terminal
from tests.support.imported import applications, unit
from tests.support.tables import rows_of, whole_row, write_csv, write_xlsx

pytest_plugins = ["tests.support.terminal_fixtures", "tests.support.table_fixtures"]

FIELDS = ASKING.rules.text.field
CELLS = {
    "持证人员数": "8",
    "设有专职负责人": "是",
    "成立日期": "2024年3月2日",
    "取得资质日期": "2025-01-01",
    "资质证书": "a" * 64,
    "运营模式": "自营",
    "场所性质": "自有",
}


def read(path: Path) -> ReadTable:
    columns = Columns(own=FIELDS)
    return read_table(sheets_of(path, columns), columns)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_what_stands_in_the_regimes_own_columns_is_read_as_its_form_has_it(
    tmp_path: Path, name: str
) -> None:
    write = write_csv if name.endswith("csv") else write_xlsx
    table = read(write(tmp_path / name, rows_of(whole_row() | CELLS)))
    assert table.faults == ()
    [entry] = table.entries
    assert entry.form.own == OWN


@pytest.mark.parametrize(
    ("label", "cell", "why"),
    [
        ("持证人员数", "501", "“501”不合要求，应为：整数，至多 500"),
        ("持证人员数", "八", "“八”不合要求，应为：整数，至多 500"),
        ("设有专职负责人", "有", "“有”不合要求，应为：是、否"),
        ("成立日期", "2026-02-30", "“2026-02-30”不合要求，应为：日期，如 2026-03-02"),
        ("资质证书", "证书.pdf", "没有文件“证书.pdf”"),
        ("场所性质", "自建", "“自建”不合要求，应为：OWNED（自有）、RENTED（租用）"),
        ("运营模式", "自", "“自”不合要求，应为：文字，2 至 20 字"),
    ],
)
def test_a_cell_that_the_field_does_not_take_is_a_fault_of_its_column(
    tmp_path: Path, label: str, cell: str, why: str
) -> None:
    table = read(write_csv(tmp_path / "t.csv", rows_of(whole_row() | {label: cell})))
    [fault] = table.faults
    assert fault.column == label
    assert fault.why.zh.startswith(why)


def test_the_template_has_a_column_for_each_and_says_what_may_stand_there(tmp_path: Path) -> None:
    write_template(tmp_path / "t.csv", FIELDS)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig") as file:
        labels, allowed, _ = csv.reader(file)
    told = dict(zip(labels, allowed, strict=True))
    assert (
        told["持证人员数"] == "own.certified_staff\n整数，至多 500\na whole number of at most 500"
    )
    assert told.keys() >= CELLS.keys()


def test_at_the_terminal_the_regimes_template_and_its_rows_bring_what_it_asks(
    ndjson: Terminal, tmp_path: Path
) -> None:
    with closing(ndjson.runtime()) as runtime:
        issue = IssueRegime(regime="ASK", text=ASKING.text)
        runtime.dispatcher.act(CommandRequest("regulations", "ASK", issue, SYSTEM))
        opening = ASKING.asks["OpenCallBatch"]
        runtime.dispatcher.act(CommandRequest("batches", "ask", opening.command, opening.actor))
    ndjson.run("import", "--template", tmp_path / "t.csv", "--regime", "ASK")
    assert "持证人员数" in (tmp_path / "t.csv").read_text("utf-8-sig").splitlines()[0]
    near = ndjson.run("import", "--template", tmp_path / "u.csv", "--regime", "ASKS", status=2)
    assert "ASKS: 没有这个规定；可用：ASK、" in near.stderr
    row = unit(0, regime="ASK", channel="DIRECT", division_code="320505") | CELLS
    write_csv(tmp_path / "round.csv", rows_of({k: v for k, v in row.items() if k != "资质证书"}))
    ndjson.run("import", tmp_path / "round.csv", "--batch", "ask")
    with closing(ndjson.runtime()) as runtime:
        [case] = applications(runtime).values()
    assert case.form.own == {name: value for name, value in OWN.items() if name != "certificate"}
