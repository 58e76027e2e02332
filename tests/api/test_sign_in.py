"""Signing in: guessing is slowed down, and keeps nobody out but the one who guesses."""

import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from argon2 import PasswordHasher
from httpx2 import Response
from msgspec.structs import replace
from starlette.testclient import TestClient

from adapters.accounts import Accounts
from adapters.credentials.passwords import UNKNOWN_HASH, is_weak
from domain.context import Actor
from services.api import sign_in
from services.settings import Settings
from tests.support.calling import Caller, calling, done
from tests.support.demonstrations import PASSWORD

pytest_plugins = ["tests.support.http_fixtures"]

OTHER = "kelp-unmoored-7-fathoms"
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture(scope="module")
def kind() -> str:
    return "sqlite"


def sign(call: Caller, username: str, password: str = "wrong", address: str = HERE) -> Response:
    client = TestClient(call.service.app, client=(address, 50000))
    body = {"username": username, "password": password}
    return client.post("/api/v1/tokens", json=body)


def statuses(call: Caller, username: str, tries: int, address: str = HERE) -> list[int]:
    return [sign(call, username, address=address).status_code for _ in range(tries)]


def test_who_guesses_at_one_account_is_told_when_to_come_again(call: Caller) -> None:
    told = statuses(call, "prov.sc", sign_in.FROM_ONE_FOR_ONE + 2)
    assert told[: sign_in.FROM_ONE_FOR_ONE] == [401] * sign_in.FROM_ONE_FOR_ONE
    again = sign(call, "prov.sc")
    assert again.status_code == 429 and 1 <= int(again.headers["Retry-After"]) <= 6


def test_who_guesses_at_many_accounts_is_told_when_to_come_again(call: Caller) -> None:
    names = [f"nobody.{number}" for number in range(sign_in.FROM_AN_ADDRESS)]
    assert {sign(call, name).status_code for name in names} == {401}
    assert sign(call, "another").status_code == 429
    assert sign(call, "another", address=THERE).status_code == 401


def test_many_addresses_together_guess_no_more_often_at_one_account(call: Caller) -> None:
    tried = [s for host in range(20) for s in statuses(call, "prov.sc", 6, f"198.51.100.{host}")]
    free = 20 * sign_in.FOR_A_NEWCOMER + sign_in.FOR_AN_ACCOUNT
    assert free <= tried.count(401) <= free + 3 and 429 in tried


def test_what_others_try_keeps_the_right_person_out_neither_here_nor_there(call: Caller) -> None:
    done(sign(call, "prov.sc", PASSWORD, HERE))
    for host in range(40):
        statuses(call, "prov.sc", 4, f"198.51.100.{host}")
    for number in range(sign_in.FROM_AN_ADDRESS + 5):
        sign(call, f"nobody.{number}", address=HERE)
    assert sign(call, "nobody.0", address=HERE).status_code == 429
    done(sign(call, "prov.sc", PASSWORD, HERE))
    done(sign(call, "prov.sc", PASSWORD, THERE))


def test_right_passwords_are_not_counted(call: Caller) -> None:
    for _ in range(sign_in.FROM_AN_ADDRESS + 5):
        done(sign(call, "prov.sc", PASSWORD))


def test_failures_are_logged_with_name_and_address_and_without_the_password(call: Caller) -> None:
    with structlog.testing.capture_logs() as entries:
        sign(call, "prov.sc", "a secret slip")
    [entry] = [entry for entry in entries if entry["event"] == "sign-in failed"]
    assert (entry["username"], entry["address"]) == ("prov.sc", HERE)
    assert "a secret slip" not in str(entries)


