"""What a command prints moves no cursor, and every console can take it."""

import ast
import json
import os
import subprocess
import sys
from contextlib import closing
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli import terminal
from services.cli.terminal import one_line, printable
from services.runtime import open_runtime
from services.seeding import seed
from services.settings import Settings

ANJUAN = Path(sys.executable).with_name("anjuan")
CLI = Path(terminal.__file__).parent
ENCODINGS = ("ascii", "latin-1", "gbk", "gb18030", "cp1252", "utf-8", "utf-16")


def printed(text: str, encoding: str) -> str:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding, write_through=True)
    terminal.print(text, file=stream)
    return raw.getvalue().decode(encoding)


@given(st.text(), st.sampled_from(ENCODINGS))
def test_every_text_can_be_printed_in_every_encoding(text: str, encoding: str) -> None:
    seen = printed(text, encoding).removesuffix("\n")
    assert all(char.isprintable() or char in "\n\t\u3000" for char in seen)


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(ENCODINGS))
def test_json_stays_json_in_every_encoding(text: str, encoding: str) -> None:
    line = json.dumps({"name": text}, ensure_ascii=False)
    assert json.loads(printed(line, encoding)) == {"name": text}


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J", "\x1b]0;t\x07", "\x9b31m", "\r", "\b\b", "\u202e", "\u200b", "\ud800"]
)
def test_a_control_is_shown_by_its_number(hostile: str) -> None:
    shown = printable(f"公司{hostile}")
    assert hostile not in shown
    assert f"\\u{ord(hostile[0]):04x}" in shown


def test_a_name_begins_no_line_of_its_own() -> None:
    assert one_line("甲\n乙") == "甲\\u000a乙"


def test_what_is_shown_stays_as_it_is() -> None:
    for text in ("四川长虹（集团）　公司", "𬭚 𠮷", "Ann\tLee\n"):
        assert printable(text) == text


def test_the_command_line_prints_in_this_way_only() -> None:
    """Whoever prints there has taken `print` from this module; progress has constant words."""
    bare = []
    for file in CLI.glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        prints = any(isinstance(node, ast.Name) and node.id == "print" for node in ast.walk(tree))
        taken = "import print" in file.read_text("utf-8") or ", print" in file.read_text("utf-8")
        if prints and not taken and file.name not in ("terminal.py", "progress.py"):
            bare.append(file.name)
    assert bare == []


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_a_console_that_is_not_utf_8_ends_no_command(tmp_path: Path, encoding: str) -> None:
    data = tmp_path / "data"
    with closing(open_runtime(Settings(data=data))) as runtime:
        seed(runtime)
    name = "regulations/SC"
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "80"}
    for status, *words in ((0, "--help"), (0, "case", "history", name)):
        where = ("--data", data) if len(words) > 1 else ()
        done = subprocess.run([ANJUAN, *words, *where], env=environment, capture_output=True)
        assert done.returncode == status, done.stderr.decode(encoding, "replace")
        assert "\\u" in (done.stdout + done.stderr).decode(encoding) or encoding == "gbk"
