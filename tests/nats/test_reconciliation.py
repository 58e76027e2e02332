"""The audit finds whatever the stream says otherwise than the store, wherever in it that is."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from adapters.event_store.sqlite import SQLiteLog
from adapters.nats.server import EmbeddedNats, running_in
from services.metrics import BACKGROUND
from services.outbox.reconciliation import Audit, ReconciliationWorker, audit_at
from services.outbox.relay import RelayWorker
from services.settings import Settings
from tests.support.command_line import Terminal, demonstrated
from tests.support.nats_servers import eventually, url_of
from tests.support.relayed import Writer, level, received, relay_worker, rewritten

pytest_plugins = ["tests.support.nats_fixtures"]
EVENTS = 700  # more than are compared at a time
Forged = Callable[[list[Msg]], list[Msg]]


@pytest.fixture
def whole(writer: Writer, nats: EmbeddedNats, at_work: RelayWorker) -> list[Msg]:
    """What the relay wrote; it is at work no more."""
    writer.add(EVENTS)
    level(at_work)
    at_work.stop()
    return asyncio.run(received(nats.address()))


def audited(log: SQLiteLog, nats: EmbeddedNats, newest: int | None = None) -> Audit:
    found = asyncio.run(audit_at(log, nats.address(), newest))
    assert found is not None
    return found


def test_a_stream_that_says_what_the_store_says_has_no_fault(
    eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, whole: list[Msg]
) -> None:
    found = audited(eventlog, nats)
    assert (found.after, found.messages, found.faults) == (0, EVENTS, {})
    assert found.upto == len(whole)
    writer.add(5)  # not relayed yet
    assert audited(eventlog, nats) == found


def without(number: int) -> Forged:
    return lambda whole: whole[:number] + whole[number + 1 :]


def changed(whole: list[Msg], number: int, **parts: object) -> list[Msg]:
    one = whole[number]
    other = Msg(one._client, one.subject, one.reply, one.data, dict(one.headers or {}))
    for name, value in parts.items():
        setattr(other, name, value)
    return [*whole[:number], other, *whole[number + 1 :]]


def header(whole: list[Msg], number: int, name: str, value: str) -> list[Msg]:
    return changed(whole, number, headers={**(whole[number].headers or {}), name: value})


FORGERIES: dict[str, tuple[Forged, dict[str, int]]] = {
    "one is gone": (without(550), {"missing": 1}),
    "the first is gone": (without(0), {"missing": 1}),
    "two changed places": (
        lambda whole: [*whole[:300], whole[301], whole[300], *whole[302:]],
        {"out of order": 1},
    ),
    "one stands twice": (
        lambda whole: [*whole[:400], whole[399], *whole[400:]],
        {"doubled": 1},
    ),
    "another text": (lambda whole: changed(whole, 600, data=b'{"area":""}'), {"changed": 1}),
    "another moment": (
        lambda whole: header(whole, 600, "ce-time", "2001-01-01T00:00:00.000000Z"),
        {"changed": 1},
    ),
    "another case": (
        lambda whole: header(whole, 3, "ce-subject", "applications/another"),
        {"changed": 1},
    ),
    "another's area": (
        lambda whole: changed(whole, 610, subject="cases.SC.519999.applications.a1.x"),
        {"under another subject": 1},
    ),
    "a chain that skips": (
        lambda whole: header(whole, 620, "ce-previous", "5"),
        {"with another event before it": 1},
    ),
    "what the store has not": (
        lambda whole: header(whole, EVENTS - 1, "ce-position", "100000"),
        {"unknown to the store": 1, "missing": 1},
    ),
    "what no relay wrote": (
        lambda whole: changed(whole, 10, headers={}),
        {"foreign": 1, "missing": 1},
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_every_forgery_is_found_and_named(
    forgery: str, eventlog: SQLiteLog, nats: EmbeddedNats, whole: list[Msg]
) -> None:
    forged, faults = FORGERIES[forgery]
    asyncio.run(rewritten(nats.address(), forged(whole)))
    found = audited(eventlog, nats)
    assert found.faults == faults
    assert len(found.examples) == sum(faults.values())


def test_the_newest_part_alone_is_compared_with_its_part_of_the_store(
    eventlog: SQLiteLog, nats: EmbeddedNats, whole: list[Msg]
) -> None:
    found = audited(eventlog, nats, newest=200)
    assert (found.messages, found.after, found.faults) == (200, EVENTS - 200, {})
    asyncio.run(rewritten(nats.address(), without(600)(whole)))
    assert audited(eventlog, nats, newest=200).faults == {"missing": 1}
    assert audited(eventlog, nats, newest=50).faults == {}


def test_it_looks_by_itself_and_raises_an_alarm_until_all_is_well(
    eventlog: SQLiteLog, nats: EmbeddedNats, whole: list[Msg]
) -> None:
    reconciliation = ReconciliationWorker(eventlog, nats.address, every=0.05)
    reconciliation.start()
    try:
        eventually(lambda: reconciliation.found and not reconciliation.found.faults)
        assert BACKGROUND.get_sample_value("anjuan_audit_position") == EVENTS
        asyncio.run(rewritten(nats.address(), without(650)(whole)))
        eventually(lambda: reconciliation.found and reconciliation.found.faults == {"missing": 1})
        assert BACKGROUND.get_sample_value("anjuan_audit_faults") == 1
        asyncio.run(rewritten(nats.address(), whole))
        eventually(lambda: reconciliation.found and not reconciliation.found.faults)
        assert BACKGROUND.get_sample_value("anjuan_audit_faults") == 0
        nats.stop()
        reconciliation.look()
    finally:
        reconciliation.stop()


def test_a_server_that_runs_in_a_folder_is_found_there(tmp_path: Path) -> None:
    assert running_in(tmp_path / "nats") is None
    server = EmbeddedNats(tmp_path / "nats")
    address = server.start()
    assert running_in(tmp_path / "nats") == address
    server.stop()
    assert running_in(tmp_path / "nats") is None


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", demo=True)


def test_the_doctor_compares_the_whole_stream_that_it_can_reach(
    settings: Settings, nats: EmbeddedNats, tmp_path: Path
) -> None:
    terminal: Terminal = demonstrated(settings)
    assert "no NATS is configured" in terminal.out("doctor", status=3)
    named = ("doctor", "--nats", url_of(nats.address()))
    assert "there is no stream" in terminal.out(*named, status=1)
    log = SQLiteLog(settings.data / "events.db")
    with relay_worker(log, nats.address) as at_work:
        level(at_work)
    end = log.end()
    log.close()
    assert end is not None
    assert f"messages up to #{end[0]}, no fault" in terminal.out(*named)
    whole = asyncio.run(received(nats.address()))
    asyncio.run(rewritten(nats.address(), without(20)(whole)))
    assert "1 missing; missing #21" in terminal.out(*named, status=1)
    nats.stop()
    assert "NATS is away" in terminal.out(*named, status=3)