def test_an_unknown_name_takes_as_long_as_a_known_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.credentials.passwords.hasher", PasswordHasher())
    monkeypatch.setattr("adapters.credentials.passwords.UNKNOWN_HASH", UNKNOWN_HASH)
    assert not PasswordHasher().check_needs_rehash(UNKNOWN_HASH)
    with closing(Accounts(tmp_path / "accounts.db", lambda *_: "")) as accounts:
        accounts.put({"known": Actor("known", "PREF", "510100")}, OTHER)

        def seconds(name: str) -> float:
            began = time.thread_time()
            assert not accounts.check(name, "-")
            return time.thread_time() - began

        known, unknown = ([seconds(name) for _ in range(5)] for name in ("known", "unknown"))
    assert 0.5 < statistics.median(unknown) / statistics.median(known) < 2


# Sessions


@pytest.fixture
def brief(demonstration: Settings) -> Iterator[Caller]:
    """A house whose sessions last two hours, and ten minutes unused."""
    with calling(replace(demonstration, session_hours=2, idle_minutes=10)) as caller:
        yield caller


def session(call: Caller) -> str:
    return str(done(sign(call, "prov.sc", PASSWORD))["token"])


def reads(call: Caller, token: str) -> int:
    return call.get(None, "/worklist", {"Authorization": f"Bearer {token}"}).status_code


def test_who_signs_out_is_signed_out_there_and_nowhere_else(call: Caller) -> None:
    one, other = session(call), session(call)
    bearer = {"Authorization": f"Bearer {one}"}
    assert call.client.delete("/api/v1/tokens", headers=bearer).status_code == 204
    assert (reads(call, one), reads(call, other)) == (401, 200)


def test_another_password_ends_all_sessions(call: Caller) -> None:
    one, other = session(call), session(call)
    bearer = {"Authorization": f"Bearer {one}"}

    def changed(old: str, new: str) -> int:
        body = {"password": old, "new_password": new}
        return call.post(None, "/password", body, bearer).status_code

    assert changed("wrong", OTHER) == 401
    assert changed(PASSWORD, "password1234") == 422
    assert (reads(call, one), reads(call, other)) == (200, 200)
    assert changed(PASSWORD, OTHER) == 204
    assert (reads(call, one), reads(call, other)) == (401, 401)
    assert sign(call, "prov.sc", PASSWORD).status_code == 401
    done(sign(call, "prov.sc", OTHER))


def test_a_session_ends_when_the_house_says_and_sooner_when_it_lies_idle(brief: Caller) -> None:
    answer = done(sign(brief, "prov.sc", PASSWORD))
    left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=119) < left <= timedelta(minutes=120)
    token, now = answer["token"], datetime.now(UTC)
    bearer = brief.runtime.accounts.bearer
    for minutes in (9, 18, 27, 36):
        assert bearer(token, now + timedelta(minutes=minutes))
    brief.runtime.accounts.sessions.keep_use()
    assert bearer(token, now + timedelta(minutes=47)) is None


def test_use_in_one_process_keeps_a_session_alive_in_another(brief: Caller) -> None:
    data, vault = brief.runtime.settings.data, brief.runtime.vault
    token, now = session(brief), datetime.now(UTC)
    with closing(Accounts(data / "accounts.db", vault.claim_id)) as other:
        assert other.bearer(token, now + timedelta(minutes=9))
        other.sessions.keep_use()
        assert brief.runtime.accounts.bearer(token, now + timedelta(minutes=18))
        assert other.bearer(token, now + timedelta(minutes=25)) is None


@pytest.mark.parametrize(
    "password",
    [
        "k9-Zq!7fV#2",
        "password12345",
        "qwertyuiopasdf",
        "111111111111111",
        "prov.sc.decider",
        "abcdefghijklmnop",
        "zhongguo123456",
    ],
)
def test_a_password_that_is_easily_guessed_is_weak(password: str) -> None:
    assert is_weak(password, "prov.sc.decider")


@pytest.mark.parametrize("password", [OTHER, "a long enough password", "阳光照在湖面上很安静呢啊"])
def test_a_password_that_is_long_and_odd_is_taken(password: str) -> None:
    assert not is_weak(password, "prov.sc")
