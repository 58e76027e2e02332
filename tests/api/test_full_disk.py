"""A full disk is said in words to who would store something, and all goes on once there is room.

SQLite's own limit of pages stands in for the disk of a database, a file that cannot be flushed for
that of uploads, a trigger with the server's own error for PostgreSQL's.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from httpx2 import Response
from psycopg.sql import SQL, Identifier

from adapters.event_store.sqlite import SQLiteLog
from services.liveness import disk
from tests.support.calling import Caller, draft, eventually
from tests.support.demonstrations import PASSWORD
from tests.support.every_request import WHO, every_request
from tests.support.postgres import Postgres

pytest_plugins = ["tests.support.http_fixtures"]

AS_IT_IS, NO_LIMIT = 1, 2**31 - 2  # pages; a file never gets smaller by it
FULL_AS_THE_SERVER_SAYS = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$
"""
TABLES = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'anjuan%'"
REFUSING = "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {} EXECUTE FUNCTION no_room()"
PDF = b"%PDF-1.4\n" + b"x" * 300_000 + b"\n%%EOF\n"


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    sqlite: str = request.param
    return sqlite


@contextmanager
def full(call: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """None of the service's databases can grow, and nothing is flushed."""
    with monkeypatch.context() as patch:
        limit_log(patch, AS_IT_IS)
        limit(call, AS_IT_IS)
        patch.setattr(os, "fsync", no_space)
        yield
    limit(call, NO_LIMIT)
    limit_log(monkeypatch, NO_LIMIT)


def limit(call: Caller, pages: int) -> None:
    runtime = call.runtime
    database: Any = runtime.readmodel._database
    connections = (runtime.keystore._db, runtime.accounts._connection, database._writer)
    for connection in connections:
        connection.execute(f"PRAGMA max_page_count = {pages}")


def limit_log(patch: pytest.MonkeyPatch, pages: int) -> None:
    writing = SQLiteLog._writing

    @contextmanager
    def limited(self: SQLiteLog) -> Iterator[sqlite3.Cursor]:
        with writing(self) as cursor:
            cursor.execute(f"PRAGMA max_page_count = {pages}")
            yield cursor

    patch.setattr(SQLiteLog, "_writing", limited)


def no_space(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def upload(call: Caller) -> Response:
    return call.client.post("/api/v1/files", content=PDF, headers=call.bearer("applicant.1"))


def test_no_request_is_an_error_of_ours_while_the_disk_is_full(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in (WHO, "applicant.1", "applicant.2"):
        call.bearer(who)
    requests = every_request(call)
    with full(call, monkeypatch):
        answers = [asked.by(call) for asked in requests]
        answers += [call.open("applicant.2", "applications", draft()) for _ in range(50)]
        answers += [upload(call)]
        refused = [answer for answer in answers if answer.status_code >= 500]
        assert {answer.status_code for answer in refused} == {503}
        assert {answer.headers["Retry-After"] for answer in refused} <= {"1", "60"}
        for last in answers[-2:]:
            assert "存储空间已满" in last.json()["detail"]
            assert "disk is full" in last.json()["detail"]
    call._tokens.clear()
    assert call.open("applicant.2", "applications", draft()).status_code == 201
    assert upload(call).status_code == 201
    given = {"username": "applicant.1", "password": PASSWORD}
    assert call.post(None, "/tokens", given).status_code == 201
    call.register()


@contextmanager
def no_room(url: str) -> Iterator[None]:
    """Whatever would be written is answered as PostgreSQL does where its disk is full."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(FULL_AS_THE_SERVER_SAYS)
        tables = owner.execute(TABLES).fetchall()
        for table in tables:
            owner.execute(SQL(REFUSING).format(Identifier(*table)))
        try:
            yield
        finally:
            for table in tables:
                owner.execute(SQL("DROP TRIGGER no_room ON {}").format(Identifier(*table)))


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_postgresqls_full_disk_is_said_and_all_goes_on_once_there_is_room(
    call: Caller, postgres_server: Postgres
) -> None:
    database = str(call.runtime.settings.database).rpartition("/")[2]
    position = call.runtime.log.end()
    with no_room(postgres_server.url(dbname=database)):
        for _ in range(3):
            answer = call.open("applicant.2", "applications", draft())
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
            assert "存储空间已满" in answer.json()["detail"]
        assert call.get("prov.sc", "/worklist").status_code == 200
        assert call.runtime.log.end() == position
    stored = call.open("applicant.2", "applications", draft())
    assert stored.status_code == 201, stored.text
    listed = call.get("prov.sc", "/statistics", min_position=stored.json()["position"])
    assert listed.status_code == 200


def test_a_disk_is_named_before_it_is_full_and_not_ready_only_when_it_is(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = {"free": disk.SCARCE - 1, "total": 100 * disk.SCARCE}

    def usage(_: object) -> Any:
        return type("Usage", (), room)

    monkeypatch.setattr("shutil.disk_usage", usage)
    ready = call.client.get("/readyz")
    assert ready.status_code == 200 and "1023 MB" in ready.json()["degraded"]["disk"]
    assert "anjuan_disk_free_bytes 1.07374" in call.client.get("/metrics").text
    room["free"] = disk.TOO_LITTLE - 1
    assert call.client.get("/readyz").status_code == 503
    room["free"] = disk.SCARCE
    eventually(lambda: call.client.get("/readyz").json()["degraded"] == {})


def test_a_clock_that_cannot_be_kept_is_not_moved(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = call.runtime.clock.today()
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", lambda *_: no_space(0))
        moved = call.post("sysadmin", "/demo/clock", {"to": "2027-01-01"})
    assert (moved.status_code, call.runtime.clock.today()) == (503, today)
    assert list(call.runtime.settings.data.glob("clock.*")) == []
