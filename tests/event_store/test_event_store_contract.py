"""Our stores keep the contract of the eventsourcing library's own application recorders."""

import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from uuid import uuid4

import eventsourcing.cryptography
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.event_store.postgres import PostgresLog
from adapters.event_store.sqlite import SQLiteLog
from tests.support.postgres import APP, Postgres

# The library's tests import an AESCipher from a package that is not here; its other one will do.
with mock.patch.dict(sys.modules, {"eventsourcing.cipher": eventsourcing.cryptography}):
    from eventsourcing.tests import persistence

pytest_plugins = ["tests.support.store_fixtures"]


class FromOne:
    """A store for tests that count versions from 0, where ours begin with 1."""

    def __init__(self, log: Any) -> None:
        self.log = log

    def insert_events(self, events: Sequence[StoredEvent]) -> Any:
        shifted = [replace(e, originator_version=e.originator_version + 1) for e in events]
        return self.log.insert_events(shifted)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.log, name)


def join_threads(before: set[threading.Thread]) -> None:
    """The library leaves its readers running; one that reads while its connection is closed takes
    the whole process with it."""
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)


class Contract(persistence.ApplicationRecorderTestCase[Any]):
    """The library's tests; those that write version 0 do so through `FromOne`."""

    counts_from_zero = False

    def new_originator_id(self) -> str:
        return f"applications/{uuid4().hex}"

    if TYPE_CHECKING:

        def open(self) -> Any: ...

    def create_recorder(self) -> Any:
        log = self.open()
        self.addCleanup(log.close)
        self.addCleanup(join_threads, set(threading.enumerate()))
        return FromOne(log) if self.counts_from_zero else log

    def test_concurrent_no_conflicts(self, initial_position: int = 0) -> None:
        self.counts_from_zero = True
        super().test_concurrent_no_conflicts(initial_position)

    def test_concurrent_throughput(self) -> None:
        self.counts_from_zero = True
        super().test_concurrent_throughput()


class TestSQLiteKeepsTheContract(Contract):
    def open(self) -> SQLiteLog:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return SQLiteLog(Path(folder.name) / "events.db")


class TestPostgresKeepsTheContract(Contract):
    @pytest.fixture(autouse=True)
    def database(self, postgres_server: Postgres, postgres_database: str) -> None:
        self.url = postgres_server.url(APP, postgres_database)

    def open(self) -> PostgresLog:
        return PostgresLog(self.url)

    def test_a_subscription_is_woken_by_what_is_written(self) -> None:
        self.optional_test_insert_subscribe()


del Contract  # only its two children are to be collected
