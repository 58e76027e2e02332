"""Whatever part of a data folder is older, newer, missing, foreign, cut off or garbled: either all
is as if made anew, or the service is not ready and says which part it is, or it does not start."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.event_store.cases import CaseStore
from adapters.nats.process import NatsFailed
from adapters.personal_data.kek import KekRefused
from adapters.personal_data.vault import KEY_LOST
from domain.context import Actor
from services.consistency.misfits import DoesNotBelong
from services.processes.service import running_service
from services.settings import Settings
from tests.support.calling import Caller, calling, draft, eventually
from tests.support.folded import differences
from tests.support.harming import HARMS, Folders, harmed

pytest_plugins = ["tests.support.http_fixtures"]
READS = ("/applications", "/worklist", "/deadlines", "/audit", "/publicity", "/events")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n" + b"%" * 600 + b"\n%%EOF\n"
HEALS, REFUSED = "heals", "refused"
EXPECTED = {
    "store": ("store", "keys", REFUSED, REFUSED, REFUSED, REFUSED),
    "read model": (HEALS, "store", HEALS, HEALS, HEALS, HEALS),
    "snapshots": (HEALS, "store", HEALS, HEALS, HEALS, HEALS),
    "keys": ("keys", "store", REFUSED, REFUSED, REFUSED, REFUSED),
    "files": ("files", "store", "files", "files", "files", "files"),
    "accounts": ("accounts", "store", "accounts", "accounts", REFUSED, REFUSED),
}
"""In the order of HARMS: older, newer, missing, foreign, truncated, garbled; what is named."""


@pytest.fixture(scope="module")
def folders(opened_sqlite: Settings, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    place = tmp_path_factory.mktemp("parts")
    older, newer = (Path(copytree(opened_sqlite.data, place / at)) for at in ("older", "newer"))
    with calling(replace(opened_sqlite, data=newer)) as caller:
        lived_on(caller)
    foreign = Settings(data=place / "foreign")
    with running_service(foreign, timers=False) as service:
        service.runtime.accounts.add("somebody", Actor("s", "AUDITOR", "510000"), "a password")
        service.runtime.files.put([PDF])
    return Folders(older, newer, foreign.data)


def lived_on(caller: Caller) -> None:
    """What happens between the older folder and the newer one: persons, a file, an account."""
    caller.register()
    uploaded = caller.post("applicant.1", "/files", PDF)
    assert uploaded.status_code == 201, uploaded.text
    created = caller.open("applicant.1", "applications", draft(), id="later")
    assert created.status_code == 201, created.text
    for _ in range(30):
        revised = caller.do("applicant.1", "applications", "later", "revise-draft", draft_form())
        assert revised.status_code == 201, revised.text
    caller.service.subscription.catch_up()


def draft_form() -> Any:
    return {"form": draft()["form"]}


def events_in(data: Path) -> list[tuple[Any, ...]]:
    if not (data / "events.db").exists():
        return []
    with closing(sqlite3.connect(data / "events.db")) as connection:
        try:
            return connection.execute("SELECT * FROM events ORDER BY rowid").fetchall()
        except sqlite3.DatabaseError:
            return []


CASES = [
    pytest.param(part, harm, marks=[pytest.mark.soak] if (place + nth) % 2 else [])
    for place, part in enumerate(EXPECTED)
    for nth, harm in enumerate(HARMS)
]
"""All in soak; in the suite every other one, so that each part and each harm is there."""


@pytest.mark.parametrize(("part", "harm"), CASES)
def test_nothing_is_silently_wrong(
    folders: Folders, opened_sqlite: Settings, tmp_path: Path, part: str, harm: str
) -> None:
    data = harmed(folders, tmp_path / "data", part, harm)
    before = events_in(data)
    assert what_comes(replace(opened_sqlite, data=data)) == EXPECTED[part][HARMS.index(harm)]
    assert events_in(data)[: len(before)] == before


def what_comes(settings: Settings) -> str:
    """How the service takes it: it is as if made anew, or one part is named, or it refuses."""
    try:
        with calling(settings) as caller:
            if part := named(caller):
                nothing_breaks(caller)
                return part
            all_is_well(caller)
            return HEALS
    except (DoesNotBelong, KekRefused) as error:
        assert ".db" in str(error) or "kek" in str(error)
        return REFUSED


def named(caller: Caller) -> str | None:
    report = caller.client.get("/readyz")
    if report.status_code == 200:
        assert report.json()["degraded"] == {}
        return None
    assert report.headers["Retry-After"]
    degraded = report.json()["degraded"]
    assert all("/ " in text for text in degraded.values()), degraded
    return str(next(iter(degraded)))


def nothing_breaks(caller: Caller) -> None:
    for path in READS:
        assert caller.get("prov.sc", path).status_code in (200, 503)
    for name in caller.runtime.log.streams("applications/"):
        assert caller.get("prov.sc", f"/{name}").status_code in (200, 403, 404, 503)
    for hash in caller.runtime.accounts.uploads.hashes():
        assert caller.get("prov.sc", f"/files/{hash}").status_code in (200, 404, 410, 503)
    answer = caller.open("applicant.2", "applications", draft())
    older = "store" in caller.runtime.parts.misfits
    assert answer.status_code == 503 if older else answer.status_code < 500, answer.text


def all_is_well(caller: Caller) -> None:
    runtime = caller.runtime
    caller.service.subscription.catch_up()
    assert differences(runtime.log, runtime.readmodel) == []
    plain = CaseStore(runtime.log)
    for name in runtime.log.streams(""):
        assert runtime.store.current(name) == plain.current(name)
    assert KEY_LOST not in caller.get("applicant.1", "/applications/later").text
    for hash in runtime.accounts.uploads.hashes():
        assert b"".join(runtime.files.open(hash))
    answer = caller.open("applicant.2", "applications", draft())
    assert answer.status_code in (201, 409, 422), answer.text


STREAM_NAMES = {"relay", "nats", "audit"}


@pytest.fixture(scope="module")
def streamed(folders: Folders, opened_sqlite: Settings) -> Folders:
    """The folders, with the streams that services over them have made."""
    for data in (folders.older, folders.newer, folders.foreign):
        with calling(replace(opened_sqlite, data=data), child=True) as caller:
            eventually(lambda: relayed(caller), 60)
    return folders


def relayed(caller: Caller) -> bool:
    relay = caller.client.get("/readyz").json().get("relay")
    return bool(relay) and relay["behind"] == 0 and not relay["trouble"]


@pytest.mark.soak
@pytest.mark.parametrize("harm", HARMS)
def test_a_stream_that_does_not_belong_heals_or_is_named(
    streamed: Folders, opened_sqlite: Settings, tmp_path: Path, harm: str
) -> None:
    data = harmed(streamed, tmp_path / "data", "stream", harm)
    before = events_in(data)
    try:
        with calling(replace(opened_sqlite, data=data), child=True) as caller:
            eventually(lambda: relayed(caller) or STREAM_NAMES & degraded(caller), 60)
            if not STREAM_NAMES & degraded(caller):
                all_is_well(caller)
    except NatsFailed as error:
        assert "nats" in str(error).lower()
    assert events_in(data)[: len(before)] == before


def degraded(caller: Caller) -> set[str]:
    return set(caller.client.get("/readyz").json()["degraded"])
