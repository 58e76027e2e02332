"""Follows TUTORIAL.md line by line: its commands, and the files that it says to write.

`anjuan` runs in this process, its service and everything else as a person runs it.
"""

import re
import shlex
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import pytest
from msgspec import Struct
from typer.testing import CliRunner

from services.cli.main import app
from tests.support.free_ports import free_port
from tests.support.service_process import PASSWORD, Process, environment

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
REDIRECTED = re.compile(r" (?P<way>[<>]) (?P<file>\S+)$")
SHOWN_ADDRESS = "127.0.0.1:8000"


class DocumentBlock(Struct, frozen=True):
    """A fenced block: its kind, the file that it is to be written to, and its text."""

    kind: str
    path: str
    text: str


def document_blocks(document: str) -> list[DocumentBlock]:
    text = (ROOT / document).read_text("utf-8")
    return [DocumentBlock(kind, path or "", said) for kind, path, said in BLOCK.findall(text)]


def files_written(document: str) -> dict[str, str]:
    return {block.path: block.text for block in document_blocks(document) if block.path}


def promised(document: str) -> list[str]:
    """What the page says that is told on the way."""
    blocks = document_blocks(document)
    return [line for one in blocks if one.kind == "text" for line in one.text.splitlines()]


class Follower:
    """Who follows a page in a folder of their own; `said` is all that was told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch, self.stack = folder, monkeypatch, ExitStack()
        self.address = f"127.0.0.1:{free_port()}"
        self.variables: dict[str, str] = {}
        self.said = ""

    def __enter__(self) -> Self:
        self.patch.chdir(self.folder)
        (self.folder / "examples").symlink_to(ROOT / "examples")
        return self

    def __exit__(self, *raised: object) -> None:
        self.stack.close()

    def follow(self, document: str) -> None:
        for block in document_blocks(document):
            if block.path:
                Path(block.path).write_text(block.text, "utf-8")
            elif block.kind == "sh":
                for line in block.text.splitlines():
                    self.said += f"\n$ {line}\n"
                    self.said += self.obey(line.replace(SHOWN_ADDRESS, self.address))

    def obey(self, line: str) -> str:
        if line.startswith("export "):
            self.export(line)
            return ""
        if line.startswith("anjuan serve "):
            return self.serve(shlex.split(line)[1:])
        if line.startswith("anjuan "):
            return self.anjuan(line.removeprefix("anjuan "))
        done = self.shell(line)
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        return done.stdout

    def export(self, line: str) -> None:
        """Sets the variables of the page, as the shell reads them; its PATH is ours."""
        if "PATH=" in line:
            return
        for name, value in (word.split("=", 1) for word in shlex.split(line)[1:]):
            self.variables[name] = self.shell(f'printf %s "{value}"').stdout
        for name, value in self.variables.items():
            self.patch.setenv(name, value)

    def shell(self, line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment() | self.variables | {"NO_PROXY": "127.0.0.1"},
        )

    def serve(self, words: list[str]) -> str:
        port = self.address.rpartition(":")[2]
        ready, log = f"http://{self.address}/readyz", self.folder / "serve.log"
        variables = self.variables | {"ANJUAN_PORT": port}
        self.stack.enter_context(Process(words, ready, log, variables))
        (self.folder / self.variables["ANJUAN_DATA"] / "demo_password").write_text(PASSWORD)
        return log.read_text("utf-8")

    def anjuan(self, line: str) -> str:
        """Runs it in this process. A line that ends in `|| true` may fail."""
        line, may_fail, _ = line.partition(" || true")
        redirected = REDIRECTED.search(line)
        words = shlex.split(line[: redirected.start()] if redirected else line)
        typed = None
        if redirected and redirected["way"] == "<":
            typed = Path(redirected["file"]).read_text("utf-8")
        result = CliRunner().invoke(app, words, typed)
        assert bool(result.exit_code) == bool(may_fail), (line, result.output, result.exception)
        if redirected and redirected["way"] == ">":
            Path(redirected["file"]).write_text(result.stdout, "utf-8")
            return ""
        return result.output
