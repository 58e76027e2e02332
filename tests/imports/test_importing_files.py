"""What comes beside a table: attachments, the template, the report, single lines."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from domain.context import Actor
from services.demo.papers import one_line_pdf
from tests.support.command_line import Terminal
from tests.support.imported import (
    SUBMITTED,
    TERMS,
    applications,
    files_of,
    position,
    report_of,
    unit,
)
from tests.support.tables import code_of, rows_of, write_xlsx

pytest_plugins = ["tests.support.terminal_fixtures", "tests.support.table_fixtures"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "round.xlsx"


def test_a_dry_run_checks_and_stores_nothing(ndjson: Terminal, table: Path, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / f"{code_of(0)}_SC-05.4_计划.pdf").write_bytes(one_line_pdf("plan"))
    write_xlsx(table, rows_of(unit(0), unit(1)))
    end, kept = position(ndjson), files_of(ndjson)
    folder = ("--files", tmp_path / "files")
    told = ndjson.run("import", table, *SUBMITTED, *folder, "--dry-run")
    assert "2 行 rows, 0 件办理 done, 0 处" in told.stderr
    assert position(ndjson) == end
    assert files_of(ndjson) == kept
    (tmp_path / "files" / f"{code_of(0)}_SC-05.4_计划.pdf").write_bytes(b"MZ")
    ndjson.run("import", table, *SUBMITTED, *folder, "--dry-run", status=1)
    assert report_of(table)[0]["栏目 column"].startswith(code_of(0))


def test_attachments_are_kept_and_become_the_proofs_of_their_unit(
    ndjson: Terminal, table: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    conditions = ("SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.9")
    for condition in conditions:
        name = f"{code_of(0)}_{condition}_证明 材料.pdf"
        (folder / name).write_bytes(one_line_pdf(f"proof of {condition}"))
    (folder / "制度.pdf").write_bytes(one_line_pdf("rules"))
    (folder / ".DS_Store").write_bytes(b"of a system")
    row = unit(0, attachments=None, rule_documents="制度.pdf")
    write_xlsx(table, rows_of(row))
    ndjson.run("import", table, *SUBMITTED, "--files", folder)
    with closing(ndjson.runtime()) as runtime:
        case = applications(runtime)[code_of(0)]
        assert case.stage == "SUBMITTED"
        assert {one.condition for one in case.form.attachments} == set(conditions)
        assert {one.kind for one in case.form.attachments} == {"证明 材料"}
        for hash in (*case.form.rule_documents, *(one.file for one in case.form.attachments)):
            assert runtime.files.info(hash)
            assert runtime.accounts.uploaders(hash) == {code_of(0)}


@pytest.mark.parametrize(
    "name, content",
    [
        (f"{code_of(7)}_SC-05.4_证明.pdf", one_line_pdf("of a unit that is not there")),
        (f"{code_of(0)}.pdf", one_line_pdf("of what")),
        (f"{code_of(0)}_SC-05.4_证明.pdf", b"MZ no document"),
        (f"{code_of(0)}_SC-05.4_证明.pdf", one_line_pdf("too long") + bytes(21 * 2**20)),
    ],
    ids=["nobody's", "of no condition", "of no kind", "too large"],
)
def test_a_file_that_cannot_be_an_attachment_is_told(
    ndjson: Terminal, table: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / name).write_bytes(content)
    write_xlsx(table, rows_of(unit(0)))
    end = position(ndjson)
    ndjson.run("import", table, *TERMS, "--files", tmp_path / "files", status=1)
    assert report_of(table)[0]["栏目 column"] == name
    assert position(ndjson) == end


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_the_template_is_a_table_whose_example_can_be_imported(
    ndjson: Terminal, tmp_path: Path, name: str
) -> None:
    ndjson.run("import", "--template", tmp_path / name)
    told = ndjson.run("import", tmp_path / name, *TERMS)
    assert "0 行 rows" in told.stderr
    ndjson.run("import", "--template", tmp_path / name, status=2)
    with closing(ndjson.runtime()) as runtime:
        example = Actor("example", "APPLICANT", "91350100M000100Y43", ("submission",))
        runtime.accounts.put({"example": example}, "a password for units")
    path = without_the_mark(tmp_path / name)
    told = ndjson.run("import", path, *TERMS)
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


def test_what_the_report_repeats_does_nothing_in_excel(ndjson: Terminal, table: Path) -> None:
    head, row = rows_of(unit(0))
    write_xlsx(table, [[*head, "=cmd|'/c calc'!A1"], [*row, "x"]])
    ndjson.run("import", table, *TERMS, status=1)
    assert report_of(table)[0]["栏目 column"].startswith("'=cmd")


def test_lines_too_can_be_checked_only_and_need_the_grant(ndjson: Terminal, tmp_path: Path) -> None:
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
    end = position(ndjson)
    importer = ("--as", "pref.510100")
    [wrong] = ndjson.lines("import", file, *importer, "--dry-run", status=1)
    assert wrong["line"] == 2
    assert "unit.5" in wrong["problem"] and "no grant" in wrong["problem_en"]
    assert position(ndjson) == end
    first, _ = ndjson.lines("import", file, *importer, status=1)
    assert first["position"] == end + 1
    assert len(ndjson.lines("import", file)) == 2
