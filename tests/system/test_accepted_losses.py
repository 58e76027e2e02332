"""Keys, files and accounts that are lost for good: a person says so, and the service goes on."""

from pathlib import Path

import pytest

from adapters.event_store.sqlite import SQLiteLog
from adapters.personal_data.vault import KEY_LOST
from domain.store.case import StoreFile
from services import seeding
from services.consistency import claims
from services.consistency.misfits import DoesNotBelong
from services.processes.service import running_service
from services.runtime import Runtime, open_runtime
from services.settings import Settings
from tests.support.calling import Caller, calling, draft
from tests.support.command_line import Terminal
from tests.support.harming import remove

pytest_plugins = ["tests.support.terminal_fixtures"]
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
WHY = "硬盘损坏，没有备份"
KEY = {"Idempotency-Key": "once"}


def open_once(caller: Caller) -> tuple[int, str]:
    answer = caller.open("applicant.2", "applications", draft(), headers=KEY)
    return answer.status_code, answer.json().get("id") or answer.json()["stream"]


def lose(settings: Settings, *names: str) -> None:
    for name in names:
        remove(settings.data / name)


def ready(caller: Caller) -> bool:
    return caller.client.get("/readyz").status_code == 200


def store_file(runtime: Runtime) -> StoreFile:
    file, _ = runtime.store.current("stores/CN")
    assert isinstance(file, StoreFile)
    return file


def accept(own: Terminal, part: str) -> str:
    return own.out("accept-loss", part, "--reason", WHY)


@ON_SQLITE
def test_keys_that_are_gone_are_not_made_anew_without_a_word(own: Terminal) -> None:
    lose(own.settings, "keys.db", "kek")
    said = own.run("case", "show", "applications/a1", status=3).stderr
    assert "keys.db" in said and "anjuan accept-loss keys" in said
    assert not (own.settings.data / "keys.db").exists()


def test_without_the_old_keys_the_service_goes_on_and_says_what_is_lost(own: Terminal) -> None:
    with calling(own.settings) as caller:
        uploaded = caller.post("applicant.1", "/files", PDF).json()["hash"]
        before = caller.open("applicant.2", "applications", draft(), headers=KEY)
        assert before.status_code == 201
        version = caller.runtime.log.end()
    lose(own.settings, "keys.db", "kek")
    assert "keys are given up" in accept(own, "keys")
    with calling(own.settings) as caller:
        assert not ready(caller) and "files" in caller.runtime.parts.misfits
    accept(own, "files")
    with calling(own.settings) as caller:
        assert ready(caller)
        assert store_file(caller.runtime).lost == ("KEYS", "FILES")
        assert KEY_LOST in caller.get("prov.sc", "/applications/a1").text
        assert "erased" not in caller.get("prov.sc", "/applications/a1").text
        assert caller.get("applicant.1", f"/files/{uploaded}").status_code == 410
        again = caller.open("applicant.2", "applications", draft(), headers=KEY)
        assert again.json()["position"] == before.json()["position"]
        assert version is not None and before.json()["position"] <= version[0]


def a_second_application_is_refused(settings: Settings) -> None:
    with calling(settings) as caller:
        created = caller.open("applicant.1", "applications", draft(), id="second")
        assert created.status_code == 201, created.text
        submitted = caller.do(
            "applicant.1", "applications", "second", "submit-application", {"addressee": "510100"}
        )
        assert submitted.status_code == 409
        assert "a1" in submitted.text


@ON_SQLITE
def test_one_open_application_holds_with_other_keys(own: Terminal) -> None:
    lose(own.settings, "keys.db", "kek")
    accept(own, "keys")
    a_second_application_is_refused(own.settings)


@ON_SQLITE
def test_claims_are_found_again_when_names_are_folded_in_another_way(
    own: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.personal_data.vault.folded", lambda text: f"<{text}>")
    monkeypatch.setattr(claims, "folding_fingerprint", lambda: "another way")
    a_second_application_is_refused(own.settings)


@ON_SQLITE
def test_keys_of_another_store_do_not_start_a_store_of_an_earlier_release(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no mark of its keys: its very first command tells."""
    with monkeypatch.context() as earlier:
        earlier.setattr(seeding, "record_keys", lambda runtime: 0)
        with running_service(settings, timers=False):
            pass
    keys = (settings.data / "keys.db").read_bytes(), (settings.data / "kek").read_bytes()
    other = Settings(data=tmp_path / "other")
    with running_service(other, timers=False):
        pass
    for name in ("keys.db", "kek"):
        (settings.data / name).write_bytes((other.data / name).read_bytes())
    with pytest.raises(DoesNotBelong, match="another store"), running_service(settings):
        pass
    for name, content in zip(("keys.db", "kek"), keys, strict=True):
        (settings.data / name).write_bytes(content)
    with running_service(settings, timers=False) as service:
        assert store_file(service.runtime).keys == service.runtime.keystore.mark()


@ON_SQLITE
@pytest.mark.parametrize(("part", "name"), [("files", "files"), ("accounts", "accounts.db")])
def test_what_is_given_up_is_not_asked_for_again(own: Terminal, part: str, name: str) -> None:
    lose(own.settings, name)
    with calling(own.settings) as caller:
        assert not ready(caller)
        assert f"accept-loss {part}" in caller.client.get("/readyz").json()["degraded"][part]
    accept(own, part)
    for _ in range(2):
        with calling(own.settings) as caller:
            assert ready(caller)


@ON_SQLITE
def test_keys_that_cannot_be_opened_are_set_aside_and_kept(own: Terminal) -> None:
    lose(own.settings, "kek")
    own.run("case", "show", "applications/a1", status=3)
    accept(own, "keys")
    assert [*own.settings.data.glob("keys.db.damaged-*")]
    with calling(own.settings) as caller:
        assert KEY_LOST in caller.get("prov.sc", "/applications/a1").text


@ON_SQLITE
def test_an_empty_store_beside_keys_that_were_never_used_is_begun(settings: Settings) -> None:
    for _ in range(2):
        open_runtime(settings).close()
    with running_service(settings, timers=False) as service:
        assert not service.runtime.parts.misfits


@ON_SQLITE
def test_an_empty_store_beside_keys_that_were_used_is_not_begun_anew(settings: Settings) -> None:
    with running_service(settings, timers=False):
        pass
    lose(settings, "events.db")
    SQLiteLog(settings.data / "events.db").close()
    with pytest.raises(DoesNotBelong, match="gone or empty"):
        open_runtime(settings)
