"""Fixtures: a real NATS server, one with two bureaus, a store, and an outbox relay between them. A
plugin: name it, never import it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.accounts import BureauAccount
from adapters.nats.keys import new_seed, public_key
from adapters.nats.server import EmbeddedNats
from services.outbox.relay import RelayWorker
from tests.support.guarded_server import AREAS, Guarded, filled
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


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    seeds = {name: new_seed() for name in AREAS}
    accounts = [BureauAccount(name, public_key(seed)) for name, seed in seeds.items()]
    folder: Path = tmp_path_factory.mktemp("guarded")
    server = OpenNats(folder / "nats", bureaus=lambda: accounts)
    address = server.start()
    assert address.keys
    for user in ("relay", "reader", "administration"):
        seeds[user] = getattr(address.keys, user)
    asyncio.run(filled(address))
    yield Guarded(address, seeds)
    server.stop()
