"""A restore drill: a service backed up under load, restored elsewhere, looked at there."""

import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from adapters.data_folder import RESTORING
from adapters.event_store.log import receipt_hash
from adapters.event_store.sqlite import SQLiteLog
from services.backup.manifest import backup_at, read_manifest
from services.settings import Settings
from tests.support.backed_up import PASSPHRASE, assert_sound, at
from tests.support.calling import calling
from tests.support.comparing import projections_are_the_store
from tests.support.nats_servers import eventually
from tests.support.posting import Clients
from tests.support.service_process import ANJUAN, ServiceProcess, environment

CLIENTS = 2


@contextmanager
def under_load(clients: Clients) -> Iterator[None]:
    """Clients post to their cases and a shared one until the end of the block."""
    ended = threading.Event()
    threads = [threading.Thread(target=clients.persist, args=(ended,)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def anjuan(*words: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [ANJUAN, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment() | {"ANJUAN_PASSPHRASE": PASSPHRASE},
    )


def done(*words: str | Path) -> str:
    """What a command says that succeeds."""
    process = anjuan(*words)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def backed_up_under_load(service: ServiceProcess, clients: Clients, target: Path) -> Path:
    """Posting begins before the backup, and goes on after its end."""
    with under_load(clients):
        time.sleep(random.uniform(0.1, 0.3))
        at(service.data).run("backup", target)
        before = len(clients.answers)
        eventually(lambda: len(clients.answers) > before, within=30)
    assert clients.wrong == []
    return backup_at(target)


def is_whole(data: Path, backup: Path, clients: Clients, folder: Path) -> None:
    """The restored store has all that was acknowledged up to the backup's end, its keys and files
    open, its decisions are decided again, and its read model is what the store says."""
    kept_to = read_manifest(backup).position
    with calling(Settings(data=data, demo=True), timers=False) as caller:
        runtime = caller.runtime
        projections_are_the_store(runtime.log, runtime.readmodel, folder)
        for answer in clients.answers.values():
            if answer["position"] <= kept_to:
                [stored] = runtime.log.at([answer["position"]])
                assert receipt_hash(stored).hex() == answer["receipt"]["sha256"]
                case, _ = runtime.store.current(f"{answer['stream']}/{answer['id']}")
                runtime.vault.open(case)
    assert_sound(data)
    at(data).run("verify", "--decisions")


def killed_within(seconds: float, *words: str | Path) -> None:
    """A command killed at a random moment, unless it ends before."""
    process = anjuan(*words)
    try:
        process.communicate(timeout=random.uniform(0.0, seconds))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def end_of(data: Path) -> int:
    with closing(SQLiteLog(data / "events.db")) as log:
        end = log.end()
    return end[0] if end else 0


def is_half(data: Path) -> bool:
    return (data / RESTORING).exists()
