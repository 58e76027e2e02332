"""Versions of a regulation: a changed file changes nothing until somebody issues it."""

from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.seeding import seed
from services.settings import Settings
from tests.support.a_source import BESIDE, HEAD, TAIL
from tests.support.citing import rule
from tests.support.command_line import Terminal

SOURCE = HEAD + TAIL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one regulation, in a folder where nothing else is."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "regulations"
    folder.mkdir()
    (folder / "jia.divisions.csv").write_text(BESIDE["jia.divisions.csv"], "utf-8")
    (folder / "jia.toml").write_text(SOURCE, "utf-8")
    return folder


@pytest.fixture
def terminal(folder: Path) -> Terminal:
    return Terminal(Settings(data=folder.parent / "data", regulations=folder), real=True)


def started(terminal: Terminal) -> str:
    """What a start over the folder says."""
    with capture_logs() as said, closing(terminal.runtime()) as runtime:
        seed(runtime)
    return "\n".join(line["zh"] for line in said if line["event"] == "regulation_left")


def versions(terminal: Terminal) -> list[str]:
    listed = terminal.out("regulation", "list", "--data", terminal.settings.data)
    return [line for line in listed.splitlines() if line.startswith("JIA")]


def change(folder: Path, old: str = "length = 7", new: str = "length = 10") -> None:
    (folder / "jia.toml").write_text(SOURCE.replace(old, new), "utf-8")


@rule("SC-22.1")
def test_a_changed_file_is_told_and_a_new_version_only_when_it_is_issued(
    folder: Path, terminal: Terminal
) -> None:
    assert "jia.toml" not in started(terminal)
    assert len(versions(terminal)) == 1
    change(folder)
    told = started(terminal)
    assert "jia.toml 与已登记的 JIA 有 1 处不同" in told and "anjuan regulation issue" in told
    assert len(versions(terminal)) == 1
    issue = ("regulation", "issue", folder / "jia.toml", "--data", terminal.settings.data, "--yes")
    assert "publicity.length: 7 → 10" in terminal.out(*issue, "--from", "2099-01-01")
    assert [line.partition(" version ")[2].split()[1] for line in versions(terminal)] == [
        "2026-01-01",
        "2099-01-01",
    ]
    assert "jia.toml" not in started(terminal)
    assert "says the same" in terminal.run(*issue, "--from", "2099-02-01", status=1).stderr


def test_a_version_does_not_begin_before_it_is_issued(folder: Path, terminal: Terminal) -> None:
    started(terminal)
    change(folder)
    issue = ("regulation", "issue", folder / "jia.toml", "--data", terminal.settings.data, "--yes")
    assert "2020-01-01" in terminal.run(*issue, "--from", "2020-01-01", status=1).stderr
    assert len(versions(terminal)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("jia.toml", SOURCE.replace("length = 7", "length = 0").encode()),
        ("jia.toml", b"not = [toml"),
        ("stray.toml", b'[tool]\nname = "another"\n'),
        ("stray.toml", "四川省".encode("gbk")),
    ],
)
def test_a_start_with_a_faulty_or_stray_file_says_so_and_serves_what_was_issued(
    folder: Path, terminal: Terminal, name: str, content: bytes
) -> None:
    started(terminal)
    (folder / name).write_bytes(content)
    told = started(terminal)
    assert f"{name} 有误，未予登记；已登记的继续有效" in told
    assert len(versions(terminal)) == 1


def test_a_regulation_is_shown_as_written_resolved_and_issued(
    folder: Path, terminal: Terminal
) -> None:
    started(terminal)
    change(folder)
    file = folder / "jia.toml"
    assert terminal.out("regulation", "show", file) == file.read_text("utf-8")
    whole = terminal.out("regulation", "show", file, "--whole")
    assert "extends" not in whole and "length = 10" in whole
    shown = terminal.out("regulation", "show", "JIA", "--data", terminal.settings.data)
    assert shown == whole.replace("length = 10", "length = 7")
