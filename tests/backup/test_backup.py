"""A backup holds all that a store needs, checks itself, and tells its secrets to nobody."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest

from adapters.copies.databases import copy_database
from adapters.data_folder import FILES_FOLDER
from adapters.event_store.sqlite import SQLiteLog
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.sqlite import ReadOnlySQLite
from services.backup.manifest import backup_at, read_manifest
from tests.support.backed_up import PASSPHRASE, at
from tests.support.relayed import everything

pytest_plugins = ["tests.support.backup_fixtures"]
Harm = Callable[[Path], None]


def everything_in(target: Path) -> dict[str, tuple[int, bytes]]:
    found = [Path(at, name) for at, _, names in os.walk(target) for name in names]
    return {str(one.relative_to(target)): (one.stat().st_ino, one.read_bytes()) for one in found}


def test_it_holds_every_event_and_says_up_to_where(folder: Path, tmp_path: Path) -> None:
    said = at(folder).out("backup", tmp_path / "backups")
    whole = backup_at(tmp_path / "backups")
    with closing(SQLiteLog(folder / "events.db")) as log:
        events = everything(log)
    with closing(ReadOnlyLog(ReadOnlySQLite(whole / "events.db"))) as copy:
        assert everything(copy) == events
    manifest = read_manifest(whole)
    assert (manifest.position, manifest.demonstration) == (events[-1].position, True)
    assert manifest.files > 0
    assert str(whole) in said and str(manifest.position) in said


def test_a_whole_backup_is_found_right_and_nothing_in_it_changes(backups: Path) -> None:
    before = everything_in(backups)
    said = at(backups).out("backup", backups, "--check")
    assert "坏" not in said and "未查" not in said
    for what in ("events.db", "accounts.db", "keys.anjuan", "events", "keys", "files"):
        assert f"好 ok  {what}: " in said, said
    assert everything_in(backups) == before


def test_the_next_backup_copies_no_file_again(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    at(folder).run("backup", target)
    first, before = backup_at(target), everything_in(target / FILES_FOLDER)
    at(folder).run("backup", target)
    second = backup_at(target)
    assert second.name > first.name
    assert everything_in(target / FILES_FOLDER) == before
    for whole in (first, second):
        assert "坏" not in at(folder).out("backup", whole, "--check")


def test_a_file_that_a_backup_has_lost_is_copied_again(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    at(folder).run("backup", target)
    gone = next(iter((target / FILES_FOLDER).iterdir()))
    gone.unlink()
    assert "不在" in at(folder).out("backup", target, "--check", status=1)
    at(folder).run("backup", target)
    assert gone.exists()
    at(folder).run("backup", target, "--check")


def test_nobody_else_may_open_it_and_keys_and_sessions_are_not_in_it(
    folder: Path, tmp_path: Path
) -> None:
    runtime = at(folder).runtime()
    with closing(runtime):
        runtime.accounts.token("applicant.1", runtime.clock.now().replace(year=2099))
    old = os.umask(0)
    try:
        at(folder).run("backup", tmp_path / "backups")
    finally:
        os.umask(old)
    target = tmp_path / "backups"
    paths = [target, *(Path(at, n) for at, f, names in os.walk(target) for n in (*f, *names))]
    assert {str(p): oct(p.stat().st_mode) for p in paths if S_IMODE(p.stat().st_mode) & 0o077} == {}
    with closing(sqlite3.connect(folder / "keys.db")) as keys:
        secret = [
            row[0]
            for row in keys.execute("SELECT wrapped FROM secrets UNION SELECT wrapped FROM keys")
        ]
    with closing(sqlite3.connect(folder / "accounts.db")) as accounts:
        secret += [row[0] for row in accounts.execute("SELECT digest FROM tokens")]
    secret.append(bytes.fromhex((folder / "kek").read_text()))
    assert len(secret) > 5
    for name, (_, content) in everything_in(target).items():
        assert not [one for one in secret if one in content or one.hex().encode() in content], name


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


HARMS: dict[str, Harm] = {
    "missing": Path.unlink,
    "truncated": lambda path: os.truncate(path, path.stat().st_size - 1),
    "empty": lambda path: os.truncate(path, 0),
    "altered": flipped,
}
PARTS = ("events.db", "keys.anjuan", "accounts.db", "files.jsonl", "clock", "file")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("harm", HARMS)
def test_whatever_is_wrong_in_it_is_named(
    backups: Path, tmp_path: Path, part: str, harm: str
) -> None:
    whole = backup_at(backups)
    stored = next(iter((backups / FILES_FOLDER).iterdir()))
    HARMS[harm](stored if part == "file" else whole / part)
    said = at(tmp_path / "new").out("backup", backups, "--check", status=1)
    assert f"坏 BAD  {'files' if part == 'file' else part}: " in said, said


def test_keys_of_another_folder_are_found_though_every_hash_is_right(
    folder: Path, tmp_path: Path
) -> None:
    """The harm was done before the backup: what it was made of does not belong together."""
    target = tmp_path / "backups"
    stranger = Path(tmp_path / "stranger")
    at(stranger).run("demo")
    for name in ("keys.db", "kek"):
        os.replace(stranger / name, folder / name)
    at(folder).run("backup", target)
    said = at(folder).out("backup", target, "--check", status=1)
    assert "坏 BAD  files: " in said, said


def test_a_file_that_an_event_names_and_that_was_lost_before_is_named(
    folder: Path, tmp_path: Path
) -> None:
    lost = next(iter((folder / "files").iterdir()))
    lost.unlink()
    at(folder).run("backup", tmp_path / "backups")
    said = at(folder).out("backup", tmp_path / "backups", "--check", status=1)
    assert f"{lost.name} 不在" in said


def test_without_the_passphrase_it_opens_for_nobody(backups: Path) -> None:
    terminal = at(backups)
    terminal.environment["ANJUAN_PASSPHRASE"] = "seven lanterns over Jinjiang 1999"
    said = terminal.out("backup", backups, "--check", status=1)
    assert "坏 BAD  keys: " in said
    assert "未查 not looked at  files: " in said
    refused = terminal.out("restore", backups, "--data", "x", "--reason", "trial", status=1)
    assert "坏 BAD  keys: " in refused


@pytest.mark.parametrize("given", ["", "short", "password1234", "aaaaaaaaaaaa"])
def test_a_passphrase_that_is_easily_guessed_is_not_taken(
    folder: Path, tmp_path: Path, given: str
) -> None:
    terminal = at(folder)
    terminal.environment["ANJUAN_PASSPHRASE"] = given
    terminal.run("backup", tmp_path / "backups", status=2)
    assert not (tmp_path / "backups").exists()


def test_the_passphrase_comes_from_a_file_or_a_line(folder: Path, tmp_path: Path) -> None:
    terminal = at(folder)
    del terminal.environment["ANJUAN_PASSPHRASE"]
    (tmp_path / "secret").write_text(f"{PASSPHRASE}\n")
    terminal.run("backup", tmp_path / "b", "--passphrase-file", tmp_path / "secret")
    terminal.run("backup", tmp_path / "b", "--check", input=f"{PASSPHRASE}\n")
    terminal.environment["ANJUAN_PASSPHRASE_FILE"] = str(tmp_path / "secret")
    terminal.run("backup", tmp_path / "b", "--check")


def test_it_is_of_one_moment_while_others_write(folder: Path, tmp_path: Path) -> None:
    """Every step of the copy falls between two writes; it ends, and is as at its beginning."""
    path = tmp_path / "busy.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as busy:
        busy.execute("PRAGMA journal_mode = WAL")
        busy.execute("CREATE TABLE t (n INTEGER, filling BLOB)")
        busy.execute(
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9000)"
            " INSERT INTO t SELECT n, randomblob(2000) FROM c"
        )
        steps = 0

        def write(_: int) -> None:
            nonlocal steps
            steps += 1
            busy.execute("UPDATE t SET n = n + 100000")

        copy_database(path, tmp_path / "copy.db", write)
    assert steps > 3
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT min(n), max(n), count(*) FROM t").fetchone() == (1, 9000, 9000)
    assert not list(tmp_path.glob("copy.db-*"))


@pytest.mark.parametrize("part", ["events.db", "keys.db", "kek", "accounts.db"])
def test_a_folder_without_a_part_is_not_backed_up_as_if_it_were_whole(
    folder: Path, tmp_path: Path, part: str
) -> None:
    (folder / part).unlink()
    assert part in at(folder).run("backup", tmp_path / "backups", status=1).stderr
    assert not list((tmp_path / "backups").glob("*/manifest.json"))


def test_it_lies_neither_within_the_folder_nor_around_it(folder: Path) -> None:
    for target in (folder, folder / "backups", folder.parent):
        at(folder).run("backup", target, status=2)
    assert not (folder / "backups").exists()
