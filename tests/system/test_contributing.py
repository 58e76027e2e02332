"""The worked example of CONTRIBUTING.md, applied to a copy of the project: the command is there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from domain.streams import STREAMS
from tests.support.worked_example import apply, changes

ROOT = Path(__file__).parents[2]
EXAMPLE = tuple(changes((ROOT / "CONTRIBUTING.md").read_text("utf-8")))
PATHS = tuple(change.path for change in EXAMPLE)
LEFT_BEHIND = ignore_patterns(".*", "node_modules", "data", "build", "*.egg-info", "secrets")
COMMAND, ROUTE = "PublishServiceDesks", "/centres/{id}/publish-service-desks"
ASKED = """
import json, sys
from typer.testing import CliRunner
from services.api.asyncapi import asyncapi_document
from services.api.openapi import document
from services.cli.main import app
checked = CliRunner().invoke(app, ["regulation", "check", sys.argv[1]])
print(json.dumps([checked.exit_code, checked.output, document(), asyncapi_document()]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("contributed") / "anjuan"
    copytree(ROOT, copied, ignore=LEFT_BEHIND)
    for change in EXAMPLE:
        apply(change, copied)
    ruff(copied, "check", "--no-cache", "--fix", "--select", "I")
    return copied


def ruff(copy: Path, *words: str) -> None:
    program = shutil.which("ruff", path=str(Path(sys.executable).parent))
    assert program
    code = [path for path in PATHS if path.endswith(".py")]
    subprocess.run([program, *words, *code], cwd=copy, check=True, capture_output=True)


def run(copy: Path, *words: str) -> str:
    """What the program says, in the copy; it has to succeed."""
    environment = os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_takes_at_most_six_files_and_one_of_them_is_a_test() -> None:
    assert 4 <= len(set(PATHS)) == len(PATHS) <= 6
    assert len([path for path in PATHS if Path(path).name.startswith("test_")]) == 1
    assert STREAMS["centres"].command(COMMAND) is None, "it is no example any more"


def test_its_own_test_passes_and_those_of_words_forms_rules_and_of_each_line_of_its_step(
    copy: Path,
) -> None:
    own = [path for path in PATHS if Path(path).name.startswith("test_")]
    others = ["domain/test_words.py", "event_store/test_stored_forms.py"]
    others += ["regulations/test_rules_are_shown.py", "regulations/test_every_step.py"]
    chosen = ("-k", f"{COMMAND} or not every_step", "-p", "no:cacheprovider", "-rA")
    told = run(copy, "-m", "pytest", *chosen, *own, *(f"tests/{path}" for path in others))
    assert "test_a_line_of_a_step_refuses" in told and own[0] in told


def test_the_regulation_has_no_fault_and_route_and_message_stand_in_the_documents(
    copy: Path,
) -> None:
    [file] = [path for path in PATHS if path.endswith(".toml")]
    assert COMMAND in (copy / file).read_text("utf-8")
    status, checked, openapi, asyncapi = json.loads(run(copy, "-c", ASKED, file))
    assert (status, "no fault" in checked) == (0, True), checked
    posted = openapi["paths"][f"/api/v1{ROUTE}"]["post"]
    assert "公布服务窗口" in json.dumps(posted, ensure_ascii=False)
    assert "service-desks-published" in json.dumps(asyncapi)


def test_it_is_formatted_as_everything_is(copy: Path) -> None:
    ruff(copy, "check", "--no-cache")
    ruff(copy, "format", "--check", "--no-cache")
