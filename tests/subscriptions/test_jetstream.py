"""Projections fed by NATS get everything once; whatever happens to the stream, they follow the
store."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from nats.js.api import AckPolicy, ConsumerConfig

from adapters.event_store.log import Entry, Stored, StoreUnavailable
from adapters.event_store.sqlite import SQLiteLog
from adapters.nats import consumer as nats_consumer
from adapters.nats.server import EmbeddedNats
from adapters.read_model.writer import Readmodel, open_sqlite
from services.metrics import BACKGROUND
from services.outbox.relay import RelayWorker
from services.subscriptions.catalogue import PROJECTIONS, SUBSCRIBED
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.jetstream import JetStreamSubscription
from tests.support.folded import differences
from tests.support.nats_servers import eventually, kill
from tests.support.projected import NEWER
from tests.support.relayed import Writer, level, received, rewritten, subscriber

pytest_plugins = ["tests.support.nats_fixtures"]


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Readmodel]:
    with closing(open_sqlite(tmp_path / "read.db")) as rows:
        yield rows


@pytest.fixture
def projectors(eventlog: SQLiteLog, rows: Readmodel) -> CatchUpSubscription:
    """They look at the store only when they are told to."""
    return CatchUpSubscription(eventlog, rows)


@contextmanager
def jetstream(
    projectors: CatchUpSubscription, nats: EmbeddedNats
) -> Iterator[JetStreamSubscription]:
    found = JetStreamSubscription(projectors, nats.address)
    found.start()
    try:
        yield found
    finally:
        found.stop()


@contextmanager
def following_the_store(projectors: CatchUpSubscription) -> Iterator[None]:
    projectors.start()
    try:
        yield
    finally:
        projectors.stop()


def at_the_end(log: SQLiteLog, projectors: CatchUpSubscription) -> Callable[[], bool]:
    """Whether all projections have come to the end of the log."""

    def reached() -> bool:
        end = log.end()
        return end is not None and set(projectors.checkpoints.values()) == {end[0]}

    return reached


def counted(name: str) -> float:
    labels: list[dict[str, str]] = [{}, *({"projection": one.name} for one in SUBSCRIBED)]
    samples = (BACKGROUND.get_sample_value(f"anjuan_{name}_total", label) for label in labels)
    return sum(sample or 0.0 for sample in samples)


def test_everything_arrives_once_and_by_the_stream_alone(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    writer.add(150)
    level(at_work)
    gaps, again = counted("gaps"), counted("redelivered")
    with jetstream(projectors, nats) as consumers:
        eventually(at_the_end(eventlog, projectors))
        for number in (1, 1, 40):
            writer.add(number)
            at_work.wake()
            eventually(at_the_end(eventlog, projectors))
        assert consumers.trouble is None
    assert differences(eventlog, rows) == []
    assert (counted("gaps"), counted("redelivered")) == (gaps, again)


def test_a_projector_goes_on_where_the_one_before_it_ended(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    for number in (30, 1, 60):
        writer.add(number)
        level(at_work)
        with jetstream(projectors, nats):
            eventually(at_the_end(eventlog, projectors))
    assert differences(eventlog, rows) == []


def test_what_the_stream_has_lost_is_read_from_the_store(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    writer.add(90)
    level(at_work)
    at_work.stop()
    whole = asyncio.run(received(nats.address()))
    asyncio.run(rewritten(nats.address(), [*whole[:20], *whole[25:]]))
    gaps = counted("gaps")
    with jetstream(projectors, nats):
        eventually(at_the_end(eventlog, projectors))
    assert differences(eventlog, rows) == []
    assert counted("gaps") - gaps == len(SUBSCRIBED)


def test_what_is_given_again_is_taken_once(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The store breaks off after the rows were written, so nothing is acknowledged."""
    monkeypatch.setattr(nats_consumer, "ACK_WITHIN", 0.3)
    writer.add(60)
    level(at_work)
    again, whole, broken = counted("redelivered"), projectors.offer, list[int]()

    def breaking(events: Sequence[tuple[int, Stored]]) -> None:
        whole(events)
        if not broken:
            broken.append(len(events))
            raise StoreUnavailable("just now")

    monkeypatch.setattr(projectors, "offer", breaking)
    with jetstream(projectors, nats):
        eventually(lambda: counted("redelivered") - again >= 60)
        writer.add(5)
        at_work.wake()
        eventually(at_the_end(eventlog, projectors))
    assert differences(eventlog, rows) == []


