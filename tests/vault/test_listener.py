"""The vault at an address of its own, over TLS: its accounts are its own, and who has none there is
shown nothing; the case service answers as one that has no vault."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec import Struct

from domain.context import Actor
from services.api.discipline_door import PASSED_ACTOR, PASSED_TOKEN
from services.settings import Settings
from tests.support.calling import Caller, calling
from tests.support.citing import invariant
from tests.support.command_line import Terminal
from tests.support.demonstrations import opened
from tests.support.free_ports import free_port
from tests.support.nats_servers import eventually
from tests.support.service_process import Process
from tests.support.tls import Authority
from tests.support.vault_house import CLUE, LETTER_NO, ON_LETTER

pytest_plugins = ["tests.support.http_fixtures"]
PASSWORD = "four herons over the Jinsha 88"
INSPECTOR, REVIEWS = "inspector", "inspector.two"
PASSED = Actor("discipline.sc", "DISCIPLINE", "510000")


class Listening(Process):
    """`anjuan vault serve` with a port and a certificate."""

    def __init__(self, vault: Path, data: Path, authority: Authority) -> None:
        self.tls, self.port = authority.client(), free_port()
        self.url = f"https://localhost:{self.port}"
        words = ["vault", "serve", "--data", str(vault), "--of", str(data)]
        variables = {
            "ANJUAN_TLS_CERTIFICATE": str(authority.certificate),
            "ANJUAN_TLS_KEY": str(authority.key),
        }
        log = vault.with_name("listening.log")
        super().__init__([*words, "--port", str(self.port)], f"{self.url}/healthz", log, variables)

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/healthz").status_code == 200
        except httpx2.TransportError:
            return False

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        content = None if body is None else msgspec.json.encode(body)
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        with httpx2.Client(verify=self.tls, trust_env=False) as client:
            return client.request(method, self.url + path, content=content, headers=named)


class House(Struct, frozen=True):
    """The case service in this process, and the vault that listens."""

    call: Caller
    vault: Listening
    folder: Path

    def signed_in(self, who: str) -> dict[str, str]:
        made = self.vault.ask("POST", "/api/v1/tokens", {"username": who, "password": PASSWORD})
        assert made.status_code == 201, made.text
        return {"Authorization": f"Bearer {made.json()['token']}"}


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("listening")
    authority = Authority(tmp_path_factory.mktemp("authority"))
    settings = opened("sqlite", folder / "data", request)
    vault = folder / "vault"
    with calling(settings, timers=False) as call, Listening(vault, settings.data, authority) as own:
        for who in (INSPECTOR, REVIEWS):
            add_account(vault, who, "DISCIPLINE")
        add_account(vault, "clerk", "PROV")
        yield House(call, own, vault)


def add_account(vault: Path, who: str, role: str) -> None:
    Terminal(Settings(data=vault), real=True).run(
        "user", "add", who, role, "510000", input=f"{PASSWORD}\n"
    )


@invariant(59)
def test_a_stranger_is_shown_nothing_there_and_may_sign_in(house: House) -> None:
    vault = house.vault
    for path in ("/registry/centres", "/discipline-cases", "/discipline-cases/c1", "/events"):
        assert vault.ask("GET", f"/api/v1{path}").status_code == 401
    page = vault.ask("GET", "/registry/centres")
    assert (page.status_code, page.headers["location"][:9]) == (303, "/sign-in?")
    assert "口令" in vault.ask("GET", "/sign-in").text
    assert vault.ask("GET", "/metrics").status_code in (303, 401)
    passed = {
        PASSED_ACTOR.decode(): msgspec.json.encode(PASSED).hex(),
        PASSED_TOKEN.decode(): "any",
    }
    assert vault.ask("GET", "/api/v1/discipline-cases", **passed).status_code == 401


def test_its_accounts_and_sessions_are_its_own(house: House) -> None:
    wrong = {"username": "discipline.sc", "password": PASSWORD}
    assert house.vault.ask("POST", "/api/v1/tokens", wrong).status_code == 401
    outside = house.call.bearer("discipline.sc")
    assert house.vault.ask("GET", "/api/v1/discipline-cases", **outside).status_code == 401
    clerk = house.signed_in("clerk")
    assert house.vault.ask("GET", "/api/v1/discipline-cases", **clerk).status_code == 401
    own = house.signed_in(INSPECTOR)
    assert house.vault.ask("GET", "/api/v1/discipline-cases", **own).status_code == 200
    answer = house.call.client.get("/api/v1/audit", headers=own)
    assert answer.status_code == 401
    assert house.vault.ask("DELETE", "/api/v1/tokens", **own).status_code == 204
    assert house.vault.ask("GET", "/api/v1/discipline-cases", **own).status_code == 401


@invariant(59)
def test_a_case_is_led_there_on_letters_and_the_case_service_has_no_such_kind(
    house: House,
) -> None:
    own, call = house.signed_in(INSPECTOR), house.call
    clue = CLUE | {"handler": INSPECTOR, "reviewer": REVIEWS}
    opened = house.vault.ask(
        "POST", "/api/v1/discipline-cases", {"command": clue, "id": "own"}, **own
    )
    assert opened.status_code == 201, opened.text
    for who in (INSPECTOR, REVIEWS):
        read = house.vault.ask("GET", "/api/v1/discipline-cases/own", **house.signed_in(who))
        assert read.status_code == 200
    call.walk("a1", until="CreateDraft")

    def shown() -> bool:
        asked = house.vault.ask("GET", "/api/v1/applications/a1", **own, **ON_LETTER)
        return asked.status_code == 200

    eventually(shown, within=30)
    assert house.vault.ask("GET", "/api/v1/applications/a1", **own).status_code == 403
    with closing(sqlite3.connect(house.folder / "reads.db")) as db:
        rows = db.execute("SELECT person, letter FROM reads WHERE status = 200").fetchall()
    assert (INSPECTOR, LETTER_NO) in rows
    for who in ("discipline.sc", "prov.sc"):
        assert call.get(who, "/discipline-cases/own").status_code == 404
        assert call.get(who, "/discipline-cases").status_code == 404
    end = call.runtime.log.end()
    path = "/api/v1/applications/a1/submit-application"
    acted = house.vault.ask("POST", path, {"command": {"addressee": "510100"}}, **own)
    assert acted.status_code in (404, 405) and call.runtime.log.end() == end


def test_without_its_certificate_nobody_talks_to_it(house: House) -> None:
    with pytest.raises(httpx2.TransportError), httpx2.Client(trust_env=False) as client:
        client.get(house.vault.url + "/healthz")
    with pytest.raises(httpx2.TransportError), httpx2.Client(trust_env=False) as client:
        client.get(house.vault.url.replace("https", "http") + "/healthz")
