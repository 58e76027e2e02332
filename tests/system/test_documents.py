"""What the documents show can be done: commands, links, and the twin in the other language."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from services.cli.main import app
from tests.support.service_process import environment
from tools.reference import PAGES, page

pytest_plugins = ["tests.support.nats_fixtures"]

ROOT = Path(__file__).parents[2]
PAIRS = (
    ("README.md", "README.zh.md"),
    ("OPERATING.md", "OPERATING.zh.md"),
    ("TUTORIAL.md", "TUTORIAL.zh.md"),
)
TWINS = tuple(name for pair in PAIRS for name in pair)
DOCUMENTS = (*TWINS, *PAGES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(name: str) -> list[str]:
    """The lines of its shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text(name), re.S)
    lines = [
        line.split("  #")[0].split(" # ")[0].rstrip() for b in blocks for line in b.splitlines()
    ]
    return [line for line in lines if line]


@pytest.mark.parametrize("pair", PAIRS)
def test_both_languages_show_the_same_commands(pair: tuple[str, str]) -> None:
    ours, theirs = map(commands, pair)
    assert ours == theirs


def test_a_subscriber_without_its_library_says_so() -> None:
    program = ROOT / "examples" / "subscriber.py"
    bare = subprocess.run([sys.executable, "-S", program, "x", "y"], capture_output=True, text=True)
    assert (bare.returncode, "pip install 'nats-py[nkeys]'" in bare.stderr) == (1, True), (
        bare.stderr
    )
    assert "Traceback" not in bare.stderr


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)\b`", text(name))) <= targets


@pytest.mark.parametrize("name", TWINS)
def test_every_command_line_that_is_shown_exists_with_its_options(name: str) -> None:
    group = typer.main.get_command(app)
    shown = [line.split() for line in commands(name) if line.startswith("anjuan ")]
    assert shown
    for _, *words in shown:
        command = group
        while hasattr(command, "commands") and words:
            command = command.commands[words.pop(0)]
        options = {option for param in command.params for option in param.opts}
        assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", text(name)):
        assert (ROOT / target).exists(), target


def test_the_example_of_whole_lives_tells_them_to_the_end() -> None:
    """It asserts itself what the registry says, and why what is refused is refused."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "examples/whole_life.py"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        cwd=ROOT,
        env=environment() | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    *told, last = done.stdout.splitlines()
    counted = [sum(sign in line for line in told) for sign in ("  → ", "     ✗ ", "  ┌ ")]
    summary = re.findall(r"\d+", last.partition("。")[0])
    assert list(map(int, summary)) == counted and min(counted) > 9
    for place in ("四川", "内蒙古", "苏州", "国家级"):
        assert sum(line.startswith(f"━━ {place}（") for line in told) > 0


def paths(name: str) -> set[str]:
    """What is set as code and begins with a folder of the project, or ends as a module does."""
    folders = {entry.name for entry in ROOT.iterdir() if entry.is_dir() and entry.name[0] != "."}
    prose = re.sub(r"```.*?```", "", text(name), flags=re.S)
    words = re.findall(r"`([^`\s]+)`", prose)
    return {w for w in words if w.endswith(".py") or (w.partition("/")[0] in folders and "/" in w)}


@pytest.mark.parametrize(
    "name", ("README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
)
def test_every_path_that_is_named_exists(name: str) -> None:
    """A module may be called by its name alone where its folder has just been named."""
    own = set(paths(name)) - {"data/nats/"}  # a running service's
    assert own
    sources = ("domain", "projections", "adapters", "services", "tests", "tools", "examples")
    for path in own:
        found = [*ROOT.glob(path)] or [one for s in sources for one in (ROOT / s).rglob(path)]
        assert found, path


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_what_the_types_say_now(name: str) -> None:
    assert text(name) == page(name), "python -m tools.reference"


def test_both_languages_of_the_reference_explain_the_same_keys() -> None:
    said = [page(name) for name in PAGES]
    ours, theirs = (re.findall(r"^\| (`[^`]+`) \|", one, re.M) for one in said)
    assert ours == theirs and len(ours) > 200
    empty = re.findall(r"^\| `[^`]+` \|  \|.*$", "\n".join(said), re.M)
    assert empty == []
