"""An older store under a stream that has told more: the relay stops and says the way out."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from adapters.event_store.log import Log
from adapters.nats.server import nats_at, running_in
from services.health import Health
from services.outbox.reconciliation import Audit, audit_at
from services.outbox.relay import RelayWorker
from services.runtime import open_log
from services.settings import Settings
from tests.support.backed_up import at
from tests.support.calling import calling
from tests.support.nats_servers import eventually
from tests.support.relayed import relay_worker

pytest_plugins = ["tests.support.backup_fixtures"]
STORE = ("events.db", "events.db-wal", "events.db-shm")


@pytest.fixture
def told(folder: Path, tmp_path: Path) -> Path:
    """The folder after its stream has told one event more than what is put by has."""
    with relayed(folder):
        pass
    for name in STORE:
        if (folder / name).exists():
            shutil.copy(folder / name, tmp_path / f"older-{name}")
    acting(folder, "a2")
    with relayed(folder):
        pass
    return folder


@contextmanager
def relayed(folder: Path) -> Iterator[RelayWorker]:
    """The relay at work over a folder's own stream, level with its store."""
    with (
        nats_at(None, folder / "nats") as address,
        closing(opened(folder)) as log,
        relay_worker(log, address) as at_work,
    ):
        eventually(lambda: at_work.standing().stopped or is_told(at_work), within=30)
        yield at_work


def is_told(at_work: RelayWorker) -> bool:
    return at_work.standing().behind == 0 and at_work.relay.position > 0


def opened(folder: Path) -> Log:
    return open_log(Settings(data=folder))


def acting(folder: Path, id: str) -> None:
    with calling(Settings(data=folder, demo=True), timers=False) as caller:
        caller.walk(id, until="CreateDraft")


def put_back(folder: Path, older: Path) -> None:
    for name in STORE:
        (folder / name).unlink(missing_ok=True)
        if (older / f"older-{name}").exists():
            shutil.copy(older / f"older-{name}", folder / name)


def forget_marks(folder: Path) -> None:
    """As an earlier release, which knew none, would have worked on it."""
    for name in ("keys.db", "accounts.db"):
        with closing(sqlite3.connect(folder / name)) as part:
            part.executescript("DROP TABLE IF EXISTS belongs")
    (folder / "files" / "belongs").unlink(missing_ok=True)


def audited(folder: Path) -> Audit:
    """What the relay made of the stream, once it is level with the store."""
    with relayed(folder), closing(opened(folder)) as log:
        address = running_in(folder / "nats")
        assert address
        found = asyncio.run(audit_at(log, address))
    assert found
    return found


def names_the_way_out(at_work: RelayWorker) -> None:
    """As /readyz tells it."""
    eventually(lambda: at_work.standing().stopped, within=30)
    report = Health(at_work.log, relay_worker=at_work).report()
    assert not report.ready
    assert "anjuan restore --accept" in report.degraded["relay"]


def test_what_the_stream_alone_still_has_is_given_up_by_a_person(
    told: Path, tmp_path: Path
) -> None:
    put_back(told, tmp_path)
    with relayed(told) as at_work:
        names_the_way_out(at_work)
    at(told).run("restore", "--accept", "--reason", "older copy")
    audit = audited(told)
    assert (audit.faults, audit.lost) == ({}, 1)
    [row] = at(told).lines("lost")
    assert (row["case"], row["zh"]) == ("applications/a2", "已填报")


def test_a_stream_that_tells_another_history_is_set_aside_and_made_anew(
    told: Path, tmp_path: Path
) -> None:
    """The older store was worked on before anybody noticed."""
    put_back(told, tmp_path)
    (told / "nats").rename(told / "not-here")
    (told / "read.db").unlink()
    forget_marks(told)
    acting(told, "b2")
    (told / "not-here").rename(told / "nats")
    with relayed(told) as at_work:
        names_the_way_out(at_work)
    said = at(told).out("restore", "--accept", "--reason", "older copy")
    assert "nats.set-aside" in said
    assert (told / "nats.set-aside-1").is_dir()
    audit = audited(told)
    assert (audit.faults, audit.lost) == ({}, 0)
