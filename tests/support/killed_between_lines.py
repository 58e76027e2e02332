"""Makes and restores backups of a vault, killed between two lines of what does it, again and again.

    python -m tests.support.killed_between_lines WHERE KILLS

WHERE has a vault's folder `vault`, its service's `data`, and a whole backup in `backups`. It is a
process of its own, for only the vault's may know its kind of case; each try is a child of it.
"""

import os
import shutil
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from domain.discipline_case.vault_stream import load_discipline_cases

load_discipline_cases()

from adapters.copies import keys_archive  # noqa: E402 # after it, for they read the table
from adapters.data_folder import RESTORING  # noqa: E402
from services.backup.half import RestoreRefused  # noqa: E402
from services.backup.manifest import backup_at, dated_folders  # noqa: E402
from services.consistency.findings import Diagnosis  # noqa: E402
from services.processes.vault.copies import back_up_vault  # noqa: E402
from services.processes.vault.copies_back import restore_vault  # noqa: E402
from services.processes.vault.copies_check import check_vault_backup  # noqa: E402
from services.runtime import HalfRestored, refuse_half_restored  # noqa: E402
from tests.support.backed_up import PASSPHRASE  # noqa: E402

WATCHED = ("services/backup/", "services/processes/vault/copies", "adapters/copies/hashed.py")
KILLED = 9
Act = Callable[[], object]


def killed_at(act: Act, line: int | None) -> int:
    """Does it in a child that is killed before that line of the watched files; gives the child's
    status. Without a line it is let live, and its lines are counted into a file."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    reached = count(1)
    last = 0

    def look(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal last
        if not any(part in frame.f_code.co_filename for part in WATCHED):
            return None
        if event == "line":
            last = next(reached)
            if last == line:
                os._exit(KILLED)
        return look

    sys.settrace(look)
    act()
    sys.settrace(None)
    if line is None:
        Path("lines").write_text(str(last))
    os._exit(0)


def moments(act: Act, kills: int, random: Random) -> list[int]:
    """Lines to be killed at: one at random in each of as many equal stretches."""
    assert killed_at(act, None) == 0
    lines = int(Path("lines").read_text())
    each = max(1, lines // kills)
    return [random.randint(first, first + each - 1) for first in range(1, lines, each)]


def is_right(dated: Path) -> bool:
    found = check_vault_backup(dated, PASSPHRASE)
    assert len(found) > 10
    return all(one.answer is Diagnosis.RIGHT for one in found)


def backups_killed(where: Path, kills: int, random: Random) -> None:
    """Whatever there is by the name of a backup is whole."""
    target = where / "killed"

    def act() -> object:
        return back_up_vault(where / "vault", target, PASSPHRASE, lambda bytes: None)

    for line in moments(act, kills, random):
        status = killed_at(act, line)
        assert status in (0, KILLED), (line, status)
        assert all(map(is_right, dated_folders(target))), line
        for whole in dated_folders(target)[:-1]:
            shutil.rmtree(whole)
    act()
    assert not list(target.glob("*.part")) and is_right(backup_at(target))


def restorations_killed(where: Path, kills: int, random: Random) -> None:
    """A folder with something in it that is not marked as half has all; one that is marked is
    restored into once more."""
    new, dated = where / "new", backup_at(where / "backups")

    def act() -> object:
        return restore_vault(dated, new, where / "data", PASSPHRASE, "drill")

    for line in moments(act, kills, random):
        if not (is_nothing(new) or is_half(new)):
            refuse_a_second(act)
            shutil.rmtree(new)
        status = killed_at(act, line)
        assert status in (0, KILLED), (line, status)
        assert is_half(new) or is_nothing(new) or has_all(new), line
    if is_half(new) or is_nothing(new):
        act()
    assert not is_half(new) and has_all(new)


def is_nothing(folder: Path) -> bool:
    """Whether there is no folder yet, or an empty one, over which all begins as over none."""
    return not folder.exists() or not any(folder.iterdir())


def is_half(folder: Path) -> bool:
    try:
        refuse_half_restored(folder)
    except HalfRestored:
        return (folder / RESTORING).exists()
    return False


def has_all(folder: Path) -> bool:
    wanted = {*OWN_FILES, *(f"mirror/{name}" for name in ("mirror.db", "keys.db", "kek"))}
    return all((folder / name).exists() for name in wanted)


OWN_FILES = (
    *("events.db", "keys.db", "kek", "accounts.db", "reads.db", "packages", "files"),
    *("escrow.key", "vault.pub", "checkpoint.key"),
)


def refuse_a_second(act: Act) -> None:
    try:
        act()
    except RestoreRefused:
        return
    raise AssertionError("restored over a vault")


def main() -> None:
    where, kills = Path(sys.argv[1]), int(sys.argv[2])
    keys_archive.COSTS = (2**12, 8, 1)
    os.chdir(where)
    random = Random(58)
    backups_killed(where, kills, random)
    restorations_killed(where, kills, random)
    sys.stdout.write("nothing half")


if __name__ == "__main__":
    main()
