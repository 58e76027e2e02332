"""The objector's secret: strong or refused, shown to nobody, slow to try and salted."""

import asyncio
import json
import threading
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import product
from secrets import token_hex, token_urlsafe
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.personal_data.reply_keys import is_strong, key_fits, slow_hash
from adapters.personal_data.vault import Unsealed, Vault
from domain.application.case import Application
from domain.context import Actor
from services.api.hashing import HashingPool
from services.api.reply_keys import ReplyKeys
from services.commands.messages import Busy
from tests.support.calling import Caller, done
from tests.support.citing import invariant
from tests.support.objecting import KEY, OFFICER, SECRET, lodge, lodging, own
from tests.support.sichuan import USCC
from tests.support.soaking import SOAKING

pytest_plugins = ["tests.support.http_fixtures", "tests.support.objection_fixtures"]
pytestmark = pytest.mark.twin("soak")

DIGEST = sha256(SECRET.encode()).hexdigest()
WITHDRAWAL = {"no": 1, "reason": "已经了解"}


def stored_with(call: Caller) -> str:
    return b"\n".join(one.state for one in call.runtime.log.history("applications/a1")).decode()


def kept_of(call: Caller) -> str:
    case, _ = call.runtime.store.current("applications/a1")
    assert isinstance(case, Application) and case.objections[0].reply_key
    return str(call.runtime.vault.open(case.objections[0].reply_key))


def test_who_brings_no_secret_is_told_one_once(publicised: Caller) -> None:
    response = lodge(publicised, None, key=None)
    secret = done(response)["objection_key"]
    assert is_strong(secret)
    assert response.headers["Cache-Control"] == "no-store"
    assert done(own(publicised, {"Objection-Key": secret}), 200)["stand"] == "LODGED"
    assert own(publicised, {"Objection-Key": token_urlsafe(32)}).status_code == 404


def test_a_repeated_objection_is_not_told_the_secret_again(publicised: Caller) -> None:
    once = {"Idempotency-Key": "1"}
    assert "objection_key" in done(lodge(publicised, None, key=once))
    again = lodge(publicised, None, key=once)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "objection_key" not in done(again)


def test_who_brings_a_secret_is_not_told_it(publicised: Caller) -> None:
    assert "objection_key" not in done(lodge(publicised, None))
    assert done(own(publicised), 200)["stand"] == "LODGED"


def test_the_repetition_of_an_objection_is_only_known_to_who_brings_its_secret(
    publicised: Caller,
) -> None:
    """Or whoever guesses who objects would be told so by the answer."""
    done(lodge(publicised, None, key={**KEY, "Idempotency-Key": "1"}))
    other = {"Objection-Key": token_hex(32), "Idempotency-Key": "1"}
    assert "Idempotent-Replayed" not in lodge(publicised, None, key=other).headers


def test_a_weak_secret_is_refused(shared: Caller) -> None:
    words = ("20260302", "1" * 64, "3f" * 32, "password" * 8, "13687654321", "x" * 200, "")
    for who, weak in product((None, "applicant.3", OFFICER), words):
        refused = lodge(shared, who, "demo-5", key={"Objection-Key": weak})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/Objection-Key"


def test_every_secret_that_is_made_at_random_is_strong_enough() -> None:
    for _ in range(2000):
        assert is_strong(token_hex(32)) and is_strong(token_urlsafe(32))


def test_a_digest_alone_is_refused_and_one_of_another_secret(publicised: Caller) -> None:
    for key in (None, {"Objection-Key": token_hex(32)}):
        refused = lodge(publicised, None, key=key, reply_key=DIGEST)
        assert refused.json()["errors"][0]["pointer"] == "/command/reply_key"
    done(lodge(publicised, None, reply_key=DIGEST))
    assert own(publicised).status_code == 200


@invariant(58)
@pytest.mark.twin("suite")
def test_what_is_kept_of_a_secret_is_sealed_salted_and_slow(publicised: Caller) -> None:
    done(lodge(publicised, None))
    done(lodge(publicised, None))
    stored = stored_with(publicised)
    assert not [text for text in (SECRET, DIGEST, "$argon2id$") if text in stored]
    kept = kept_of(publicised)
    assert kept.startswith("$argon2id$") and kept != slow_hash(DIGEST)


