"""Data folders for the doctor to look at: sound, stopped, every part of them there and filled."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from adapters.event_store.cases import CaseStore
from adapters.event_store.snapshots import StateSnapshots
from adapters.nats.server import nats_at
from domain.streams import STREAMS
from services.consistency.findings import Diagnosis, Finding
from services.doctor.checks import CHECKS, findings_of
from services.doctor.examination import Examination
from services.runtime import Runtime, open_runtime
from services.settings import Settings
from services.subscriptions.catch_up import CatchUpSubscription
from tests.support.relayed import level, relay_worker


def completed(settings: Settings) -> Settings:
    """Adds to a demonstration what a service makes in time: all rows, snapshots, a stream."""
    with closing(open_runtime(settings)) as runtime:
        CatchUpSubscription(runtime.log, runtime.readmodel).catch_up()
        keep_snapshots(runtime)
        with (
            nats_at(None, settings.data / "nats") as address,
            relay_worker(runtime.log, address) as at_work,
        ):
            level(at_work)
    return settings


def keep_snapshots(runtime: Runtime) -> None:
    """Folds every case, with a snapshot at every third of its events."""
    cases = CaseStore(runtime.log, StateSnapshots(runtime.readmodel), every=3)
    for name in all_cases(runtime):
        cases.current(name)


def all_cases(runtime: Runtime) -> Iterator[str]:
    for stream in STREAMS:
        yield from runtime.log.streams(f"{stream}/")


def look(settings: Settings, whole: bool = False) -> list[Finding]:
    """All that the doctor finds."""
    with closing(Examination(settings, whole)) as examination:
        return [found for check in CHECKS for found in findings_of(check, examination)]


def answers_to(findings: list[Finding], what: str) -> set[Diagnosis]:
    """The answers for one thing, or for all of its kind."""
    found = {one.answer for one in findings if one.what == what or one.what.startswith(f"{what} ")}
    assert found, what
    return found


def change(file: Path, *statements: str) -> None:
    """What whoever owns a file can do to it, past all triggers."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(triggers).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file but those of the NATS server: when it was changed, and a digest of its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "nats" not in path.parts
    }
