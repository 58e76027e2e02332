"""What SQLite has written ahead is brought into the store's file beside the writer, not by it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pytest import MonkeyPatch

from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.wal import WriteAheadLog
from tests.support.relayed import Writer, sized

LONG, MANY = 30_000, 200  # bytes, events: more pages than SQLite's own way would leave ahead


def test_commits_leave_it_ahead_and_another_thread_brings_it_over(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    with closing(SQLiteLog(path)) as log:
        for number in range(MANY):
            Writer(log).put(sized(f"a{number}", LONG))
        assert path.stat().st_size < LONG * MANY / 10
        WriteAheadLog(path).bring_over()
        assert path.stat().st_size > LONG * MANY
        assert len(log.follow(0, MANY)) > 0


def test_where_nothing_was_written_since_nobody_opens_the_store(
    tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    path = tmp_path / "events.db"
    ahead = WriteAheadLog(path)
    ahead.bring_over()
    assert not path.exists()
    with closing(SQLiteLog(path)) as log:
        Writer(log).put(sized("a1", LONG))
        ahead.bring_over()
        with monkeypatch.context() as shut:
            shut.delattr(sqlite3, "connect")
            ahead.bring_over()
        Writer(log).put(sized("a2", LONG))
        before = path.stat().st_size
        ahead.bring_over()
        assert path.stat().st_size > before
