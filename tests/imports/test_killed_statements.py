"""A long statement comes in with little memory, and whole, however often its import is killed."""

import csv
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from services.runtime import open_log, open_runtime
from services.settings import Settings
from tests.support.bank_files import (
    HEADINGS,
    opened_account,
    rows_from,
    state_of,
    with_a_centre,
)
from tests.support.calling import eventually
from tests.support.citing import invariant, rule
from tests.support.service_process import ANJUAN, environment
from tests.support.statements import KEEPER

NUMBER = "6222000000000009"
MOST_MEMORY = 200  # megabytes
A_DAY = 2_000
"""Lines of a day: a million are a year and a half."""


def prepared(data: Path) -> str:
    with with_a_centre(data) as runtime:
        runtime.accounts.put({KEEPER.person: KEEPER}, "a password for books")
        return opened_account(runtime, NUMBER)


def statement(path: Path, count: int) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(rows_from(count, 0, A_DAY, 100_000_00))
    return path


def importing(data: Path, file: Path) -> "subprocess.Popen[str]":
    words = ("--map", "two_columns", "--account", NUMBER, "--as", KEEPER.person)
    command = [ANJUAN, "import", str(file), "--data", str(data), *words]
    return subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment(), cwd=data.parent
    )


def events(data: Path) -> int:
    with closing(open_log(Settings(data=data, demo=True))) as log:
        return (log.end() or (0,))[0]


def most_memory(process: "subprocess.Popen[str]") -> int:
    """The most that the process has held so far, in megabytes."""
    status = Path(f"/proc/{process.pid}/status")
    told = (one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return int(next(told, "VmHWM: 0").split()[1]) // 1024


def killed(data: Path, file: Path, after: int) -> None:
    """Kills an import once it has stored more pages than that."""
    begun = events(data)
    with importing(data, file) as process:
        eventually(lambda: events(data) > begun + after or process.poll() is not None, 600)
        process.kill()


def finished(data: Path, file: Path, look: Callable[[int], None]) -> str:
    with importing(data, file) as process:
        while process.poll() is None:
            look(most_memory(process))
            try:
                process.wait(0.3)
            except subprocess.TimeoutExpired:
                continue
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 0, said
    return said


def comes_in_whole(folder: Path, lines: int, kills: int) -> int:
    """Imports that many lines, killed on the way; the most memory that was held."""
    data, held = folder / "data", [0]
    account, file = prepared(data), statement(folder / "statement.csv", lines)
    for _ in range(kills):
        killed(data, file, lines // 1000 // (2 * kills))
    finished(data, file, held.append)
    end = events(data)
    assert f"已有 known {lines}" in finished(data, file, held.append)
    assert events(data) == end
    with closing(open_runtime(Settings(data=data, demo=True))) as runtime:
        case = state_of(runtime, account)
    assert (case.pages, case.lines, len(case.stretches)) == (lines // 1000, lines, 1)
    return max(held)


@rule("IMPLICIT:statement")
@invariant(56)
def test_an_import_that_is_killed_is_run_again_and_the_same_file_changes_nothing(
    tmp_path: Path,
) -> None:
    comes_in_whole(tmp_path, 5_000, 1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@rule("IMPLICIT:statement")
@invariant(56)
def test_a_million_lines_come_in_with_flat_memory_killed_on_the_way(tmp_path: Path) -> None:
    assert comes_in_whole(tmp_path, 1_000_000, 2) < MOST_MEMORY
