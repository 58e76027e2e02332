"""A restored store goes on as another generation: whole, and under positions nobody has seen."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.data_folder import FILES_FOLDER, RESTORING
from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.store_marks import restorations
from services.backup.generation import MILLION, first_unseen
from services.backup.manifest import backup_at, read_manifest
from services.runtime import HalfRestored, open_runtime
from services.settings import Settings
from tests.support.backed_up import assert_sound, at
from tests.support.calling import calling
from tests.support.comparing import projections_are_the_store
from tests.support.relayed import everything

pytest_plugins = ["tests.support.backup_fixtures"]


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "new"


def restored(new: Path, *words: str | Path, status: int = 0) -> str:
    result = at(new).run("restore", *words, "--reason", "硬盘损坏", status=status)
    return result.stdout + result.stderr


def end_of(folder: Path) -> int:
    with closing(SQLiteLog(folder / "events.db")) as log:
        end = log.end()
        assert end
        return end[0]


def test_everything_is_there_again_and_the_restoration_is_an_event(
    folder: Path, backups: Path, new: Path, tmp_path: Path
) -> None:
    restored(new, backups)
    with closing(SQLiteLog(folder / "events.db")) as log:
        before = everything(log)
    kept_to = before[-1].position
    with calling(Settings(data=new, demo=True), timers=False) as caller:
        runtime = caller.runtime
        events = everything(runtime.log)
        assert events[: len(before)] == before
        [gap] = restorations(runtime.log)
        assert (gap.kept_to, gap.goes_on_from % MILLION) == (kept_to, 1)
        assert [one.position >= gap.goes_on_from for one in events[len(before) :]] == [True]
        assert "硬盘损坏" in events[-1].state.decode()
        projections_are_the_store(runtime.log, runtime.readmodel, tmp_path)
        case, _ = runtime.store.current("applications/a1")
        with closing(at(folder).runtime()) as old:
            assert runtime.vault.open(case) == old.vault.open(case) != case
        for file in (new / FILES_FOLDER).glob("?" * 64):
            assert b"".join(runtime.files.open(file.name))
        assert caller.get("applicant.1", "/applications/a1").status_code == 200
    assert not (new / RESTORING).exists()
    assert_sound(new)
    at(new).run("verify", "--decisions")


def test_positions_that_the_lost_store_has_given_are_not_given_again(
    folder: Path, backups: Path, new: Path
) -> None:
    with calling(Settings(data=folder, demo=True), timers=False) as caller:
        caller.walk("a2", until="CreateDraft")
        seen = 3 * MILLION + 5
        caller.runtime.log.skip_to(seen)
        caller.walk("a3", until="CreateDraft")
    said = restored(new, backups, "--instead-of", folder)
    assert end_of(new) > 4 * MILLION > end_of(folder) >= seen
    assert str(end_of(folder)) in said


def test_even_where_nobody_can_be_asked_a_second_restoration_meets_no_position_of_the_first(
    backups: Path, tmp_path: Path
) -> None:
    moments = [timedelta(minutes=10), timedelta(hours=1), timedelta(days=400)]
    first = [first_unseen(230, since) for since in moments]
    assert first == [MILLION + 1, 2 * MILLION + 1, (1 + 400 * 24) * MILLION + 1]
    assert first_unseen(MILLION, timedelta()) == 2 * MILLION + 1
    assert first_unseen(230, timedelta(hours=-5)) == MILLION + 1
    assert first_unseen(0, timedelta(days=365 * 1000)) < 2**53  # whole in any reader of JSON


def test_a_folder_that_holds_anything_is_refused(folder: Path, backups: Path, new: Path) -> None:
    new.mkdir()
    (new / "letter.txt").write_text("mine")
    assert "letter.txt" in restored(new, backups, status=1)
    assert [one.name for one in new.iterdir()] == ["letter.txt"]
    before = sorted(folder.iterdir())
    assert "目录不空" in restored(folder, backups, status=1)
    assert sorted(folder.iterdir()) == before


def test_no_command_opens_a_folder_that_is_half_restored_until_it_is_done_again(
    backups: Path, new: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.backup.restore.go_on", None)
    at(new)
    with pytest.raises(AssertionError):
        restored(new, backups)
    assert (new / RESTORING).exists()
    with pytest.raises(HalfRestored):
        open_runtime(Settings(data=new))
    for words in (["doctor"], ["serve", "--port", "0"], ["registry"], ["restore", "--accept"]):
        said = at(new).run(*words, *(["--reason", "x"] if "restore" in words else []), status=2)
        assert "没有做完" in said.stderr, words
    monkeypatch.undo()
    restored(new, backups)
    assert_sound(new)


def test_the_old_folder_must_be_of_the_same_store_and_may_be_damaged(
    folder: Path, backups: Path, new: Path, tmp_path: Path
) -> None:
    stranger = tmp_path / "stranger"
    at(stranger).run("demo")
    assert "不是同一个案卷库" in restored(new, backups, "--instead-of", stranger, status=1)
    assert not new.exists()
    (folder / "events.db").write_bytes(b"no database" * 1000)
    restored(new, backups, "--instead-of", folder)
    assert_sound(new)


def test_who_was_erased_since_the_backup_is_erased_again(
    folder: Path, backups: Path, new: Path
) -> None:
    with closing(sqlite3.connect(folder / "keys.db")) as keys:
        gone, kept = [row[0] for row in keys.execute("SELECT DISTINCT subject FROM keys LIMIT 2")]
        keys.execute("CREATE TABLE IF NOT EXISTS destroyed (digest TEXT PRIMARY KEY)")
        keys.execute("INSERT INTO destroyed VALUES (?)", (sha256(gone.encode()).hexdigest(),))
        keys.commit()
    restored(new, backups, "--instead-of", folder)
    with closing(sqlite3.connect(new / "keys.db")) as keys:
        left = {row[0] for row in keys.execute("SELECT DISTINCT subject FROM keys")}
    assert kept in left and gone not in left


def test_a_backup_with_a_fault_is_not_restored(backups: Path, new: Path) -> None:
    (backup_at(backups) / "accounts.db").unlink()
    assert "坏 BAD  accounts.db" in restored(new, backups, status=1)
    assert not new.exists()


def test_an_older_one_of_several_backups_may_be_named(
    folder: Path, backups: Path, new: Path
) -> None:
    first = backup_at(backups)
    with calling(Settings(data=folder, demo=True), timers=False) as caller:
        caller.walk("a2", until="CreateDraft")
    at(folder).run("backup", backups)
    assert backup_at(backups) != first
    restored(new, first)
    with closing(SQLiteLog(new / "events.db")) as log:
        assert restorations(log)[0].kept_to == read_manifest(first).position


def test_an_older_store_put_back_by_hand_goes_on_once_a_person_accepts_it(
    folder: Path, backups: Path
) -> None:
    """The read model was beyond it, as in a copy of a folder that was made while it was served."""
    with calling(Settings(data=folder, demo=True), timers=False) as caller:
        caller.walk("a2", until="CreateDraft")
        caller.service.subscription.catch_up()
    beyond = end_of(folder)
    for left in folder.glob("events.db*"):
        left.unlink()
    shutil.copy(backup_at(backups) / "events.db", folder / "events.db")
    said = restored(folder, "--accept")
    assert str(beyond) in said
    with closing(SQLiteLog(folder / "events.db")) as log:
        [gap] = restorations(log)
        assert gap.goes_on_from > beyond > gap.kept_to


def test_each_time_it_is_accepted_is_another_generation(folder: Path) -> None:
    restored(folder, "--accept")
    restored(folder, "--accept")
    with closing(SQLiteLog(folder / "events.db")) as log:
        first, second = restorations(log)
        assert second.kept_to >= first.goes_on_from
        assert second.goes_on_from >= first.goes_on_from + MILLION


@pytest.mark.parametrize(
    "words",
    [
        ["restore", "backups"],
        ["restore", "--accept"],
        ["restore", "--reason", "x"],
        ["restore", "backups", "--accept", "--reason", "x"],
        ["restore", "backups", "--reason", " "],
        ["restore", "nowhere", "--reason", "x"],
    ],
)
def test_what_is_meant_and_why_has_to_be_said(folder: Path, words: list[str]) -> None:
    before = end_of(folder)
    at(folder).run(*words, status=2)
    assert end_of(folder) == before
