"""The vault has backups of its own, apart from the case service's: whole, checked, restored; killed
between any two lines, nothing is half."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest
from msgspec import Struct
from msgspec.structs import replace

from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.store_marks import restorations
from adapters.evidence.package_check import checked_package
from services.backup.manifest import backup_at
from services.settings import Settings
from tests.support.backed_up import at
from tests.support.citing import invariant
from tests.support.demonstrations import opened
from tests.support.drilling import anjuan, done
from tests.support.service_process import environment
from tests.support.vault_house import HANDLER, ON_LETTER, SECRET, vault_house
from tests.vault.test_unseen import answers, investigate, measured

pytest_plugins = ["tests.support.http_fixtures", "tests.support.backup_fixtures"]
OWN_PARTS = ("mirror.db", "mirror-keys.anjuan", "vault-keys.anjuan", "reads.db", "packages.jsonl")


class Copied(Struct, frozen=True):
    """A vault with a case and a sealed package, and the folder of its one backup."""

    settings: Settings
    vault: Path
    target: Path
    package: str


@pytest.fixture(scope="module")
def copied(
    quick_passphrases: None,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Copied]:
    """Nobody writes to it: copy it."""
    folder = tmp_path_factory.mktemp("copied")
    settings = opened("sqlite", folder / "data", request)
    target = folder / "backups"
    with vault_house(settings) as house:
        package = investigate(house)
        house.call.runtime.parts.advance()
        told, before = answers(house, SECRET), (house.files(), measured())
        done("vault", "backup", target, "--data", house.folder)
        assert (house.files(), measured()) == before
        assert answers(house, SECRET) == told
        yield Copied(settings, house.folder, target, package)


def test_all_in_it_is_right_and_nobody_else_may_open_it(copied: Copied) -> None:
    said = done("vault", "backup", copied.target, "--check")
    assert "坏" not in said and "未查" not in said
    parts = (*OWN_PARTS, "events", "files", "packages", "mirror", "mirror's keys", "vault's keys")
    for part in parts:
        assert f"好 ok  {part}: " in said, said
    paths = [Path(at, n) for at, f, names in os.walk(copied.target) for n in (*f, *names)]
    assert [path for path in paths if S_IMODE(path.stat().st_mode) & 0o077] == []
    secrets = [
        (copied.vault / name).read_bytes() for name in ("escrow.key", "checkpoint.key", "kek")
    ]
    for file in (path for path in paths if path.is_file()):
        content = file.read_bytes()
        assert not [one for one in secrets if one.strip() in content], file


@invariant(59)
def test_backups_of_the_case_service_have_nothing_of_it_nor_it_of_them(
    copied: Copied, tmp_path: Path
) -> None:
    data = copied.settings.data
    at(data).run("backup", tmp_path / "outside")
    names = {one.name for one in (tmp_path / "outside").rglob("*")}
    assert not names & {*OWN_PARTS, "escrow.key", "vault.pub", "checkpoint.key", "packages"}
    assert "不是案卷系统的数据目录" in at(data).run("backup", copied.target, status=2).stderr
    assert at(data).run("backup", copied.target, "--check", status=1)
    for within in (tmp_path / "outside" / "vault", data / "backups", copied.vault / "backups"):
        process = anjuan("vault", "backup", within, "--data", copied.vault)
        process.communicate(timeout=120)
        assert process.returncode in (1, 2) and not within.exists()


@pytest.mark.parametrize("part", OWN_PARTS)
def test_whatever_is_wrong_in_it_is_named(copied: Copied, tmp_path: Path, part: str) -> None:
    target = shutil.copytree(copied.target, tmp_path / "backups")
    content = bytearray((backup_at(target) / part).read_bytes())
    content[len(content) // 2] ^= 1
    (backup_at(target) / part).write_bytes(content)
    checking = anjuan("vault", "backup", target, "--check")
    said, _ = checking.communicate(timeout=120)
    assert checking.returncode == 1 and f"坏 BAD  {part}: " in said, said


def test_a_package_that_a_case_knows_and_that_is_not_there_is_named(
    copied: Copied, tmp_path: Path
) -> None:
    vault = shutil.copytree(copied.vault, tmp_path / "vault", ignore=shutil.ignore_patterns("door"))
    (vault / "packages" / copied.package).unlink()
    done("vault", "backup", tmp_path / "backups", "--data", vault)
    checking = anjuan("vault", "backup", tmp_path / "backups", "--check")
    said, _ = checking.communicate(timeout=120)
    assert checking.returncode == 1
    assert "坏 BAD  packages: " in said and f"{copied.package} 不在" in said


def test_restored_it_goes_on_with_its_cases_packages_keys_and_reads(
    copied: Copied, tmp_path: Path
) -> None:
    data = shutil.copytree(copied.settings.data, tmp_path / "data")
    new = tmp_path / "new"
    words = ("vault", "restore", copied.target, "--data", new, "--of", data, "--reason", "硬盘损坏")
    refused = anjuan(*words, "--instead-of", copied.vault)  # which is being served
    assert "已有一个案卷服务在运行" in refused.communicate(timeout=120)[0] and not new.exists()
    done(*words)
    with closing(SQLiteLog(new / "events.db")) as log:
        assert len(restorations(log)) == 1
    before = reads(copied.vault)
    with vault_house(replace(copied.settings, data=data, vault=new)) as house:
        below = f"/discipline-cases/{SECRET}"
        assert house.call.get(HANDLER, below).status_code == 200
        package = house.call.get(HANDLER, f"{below}/evidence-packages/{copied.package}")
        (tmp_path / "package.zip").write_bytes(package.content)
        key = said_key(copied.vault)
        assert said_key(new) == key
        report = checked_package(tmp_path / "package.zip", key, copied.package)
        assert report.wrong == () and report.signature_checked
        assert reads(new)[: len(before)] == before
        [item, *_] = house.call.get(HANDLER, "/applications").json()["items"]
        house.call.walk("after", until="CreateDraft")
        assert house.mirrored()
        read = house.call.get(HANDLER, f"/applications/{item['id']}", ON_LETTER)
        assert read.status_code == 200 and "已封存" not in read.text


def said_key(vault: Path) -> str:
    return done("vault", "key", "--data", vault).strip()


def reads(vault: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(vault / "reads.db")) as db:
        return db.execute("SELECT * FROM reads ORDER BY no").fetchall()


def killed_often(copied: Copied, where: Path, kills: int) -> None:
    """A vault that nobody serves, killed as its backup is made, and restored."""
    shutil.copytree(copied.vault, where / "vault", ignore=shutil.ignore_patterns("door"))
    shutil.copytree(copied.settings.data, where / "data")
    shutil.copytree(copied.target, where / "backups")
    module = "tests.support.killed_between_lines"
    words = [sys.executable, "-m", module, str(where), str(kills)]
    ended = subprocess.run(
        words, capture_output=True, text=True, env=environment(), timeout=7200, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "nothing half" in ended.stdout


def test_killed_between_two_lines_nothing_is_half(copied: Copied, tmp_path: Path) -> None:
    killed_often(copied, tmp_path, kills=6)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_it_is_so_between_any_two_lines(copied: Copied, tmp_path: Path) -> None:
    killed_often(copied, tmp_path, kills=400)
