"""Pages of lines are large: what reads, decides, folds and tells many events is bound by bytes."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.event_store import log as event_log
from adapters.event_store.log import AppendRequest, Entry, Log, Outcome, Stored, was_cut
from services.commands import dispatcher
from services.queries import feed
from services.queries.feed import FeedFilter, FeedReader
from services.queries.feed_event import FeedEvent
from services.runtime import Runtime
from services.subscriptions.catch_up import CatchUpSubscription
from tests.support.bank_files import imported, opened_account, rows, with_a_centre, written
from tests.support.citing import invariant
from tests.support.statements import KEEPER

pytest_plugins = ["tests.support.store_fixtures"]
PAGES, SMALL = 12, 200_000


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """A store with twelve pages of 1,000 lines."""
    folder = tmp_path_factory.mktemp("pages")
    with with_a_centre(folder / "data") as runtime:
        account = opened_account(runtime, "6222000000000001")
        came = imported(runtime, written(folder / "a.csv", rows(PAGES * 1000)), account)
        assert (came.pages, came.faults) == (PAGES, [])
        yield runtime


@pytest.fixture
def small_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("log", "sqlite", "postgres"):
        monkeypatch.setattr(f"adapters.event_store.{module}.LARGEST_READ", SMALL)


def pieces(log: Log) -> Iterator[list[Stored]]:
    place = 0
    while found := log.follow(place, 500):
        yield found
        place = found[-1].position


def size(events: Sequence[Stored]) -> int:
    return sum(len(one.state) for one in events)


def test_a_read_of_the_log_ends_with_the_event_that_goes_beyond(
    paged: Runtime, small_reads: None
) -> None:
    found = [*pieces(paged.log)]
    assert max(size(one[:-1]) for one in found) < SMALL
    assert len(found) > PAGES / 4
    whole = [one.position for some in found for one in some]
    assert whole == [*range(1, whole[-1] + 1)]
    assert whole[-1] == (paged.log.end() or (0,))[0]


def test_both_stores_bound_reads_of_the_whole_and_of_one_case(
    make_log: Any, small_reads: None
) -> None:
    log, now = make_log(), datetime.fromisoformat("2026-03-02T04:00:00+00:00")
    for number in range(1, 8):
        entry = Entry("calendars/CN", number, "t", b"x" * 90_000)
        [done] = log.write([AppendRequest("a", f"k{number}", b"", (entry,))], now)
        assert done.kind == "stored"
    assert [len(some) for some in pieces(log)] == [3, 3, 1]
    assert [one.version for one in log.stretch("calendars/CN", 2, 7)] == [3, 4, 5]
    assert [one.version for one in log.history("calendars/CN", 2)] == [3, 4, 5, 6, 7]
    assert was_cut(log.follow(0, 500), 500)
    assert not was_cut(log.follow(6, 500), 500)


@invariant(55)
def test_projections_come_to_the_end_in_pieces(paged: Runtime, small_reads: None) -> None:
    following = CatchUpSubscription(paged.log, paged.readmodel)
    following.catch_up()
    end = (paged.log.end() or (0,))[0]
    assert {*following.checkpoints.values()} == {end}


def test_a_commit_holds_no_more_than_its_bytes_and_nothing_is_left_out(
    paged: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written_together: list[int] = []
    write = paged.log.write

    def watched(appends: Sequence[AppendRequest], now: datetime) -> list[Outcome]:
        sizes = [sum(len(one.state) for one in each.entries) for each in appends]
        written_together.append(sum(sizes[:-1]))
        return write(appends, now)

    monkeypatch.setattr(paged.log, "write", watched)
    monkeypatch.setattr(dispatcher, "LARGEST_COMMIT_BYTES", SMALL)
    account = opened_account(paged, "6222000000000002")
    came = imported(paged, written(tmp_path / "b.csv", rows(8_000)), account)
    assert (came.lines, came.faults) == (8_000, [])
    assert max(written_together) < SMALL


def test_a_page_of_the_feed_is_bound_by_what_it_tells(
    paged: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = FeedReader(paged, KEEPER, FeedFilter(stream=frozenset({"bank-accounts"})))
    whole = reader.read(0, 1000)
    assert len(whole.items) > PAGES
    monkeypatch.setattr(feed, "LARGEST_ANSWER", 2_000)
    told: list[FeedEvent] = []
    place = 0
    while (part := reader.read(place, 1000)).items:
        assert len(part.items) < PAGES
        told += part.items
        place = part.place
    assert [one.position for one in told] == [one.position for one in whole.items]


def test_what_is_read_at_once_is_sixteen_mebibytes() -> None:
    assert event_log.LARGEST_READ == dispatcher.LARGEST_COMMIT_BYTES == 16 * 2**20
