"""When stream and store no longer agree: the relay heals what it can, and stops where it cannot."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.connection import NatsAddress, NatsUnfit, linked
from adapters.nats.relay import Relay, RelayStopped
from adapters.nats.server import EmbeddedNats
from adapters.nats.stream import make_stream, stream_state
from services.outbox.relay import RelayWorker
from tests.support.nats_servers import OpenNats, eventually
from tests.support.relayed import Writer, arrived, level, relay_worker, subscriber

pytest_plugins = ["tests.support.nats_fixtures"]


def test_a_stream_that_was_deleted_is_made_again_from_the_store(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    writer.add(200)
    level(at_work)
    asyncio.run(delete(nats.address()))
    writer.add(50)
    at_work.wake()
    eventually(lambda: at_work.standing().alarms == 1)
    level(at_work)
    assert arrived(nats, eventlog) == []


def test_a_stream_that_was_deleted_is_missed_without_anything_to_send(
    eventlog: SQLiteLog,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("adapters.nats.relay.RECHECK", 0.6)
    writer.add(200)
    level(at_work)
    asyncio.run(delete(nats.address()))
    eventually(lambda: at_work.standing().alarms == 1)
    level(at_work)
    assert arrived(nats, eventlog) == []


async def delete(address: NatsAddress) -> None:
    async with subscriber(address) as client:
        await client.jetstream().delete_stream("EV")


def test_a_stream_whose_last_50_messages_are_gone_is_healed(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, tmp_path: Path
) -> None:
    folder = nats.folder / "store"
    with relay_worker(eventlog, nats.address) as at_work:
        writer.add(150)
        level(at_work)
        nats.stop()
        shutil.copytree(folder, tmp_path / "older")
        again = OpenNats(nats.folder)
        again.start()
        writer.add(50)
        level(at_work)
        again.stop()
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "older", folder)
        last = OpenNats(nats.folder)
        last.start()
        eventually(lambda: at_work.standing().alarms == 1)
        level(at_work)
        writer.add(10)
        level(at_work)
        assert arrived(last, eventlog) == []
        last.stop()


def older(eventlog: SQLiteLog, at: Path, of: str = "events.db") -> SQLiteLog:
    """The store as it is now, in a backup."""
    backup = sqlite3.connect(at)
    with sqlite3.connect(at.with_name(of)) as now:
        now.backup(backup)
    now.close()
    backup.close()
    return SQLiteLog(at)


def test_an_older_store_that_was_restored_stops_the_relay(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, tmp_path: Path
) -> None:
    writer.add(100)
    restored = older(eventlog, tmp_path / "backup.db")
    writer.add(60)
    with relay_worker(eventlog, nats.address) as at_work:
        level(at_work)
    with relay_worker(restored, nats.address) as at_work:
        stopped = eventually(lambda: at_work.standing().stopped)
        assert "NATS 流已到 160，案卷库止于 100" in stopped
        assert "the stream EV is at position 160, the store ends at 100" in stopped
        assert "anjuan restore --accept" in stopped
        assert at_work.standing().alarms == 1
        at_work.wake()
    assert arrived(nats, eventlog) == []
    restored.close()


def test_a_restored_store_that_went_another_way_stops_the_relay(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, tmp_path: Path
) -> None:
    writer.add(100)
    restored = older(eventlog, tmp_path / "backup.db")
    writer.add(60)
    with relay_worker(eventlog, nats.address) as at_work:
        level(at_work)
    Writer(restored, turn=1000).add(100)
    with relay_worker(restored, nats.address) as at_work:
        stopped = eventually(lambda: at_work.standing().stopped)
        assert "another event at position 160" in stopped
    assert arrived(nats, eventlog) == []
    restored.close()


def test_a_store_that_goes_back_under_a_running_relay_stops_it(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, tmp_path: Path, at_work: RelayWorker
) -> None:
    writer.add(100)
    restored = older(eventlog, tmp_path / "backup.db")
    writer.add(60)
    level(at_work)
    at_work.relay.log = restored
    assert eventually(lambda: at_work.standing().stopped)
    restored.close()


def test_a_message_that_no_relay_wrote_stops_the_relay(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats
) -> None:
    writer.add(10)
    with relay_worker(eventlog, nats.address) as at_work:
        level(at_work)

    async def forge() -> None:
        async with subscriber(nats.address()) as client:
            await client.jetstream().publish("cases.SC.510100.applications.x.y", b"{}")

    asyncio.run(forge())
    with relay_worker(eventlog, nats.address) as at_work:
        assert "not the relay's" in eventually(lambda: at_work.standing().stopped)


def test_a_stream_that_could_lose_events_is_refused_until_it_is_put_right(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    writer.add(30)
    level(at_work)

    async def limit(number: int) -> None:
        async with subscriber(nats.address()) as client:
            config = (await client.jetstream().stream_info("EV")).config
            config.max_msgs = number
            await client.jetstream().update_stream(config)

    asyncio.run(limit(20000))
    with relay_worker(eventlog, nats.address) as other:
        eventually(lambda: "max_msgs is 20000" in (other.standing().trouble or ""))
        assert other.standing().alarms == 1
        asyncio.run(limit(-1))
        level(other)


def test_another_number_of_replicas_is_refused(nats: EmbeddedNats) -> None:
    async def twice() -> None:
        async with linked(nats.address(), "test") as link:
            await make_stream(link.jetstream, 1)
            await stream_state(link.jetstream, 3)

    with pytest.raises(NatsUnfit, match="num_replicas is 1, must be 3"):
        asyncio.run(twice())


def test_the_relay_itself_raises_what_stopped_it(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, tmp_path: Path
) -> None:
    writer.add(5)
    with relay_worker(eventlog, nats.address) as at_work:
        level(at_work)
    empty = SQLiteLog(tmp_path / "empty.db")
    with pytest.raises(RelayStopped, match="the store ends at 0"):
        asyncio.run(Relay(empty, nats.address).run())
    empty.close()
