"""`anjuan import TABLE`: every row is done once, through the same door as everything else."""

import csv
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.application.case import Application
from domain.case import Actor
from services.demo_papers import page
from services.house import House
from tests.command_line import Terminal
from tests.houses import settle
from tests.sichuan import INDUSTRY
from tests.tables import code_of, rows_of, whole_row, write_csv, write_xlsx

pytest_plugins = ["tests.terminal_fixtures", "tests.table_fixtures"]
BATCH = "b1"
TERMS = ("--batch", BATCH, "--channel", "ORDINARY")
SUBMITTED = (*TERMS, "--submit")


def unit(number: int, **changes: Any) -> dict[str, str]:
    """A row of an invented unit that passes everything but, perhaps, the changes."""
    name = f"示例{number}号有限公司"
    own = {"unit_name": name, "uscc": code_of(number), "rule_documents": "0" * 64}
    return whole_row(**{**own, "applicant_seal__unit": name, **changes})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "round.xlsx"


def report_of(table: Path) -> list[dict[str, str]]:
    with Path(f"{table}.report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def applications(house: House) -> dict[str, Application]:
    """The units' cases, by their codes."""
    codes = {code_of(number) for number in range(6)}
    cases = [house.store.current(name)[0] for name in streams(house)]
    return {one.owner: one for one in cases if isinstance(one, Application) and one.owner in codes}


def streams(house: House) -> set[str]:
    found, after = set(), 0
    while events := house.log.follow(after, 1000):
        found |= {event.stream for event in events}
        after = events[-1].position
    return {name for name in found if name.startswith("applications/")}


def position(terminal: Terminal) -> int:
    with closing(terminal.house()) as house:
        end = house.log.end()
        return end[0] if end else 0


def files_of(terminal: Terminal) -> set[str]:
    return {path.name for path in (terminal.settings.data / "files").iterdir()}


def stages(terminal: Terminal) -> list[str]:
    with closing(terminal.house()) as house:
        return sorted(str(one.stage) for one in applications(house).values())


def test_each_row_is_registered_drafted_and_handed_in_once(own: Terminal, table: Path) -> None:
    with closing(own.house()) as house:
        settle(house)
    desk = own
    write_xlsx(table, rows_of(*(unit(number) for number in range(4))))
    told = desk.run("import", table, *SUBMITTED)
    assert "4 行 rows, 12 件办理 done, 0 处" in told.stderr
    assert stages(desk) == ["SUBMITTED"] * 4
    assert report_of(table) == []
    end = position(desk)
    again = desk.lines("import", table, *SUBMITTED)
    assert position(desk) == end
    assert all(one["replayed"] for one in again)


def test_rows_are_drafts_until_one_says_that_it_is_to_be_handed_in(
    desk: Terminal, table: Path
) -> None:
    write_xlsx(table, rows_of(unit(0), unit(1, submit="是"), unit(2, submit="否")))
    desk.run("import", table, *TERMS)
    assert stages(desk) == ["DRAFT", "DRAFT", "SUBMITTED"]
    end = position(desk)
    desk.run("import", table, *TERMS)
    assert position(desk) == end


def test_a_row_that_the_rules_refuse_is_reported_and_can_be_corrected(
    desk: Terminal, table: Path
) -> None:
    few = unit(1, team="王示例，主任，产业发展，负责", dedicated_budget=None)
    write_xlsx(table, rows_of(unit(0), few, unit(2)))
    told = desk.run("import", table, *SUBMITTED, status=1)
    assert "2 件" not in told.stderr and "8 件办理 done, 1 处" in told.stderr
    [line] = report_of(table)
    assert (line["工作表 sheet"], line["行 row"]) == ("申报表", "3")
    for word in ("SC-05.7", "SC-05.9", "申报"):
        assert word in line["原因"]
    assert "allowed" in line["reason"]
    assert stages(desk) == ["DRAFT", "SUBMITTED", "SUBMITTED"]
    write_xlsx(table, rows_of(unit(0), unit(1), unit(2)))
    told = desk.run("import", table, *SUBMITTED)
    assert "2 件办理 done, 0 处" in told.stderr
    with closing(desk.house()) as house:
        case = applications(house)[code_of(1)]
        assert (case.stage, len(case.form.team)) == ("SUBMITTED", 5)
    assert report_of(table) == []


def test_a_row_that_is_changed_back_is_changed_back(desk: Terminal, table: Path) -> None:
    for area in ("100", "200", "100", "100"):
        write_xlsx(table, rows_of(unit(0, office_area=area)))
        desk.run("import", table, *TERMS)
        with closing(desk.house()) as house:
            assert applications(house)[code_of(0)].form.office_area == int(area)


def test_a_row_that_is_changed_after_it_was_handed_in_is_refused(
    desk: Terminal, table: Path
) -> None:
    write_xlsx(table, rows_of(unit(0)))
    desk.run("import", table, *SUBMITTED)
    end = position(desk)
    write_xlsx(table, rows_of(unit(0, office_area="999")))
    desk.run("import", table, *SUBMITTED, status=1)
    assert "案件处于“已提交”" in report_of(table)[0]["原因"]
    assert position(desk) == end


def test_with_one_fault_in_it_nothing_of_a_table_is_stored(desk: Terminal, table: Path) -> None:
    wrong = unit(1, applicant_seal__sealed_on="去年", contact_phone="110")
    write_xlsx(table, rows_of(unit(0), wrong, unit(2, uscc=code_of(0)), unit(9)))
    end = position(desk)
    told = desk.run("import", table, *SUBMITTED, status=1)
    assert position(desk) == end
    found = {(line["行 row"], line["栏目 column"]) for line in report_of(table)}
    assert found == {
        ("3", "盖章日期"),
        ("3", "联系方式"),
        ("4", "统一社会信用代码"),
        ("5", "账号"),
    }
    assert len(told.stdout.splitlines()) == 4


def test_a_dry_run_checks_and_stores_nothing(desk: Terminal, table: Path, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / f"{code_of(0)}_SC-05.4_计划.pdf").write_bytes(page("plan"))
    write_xlsx(table, rows_of(unit(0), unit(1)))
    end, kept = position(desk), files_of(desk)
    folder = ("--files", tmp_path / "files")
    told = desk.run("import", table, *SUBMITTED, *folder, "--dry-run")
    assert "2 行 rows, 0 件办理 done, 0 处" in told.stderr
    assert position(desk) == end
    assert files_of(desk) == kept
    (tmp_path / "files" / f"{code_of(0)}_SC-05.4_计划.pdf").write_bytes(b"MZ")
    desk.run("import", table, *SUBMITTED, *folder, "--dry-run", status=1)
    assert report_of(table)[0]["栏目 column"].startswith(code_of(0))


def test_who_imports_registers_units_and_needs_a_grant_for_what_units_do(
    desk: Terminal, table: Path
) -> None:
    write_csv(table := table.with_suffix(".csv"), rows_of(unit(0)))
    desk.run("import", table, *SUBMITTED, "--as", "pref.510100")
    with closing(desk.house()) as house:
        [first, *_] = house.log.history(f"parties/{code_of(0)}")
        assert b"pref.510100" in first.state
    write_csv(table, rows_of(unit(5)))
    desk.run("import", table, *SUBMITTED, "--as", "pref.510100", status=1)
    assert "未获 unit.5 的委托" in report_of(table)[0]["原因"]
    desk.run("user", "grant", "pref.510100", "unit.5")
    desk.run("import", table, *SUBMITTED, "--as", "pref.510100")
    desk.run("user", "revoke", "pref.510100", "unit.0", "unit.5")
    desk.run("import", table, *SUBMITTED, "--as", "pref.510100", status=1)


def test_a_unit_imports_its_own_row_without_a_grant(desk: Terminal, table: Path) -> None:
    write_xlsx(table, rows_of(unit(5)))
    desk.run("import", table, *SUBMITTED, "--as", "unit.5")
    assert stages(desk) == ["SUBMITTED"]


def test_a_row_is_not_filed_by_another_unit(desk: Terminal, table: Path) -> None:
    write_xlsx(table, rows_of(unit(0, account="unit.1")))
    desk.run("import", table, *TERMS, status=1)
    assert report_of(table)[0]["reason"] == "not an account of this unit"


def test_attachments_are_kept_and_become_the_proofs_of_their_unit(
    desk: Terminal, table: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    conditions = ("SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.9")
    for condition in conditions:
        name = f"{code_of(0)}_{condition}_证明 材料.pdf"
        (folder / name).write_bytes(page(f"proof of {condition}"))
    (folder / "制度.pdf").write_bytes(page("rules"))
    (folder / ".DS_Store").write_bytes(b"of a system")
    row = unit(0, attachments=None, rule_documents="制度.pdf")
    write_xlsx(table, rows_of(row))
    desk.run("import", table, *SUBMITTED, "--files", folder)
    with closing(desk.house()) as house:
        case = applications(house)[code_of(0)]
        assert case.stage == "SUBMITTED"
        assert {one.condition for one in case.form.attachments} == set(conditions)
        assert {one.kind for one in case.form.attachments} == {"证明 材料"}
        for hash in (*case.form.rule_documents, *(one.file for one in case.form.attachments)):
            assert house.files.info(hash)
            assert house.accounts.uploaders(hash) == {code_of(0)}


@pytest.mark.parametrize(
    "name, content",
    [
        (f"{code_of(7)}_SC-05.4_证明.pdf", page("of a unit that is not there")),
        (f"{code_of(0)}.pdf", page("of what")),
        (f"{code_of(0)}_SC-05.4_证明.pdf", b"MZ no document"),
        (f"{code_of(0)}_SC-05.4_证明.pdf", page("too long") + bytes(21 * 2**20)),
    ],
    ids=["nobody's", "of no condition", "of no kind", "too large"],
)
def test_a_file_that_cannot_be_an_attachment_is_told(
    desk: Terminal, table: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / name).write_bytes(content)
    write_xlsx(table, rows_of(unit(0)))
    end = position(desk)
    desk.run("import", table, *TERMS, "--files", tmp_path / "files", status=1)
    assert report_of(table)[0]["栏目 column"] == name
    assert position(desk) == end


def test_what_a_table_leaves_open_must_be_said(desk: Terminal, table: Path) -> None:
    write_xlsx(table, rows_of(unit(0)))
    desk.run("import", table, status=1)
    assert {line["栏目 column"] for line in report_of(table)} == {"适用规定", "申报渠道"}
    row = unit(0, regime="SC", channel="ORDINARY", batch=BATCH, id="own-1", occurred_on="2026-3-2")
    write_xlsx(table, rows_of(row))
    desk.run("import", table)
    with closing(desk.house()) as house:
        case, _ = house.store.current("applications/own-1")
        assert isinstance(case, Application)
        assert (case.batch, case.form.industry) == (BATCH, INDUSTRY)


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_template_is_a_table_whose_example_can_be_imported(
    desk: Terminal, tmp_path: Path, name: str
) -> None:
    desk.run("import", "--template", tmp_path / name)
    told = desk.run("import", tmp_path / name, *TERMS)
    assert "0 行 rows" in told.stderr
    desk.run("import", "--template", tmp_path / name, status=2)
    with closing(desk.house()) as house:
        example = Actor("example", "APPLICANT", "91350100M000100Y43", ("submission",))
        house.accounts.put({"example": example}, "a password for units")
    path = without_the_mark(tmp_path / name)
    told = desk.run("import", path, *TERMS)
    assert "1 行 rows, 2 件办理 done, 0 处" in told.stderr


def without_the_mark(path: Path) -> Path:
    """As an officer would do it: the note of the example is emptied."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8-sig")
        path.write_text(text.replace("# 示例 example", ""), "utf-8-sig")
        return path
    from openpyxl import load_workbook

    book = load_workbook(path)
    book.worksheets[0]["A3"] = None
    book.save(path)
    return path


def test_what_the_report_repeats_does_nothing_in_excel(desk: Terminal, table: Path) -> None:
    head, row = rows_of(unit(0))
    write_xlsx(table, [[*head, "=cmd|'/c calc'!A1"], [*row, "x"]])
    desk.run("import", table, *TERMS, status=1)
    assert report_of(table)[0]["栏目 column"].startswith("'=cmd")


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
def test_wrong_usage_is_told_as_such(desk: Terminal, words: tuple[str, ...]) -> None:
    desk.run("import", *words, status=2)


def test_lines_too_can_be_checked_only_and_need_the_grant(desk: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "round.ndjson"
    lines = [
        {
            "stream": "parties",
            "id": code_of(number),
            "command": "RegisterParty",
            "body": {"uscc": code_of(number), "name": "示例有限公司"},
            "actor": f"unit.{number}",
        }
        for number in (4, 5)
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    end = position(desk)
    importer = ("--as", "pref.510100")
    [wrong] = desk.lines("import", file, *importer, "--dry-run", status=1)
    assert wrong["line"] == 2
    assert "unit.5" in wrong["problem"] and "no grant" in wrong["problem_en"]
    assert position(desk) == end
    first, _ = desk.lines("import", file, *importer, status=1)
    assert first["position"] == end + 1
    assert len(desk.lines("import", file)) == 2
