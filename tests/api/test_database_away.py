"""A database that is away is 503 with a time to come again, whichever part of it was asked."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from adapters.unavailable import DatabaseAway
from services.demo.round import SICHUAN_BATCH
from tests.support.calling import Caller, draft
from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.http_fixtures"]

PUBLIC = ("/registry/centres", "/publicity", "/calendars/CN")
OFFICIAL = ("/deadlines", "/audit", "/worklist", "/applications", "/events", "/statistics")
READS = (*PUBLIC, *OFFICIAL, f"/batches/{SICHUAN_BATCH}", f"/batches/{SICHUAN_BATCH}/events")


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_backends_that_die_under_load_are_no_error_of_ours(
    call: Caller, request: pytest.FixtureRequest
) -> None:
    server: Postgres = request.getfixturevalue("postgres_server")
    database = request.getfixturevalue("postgres_database")
    statuses, over = set[int](), Event()

    def read(path: str) -> None:
        while not over.is_set():
            statuses.add(call.get("prov.sc", path).status_code)

    def write(number: int) -> None:
        while not over.is_set():
            response = call.open("applicant.2", "applications", draft())
            statuses.add(response.status_code)

    with ThreadPoolExecutor(8) as threads:
        work = [threads.submit(read, path) for path in READS[:6]]
        work += [threads.submit(write, number) for number in range(2)]
        for _ in range(30):
            end_backends(server, database)
            over.wait(0.05)
        over.set()
        for each in work:
            each.result()
    assert 200 in statuses and statuses <= {200, 201, 404, 409, 503}, statuses


def end_backends(server: Postgres, database: str) -> None:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (database,),
        )


def away(*_: object, **__: object) -> None:
    raise DatabaseAway("gone")


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("part", ["log", "readmodel", "accounts", "keystore"])
def test_every_read_says_when_to_come_again(
    shared: Caller, monkeypatch: pytest.MonkeyPatch, part: str, path: str
) -> None:
    headers = shared.bearer("prov.sc")
    for name in ("end", "history", "follow", "page", "row", "checkpoints", "bearer", "key"):
        if hasattr(getattr(shared.runtime, part), name):
            monkeypatch.setattr(getattr(shared.runtime, part), name, away)
    response = shared.get(None, path, headers)
    assert response.status_code in (200, 503), response.text
    if response.status_code == 503:
        assert response.headers["Retry-After"] == "1"


@pytest.mark.parametrize("file", ["accounts.db", "keys.db"])
def test_a_file_that_another_process_keeps_locked_is_away(
    shared: Caller, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = shared.runtime
    for part in (runtime.accounts._connection, runtime.keystore._db):
        part.execute("PRAGMA busy_timeout = 50")
    writes = {
        "accounts.db": lambda: runtime.accounts.uploaded("f" * 64, "510100"),
        "keys.db": lambda: runtime.keystore.destroy("nobody"),
    }
    other = sqlite3.connect(runtime.settings.data / file, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseAway):
            writes[file]()
    finally:
        other.close()
        for part in (runtime.accounts._connection, runtime.keystore._db):
            part.execute("PRAGMA busy_timeout = 5000")
    writes[file]()
