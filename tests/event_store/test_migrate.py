"""A PostgreSQL database is brought up to date whole, once, and never to something else."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import psycopg
import pytest

from adapters.event_store.migrate import FOLDER, MigrationRefused, migrate_store
from tests.support.postgres import APP, OWNER, Postgres

pytest_plugins = ["tests.support.store_fixtures"]

_numbers = count(1)


@pytest.fixture
def make_database(postgres_server: Postgres) -> Callable[[], str]:
    """Makes an empty database and gives its owner's URL."""

    def make() -> str:
        name = f"empty_{next(_numbers)}"
        postgres_server.create_database(name, owner=OWNER)
        return postgres_server.url(OWNER, name)

    return make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "migrations"))


def test_files_are_applied_in_order_and_once(make_database: Callable[[], str]) -> None:
    url = make_database()
    assert migrate_store(url) == [path.name for path in sorted(FOLDER.glob("*.sql"))]
    assert migrate_store(url) == []


def test_processes_that_migrate_at_once_do_no_harm(make_database: Callable[[], str]) -> None:
    url = make_database()
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: migrate_store(url), range(4)))
    assert sorted(map(bool, results)) == [False, False, False, True]


def test_a_new_file_is_applied_on_top(make_database: Callable[[], str], folder: Path) -> None:
    url = make_database()
    migrate_store(url, folder=folder)
    (folder / "9000_more.sql").write_text("CREATE TABLE anjuan.more (percent text DEFAULT '%s')")
    assert migrate_store(url, folder=folder) == ["9000_more.sql"]


def test_an_applied_file_that_was_changed_or_lost_is_refused(
    make_database: Callable[[], str], folder: Path
) -> None:
    url = make_database()
    first = folder / "0001_event_store.sql"
    migrate_store(url, folder=folder)
    original = first.read_text()
    first.write_text(original + "-- changed\n")
    with pytest.raises(MigrationRefused, match="0001_event_store"):
        migrate_store(url, folder=folder)
    first.unlink()
    with pytest.raises(MigrationRefused, match="0001_event_store"):
        migrate_store(url, folder=folder)
    first.write_text(original)
    assert migrate_store(url, folder=folder) == []


def test_when_one_file_fails_none_is_applied(
    make_database: Callable[[], str], folder: Path
) -> None:
    url = make_database()
    (folder / "9000_wrong.sql").write_text("SELECT nonsense")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        migrate_store(url, folder=folder)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regnamespace('anjuan')").fetchone() == (None,)


def test_a_database_stays_a_demonstration_or_none(make_database: Callable[[], str]) -> None:
    url = make_database()
    migrate_store(url, demo=True)
    with pytest.raises(MigrationRefused, match="as a demonstration"):
        migrate_store(url)
    assert migrate_store(url, demo=True) == []


def test_the_role_is_made_when_absent_with_its_password(
    make_database: Callable[[], str], postgres_server: Postgres
) -> None:
    role = "another app"  # a name that needs quoting
    migrate_store(make_database(), app_role=role, app_password="it's secret")
    with psycopg.connect(postgres_server.url()) as superuser:
        row = superuser.execute(
            "SELECT rolcanlogin, rolsuper, rolpassword LIKE 'SCRAM%%' FROM pg_authid"
            " WHERE rolname = %s",
            (role,),
        ).fetchone()
    assert row == (True, False, True)


def test_the_store_is_closed_to_everyone_else(
    make_database: Callable[[], str], postgres_server: Postgres
) -> None:
    url = make_database()
    migrate_store(url)
    with psycopg.connect(postgres_server.url(), autocommit=True) as superuser:
        superuser.execute("CREATE ROLE stranger LOGIN")
    with (
        psycopg.connect(url.replace(OWNER, "stranger")) as stranger,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        stranger.execute("SELECT 1 FROM anjuan.events")
    with psycopg.connect(url.replace(OWNER, APP)) as app:
        assert app.execute("SELECT count(*) FROM anjuan.events").fetchone() == (0,)
