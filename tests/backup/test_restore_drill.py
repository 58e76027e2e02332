"""The restore drill: backed up under load, restored elsewhere, whole; killed at any moment."""

import asyncio
import shutil
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from adapters.nats.server import running_in
from services.backup.manifest import dated_folders
from services.outbox.reconciliation import audit_at
from services.runtime import open_log
from services.settings import Settings
from tests.support.backed_up import assert_sound, at
from tests.support.drilling import (
    anjuan,
    backed_up_under_load,
    done,
    end_of,
    is_half,
    is_whole,
    killed_within,
    under_load,
)
from tests.support.nats_servers import eventually
from tests.support.posting import SHARED, Clients
from tests.support.service_process import ServiceProcess
from tests.support.soaking import seconds_of
from tests.system.test_killed_service import is_level

pytest_plugins = ["tests.support.backup_fixtures"]
WHY = ("--reason", "drill")


def drilled(rounds: Iterable[int], folder: Path) -> None:
    """Backs up under load and restores, again and again; then loses the service's folder for good
    and goes on from the last backup, with what its stream has told."""
    target = folder / "backups"
    with ServiceProcess(folder / "data") as service:
        clients = Clients([service.url])
        clients.prepare()
        for number in rounds:
            backup = backed_up_under_load(service, clients, target)
            new = folder / f"new{number}"
            at(new).run("restore", backup, *WHY)
            own = folder / f"own{number}"
            own.mkdir()
            is_whole(new, backup, clients, own)
            shutil.rmtree(new)
        eventually(lambda: is_level(service), within=60)
        service.kill()
        last = end_of(service.data)
    goes_on(folder, target, folder / "data", last)


def goes_on(folder: Path, target: Path, old: Path, last: int) -> None:
    """Subscribers meet no position twice, and what they were told and is lost is listed."""
    new = folder / "instead"
    at(new).run("restore", target, "--instead-of", old, *WHY)
    with ServiceProcess(new) as service:
        clients = Clients([service.url])
        clients.prepare()
        clients.numbers = count(100_000)  # other keys: a known one is answered as before
        with under_load(clients):
            fresh = eventually(lambda: clients.answers.keys() - {"unit", SHARED}, within=30)
        eventually(lambda: is_level(service), within=60)
        given = {clients.answers[key]["position"] for key in fresh}
        assert min(given) > last
        address = running_in(new / "nats")
        assert address
        with closing(open_log(Settings(data=new))) as log:
            audit = asyncio.run(audit_at(log, address))
        assert audit
        lost = [row["position"] for row in at(new).lines("lost")]
        assert (audit.faults, audit.lost) == ({}, len(lost))
        assert lost[-1] == last
    assert f"#{last}  " in at(new).out("lost")


def test_a_backup_under_load_is_restored_whole_and_subscribers_go_on(tmp_path: Path) -> None:
    drilled(range(1), tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_it_is_so_twenty_times(tmp_path: Path) -> None:
    drilled(range(20), tmp_path)


def killed_backup(data: Path, target: Path) -> None:
    """Killed at any moment, what was there before stays whole, and the next one is made."""
    before = dated_folders(target)
    killed_within(1.5, "backup", target, "--data", data)
    for whole in {*dated_folders(target), *before}:
        at(data).run("backup", whole, "--check")
    at(data).run("backup", target)
    assert not list(target.glob("*.part"))
    at(data).run("backup", target, "--check")


def killed_restoration(target: Path, new: Path) -> None:
    """Killed at any moment, nothing starts over the folder, or all of it is there; once more, and
    it is."""
    killed_within(2.5, "restore", target, "--data", new, *WHY)
    if is_half(new):
        at(new).run("registry", status=2)
    if is_half(new) or not new.exists():
        done("restore", target, "--data", new, *WHY)
    assert_sound(new)
    shutil.rmtree(new)


def test_a_backup_or_a_restoration_that_is_killed_leaves_nothing_half(
    folder: Path, backups: Path, tmp_path: Path
) -> None:
    killed_backup(folder, backups)
    killed_restoration(backups, tmp_path / "new")


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_it_is_so_at_every_moment(folder: Path, backups: Path, tmp_path: Path) -> None:
    """For a thirtieth of MINUTES."""
    deadline = time.monotonic() + seconds_of(1 / 30)
    while time.monotonic() < deadline:
        killed_backup(folder, backups)
        killed_restoration(backups, tmp_path / "new")


def test_only_one_backup_is_made_at_a_time_in_a_folder(folder: Path, tmp_path: Path) -> None:
    both = [anjuan("backup", tmp_path / "backups", "--data", folder) for _ in range(2)]
    for one in both:
        one.communicate(timeout=60)
    assert sorted(one.returncode for one in both) in ([0, 0], [0, 3])
    for whole in dated_folders(tmp_path / "backups"):
        at(folder).run("backup", whole, "--check")
