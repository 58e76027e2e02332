"""What every earlier release has stored opens with this one: all of it can be read, decided again
and carried on."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import psycopg
import pytest

from adapters.event_store.codec import decode
from adapters.event_store.migrate import migrate_store
from services.consistency.findings import Diagnosis
from services.settings import Settings
from tests.support.calling import calling, done
from tests.support.command_line import Terminal
from tests.support.examined import all_cases, look
from tests.support.postgres import APP, OWNER, Postgres
from tests.upgrades.stores import ARCHIVE, DUMP, kept, unpack

pytest_plugins = ["tests.support.store_fixtures"]
CARRIED_ON = {
    "demonstration": ("applicant.2", "demo-2", "withdraw-application", {"reason": "另行安排"}),
    "office": ("pref.510100", "a1", "start-local-review", {"no_conflict": True}),
}
UNNAMED = {"/event/interpreted_by", "/event/parent"}
"""A regulation's parent and interpreter, which the first release did not take from its file."""
DIFFERS = {
    ("2026-11-22-compose", "office"): UNNAMED,
    ("2026-11-22-compose", "demonstration"): UNNAMED | {"/area", "/reads/applications/demo-5"},
}
"""What this release decides otherwise than one of those has, by pointer: its records had no area
for a whole regime, and named among their reads what other parts of the same act had read."""
WITHOUT_FILES = {("0.1.0", "demonstration")}
"""Whose uploaded files are not kept: they are made of random bytes, and large."""
OF_TODAY = {"calendar", "regulations"}
"""What the doctor says of the present day, and not of the store; a real one has no other clock."""
SMALL = 300_000  # bytes, of all together


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stores")
    unpack(folder)
    return folder


ENDS = {"2026-11-22-compose", "2026-11-30"}


def stores_kept() -> list[Any]:
    """Every store; in the suite those of the first release and the last, the others in soak."""
    in_soak = [pytest.mark.soak]
    return [pytest.param(one, marks=[] if one[0] in ENDS else in_soak) for one in kept()]


@pytest.fixture(params=stores_kept(), ids="/".join)
def settings(
    stores: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Settings, tuple[str, str]]]:
    """The settings of a store that nobody has opened since, with its release and kind."""
    release, store = request.param
    kind, _, database = store.partition("-")
    copytree(stores / release / store, tmp_path / "store")
    url = None
    if database == "postgres":
        server: Postgres = request.getfixturevalue("postgres_server")
        url = restored(server, tmp_path / "store" / DUMP, kind == "demonstration")
    data = tmp_path / "store" / "data"
    yield Settings(data=data, database=url, demo=kind == "demonstration"), (release, kind)


_restored: list[str] = []


def restored(server: Postgres, dump: Path, demo: bool) -> str:
    """The URL of a database restored from a dump and brought to the newest schema."""
    name = f"restored_{len(_restored)}"
    _restored.append(name)
    server.create_database(name, owner=OWNER)
    with psycopg.connect(server.url(dbname=name), autocommit=True) as connection:
        connection.execute(dump.read_bytes())
    migrate_store(server.url(OWNER, name), app_role=APP, demo=demo)
    return server.url(APP, name)


def test_a_store_of_an_earlier_release_opens_and_is_carried_on(
    settings: tuple[Settings, tuple[str, str]],
) -> None:
    opened, (release, kind) = settings
    who, id, command, body = CARRIED_ON[kind]
    terminal = Terminal(opened, real=not opened.demo)
    if not opened.demo:
        terminal.run("accept-clock")  # nobody has worked on it for as long as it has been kept
    if (release, kind) in WITHOUT_FILES:
        terminal.run("accept-loss", "files", "--reason", "not kept")
    with calling(opened, timers=False) as caller:
        caller.service.subscription.catch_up()
        assert caller.client.get("/readyz").status_code == 200
        for name in all_cases(caller.runtime):
            case, version = caller.runtime.store.current(name)
            history = caller.runtime.log.history(name)
            assert case is not None and version == len(history)
            assert all(decode(one.topic, one.state) for one in history)
        assert done(caller.get(who, f"/applications/{id}"), 200)["id"] == id
        done(caller.do(who, "applications", id, command, body), 201)
    lines = terminal.lines("verify", "--decisions", status=1 if (release, kind) in DIFFERS else 0)
    assert {one["pointer"] for one in lines[:-1]} == DIFFERS.get((release, kind), set())
    found = [one for one in look(opened) if opened.demo or one.what not in OF_TODAY]
    not_right = {one.what: one.answer for one in found if one.answer is not Diagnosis.RIGHT}
    has_stream = (opened.data / "nats").exists()
    assert not_right == ({} if has_stream else {"stream": Diagnosis.UNSEEN}), found


def test_stores_of_every_release_are_kept_on_both_databases_and_are_small() -> None:
    releases = {release for release, _ in kept()}
    assert len(releases) >= 4
    for release in releases:
        assert {"office-sqlite", "office-postgres"} <= {
            kind for name, kind in kept() if name == release
        }
    assert sum(kind == "demonstration-sqlite" for _, kind in kept()) >= 2
    assert ARCHIVE.stat().st_size < SMALL
