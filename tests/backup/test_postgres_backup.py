"""With PostgreSQL its own tools copy the events, first; the rest is copied after, and restored
beside the dump."""

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.event_store.migrate import migrate_store
from adapters.event_store.postgres import PostgresLog
from adapters.event_store.store_marks import restorations
from services.backup.generation import MILLION
from services.settings import Settings
from tests.support.backed_up import at
from tests.support.calling import Caller, calling
from tests.support.comparing import projections_are_the_store
from tests.support.postgres import APP, OWNER, Postgres
from tests.support.relayed import everything

pytest_plugins = ["tests.support.store_fixtures"]
WHY = ("--reason", "server lost")


@pytest.fixture
def url(postgres_server: Postgres, postgres_database: str) -> str:
    return postgres_server.url(APP, postgres_database)


@pytest.fixture
def caller(url: str, tmp_path: Path) -> Iterator[Caller]:
    """A demonstration over PostgreSQL, at work."""
    settings = Settings(data=tmp_path / "data", database=url, demo=True)
    with calling(settings, timers=False) as caller:
        caller.walk("a1", until="SubmitApplication")
        yield caller


def dumped(server: Postgres, database: str, to: Path) -> None:
    tool = server.tool("pg_dump")
    subprocess.run([tool, "-Fc", "-f", to, server.url(OWNER, database)], check=True)


def loaded(server: Postgres, dump: Path, database: str) -> str:
    """The application's URL of a new database with what was dumped."""
    server.create_database(database, owner=OWNER)
    tool = server.tool("pg_restore")
    subprocess.run([tool, "-d", server.url(dbname=database), dump], check=True)
    migrate_store(server.url(OWNER, database), app_role=APP, demo=True)
    return server.url(APP, database)


def test_a_dump_and_the_backup_after_it_are_restored_together(
    caller: Caller, postgres_server: Postgres, postgres_database: str, tmp_path: Path
) -> None:
    dump, target, new = tmp_path / "dump", tmp_path / "backups", tmp_path / "new"
    dumped(postgres_server, postgres_database, dump)
    before = everything(caller.runtime.log)
    caller.walk("a2", until="CreateDraft")
    settings = caller.runtime.settings
    at(settings.data, database=settings.database).run("backup", target)
    caller.walk("a3", until="CreateDraft")
    assert "未查 not looked at  events" in at(new).out("backup", target, "--check")
    url = loaded(postgres_server, dump, f"{postgres_database}_again")
    at(new, database=url).run("restore", target, *WHY)
    with calling(Settings(data=new, database=url, demo=True), timers=False) as again:
        runtime = again.runtime
        events = everything(runtime.log)
        assert events[: len(before)] == before
        [gap] = restorations(runtime.log)
        assert (gap.kept_to, gap.goes_on_from % MILLION) == (before[-1].position, 1)
        assert events[len(before)].position == gap.goes_on_from
        projections_are_the_store(runtime.log, runtime.readmodel, tmp_path)
        case, _ = runtime.store.current("applications/a1")
        assert runtime.vault.open(case) != case
        again.walk("a4", until="CreateDraft")


def test_a_dump_that_is_newer_than_the_backup_is_refused(
    caller: Caller, postgres_server: Postgres, postgres_database: str, tmp_path: Path
) -> None:
    """Its keys would be missing."""
    settings = caller.runtime.settings
    at(settings.data, database=settings.database).run("backup", tmp_path / "backups")
    caller.walk("a2", until="CreateDraft")
    terminal = at(tmp_path / "new", database=settings.database)
    said = terminal.run("restore", tmp_path / "backups", *WHY, status=1).stderr
    assert "转储" in said
    assert restorations(caller.runtime.log) == ()


def test_a_database_of_another_store_is_refused(
    caller: Caller, postgres_server: Postgres, postgres_database: str, tmp_path: Path
) -> None:
    settings = caller.runtime.settings
    at(settings.data, database=settings.database).run("backup", tmp_path / "backups")
    other = f"{postgres_database}_other"
    postgres_server.create_database(other, owner=OWNER)
    migrate_store(postgres_server.url(OWNER, other), app_role=APP, demo=True)
    terminal = at(tmp_path / "new", database=postgres_server.url(APP, other))
    said = terminal.run("restore", tmp_path / "backups", *WHY, status=1).stderr
    assert "不是同一个案卷库" in said
    with closing(PostgresLog(postgres_server.url(APP, other))) as log:
        assert log.end() is None


def test_a_store_without_its_last_commits_goes_on_beyond_them_once_it_is_accepted(
    caller: Caller, url: str, tmp_path: Path
) -> None:
    """As after a replica was promoted: the read model here knows of more."""
    settings = caller.runtime.settings
    caller.service.subscription.catch_up()
    with caller.runtime.readmodel._database.writing() as cursor:
        cursor.execute("UPDATE anjuan_read.places SET position = position + 2000000")
    at(settings.data, database=url).run("restore", "--accept", *WHY)
    [gap] = restorations(caller.runtime.log)
    assert gap.goes_on_from > 3 * MILLION
