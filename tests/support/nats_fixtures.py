"""Fixtures: a real NATS server, a store, and an outbox relay between them. A plugin: name it, never
import it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.server import EmbeddedNats
from services.outbox.relay import RelayWorker
from tests.support.nats_servers import OpenNats
from tests.support.relayed import Writer, relay_worker


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[EmbeddedNats]:
    server = OpenNats(tmp_path / "nats")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def eventlog(tmp_path: Path) -> Iterator[SQLiteLog]:
    opened = SQLiteLog(tmp_path / "events.db")
    yield opened
    opened.close()


@pytest.fixture
def writer(eventlog: SQLiteLog) -> Writer:
    return Writer(eventlog)


@pytest.fixture
def at_work(eventlog: SQLiteLog, nats: EmbeddedNats) -> Iterator[RelayWorker]:
    with relay_worker(eventlog, nats.address) as found:
        yield found
