"""A store that was restored goes on beyond all that the stream has told; what is lost is named, and
nothing is told under a position that others have seen."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.event_store.codec import encode
from adapters.event_store.log import Entry, Stored
from adapters.event_store.restorations import gap_around
from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.store_marks import STORE_STREAM, restorations
from adapters.nats.connection import linked
from adapters.nats.server import EmbeddedNats
from adapters.read_model.writer import open_sqlite
from domain.context import SYSTEM, Context
from domain.record import Record
from domain.store.case import Restoration
from domain.store.keeping import RecordRestoration, StoreRestored
from services.outbox.lost import LostEvent, lost_events, without_overlap
from services.outbox.reconciliation import audit_at
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.jetstream import JetStreamSubscription
from tests.nats.test_relay_integrity import older
from tests.support.folded import differences
from tests.support.nats_servers import eventually
from tests.support.relayed import Writer, level, missing, received, relay_worker

pytest_plugins = ["tests.support.nats_fixtures"]
NEXT = 1_000_001


def restored(log: SQLiteLog, version: int = 1, goes_on_from: int = NEXT) -> None:
    """The store goes on in a new generation."""
    end = log.end()
    assert end
    log.skip_to(goes_on_from)
    command = RecordRestoration(kept_to=end[0], goes_on_from=goes_on_from, reason="disk lost")
    event = StoreRestored(kept_to=end[0], goes_on_from=goes_on_from, reason="disk lost")
    now = datetime.now(UTC)
    context = Context(
        actor=SYSTEM, occurred_on=now.date(), effective_on=now.date(), command_id=f"c{version}"
    )
    record = Record(event=event, command=command, context=context)
    Writer(log).put(Entry(STORE_STREAM, version, *encode(record)))


def listed(log: SQLiteLog, nats: EmbeddedNats) -> list[LostEvent]:
    async def asked() -> list[LostEvent]:
        async with linked(nats.address(), "test") as link:
            return await lost_events(link, log)

    return asyncio.run(asked())


@pytest.fixture
def behind(eventlog: SQLiteLog, writer: Writer, nats: EmbeddedNats, tmp_path: Path) -> SQLiteLog:
    """The store as it was 60 events before the stream's end."""
    writer.add(100)
    before = older(eventlog, tmp_path / "backup.db")
    writer.add(60)
    with relay_worker(eventlog, nats.address) as at_work:
        level(at_work)
    return before


def test_the_relay_goes_on_behind_what_is_recorded_as_lost(
    behind: SQLiteLog, nats: EmbeddedNats
) -> None:
    restored(behind)
    with relay_worker(behind, nats.address) as at_work:
        Writer(behind, turn=1000).add(20)
        level(at_work)
    messages = asyncio.run(received(nats.address()))
    positions = [int((one.headers or {})["ce-position"]) for one in messages]
    assert positions == [*range(1, 161), *range(NEXT, NEXT + 21)]
    assert missing(messages) == []
    behind.close()


def test_what_was_told_and_is_lost_is_counted_and_no_fault(
    behind: SQLiteLog, nats: EmbeddedNats
) -> None:
    restored(behind)
    with relay_worker(behind, nats.address) as at_work:
        level(at_work)
    for newest in (None, 100, 20, 1):
        audit = asyncio.run(audit_at(behind, nats.address(), newest))
        assert audit
        assert (audit.faults, audit.lost) == ({}, min(60, (newest or 1000) - 1))
    behind.close()


def test_people_get_a_list_of_what_was_told_and_is_lost(
    eventlog: SQLiteLog, behind: SQLiteLog, nats: EmbeddedNats
) -> None:
    restored(behind)
    with relay_worker(behind, nats.address) as at_work:
        level(at_work)
    lost = listed(behind, nats)
    gone = eventlog.follow(100, 1000)
    assert [(one.position, one.case, one.type) for one in lost] == [
        (one.position, one.stream, one.topic) for one in gone
    ]
    assert all(one.zh and one.en and one.area for one in lost)
    behind.close()


def test_an_earlier_backup_restored_later_loses_the_first_restoration_too(
    eventlog: SQLiteLog, behind: SQLiteLog, nats: EmbeddedNats, tmp_path: Path
) -> None:
    earlier = older(behind, tmp_path / "earlier.db", of="backup.db")
    restored(behind)
    with relay_worker(behind, nats.address) as at_work:
        Writer(behind, turn=1000).add(5)
        level(at_work)
    restored(earlier, goes_on_from=2_000_001)
    with relay_worker(earlier, nats.address) as at_work:
        level(at_work)
    audit = asyncio.run(audit_at(earlier, nats.address()))
    assert audit
    assert (audit.faults, audit.lost) == ({}, 60 + 6)
    assert len(listed(earlier, nats)) == 66
    for log in (behind, earlier):
        log.close()


def test_a_recorded_restoration_excuses_no_other_history_before_it(
    behind: SQLiteLog, nats: EmbeddedNats
) -> None:
    Writer(behind, turn=1000).add(20)  # what was done before anybody noticed
    restored(behind)
    with relay_worker(behind, nats.address) as at_work:
        stopped = eventually(lambda: at_work.standing().stopped)
    assert "another event at position 120" in stopped
    behind.close()


@pytest.mark.parametrize("recorded", [True, False])
def test_projections_take_nothing_off_the_stream_that_the_store_has_lost(
    recorded: bool, behind: SQLiteLog, nats: EmbeddedNats, tmp_path: Path
) -> None:
    if recorded:
        restored(behind)
    with closing(open_sqlite(tmp_path / "read.db")) as rows:
        projections = CatchUpSubscription(behind, rows)
        projections.catch_up()
        taken: list[int] = []
        offer = projections.offer

        def watched(events: Sequence[tuple[int, Stored]]) -> None:
            taken.extend(one.position for _, one in events)
            offer(events)

        projections.offer = watched  # type: ignore[method-assign]
        stream = JetStreamSubscription(projections, nats.address)
        stream.start()
        eventually(lambda: 100 in taken)
        eventually(lambda: stream.trouble is None)
        stream.stop()
        assert max(taken) == 100
        assert differences(behind, rows) == []
    behind.close()


def test_gaps_that_overlap_are_one() -> None:
    gaps = (Restoration(100, 1001), Restoration(1500, 2001), Restoration(80, 3001))
    assert list(without_overlap(gaps)) == [Restoration(80, 3001)]
    assert gap_around(90, gaps) == Restoration(80, 3001)
    assert gap_around(3001, gaps) is None
    assert list(without_overlap([Restoration(1500, 2001), Restoration(5, 101)])) == [
        Restoration(5, 101),
        Restoration(1500, 2001),
    ]


def test_a_store_without_restorations_has_none(eventlog: SQLiteLog, writer: Writer) -> None:
    writer.add(20)
    assert restorations(eventlog) == ()