def test_while_nats_is_away_the_store_is_followed_and_then_nats_again(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    with jetstream(projectors, nats) as consumers:
        writer.add(20)
        at_work.wake()
        eventually(at_the_end(eventlog, projectors))
        with following_the_store(projectors):
            kill(nats.pid)
            writer.add(20)
            projectors.wake()
            eventually(at_the_end(eventlog, projectors), within=3)
            eventually(lambda: consumers.trouble)
            eventually(lambda: consumers.trouble is None)
        level(at_work)
        writer.add(20)
        at_work.wake()
        eventually(at_the_end(eventlog, projectors))
        assert consumers.trouble is None
    assert differences(eventlog, rows) == []


async def deleted(nats: EmbeddedNats) -> None:
    async with subscriber(nats.address()) as client:
        await client.jetstream().delete_stream("EV")


def test_a_stream_that_was_deleted_and_published_again_is_consumed_again(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    with jetstream(projectors, nats):
        writer.add(30)
        at_work.wake()
        eventually(at_the_end(eventlog, projectors))
        asyncio.run(deleted(nats))
        writer.add(30)
        at_work.wake()
        eventually(at_the_end(eventlog, projectors))
    assert differences(eventlog, rows) == []


def test_two_projectors_share_the_work_and_both_come_to_the_end(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
    tmp_path: Path,
) -> None:
    with closing(open_sqlite(tmp_path / "read.db")) as other_rows:
        other = CatchUpSubscription(eventlog, other_rows)
        with (
            jetstream(projectors, nats),
            jetstream(other, nats),
            following_the_store(projectors),
            following_the_store(other),
        ):
            for _ in range(6):
                writer.add(25)
                at_work.wake()
            eventually(at_the_end(eventlog, projectors))
            eventually(at_the_end(eventlog, other))
    assert differences(eventlog, rows) == []


def test_an_event_of_a_newer_release_stops_the_projections_and_not_the_stream(
    eventlog: SQLiteLog,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    writer.add(20)
    writer.put(Entry("applications/moon", 1, "moon-landed", NEWER))
    writer.add(20)
    level(at_work)
    with jetstream(projectors, nats) as consumers:
        eventually(lambda: projectors.stopped.keys() == projectors.checkpoints.keys())
        assert set(projectors.checkpoints.values()) == {20}
        assert consumers.trouble is None


def test_the_consumer_carries_the_fingerprint_of_the_code(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
) -> None:
    writer.add(1)
    with jetstream(projectors, nats):
        eventually(at_the_end(eventlog, projectors))

    assert consumers_on(nats) == {projectors.durable}
    other = CatchUpSubscription(eventlog, rows, PROJECTIONS[:-1])
    assert other.durable != projectors.durable


def pending_of_consumers(nats: EmbeddedNats) -> dict[str, int]:
    """The stream's consumers, with how many messages each was given and has not acknowledged."""

    async def pending() -> dict[str, int]:
        async with subscriber(nats.address()) as client:
            found = await client.jetstream().consumers_info("EV")
            return {info.name: info.num_ack_pending or 0 for info in found}

    return asyncio.run(pending())


def consumers_on(nats: EmbeddedNats) -> set[str]:
    return set(pending_of_consumers(nats))


async def made_for_ever(nats: EmbeddedNats, *names: str) -> None:
    """Consumers as earlier releases, and others, have made them."""
    async with subscriber(nats.address()) as client:
        for name in names:
            config = ConsumerConfig(name=name, durable_name=name, ack_policy=AckPolicy.ALL)
            await client.jetstream().add_consumer("EV", config)


def test_the_consumer_of_an_earlier_release_goes_when_no_process_uses_it_any_more(
    eventlog: SQLiteLog,
    rows: Readmodel,
    writer: Writer,
    nats: EmbeddedNats,
    at_work: RelayWorker,
    projectors: CatchUpSubscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One release ended long ago, one still runs; a bureau's own desk is nobody's business."""
    monkeypatch.setattr(nats_consumer, "FORGOTTEN_AFTER", 1.5)
    earlier = CatchUpSubscription(eventlog, rows, PROJECTIONS[:-1])
    gone, ndjson = "projections_0123456789abcdef", "chengdu_desk"
    writer.add(1)  # so that there is a stream
    level(at_work)
    asyncio.run(made_for_ever(nats, gone, earlier.durable, ndjson))
    with jetstream(projectors, nats):
        with jetstream(earlier, nats):
            eventually(lambda: consumers_on(nats) == {earlier.durable, projectors.durable, ndjson})
            time.sleep(4)
            assert consumers_on(nats) == {earlier.durable, projectors.durable, ndjson}
            writer.add(20)
            at_work.wake()
            for both in (earlier, projectors):
                eventually(at_the_end(eventlog, both))
            # The server keeps a consumer that owes acknowledgements for a minute longer. One that
            # was asked for meanwhile may be owed again, so that minute is waited for, too.
            eventually(lambda: not pending_of_consumers(nats)[earlier.durable])
        eventually(lambda: consumers_on(nats) == {projectors.durable, ndjson}, within=90)
    assert differences(eventlog, rows) == []
