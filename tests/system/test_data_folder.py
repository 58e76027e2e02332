"""The data folder is for the service alone: whatever lies in it, no other user opens it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from stat import S_IMODE

import pytest

from adapters.data_folder import VAULT_PUBLIC_KEY
from services.demo.papers import one_line_pdf
from services.processes.service import running_service
from services.processes.vault_beside import make_vault_ready
from services.runtime import own_folder
from services.settings import Settings
from tests.support.calling import calling, done

pytest_plugins = ["tests.support.http_fixtures"]


@contextmanager
def generous() -> Iterator[None]:
    """As under a login whose files anybody may read and write."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(data: Path) -> dict[str, str]:
    """What lies in the folder, and the folder itself, with modes that let anybody else in."""
    inside = (Path(at, name) for at, folders, files in os.walk(data) for name in folders + files)
    modes: dict[str, int] = {}
    for path in (data, *inside):
        with suppress(FileNotFoundError):  # what the NATS server keeps for a moment
            modes[str(path)] = S_IMODE(path.lstat().st_mode)
    return {path: oct(mode) for path, mode in modes.items() if mode & 0o077}


@pytest.fixture
def served(settings: Settings) -> Iterator[Settings]:
    """A demonstration at its first start, with a NATS server of its own, at work."""
    with generous(), calling(settings, child=True) as call:
        done(call.post("applicant.1", "/files", one_line_pdf("a proof")))
        call.move(date(2026, 3, 3))
        call.service.subscription.catch_up()
        yield settings


def test_nothing_in_a_served_demonstrations_folder_opens_for_others(served: Settings) -> None:
    names = {path.name for path in served.data.rglob("*")}
    assert {"keys.db", "accounts.db", "clock", "demonstration", "server.conf", "store"} <= names
    assert served.database or {"events.db", "read.db", "events.db-wal"} <= names
    assert open_to_others(served.data) == {}


def test_a_folder_that_was_open_to_others_is_closed_at_the_next_start(
    demonstration: Settings, tmp_path: Path
) -> None:
    outside = tmp_path / "elsewhere"
    outside.touch(mode=0o644)
    data = demonstration.data
    (data / "link").symlink_to(outside)
    for path in (data, *data.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o666)
    with generous(), running_service(demonstration, timers=False):
        assert open_to_others(data) == {str(data / "link"): "0o777"}
    assert S_IMODE(outside.stat().st_mode) == 0o644


def test_a_service_apart_may_be_the_first_over_its_folder(tmp_path: Path) -> None:
    """It is given the vault's key before anything else is there, and may stop at that."""
    data = tmp_path / "data"
    make_vault_ready(tmp_path / "vault", Settings(data=data))
    assert [path.name for path in data.iterdir()] == [VAULT_PUBLIC_KEY]
    own_folder(data)
