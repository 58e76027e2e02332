"""What is in the store stays as it is, whoever asks, and a follower sees it in order."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, IntegrityError, InvalidTransactionState

from adapters.event_store.log import AppendRequest, Entry, Log, StoreUnavailable
from adapters.event_store.migrate import migrate_store
from adapters.event_store.postgres import PostgresLog
from adapters.event_store.sqlite import SQLiteLog
from tests.support.postgres import APP, OWNER, Postgres

pytest_plugins = ["tests.support.store_fixtures"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SALT = b"sixteen bytes ok"
CHANGES = [
    "UPDATE {schema}events SET topic = 'other'",
    "DELETE FROM {schema}events",
    "UPDATE {schema}answered SET fingerprint = 'other'",
    "DELETE FROM {schema}answered",
]
FORBIDDEN_TO_THE_APPLICATION = [
    *(change.format(schema="anjuan.") for change in CHANGES),
    "TRUNCATE anjuan.events",
    "TRUNCATE anjuan.answered",
    "INSERT INTO anjuan.events (originator_id, originator_version, topic, state, recorded_at, salt)"
    " VALUES ('a', 2, 't', 's', now(), 'sixteen bytes ok')",
    "INSERT INTO anjuan.answered VALUES ('a', 'b', 'c', '{1}')",
    "ALTER TABLE anjuan.events DISABLE TRIGGER ALL",
    "ALTER TABLE anjuan.answered DISABLE TRIGGER ALL",
    "DROP TABLE anjuan.events",
    "LOCK TABLE anjuan.events IN EXCLUSIVE MODE",
    "SELECT setval('anjuan.events_notification_id_seq', 1)",
    "SELECT * FROM anjuan.settings",
    "UPDATE anjuan.settings SET demo = true",
    "SET session_replication_role = replica",
    "CREATE TABLE anjuan.mine (a int)",
]
FORBIDDEN_TO_THE_OWNER = [
    *(change.format(schema="anjuan.") for change in CHANGES),
    "TRUNCATE anjuan.events",
    "TRUNCATE anjuan.answered",
    "UPDATE anjuan.settings SET demo = false",
]
ADD = "INTO events (originator_id, originator_version, topic, state, recorded_at, salt"
REFUSED_BY_SQLITE = [
    *(change.format(schema="") for change in CHANGES),
    f"INSERT {ADD}) VALUES ('a', 3, 't', 's', 0, $salt)",
    f"INSERT {ADD}) VALUES ('a', 1, 't', 's', 0, $salt)",
    f"INSERT {ADD}) VALUES ('new', 2, 't', 's', 0, $salt)",
    f"INSERT OR REPLACE {ADD}) VALUES ('a', 1, 't', 's', 0, $salt)",
    f"INSERT OR REPLACE {ADD}, rowid) VALUES ('new', 1, 't', 's', 0, $salt, 1)",
    f"INSERT OR REPLACE {ADD}, rowid) VALUES ('a', 2, 't', 's', 0, $salt, 1)",
    f"INSERT {ADD}, rowid) VALUES ('a', 2, 't', 's', 0, $salt, 1)",
    f"INSERT {ADD}, rowid) VALUES ('a', 2, 't', 's', 0, $salt, 0)",
    f"INSERT {ADD}, rowid) VALUES ('a', 2, 't', 's', 0, $salt, -1)",
    f"INSERT {ADD}, rowid) VALUES ('a', 2, 't', 's', 0, $salt, -7)",
    f"INSERT {ADD}) VALUES ('a', 1, 't', 's', 0, $salt) ON CONFLICT DO UPDATE SET topic = 'other'",
    "INSERT INTO answered VALUES ('officer', 'k', 'other', '[]')",
    "INSERT OR REPLACE INTO answered VALUES ('officer', 'k', 'other', '[]')",
    "INSERT INTO answered VALUES ('officer', 'k', 'other', '[]')"
    " ON CONFLICT DO UPDATE SET fingerprint = 'other'",
]


def opened(log: Log, stream: str = "a", key: str = "k") -> tuple[int, ...]:
    append = AppendRequest("officer", key, b"f", (Entry(stream, 1, "case-opened", b"state"),))
    [outcome] = log.write([append], NOON)
    assert outcome.kind == "stored"
    return outcome.positions


@pytest.fixture
def sqlite_log(tmp_path: Path) -> Iterator[SQLiteLog]:
    with closing(SQLiteLog(tmp_path / "events.db", patience=1)) as log:
        yield log


@pytest.fixture
def postgres_log(postgres_server: Postgres, postgres_database: str) -> Iterator[PostgresLog]:
    with closing(PostgresLog(postgres_server.url(APP, postgres_database))) as log:
        yield log


@pytest.fixture
def session(postgres_server: Postgres, postgres_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgres_server.url(APP, postgres_database)) as connection:
        yield connection


def test_the_application_role_may_only_read_and_append(
    postgres_log: PostgresLog, session: psycopg.Connection[Any]
) -> None:
    opened(postgres_log)
    before = postgres_log.follow(0, 10)
    for statement in FORBIDDEN_TO_THE_APPLICATION:
        with pytest.raises(InsufficientPrivilege):
            session.execute(statement.encode())
        session.rollback()
    assert postgres_log.follow(0, 10) == before


@pytest.mark.parametrize(
    ("user", "first"), [(OWNER, ""), ("postgres", "SET session_replication_role = replica")]
)
def test_even_the_owner_and_a_superuser_are_stopped_by_triggers(
    postgres_server: Postgres,
    postgres_database: str,
    postgres_log: PostgresLog,
    user: str,
    first: str,
) -> None:
    opened(postgres_log)
    with psycopg.connect(postgres_server.url(user, postgres_database)) as owner:
        for statement in FORBIDDEN_TO_THE_OWNER:
            owner.execute(first.encode())
            with pytest.raises(InsufficientPrivilege, match="rows can only be added"):
                owner.execute(statement.encode())
            owner.rollback()


@pytest.mark.parametrize(
    "values",
    [
        "(originator_id, originator_version, topic, state, recorded_at, salt)"
        " VALUES ('a', 3, 't', 's', now(), %s)",
        "(originator_id, originator_version, topic, state, recorded_at, salt, notification_id)"
        " OVERRIDING SYSTEM VALUE VALUES ('a', 2, 't', 's', now(), %s, 0)",
    ],
)
def test_even_the_owner_cannot_leave_a_gap_or_slip_an_event_in_before_the_last(
    postgres_server: Postgres, postgres_database: str, postgres_log: PostgresLog, values: str
) -> None:
    opened(postgres_log)
    with (
        psycopg.connect(postgres_server.url(OWNER, postgres_database)) as owner,
        pytest.raises(IntegrityError, match="next of its stream"),
    ):
        owner.execute(f"INSERT INTO anjuan.events {values}".encode(), (SALT,))


def test_the_append_function_refuses_to_decide_on_an_old_snapshot(
    postgres_log: PostgresLog, session: psycopg.Connection[Any]
) -> None:
    session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with pytest.raises(InvalidTransactionState):
        session.execute(EMPTY_APPEND)


@pytest.mark.parametrize("statement", REFUSED_BY_SQLITE)
def test_on_its_own_connection_sqlite_refuses_what_is_not_the_next_event(
    sqlite_log: SQLiteLog, tmp_path: Path, statement: str
) -> None:
    opened(sqlite_log)
    before = sqlite_log.follow(0, 10), sqlite_log.answered([("officer", "k")])
    with (
        closing(sqlite3.connect(tmp_path / "events.db", isolation_level=None)) as connection,
        pytest.raises(sqlite3.IntegrityError),
    ):
        connection.execute(statement, {"salt": SALT})
    assert (sqlite_log.follow(0, 10), sqlite_log.answered([("officer", "k")])) == before


def test_a_replaced_last_row_is_refused_though_it_would_stay_the_last(
    sqlite_log: SQLiteLog, tmp_path: Path
) -> None:
    [position] = opened(sqlite_log)
    statement = f"REPLACE {ADD}, rowid) VALUES ('b', 1, 't', 's', 0, ?, ?)"
    with (
        closing(sqlite3.connect(tmp_path / "events.db", isolation_level=None)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="not the next version"),
    ):
        connection.execute(statement, (SALT, position))


def test_sqlite_does_not_fill_a_hole_in_its_positions(
    sqlite_log: SQLiteLog, tmp_path: Path
) -> None:
    statement = f"INSERT {ADD}, rowid) VALUES (?, 1, 't', 's', 0, ?, ?)"
    with closing(sqlite3.connect(tmp_path / "events.db", isolation_level=None)) as connection:
        connection.execute(statement, ("a", SALT, 100))
        with pytest.raises(sqlite3.IntegrityError, match="not the last position"):
            connection.execute(statement, ("b", SALT, 50))
    assert opened(sqlite_log, "b") == (101,)


def test_a_closed_store_is_unavailable(postgres_log: PostgresLog) -> None:
    opened(postgres_log)
    postgres_log.close()
    with pytest.raises(StoreUnavailable):
        postgres_log.end()


EMPTY_APPEND = b"SELECT * FROM anjuan.append(now(), " + b", ".join([b"'{}'"] * 12) + b")"
APPEND_ONE = b"""SELECT positions FROM anjuan.append(%s, '{first session}', '{k}', '{f}',
    '{1}', '{a}', '{1}', '{case-opened}', '{state}', '{sixteen bytes ok}', '{}', '{}', '{}')"""


def test_what_is_acknowledged_is_durable_even_in_a_session_that_does_not_ask(
    session: psycopg.Connection[Any],
) -> None:
    session.execute("SET synchronous_commit = off")
    session.execute(APPEND_ONE, (NOON,))
    assert session.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_second_session_waits_so_that_no_follower_sees_the_higher_position_first(
    postgres_log: PostgresLog, session: psycopg.Connection[Any]
) -> None:
    row = session.execute(APPEND_ONE, (NOON,)).fetchone()
    assert row is not None
    with ThreadPoolExecutor() as threads:
        second = threads.submit(opened, postgres_log, "b")
        with pytest.raises(TimeoutError):
            second.result(0.3)
        assert postgres_log.follow(0, 10) == []
        session.commit()
        assert row[0][0] < second.result()[0]
    assert [s.stream for s in postgres_log.follow(0, 10)] == ["a", "b"]


def test_a_second_connection_waits_for_the_first_to_commit(
    sqlite_log: SQLiteLog, tmp_path: Path
) -> None:
    first = sqlite3.connect(tmp_path / "events.db", isolation_level=None)
    with closing(first), ThreadPoolExecutor() as threads:
        first.execute("BEGIN IMMEDIATE")
        first.execute(f"INSERT {ADD}) VALUES ('a', 1, 't', 's', 0, ?)", (SALT,))
        second = threads.submit(opened, sqlite_log, "b")
        with pytest.raises(TimeoutError):
            second.result(0.3)
        assert sqlite_log.follow(0, 10) == []
        first.execute("COMMIT")
        assert second.result() == (2,)
    assert [s.stream for s in sqlite_log.follow(0, 10)] == ["a", "b"]


def test_who_waits_too_long_for_another_writer_is_told_so(
    sqlite_log: SQLiteLog, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "events.db", isolation_level=None)) as first:
        first.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            opened(sqlite_log)
    opened(sqlite_log)


def test_a_follower_misses_nothing_while_many_write(log: Log) -> None:
    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        while not done.is_set() or log.follow(seen[-1] if seen else 0, 1):
            seen.extend(s.position for s in log.follow(seen[-1] if seen else 0, 50))

    def write(writer: int) -> None:
        for n in range(60):
            opened(log, f"applications/{writer}/{n}", f"{writer}/{n}")

    with ThreadPoolExecutor(6) as threads:
        feed_reader = threads.submit(follow)
        list(threads.map(write, range(5)))
        done.set()
        feed_reader.result()
    assert len(seen) == 300 == len(log.at(seen))
    assert seen == sorted(seen)


def test_a_production_store_takes_its_time_from_the_server_and_not_from_callers(
    postgres_server: Postgres,
) -> None:
    postgres_server.create_database("production", owner=OWNER)
    migrate_store(postgres_server.url(OWNER, "production"))
    with closing(PostgresLog(postgres_server.url(APP, "production"))) as log:
        opened(log)
        recorded_at = log.history("a")[0].recorded_at
    assert abs(recorded_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_after_the_server_hung_up_one_call_fails_and_the_next_succeeds(
    postgres_server: Postgres, postgres_database: str, postgres_log: PostgresLog
) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda n: opened(postgres_log, f"a/{n}", f"{n}"), range(30)))
    with psycopg.connect(postgres_server.url(), autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (postgres_database,),
        )
    with pytest.raises(StoreUnavailable):
        opened(postgres_log)
    opened(postgres_log)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        PostgresLog("postgresql://nobody@127.0.0.1:1/nothing", patience=0.2)
