"""The mirror holds the whole log as it is stored, whoever it is about, and goes on where it was
killed; the log that it is copied from is not touched."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.event_store.log import AppendRequest, Entry, Log, Stored, receipt_hash
from adapters.event_store.sqlite import SQLiteLog
from adapters.mirror import copying
from adapters.mirror.copying import copy_events, pieces_of
from adapters.mirror.mirrored_log import DecidesNothing, MirrorDiffers, MirroredLog
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.sqlite import ReadOnlySQLite
from tests.support.citing import invariant

pytest_plugins = ["tests.support.store_fixtures"]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Killed(BaseException):
    """Stands for a process that ends here."""


def grow(log: Log, events: int, first: int = 1) -> None:
    for number in range(first, first + events):
        state = json.dumps({"n": number}).encode()
        entry = Entry(f"centres/c{number % 3}", (number + 2) // 3, "t", state)
        [done] = log.write([AppendRequest("p", f"k{number}", b"", (entry,))], NOW)
        assert done.kind == "stored"


def everything(log: Log) -> list[Stored]:
    return log.follow(0, 10_000)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[MirroredLog]:
    with closing(MirroredLog(tmp_path / "mirror.db")) as mirror:
        yield mirror


@invariant(59)
def test_positions_times_and_salts_stay_so_receipts_verify(
    make_log: Callable[[], Log], mirror: MirroredLog
) -> None:
    log = make_log()
    grow(log, 7)
    log.skip_to(100)  # a restoration leaves gaps
    grow(log, 2, first=8)
    assert copy_events(log, mirror) == 9
    assert everything(mirror) == everything(log)
    assert [*map(receipt_hash, everything(mirror))] == [*map(receipt_hash, everything(log))]
    assert mirror.history("centres/c1") == log.history("centres/c1")
    assert copy_events(log, mirror) == 0


def test_killed_after_any_transaction_it_goes_on_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "EVENTS_MIRRORED_AT_ONCE", 2)
    with closing(SQLiteLog(tmp_path / "events.db")) as log:
        grow(log, 9)
        for survives in range(5):
            path = tmp_path / f"mirror-{survives}.db"
            with closing(MirroredLog(path)) as mirror, monkeypatch.context() as patch:
                patch.setattr(mirror, "take", dying(mirror, survives))
                with pytest.raises(Killed):
                    copy_events(log, mirror)
                assert len(everything(mirror)) == 2 * survives
            with closing(MirroredLog(path)) as mirror:
                assert copy_events(log, mirror) == 9 - 2 * survives
                assert everything(mirror) == everything(log)


def dying(mirror: MirroredLog, survives: int) -> Callable[[list[Stored]], None]:
    """`take` of a process that is killed in the midst of a transaction."""
    left = [survives]

    def take(events: list[Stored]) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        MirroredLog.take(mirror, events)

    return take


@invariant(59)
def test_copying_leaves_not_a_byte_in_the_log_that_it_reads(tmp_path: Path) -> None:
    with closing(SQLiteLog(tmp_path / "events.db")) as log:
        grow(log, 5)
        before, apart = prints(tmp_path), tmp_path / "apart"
        apart.mkdir()
        with (
            closing(ReadOnlyLog(ReadOnlySQLite(tmp_path / "events.db"))) as source,
            closing(MirroredLog(apart / "mirror.db")) as mirror,
        ):
            assert copy_events(source, mirror) == 5
            assert prints(tmp_path) == before
    assert prints(tmp_path).keys() <= before.keys()


def prints(folder: Path) -> dict[str, str]:
    """Hashes of the files there, but for what SQLite shares between those who read."""
    files = (f for f in folder.iterdir() if f.is_file() and not f.name.endswith("-shm"))
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def test_another_or_an_older_store_is_not_taken_for_the_same(
    tmp_path: Path, mirror: MirroredLog
) -> None:
    with (
        closing(SQLiteLog(tmp_path / "events.db")) as log,
        closing(SQLiteLog(tmp_path / "other.db")) as other,
        closing(SQLiteLog(tmp_path / "older.db")) as older,
    ):
        grow(log, 4)
        grow(other, 6)
        grow(older, 2)
        copy_events(log, mirror)
        kept = everything(mirror)
        for wrong in (other, older):
            with pytest.raises(MirrorDiffers):
                copy_events(wrong, mirror)
        assert everything(mirror) == kept


def test_what_does_not_join_on_is_not_taken(mirror: MirroredLog) -> None:
    def event(position: int, version: int) -> Stored:
        return Stored(position, "centres/c", version, "t", b"{}", NOW, b"0" * 16)

    mirror.take([event(5, 1), event(7, 2)])
    for wrong in ([event(6, 3)], [event(8, 4)], [event(8, 3), event(8, 4)], [event(7, 2)]):
        with pytest.raises(MirrorDiffers):
            mirror.take(wrong)
    assert [one.position for one in everything(mirror)] == [5, 7]
    with pytest.raises(DecidesNothing):
        mirror.write([], NOW)


def test_a_transaction_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BYTES_MIRRORED_AT_ONCE", 100)
    sizes = (60, 60, 10, 300, 20, 20)
    later = NOW + timedelta(seconds=1)
    events = [Stored(n, "a/b", n, "t", b"x" * size, later, b"") for n, size in enumerate(sizes, 1)]
    pieces = [[len(one.state) for one in piece] for piece in pieces_of(events)]
    assert pieces == [[60], [60, 10], [300], [20, 20]]
