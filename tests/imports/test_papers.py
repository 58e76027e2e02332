"""Files beside a table, as people and systems leave them in a folder."""

import os
from pathlib import Path

import pytest

from services.imports.tables.papers import Papers
from services.imports.tables.rows import ReadEntry
from tests.support.tables import code_of, whole_row
from tests.support.workbooks import read, sound

CODE = code_of(0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def entries(tmp_path: Path, papers: Papers) -> tuple[ReadEntry, ...]:
    row = whole_row(uscc=CODE, attachments=None)
    table = read(sound(tmp_path / "t.xlsx", row), papers.hashes)
    assert table.faults == ()
    return table.entries


def kinds(tmp_path: Path, papers: Papers) -> list[str]:
    [entry], faults = papers.attached(entries(tmp_path, papers))
    assert faults == []
    return [proof.kind for proof in entry.form.attachments]


def test_a_name_that_a_chinese_windows_wrote_is_read(tmp_path: Path, folder: Path) -> None:
    raw = f"{CODE}_SC-05.4_建设计划.pdf".encode("gb18030")
    Path(os.fsdecode(os.fsencode(folder) + b"/" + raw)).write_bytes(b"one")
    assert kinds(tmp_path, Papers(folder)) == ["建设计划"]


def test_a_name_in_no_known_encoding_can_still_be_told(tmp_path: Path, folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xff.pdf")).write_bytes(b"one")
    papers = Papers(folder)
    _, [fault] = papers.attached(entries(tmp_path, papers))
    assert fault.column == r"\xff\xff.pdf"


def test_files_of_subfolders_are_found_and_what_systems_leave_is_not(
    tmp_path: Path, folder: Path
) -> None:
    (folder / "甲公司" / "证明").mkdir(parents=True)
    (folder / "甲公司" / "证明" / f"{CODE}_SC-05.4_计划.pdf").write_bytes(b"one")
    for left in (".DS_Store", "._a.pdf", "Thumbs.db", "desktop.ini", "~$计划.docx"):
        (folder / left).write_bytes(b"x")
        (folder / "甲公司" / left).write_bytes(b"x")
    for name in ("__MACOSX", "@eaDir", "$RECYCLE.BIN", ".git"):
        (folder / name).mkdir()
        (folder / name / "a.pdf").write_bytes(b"x")
    assert kinds(tmp_path, Papers(folder)) == ["计划"]


def test_two_files_of_one_name_are_told_and_copies_of_one_are_one(
    tmp_path: Path, folder: Path
) -> None:
    name = f"{CODE}_SC-05.4_计划.pdf"
    for sub in ("a", "b"):
        (folder / sub).mkdir()
        (folder / sub / name).write_bytes(b"one")
    assert kinds(tmp_path, Papers(folder)) == ["计划"]
    (folder / "b" / name).write_bytes(b"another")
    papers = Papers(folder)
    _, [fault] = papers.attached(entries(tmp_path, papers))
    assert (fault.column, "同名" in fault.why.zh) == (name, True)


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path, folder: Path) -> None:
    (folder / "again").symlink_to(folder)
    (folder / f"{CODE}_SC-05.4_计划.pdf").write_bytes(b"one")
    assert kinds(tmp_path, Papers(folder)) == ["计划"]
