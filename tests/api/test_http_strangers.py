"""Whoever objects without a token: how often, how much, and with which papers."""

from collections.abc import Iterator

import pytest
from httpx2 import Response
from msgspec.structs import replace

from services.demo.papers import one_line_pdf
from services.settings import Settings
from tests.support.calling import Caller, calling, done
from tests.support.citing import invariant
from tests.support.objecting import OFFICER, in_publicity, lodge, lodging, own

pytest_plugins = ["tests.support.http_fixtures", "tests.support.objection_fixtures"]
pytestmark = pytest.mark.twin("soak")


@pytest.fixture
def narrow(demonstration: Settings) -> Iterator[Caller]:
    """A service that lets an address act three times a minute without a token."""
    with calling(replace(demonstration, public_per_minute=3)) as caller:
        yield in_publicity(caller)


def test_an_address_that_objects_too_often_is_told_when_to_come_again(narrow: Caller) -> None:
    for _ in range(3):
        done(lodge(narrow, None))
    again = lodge(narrow, "applicant.3")
    assert again.status_code == 429
    assert 1 <= int(again.headers["Retry-After"]) <= 20
    assert again.json()["title"] == "请求过于频繁"
    done(lodge(narrow, OFFICER))
    assert own(narrow).status_code == 200


def test_a_stranger_says_what_and_nothing_about_days_and_documents(publicised: Caller) -> None:
    path = "/applications/a1/lodge-objection"
    for name, value in (
        ("occurred_on", "2026-03-01"),
        ("effective_on", "2026-03-01"),
        ("document_no", "1号"),
        ("late_reason", "补记"),
        ("override", {"rule": "SC-07.9", "reason": "x", "official": "x"}),
    ):
        body = {"command": lodging(), name: value}
        assert publicised.post(None, path, body).status_code == 422
    assert publicised.stage("applications", "a1") == "IN_PUBLICITY"


def test_a_stranger_sends_no_more_than_an_objection_takes(publicised: Caller) -> None:
    assert lodge(publicised, None, facts="多" * 20001).status_code == 422
    assert lodge(publicised, None, facts="多" * 20000).status_code == 201
    path = "/applications/a1/lodge-objection"
    assert publicised.post(None, path, b" " * (300 * 1024)).status_code == 413


def upload(call: Caller, who: str, text: str, path: str = "/files?for=objection") -> str:
    return str(done(call.post(who, path, one_line_pdf(text)))["hash"])


def send(call: Caller, who: str | None, hash: str) -> Response:
    body = {"command": lodging(), "evidence": [hash]}
    return call.post(who, "/applications/a1/lodge-objection", body)


def fetched(call: Caller, hash: str, *people: str) -> list[int]:
    return [call.get(who, f"/files/{hash}").status_code for who in people]


BUREAUS = ("pref.510100", "prov.sc.decider")


@invariant(58)
def test_evidence_is_for_those_who_may_know_the_objector(publicised: Caller) -> None:
    letter = upload(publicised, "applicant.3", "letter")
    assert fetched(publicised, letter, OFFICER, *BUREAUS) == [404] * 3
    done(send(publicised, "applicant.3", letter))
    assert fetched(publicised, letter, OFFICER, "applicant.3") == [200, 200]
    assert fetched(publicised, letter, *BUREAUS, "applicant.1") == [404] * 3


def test_evidence_is_what_the_objector_has_uploaded_for_it(publicised: Caller) -> None:
    foreign = upload(publicised, "applicant.5", "foreign")
    proof = upload(publicised, "applicant.3", "proof", "/files")
    for who, hash in ((None, foreign), ("applicant.3", foreign), ("applicant.3", "0" * 64)):
        assert send(publicised, who, hash).status_code == 422
    assert send(publicised, "applicant.3", proof).status_code == 422


def test_two_strangers_with_one_key_do_not_meet(publicised: Caller) -> None:
    path, key = "/applications/a1/lodge-objection", {"Idempotency-Key": "1"}
    first = done(publicised.post(None, path, {"command": lodging()}, key))
    again = publicised.post(None, path, {"command": lodging()}, key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert done(again) == {name: told for name, told in first.items() if name != "objection_key"}
    second = done(publicised.post(None, path, {"command": lodging(facts="其他事实")}, key))
    assert second["event"]["no"] == 2