def old_form(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """An objection as earlier releases stored it, with the bare SHA-256 in its event."""
    sealed = Vault.seal_given

    def as_before(vault: Vault, given: Sequence[Unsealed]) -> list[Any]:
        return [
            replace(after, reply_key=DIGEST) if hasattr(after, "reply_key") else after
            for after in sealed(vault, given)
        ]

    monkeypatch.setattr(Vault, "seal_given", as_before)
    done(lodge(call, None))
    monkeypatch.undo()
    assert DIGEST in stored_with(call)


@pytest.mark.twin("suite")
def test_an_objection_that_an_earlier_release_took_is_known_by_its_secret_still(
    publicised: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_form(publicised, monkeypatch)
    assert own(publicised, {"Objection-Key": DIGEST}).status_code == 404
    assert own(publicised).status_code == 200
    path = "/applications/a1/withdraw-objection"
    done(publicised.post(None, path, {"command": WITHDRAWAL}, KEY))


@invariant(58)
@pytest.mark.parametrize("form", ["new", "old"])
def test_what_is_kept_of_a_secret_is_shown_to_nobody(
    publicised: Caller, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    if form == "old":
        old_form(publicised, monkeypatch)
    else:
        done(lodge(publicised, None))
    publicised.service.subscription.catch_up()
    reads = [f"/applications/a1{tail}" for tail in ("", "/events", "/diff", "?as_of=2030-01-01")]
    reads += ["/events?limit=1000", "/audit", "/worklist", "/statistics", "/deadlines"]
    for who in publicised.runtime.accounts.actors() if SOAKING else one_of_each(publicised):
        for path in reads:
            text = publicised.get(who.person, path).text
            assert "reply_key" not in text and DIGEST not in text, (who.person, path)
            assert "argon2" not in text, (who.person, path)


def one_of_each(call: Caller) -> Iterable[Actor]:
    """The accounts without those that another is like: in role, in duties, and in being of a body
    that has to do with the case or of one that has not."""
    bodies = {USCC, "510100", "510000"}
    actors = call.runtime.accounts.actors()
    return {(one.role, one.duties, one.organ in bodies): one for one in actors}.values()


@pytest.fixture
def strict(publicised: Caller) -> Caller:
    """A service that lets an address, and an objection, be tried three times a minute."""
    publicised.service.app.state.reply_keys = ReplyKeys(per_minute=3)
    return publicised


def asked(call: Caller, no: int, secret: str) -> int:
    return own(call, {"Objection-Key": secret}, no=no).status_code


def test_an_address_that_tries_too_many_secrets_is_told_when_to_come_again(strict: Caller) -> None:
    done(lodge(strict, None))
    assert [asked(strict, no, token_hex(32)) for no in (1, 2, 3)] == [404] * 3
    refused = own(strict)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    path = "/applications/a1/withdraw-objection"
    assert strict.post(None, path, {"command": WITHDRAWAL}, KEY).status_code == 429
    assert strict.stage("applications", "a1") == "OBJECTION_PENDING"


def test_an_objection_is_not_tried_from_many_addresses_either(strict: Caller) -> None:
    done(lodge(strict, None))
    limits = strict.service.app.state.reply_keys
    for no in (1, 500_001):  # whether there is one or not
        codes = []
        for _ in range(4):
            limits.addresses = ReplyKeys().addresses
            codes.append(asked(strict, no, token_hex(32)))
        assert codes == [404, 404, 404, 429]


def test_a_missing_objection_takes_as_much_hashing_as_a_wrong_secret(
    publicised: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(lodge(publicised, None))
    hashed: list[str] = []

    def noted(slow: str, digest: str) -> bool:
        hashed.append(slow)
        return False

    monkeypatch.setattr("adapters.personal_data.reply_keys.verifies", noted)
    for no in (1, 2, 500_001):
        assert asked(publicised, no, token_hex(32)) == 404
    assert len(hashed) == 3


def test_secrets_fit_what_was_kept_of_them_and_nothing_else() -> None:
    for kept in (slow_hash(DIGEST), DIGEST):
        assert key_fits(kept, SECRET)
        assert (
            not key_fits(kept, SECRET.upper())
            and not key_fits(kept, DIGEST)
            and not key_fits(kept, kept)
        )
    for nothing in (None, "", "［已删除 erased］"):
        assert not key_fits(nothing, SECRET)


def test_hashing_that_would_wait_too_long_is_put_off() -> None:
    stop = threading.Event()

    async def flood() -> list[object]:
        pool = HashingPool(waiting=4, patience=0.2)
        works = [pool.run(stop.wait) for _ in range(5)]
        answers = await asyncio.gather(*works, return_exceptions=True)
        stop.set()
        await asyncio.sleep(0.05)
        return [*answers, await pool.run(SimpleNamespace, again=True)]

    *busy, after = asyncio.run(flood())
    assert [type(one) for one in busy] == [Busy] * 5
    assert after == SimpleNamespace(again=True)


def test_an_officer_who_records_a_paper_is_given_no_secret(publicised: Caller) -> None:
    body = lodging(received_on="2026-03-02")
    path = "/applications/a1/lodge-objection"
    answer = done(publicised.post(OFFICER, path, {"command": body}))
    assert "objection_key" not in answer and "reply_key" not in json.dumps(answer)
