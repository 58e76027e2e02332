"""What one command wrote is stored whole, once, in order, or not at all."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import OperationalError

from adapters.event_store.log import (
    AppendRequest,
    Entry,
    Kind,
    Log,
    Outcome,
    StoreAhead,
    StoreUnavailable,
    receipt_hash,
)

pytest_plugins = ["tests.support.store_fixtures"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE, OTHER, NAME, CALENDAR = "applications/1", "applications/2", "names/a", "calendar/cn"


def entry(stream: str, version: int) -> Entry:
    return Entry(stream, version, "case-opened", f"{stream} {version}".encode())


def append(
    *entries: Entry,
    reads: tuple[tuple[str, int], ...] = (),
    key: str = "",
    fingerprint: bytes = b"same",
) -> AppendRequest:
    return AppendRequest("officer", key or uuid4().hex, fingerprint, entries, reads)


def kinds(outcomes: Sequence[Outcome]) -> list[Kind]:
    return [outcome.kind for outcome in outcomes]


def test_one_command_appends_to_two_streams_at_once(log: Log) -> None:
    [outcome] = log.write([append(entry(CASE, 1), entry(NAME, 1), entry(CASE, 2))], NOON)
    assert outcome.kind == "stored"
    stored = log.at(outcome.positions)
    assert [(s.stream, s.version) for s in stored] == [(CASE, 1), (NAME, 1), (CASE, 2)]
    assert [s.state for s in stored] == [b"applications/1 1", b"names/a 1", b"applications/1 2"]
    assert {s.topic for s in stored} == {"case-opened"}
    assert {s.recorded_at for s in stored} == {NOON}


def test_thousands_of_events_are_stored_in_order_by_one_write(log: Log) -> None:
    many = [append(entry(f"names/{n}", 1), entry(CASE, n + 1)) for n in range(1_250)]
    outcomes = log.write(many, NOON)
    assert set(kinds(outcomes)) == {"stored"}
    stored = log.follow(0, 10_000)[-2_500:]
    assert [one.position for one in stored] == [p for o in outcomes for p in o.positions]
    assert len({one.salt for one in stored}) == len(stored)
    assert log.heads([CASE, "names/1249"]) == {CASE: 1_250, "names/1249": 1}


def test_who_loses_the_name_stores_nothing_on_the_case_either(log: Log) -> None:
    outcomes = log.write(
        [append(entry(CASE, 1), entry(NAME, 1)), append(entry(OTHER, 1), entry(NAME, 1))], NOON
    )
    assert kinds(outcomes) == ["stored", "conflict"]
    assert log.history(OTHER) == []
    assert kinds(log.write([append(entry(OTHER, 1), entry("names/b", 1))], NOON)) == ["stored"]


def test_a_read_that_has_gone_stale_is_a_conflict_and_one_that_holds_is_not(log: Log) -> None:
    log.write([append(entry(CALENDAR, 1))], NOON)
    stale = append(entry(CASE, 1), reads=((CALENDAR, 0),))
    future = append(entry(CASE, 1), reads=((CALENDAR, 2),))
    holds = append(entry(CASE, 1), reads=((CALENDAR, 1), (NAME, 0)))
    assert kinds(log.write([stale, future, holds], NOON)) == ["conflict", "conflict", "stored"]


def test_a_read_is_checked_against_what_the_batch_appended_before_it(log: Log) -> None:
    outcomes = log.write(
        [
            append(entry(OTHER, 1), reads=((CASE, 0),)),
            append(entry(CASE, 1)),
            append(entry(OTHER, 2), reads=((CASE, 0),)),
            append(entry(OTHER, 2), reads=((CASE, 1),)),
        ],
        NOON,
    )
    assert kinds(outcomes) == ["stored", "stored", "conflict", "stored"]


def test_a_read_made_stale_by_the_very_command_before_it_is_a_conflict(log: Log) -> None:
    outcomes = log.write(
        [append(entry(CASE, 1)), append(entry(OTHER, 1), reads=((CASE, 0),))], NOON
    )
    assert kinds(outcomes) == ["stored", "conflict"]


def test_a_key_seen_before_is_replayed_with_the_same_body_and_reused_with_another(log: Log) -> None:
    [first] = log.write([append(entry(CASE, 1), key="k", fingerprint=b"one")], NOON)
    outcomes = log.write(
        [
            append(entry(CASE, 2), key="k", fingerprint=b"one"),
            append(entry(CASE, 2), key="k", fingerprint=b"two"),
            AppendRequest("another officer", "k", b"two", (entry(CASE, 2),)),
        ],
        NOON,
    )
    assert kinds(outcomes) == ["replayed", "reused", "stored"]
    assert [o.positions for o in outcomes[:2]] == [first.positions, ()]
    assert log.heads([CASE]) == {CASE: 2}


def test_a_writer_is_told_what_it_has_stored_as_a_reader_finds_it(log: Log) -> None:
    outcomes = log.write(
        [
            append(entry(CASE, 1), entry(NAME, 1), key="k"),
            append(entry(CASE, 1)),
            append(entry(CASE, 1), entry(NAME, 1), key="k"),
            append(entry(CASE, 2)),
            append(),
        ],
        NOON + timedelta(microseconds=7),
    )
    assert kinds(outcomes) == ["stored", "conflict", "replayed", "stored", "stored"]
    assert [event for outcome in outcomes for event in outcome.events] == log.follow(0, 10)
    assert [tuple(e.position for e in o.events) for o in outcomes] == [
        o.positions if o.kind == "stored" else () for o in outcomes
    ]


def test_keys_are_remembered_within_one_batch_but_not_those_of_losers(log: Log) -> None:
    outcomes = log.write(
        [
            append(entry(CASE, 2), key="k", fingerprint=b"too early"),
            append(entry(CASE, 1), key="k", fingerprint=b"one"),
            append(entry(CASE, 2), key="k", fingerprint=b"one"),
            append(entry(CASE, 2), key="k", fingerprint=b"two"),
        ],
        NOON,
    )
    assert kinds(outcomes) == ["conflict", "stored", "replayed", "reused"]
    assert outcomes[2].positions == outcomes[1].positions
    assert log.answered([("officer", "k"), ("officer", "unknown")]) == {
        ("officer", "k"): (b"one", outcomes[1].positions)
    }


@pytest.mark.parametrize("versions", [(2,), (0,), (1, 3), (1, 1), (-1,)])
def test_versions_have_no_gap(log: Log, versions: tuple[int, ...]) -> None:
    outcomes = log.write(
        [append(*(entry(CASE, v) for v in versions)), append(entry(OTHER, 1))], NOON
    )
    assert kinds(outcomes) == ["conflict", "stored"]
    assert log.heads([CASE, OTHER]) == {CASE: 0, OTHER: 1}


def test_a_chain_of_commands_on_one_case_fits_in_one_batch(log: Log) -> None:
    outcomes = log.write([append(entry(CASE, v)) for v in (1, 2, 3, 3, 4)], NOON)
    assert kinds(outcomes) == ["stored", "stored", "stored", "conflict", "stored"]
    assert [s.version for s in log.history(CASE)] == [1, 2, 3, 4]


def test_positions_follow_the_order_of_a_large_batch_around_its_losers(log: Log) -> None:
    appends = [
        append(entry(f"applications/{n}", 1), entry(f"names/{n % 60}", 1)) for n in range(100)
    ]
    outcomes = log.write(appends, NOON)
    assert kinds(outcomes) == ["stored"] * 60 + ["conflict"] * 40
    positions = [position for outcome in outcomes for position in outcome.positions]
    assert positions == sorted(set(positions))
    written = [e for w in appends[:60] for e in w.entries]
    stored = log.follow(0, 1000)
    assert [(s.position, s.stream) for s in stored] == [
        (p, e.stream) for p, e in zip(positions, written, strict=True)
    ]


def test_a_command_without_events_is_remembered_too(log: Log) -> None:
    assert log.write([], NOON) == []
    nothing = append(key="k", reads=((CASE, 0),))
    assert kinds(log.write([nothing, nothing], NOON)) == ["stored", "replayed"]
    assert log.end() is None


def test_what_is_stored_can_be_read_by_stream_by_position_and_by_prefix(log: Log) -> None:
    log.write([append(entry(CASE, v), entry(f"names/{v}", 1)) for v in (1, 2, 3)], NOON)
    log.write([append(entry("namesake", 1), entry("names/é案", 1), entry("name", 1))], NOON)
    assert [s.version for s in log.history(CASE, after=1)] == [2, 3]
    assert [s.version for s in log.history(CASE, after=1, upto=2)] == [2]
    everything = log.follow(0, 100)
    assert log.follow(everything[2].position, 2) == everything[3:5]
    assert log.at([everything[4].position, everything[0].position, 999]) == [
        everything[0],
        everything[4],
    ]
    assert log.end() == (everything[-1].position, NOON)
    assert log.streams("names/") == ["names/1", "names/2", "names/3", "names/é案"]
    assert log.streams("names/", after="names/1", limit=2) == ["names/2", "names/3"]
    assert log.streams("") == sorted({s.stream for s in everything})
    assert log.heads([]) == {}
    assert log.answered([]) == {}


def test_each_event_has_its_own_salt_under_the_hash_of_its_receipt(log: Log) -> None:
    log.write([append(entry(CASE, 1), entry(CASE, 2))], NOON)
    first, second = log.history(CASE)
    assert len(first.salt) == 16 and first.salt != second.salt
    assert receipt_hash(first) == sha256(first.salt + first.state).digest()


def test_recorded_time_never_goes_back_and_is_one_for_a_batch(log: Log) -> None:
    log.write([append(entry(CASE, 1))], NOON)
    log.write([append(entry(CASE, 2)), append(entry(CASE, 3))], NOON - timedelta(seconds=60))
    log.write([append(entry(CASE, 4))], NOON + timedelta(microseconds=1))
    times = [s.recorded_at - NOON for s in log.history(CASE)]
    assert times == [timedelta(0)] * 3 + [timedelta(microseconds=1)]
    assert {s.recorded_at.tzinfo for s in log.history(CASE)} == {UTC}


def test_a_store_over_a_minute_ahead_of_the_clock_takes_nothing(log: Log) -> None:
    log.write([append(entry(CASE, 1))], NOON)
    with pytest.raises(StoreAhead):
        log.write([append(entry(CASE, 2))], NOON - timedelta(seconds=60, microseconds=1))
    assert log.heads([CASE]) == {CASE: 1}
    assert kinds(log.write([append(entry(CASE, 2))], NOON)) == ["stored"]


def test_an_acknowledgement_lost_after_the_commit_does_not_do_it_twice(
    log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = log.datastore.get_connection

    @contextmanager
    def lossy(**options: bool) -> Iterator[Any]:
        with real(**options) as connection:
            yield connection
        raise OperationalError("server closed the connection unexpectedly")

    command = append(entry(CASE, 1), key="k")
    with monkeypatch.context() as patch:
        patch.setattr(log.datastore, "get_connection", lossy)
        with pytest.raises(StoreUnavailable):
            log.write([command], NOON)
    position = log.history(CASE)[0].position
    assert log.answered([("officer", "k")]) == {("officer", "k"): (b"same", (position,))}
    assert log.write([command], NOON) == [Outcome("replayed", (position,))]
    assert log.heads([CASE]) == {CASE: 1}


def test_of_many_racing_for_a_name_exactly_one_wins_each(make_log: Callable[[], Log]) -> None:
    logs = [make_log(), make_log()]
    case = count(1)

    def race(log: Log) -> list[Kind]:
        appends = [
            append(entry(f"applications/{next(case)}", 1), entry(f"names/{n}", 1))
            for n in range(40)
        ]
        return [kind for w in appends for kind in kinds(log.write([w], NOON))]

    with ThreadPoolExecutor(6) as threads:
        results = list(threads.map(race, logs * 3))
    assert [won.count("stored") for won in zip(*results, strict=True)] == [1] * 40
    names = logs[0].streams("names/")
    assert len(names) == 40 and set(logs[1].heads(names).values()) == {1}
    assert len(logs[0].streams("applications/")) == 40


def test_positions_that_were_skipped_are_never_given(log: Log) -> None:
    log.write([append(entry(CASE, 1))], NOON)
    log.skip_to(1_000_001)
    [outcome] = log.write([append(entry(CASE, 2), entry(OTHER, 1))], NOON)
    assert outcome.positions == (1_000_001, 1_000_002)
    assert [event.position for event in log.follow(0, 10)][1:] == [1_000_001, 1_000_002]


def test_nothing_below_is_given_again_whatever_is_skipped_later(
    log: Log, make_log: Callable[[], Log]
) -> None:
    log.skip_to(500)
    log.skip_to(20)
    [first] = make_log().write([append(entry(CASE, 1))], NOON)
    make_log().skip_to(500)
    log.skip_to(0)
    [second] = log.write([append(entry(CASE, 2))], NOON)
    assert first.positions == (500,)
    assert second.positions > first.positions


def test_skipping_while_others_write_leaves_every_position_to_one_event(
    log: Log, make_log: Callable[[], Log]
) -> None:
    logs = [make_log() for _ in range(3)]

    def work(nth: int) -> list[int]:
        given: list[int] = []
        for turn in range(15):
            logs[nth].skip_to(turn * 100 + nth)
            [outcome] = logs[nth].write([append(entry(f"names/{nth}", turn + 1))], NOON)
            assert outcome.positions[0] >= turn * 100 + nth
            given += outcome.positions
        return given

    with ThreadPoolExecutor(3) as pool:
        given = sorted(position for some in pool.map(work, range(3)) for position in some)
    assert given == [event.position for event in log.follow(0, 100)]
    assert len(set(given)) == 45
