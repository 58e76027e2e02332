"""The feed as a stream over a real port: in order, none twice, none missing, and it ends well."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.event_store.log import StoreUnavailable
from services.api import feed
from services.queries import feed as following
from services.queries.feed import LogNotifier
from tests.support.calling import Caller, done, draft, eventually
from tests.support.feed_fixtures import Reader, served
from tests.support.feed_reading import told

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

WHO = "applicant.1"


@pytest.fixture(scope="module")
def port(shared: Caller) -> Iterator[int]:
    with served(shared.service.app) as found:
        yield found


@pytest.fixture
def own(shared: Caller, id: str) -> str:
    """A draft of applicant.1."""
    done(shared.open(WHO, "applications", draft(), id=id))
    return id


def revise(call: Caller, id: str, times: int = 1) -> list[int]:
    """Events that applicant.1 alone is told of; their positions."""
    body = {"form": draft()["form"]}
    answers = [call.do(WHO, "applications", id, "revise-draft", body) for _ in range(times)]
    return [done(answer)["position"] for answer in answers]


def positions(events: list[dict[str, Any]]) -> list[int]:
    return [event["position"] for event in events]


def end_of(call: Caller) -> int:
    end = call.runtime.log.end()
    assert end
    return end[0]


def bell_of(call: Caller) -> LogNotifier:
    notifier: LogNotifier = call.service.app.state.notifier
    return notifier


def test_a_stream_gives_what_the_pages_give(shared: Caller, port: int) -> None:
    whole = told(shared, "prov.sc")
    with Reader(port, shared, "prov.sc") as reader:
        assert reader.response.status == 200
        assert reader.response.headers["content-type"].startswith("text/event-stream")
        assert reader.response.headers["cache-control"] == "no-store"
        assert reader.events(len(whole)) == whole


def test_filters_hold_for_a_stream(shared: Caller, port: int) -> None:
    chosen = told(shared, "prov.sc", stream="centres")
    with Reader(port, shared, "prov.sc", "?stream=centres") as reader:
        assert reader.events(len(chosen)) == chosen


def test_what_happens_meanwhile_arrives_at_once(shared: Caller, port: int, own: str) -> None:
    with Reader(port, shared, WHO, f"?after={end_of(shared)}") as reader:
        for _ in range(5):
            [position] = revise(shared, own)
            asked = time.monotonic()
            assert positions(reader.events(1)) == [position]
            assert time.monotonic() - asked < 0.9 * feed.POLL


def test_what_another_process_stores_arrives_too(shared: Caller, port: int, own: str) -> None:
    """No bell rings for it here."""
    listeners = shared.runtime.dispatcher.listeners
    ring = bell_of(shared).ring
    listeners.remove(ring)
    try:
        with Reader(port, shared, WHO, f"?after={end_of(shared)}") as reader:
            expected = revise(shared, own)
            assert positions(reader.events(1)) == expected
    finally:
        listeners.append(ring)


def test_a_reader_who_comes_again_misses_nothing_and_gets_nothing_twice(
    shared: Caller, port: int, own: str
) -> None:
    last = start = end_of(shared)
    expected, got = [], []
    for _ in range(4):
        with Reader(port, shared, WHO, f"?after={start}", last=last) as reader:
            expected += revise(shared, own, times=5)
            got += positions(reader.events(3))
            last = got[-1]
    with Reader(port, shared, WHO, last=last) as reader:
        got += positions(reader.events(len(expected) - len(got)))
    assert got == expected


def test_many_readers_get_the_same_while_many_write(shared: Caller, port: int, own: str) -> None:
    start, writers, each = end_of(shared), 4, 15
    readers = [Reader(port, shared, WHO, f"?after={start}") for _ in range(5)]
    with ThreadPoolExecutor(writers + len(readers)) as pool:
        reading = [pool.submit(reader.events, writers * each) for reader in readers]
        writing = [pool.submit(revise, shared, own, each) for _ in range(writers)]
        expected = sorted(position for one in writing for position in one.result())
        for one in reading:
            assert positions(one.result()) == expected
    for reader in readers:
        reader.__exit__()


def test_a_quiet_stream_has_a_heartbeat_that_moves_the_place_on(
    shared: Caller, port: int, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whole steps only: between them nothing tells that others have done something."""
    monkeypatch.setattr(feed, "HEARTBEAT", 0.1)
    monkeypatch.setattr(following, "GRAIN", grain := 50)
    monkeypatch.setattr(feed, "POLL", 0.05)
    with Reader(port, shared, "applicant.4") as reader:
        blocks = reader.blocks()
        assert next(blocks).id is None  # how soon to come again
        beats = [next(blocks) for _ in range(3)]
        assert all(beat.comment and beat.data is None for beat in beats)
        assert beats[-1].id == end_of(shared) // grain * grain
        while end_of(shared) % grain:
            assert next(blocks).id == beats[-1].id
            revise(shared, own)
        eventually(lambda: next(blocks).id == end_of(shared))


def test_a_reader_who_has_left_is_forgotten(shared: Caller, port: int) -> None:
    waiting = bell_of(shared).waiting
    eventually(lambda: not waiting)
    readers = [Reader(port, shared, WHO) for _ in range(3)]
    eventually(lambda: len(waiting) == 3)
    for reader in readers:
        reader.__exit__()
    eventually(lambda: not waiting)


def test_a_stream_ends_when_its_reader_is_no_longer_welcome(shared: Caller, port: int) -> None:
    with Reader(port, shared, "centre.4") as reader:
        blocks = reader.blocks()
        next(blocks)
        shared.runtime.accounts.disable("centre.4")
        assert list(blocks) == []


def test_a_stream_ends_with_its_token(
    shared: Caller, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    token = shared.runtime.accounts.token("centre.7", soon)
    monkeypatch.setitem(shared._tokens, "centre.7", token)
    with Reader(port, shared, "centre.7") as reader:
        assert [sent.data for sent in reader.blocks()] == [None]


def test_a_stream_outlasts_a_store_that_does_not_answer(
    shared: Caller, port: int, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = threading.Event()

    def away(after: int, limit: int) -> None:
        failed.set()
        raise StoreUnavailable("gone")

    with Reader(port, shared, WHO, f"?after={end_of(shared)}") as reader:
        with monkeypatch.context() as patch:
            patch.setattr(shared.runtime.log, "follow", away)
            assert failed.wait(5)
        expected = revise(shared, own)
        assert positions(reader.events(1)) == expected


def test_the_service_stops_at_once_and_its_streams_end_properly(call: Caller) -> None:
    """Not cut off: the last chunk is there, so a reader knows that it may simply come again."""
    with served(call.service.app) as port:
        readers = [Reader(port, call, "prov.sc") for _ in range(3)]
        for reader in readers:
            reader.events(1)
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 3
    for reader in readers:
        list(reader.blocks())  # raises IncompleteRead where the stream was cut off
        reader.__exit__()
    assert not bell_of(call).waiting
