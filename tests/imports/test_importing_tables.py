"""`anjuan import TABLE`: every row is done once, through the same door as everything else."""

from contextlib import closing
from pathlib import Path

import pytest

from domain.application.case import Application
from tests.support.command_line import Terminal
from tests.support.dispatching import settle
from tests.support.imported import (
    BATCH,
    SUBMITTED,
    TERMS,
    applications,
    position,
    report_of,
    stages,
    unit,
)
from tests.support.sichuan import INDUSTRY
from tests.support.tables import code_of, rows_of, write_csv, write_xlsx

pytest_plugins = ["tests.support.terminal_fixtures", "tests.support.table_fixtures"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "round.xlsx"


def test_each_row_is_registered_drafted_and_handed_in_once(own: Terminal, table: Path) -> None:
    with closing(own.runtime()) as runtime:
        settle(runtime)
    ndjson = own
    write_xlsx(table, rows_of(*(unit(number) for number in range(4))))
    told = ndjson.run("import", table, *SUBMITTED)
    assert "4 行 rows, 12 件办理 done, 0 处" in told.stderr
    assert stages(ndjson) == ["SUBMITTED"] * 4
    assert report_of(table) == []
    end = position(ndjson)
    again = ndjson.lines("import", table, *SUBMITTED)
    assert position(ndjson) == end
    assert all(one["replayed"] for one in again)


def test_rows_are_drafts_until_one_says_that_it_is_to_be_handed_in(
    ndjson: Terminal, table: Path
) -> None:
    write_xlsx(table, rows_of(unit(0), unit(1, submit="是"), unit(2, submit="否")))
    ndjson.run("import", table, *TERMS)
    assert stages(ndjson) == ["DRAFT", "DRAFT", "SUBMITTED"]
    end = position(ndjson)
    ndjson.run("import", table, *TERMS)
    assert position(ndjson) == end


def test_a_row_that_the_rules_refuse_is_reported_and_can_be_corrected(
    ndjson: Terminal, table: Path
) -> None:
    few = unit(1, team="王示例，主任，产业发展，负责", dedicated_budget=None)
    write_xlsx(table, rows_of(unit(0), few, unit(2)))
    told = ndjson.run("import", table, *SUBMITTED, status=1)
    assert "2 件" not in told.stderr and "8 件办理 done, 1 处" in told.stderr
    [line] = report_of(table)
    assert (line["工作表 sheet"], line["行 row"]) == ("申报表", "3")
    for word in ("SC-05.7", "SC-05.9", "申报"):
        assert word in line["原因"]
    assert "allowed" in line["reason"]
    assert stages(ndjson) == ["DRAFT", "SUBMITTED", "SUBMITTED"]
    write_xlsx(table, rows_of(unit(0), unit(1), unit(2)))
    told = ndjson.run("import", table, *SUBMITTED)
    assert "2 件办理 done, 0 处" in told.stderr
    with closing(ndjson.runtime()) as runtime:
        case = applications(runtime)[code_of(1)]
        assert (case.stage, len(case.form.team)) == ("SUBMITTED", 5)
    assert report_of(table) == []


def test_a_row_that_is_changed_back_is_changed_back(ndjson: Terminal, table: Path) -> None:
    for area in ("100", "200", "100", "100"):
        write_xlsx(table, rows_of(unit(0, office_area=area)))
        ndjson.run("import", table, *TERMS)
        with closing(ndjson.runtime()) as runtime:
            assert applications(runtime)[code_of(0)].form.office_area == int(area)


def test_a_row_that_is_changed_after_it_was_handed_in_is_refused(
    ndjson: Terminal, table: Path
) -> None:
    write_xlsx(table, rows_of(unit(0)))
    ndjson.run("import", table, *SUBMITTED)
    end = position(ndjson)
    write_xlsx(table, rows_of(unit(0, office_area="999")))
    ndjson.run("import", table, *SUBMITTED, status=1)
    assert "案件处于“已提交”" in report_of(table)[0]["原因"]
    assert position(ndjson) == end


def test_with_one_fault_in_it_nothing_of_a_table_is_stored(ndjson: Terminal, table: Path) -> None:
    wrong = unit(1, applicant_seal__sealed_on="去年", contact_phone="110")
    write_xlsx(table, rows_of(unit(0), wrong, unit(2, uscc=code_of(0)), unit(9)))
    end = position(ndjson)
    told = ndjson.run("import", table, *SUBMITTED, status=1)
    assert position(ndjson) == end
    found = {(line["行 row"], line["栏目 column"]) for line in report_of(table)}
    assert found == {
        ("3", "盖章日期"),
        ("3", "联系方式"),
        ("4", "统一社会信用代码"),
        ("5", "账号"),
    }
    assert len(told.stdout.splitlines()) == 4


def test_who_imports_registers_units_and_needs_a_grant_for_what_units_do(
    ndjson: Terminal, table: Path
) -> None:
    write_csv(table := table.with_suffix(".csv"), rows_of(unit(0)))
    ndjson.run("import", table, *SUBMITTED, "--as", "pref.510100")
    with closing(ndjson.runtime()) as runtime:
        [first, *_] = runtime.log.history(f"parties/{code_of(0)}")
        assert b"pref.510100" in first.state
    write_csv(table, rows_of(unit(5)))
    ndjson.run("import", table, *SUBMITTED, "--as", "pref.510100", status=1)
    assert "未获 unit.5 的委托" in report_of(table)[0]["原因"]
    ndjson.run("user", "grant", "pref.510100", "unit.5")
    ndjson.run("import", table, *SUBMITTED, "--as", "pref.510100")
    ndjson.run("user", "revoke", "pref.510100", "unit.0", "unit.5")
    ndjson.run("import", table, *SUBMITTED, "--as", "pref.510100", status=1)


def test_a_unit_imports_its_own_row_without_a_grant(ndjson: Terminal, table: Path) -> None:
    write_xlsx(table, rows_of(unit(5)))
    ndjson.run("import", table, *SUBMITTED, "--as", "unit.5")
    assert stages(ndjson) == ["SUBMITTED"]


def test_a_row_is_not_filed_by_another_unit(ndjson: Terminal, table: Path) -> None:
    write_xlsx(table, rows_of(unit(0, account="unit.1")))
    ndjson.run("import", table, *TERMS, status=1)
    assert report_of(table)[0]["reason"] == "not an account of this unit"


def test_what_a_table_leaves_open_must_be_said(ndjson: Terminal, table: Path) -> None:
    write_xlsx(table, rows_of(unit(0)))
    ndjson.run("import", table, status=1)
    assert {line["栏目 column"] for line in report_of(table)} == {"适用规定", "申报渠道"}
    row = unit(0, regime="SC", channel="ORDINARY", batch=BATCH, id="own-1", occurred_on="2026-3-2")
    write_xlsx(table, rows_of(row))
    ndjson.run("import", table)
    with closing(ndjson.runtime()) as runtime:
        case, _ = runtime.store.current("applications/own-1")
        assert isinstance(case, Application)
        assert (case.batch, case.form.industry) == (BATCH, INDUSTRY)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--template", "t.docx"),
        ("no-such.xlsx",),
        (__file__, "--as", "nobody"),
        (__file__, "--files", "no-such-folder"),
    ],
)
def test_wrong_usage_is_told_as_such(ndjson: Terminal, words: tuple[str, ...]) -> None:
    ndjson.run("import", *words, status=2)
