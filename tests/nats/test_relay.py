"""The relay: whoever subscribes gets every event once and in order, or notices that it did not."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import CapturingLogger

from adapters.event_store.log import Log
from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.connection import NatsAddress
from adapters.nats.server import EmbeddedNats
from services.outbox.relay import RelayWorker
from tests.support.nats_servers import OpenNats, eventually
from tests.support.relayed import (
    Writer,
    arrived,
    differences,
    level,
    missing,
    received,
    relay_worker,
    rewritten,
    sized,
)

pytest_plugins = ["tests.support.nats_fixtures", "tests.support.store_fixtures"]
CHENGDU, MIANYANG = "cases.SC.510100.>", "cases.SC.510700.>"


def test_a_subscriber_gets_every_event_once_and_in_order(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    writer.add(300)
    level(at_work)
    for number in (1, 2, 129):
        writer.add(number)
        level(at_work)
    messages = asyncio.run(received(nats.address()))
    assert len(messages) == 432
    assert differences(eventlog, messages) == []
    assert at_work.standing().alarms == 0


def test_either_database_is_relayed_whole(make_log: Callable[[], Log], nats: EmbeddedNats) -> None:
    store = make_log()
    writer = Writer(store)
    with relay_worker(store, nats.address) as at_work:
        for number in (200, 1):
            writer.add(number)
            level(at_work)
    assert arrived(nats, store) == []


def test_an_event_arrives_as_soon_as_the_relay_is_woken(
    writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    level(at_work)
    writer.add(1)
    at_work.wake()
    eventually(lambda: at_work.standing().behind == 0, within=0.4)


def test_a_bureau_gets_its_own_area_and_can_tell_that_it_is_whole(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats
) -> None:
    for number in (250, 1, 400):  # a relay that starts anew reads the chain from the stream
        writer.add(number)
        with relay_worker(eventlog, nats.address) as at_work:
            level(at_work)
    for subject in (CHENGDU, MIANYANG):
        messages = asyncio.run(received(nats.address(), subject))
        assert len(messages) > 50
        assert missing(messages, "ce-previousinarea") == []


def test_a_message_taken_away_is_noticed_by_those_it_was_meant_for(
    writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    writer.add(400)
    level(at_work)
    at_work.stop()
    whole = asyncio.run(received(nats.address()))
    taken = next(m for m in whole[100:] if m.subject.startswith(CHENGDU.removesuffix(">")))
    asyncio.run(rewritten(nats.address(), [m for m in whole if m is not taken]))

    before = int((taken.headers or {})["ce-previous"])
    assert missing(asyncio.run(received(nats.address()))) == [before]
    in_area = int((taken.headers or {})["ce-previousinarea"])
    chengdu, mianyang = (asyncio.run(received(nats.address(), s)) for s in (CHENGDU, MIANYANG))
    assert missing(chengdu, "ce-previousinarea") == [in_area]
    assert missing(mianyang, "ce-previousinarea") == []


def test_two_relays_at_once_do_no_harm(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    with relay_worker(eventlog, nats.address) as other:
        for _ in range(20):
            writer.add(50)
            at_work.wake()
            other.wake()
        level(at_work)
        level(other)
        assert arrived(nats, eventlog) == []
        assert at_work.standing().alarms == other.standing().alarms == 0


def test_when_one_of_two_relays_ends_the_other_goes_on(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    with relay_worker(eventlog, nats.address) as other:
        writer.add(500)
        level(other)
    writer.add(100)
    level(at_work)
    assert arrived(nats, eventlog) == []


def test_while_nats_is_away_nothing_is_lost_and_it_is_said_once(
    eventlog: SQLiteLog, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.nats.relay.log", said := CapturingLogger())
    nats = OpenNats(tmp_path / "nats")
    nats.start()
    with relay_worker(eventlog, nats.address) as at_work:
        writer.add(100)
        level(at_work)
        nats.stop()
        writer.add(200)
        at_work.wake()
        eventually(lambda: "away" in (at_work.standing().trouble or ""))
        assert at_work.standing().behind == 200
        eventually(lambda: at_work.standing().seconds > 1)
        again = OpenNats(tmp_path / "nats")
        again.start()
        level(at_work)
        assert at_work.standing().seconds == 0
        assert arrived(again, eventlog) == []
        again.stop()
    reasons = [call.kwargs.get("reason", "") for call in said.calls]
    assert len([reason for reason in reasons if "NATS is away" in reason]) == 1


def test_a_broken_connection_is_noticed_with_nothing_to_send(
    writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    writer.add(1)
    level(at_work)
    nats.stop()
    eventually(lambda: at_work.standing().trouble, within=2)


def test_large_events_travel_and_one_too_large_holds_the_rest_back_and_says_so(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, at_work: RelayWorker
) -> None:
    writer.add(10)
    writer.put(*(sized(f"large-{n}", 3_900_000) for n in range(4)))
    writer.add(10)
    level(at_work)
    assert arrived(nats, eventlog) == []
    writer.add(5)
    writer.put(sized("too-large", 9_000_000))
    writer.add(5)
    at_work.wake()
    eventually(lambda: "raise its max_payload" in (at_work.standing().trouble or ""))
    assert at_work.standing().behind == 6
    assert at_work.standing().alarms == 1


def test_it_can_be_stopped_before_it_was_started_and_while_nats_is_away(
    eventlog: SQLiteLog,
) -> None:
    nowhere = NatsAddress(("nats://127.0.0.1:1",))
    RelayWorker(eventlog, lambda: nowhere).stop()
    with relay_worker(eventlog, lambda: nowhere) as at_work:
        eventually(lambda: at_work.standing().trouble)
    at_work.wake()
