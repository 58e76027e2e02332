"""The same command sent twice happens once, and a command on an older version does not happen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx2 import Response

from tests.support.calling import Caller, done, draft, rules, whole_form
from tests.support.citing import invariant

pytest_plugins = ["tests.support.http_fixtures"]

KEY = {"Idempotency-Key": "7f0c"}
SUBMIT = {"addressee": "510100"}


@pytest.fixture
def drafted(shared: Caller, id: str) -> str:
    done(shared.open("applicant.1", "applications", draft(), id=id))
    return id


def revise(
    caller: Caller, id: str, headers: dict[str, str] | None = None, **changes: Any
) -> Response:
    command = {"form": whole_form(**changes)}
    return caller.do("applicant.1", "applications", id, "revise-draft", command, headers=headers)


def version(caller: Caller, id: str) -> int:
    return caller.runtime.log.heads([f"applications/{id}"])[f"applications/{id}"]


@invariant(56)
def test_the_same_key_and_body_have_the_same_answer_and_one_event(
    shared: Caller, drafted: str
) -> None:
    key = {"Idempotency-Key": f"revise {drafted}"}
    first, again = revise(shared, drafted, key), revise(shared, drafted, key)
    assert done(again) == done(first)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert version(shared, drafted) == 2


@invariant(56)
def test_a_key_opens_one_case_even_without_an_id(shared: Caller, id: str) -> None:
    key = {"Idempotency-Key": f"open {id}"}
    first, again = (
        shared.open("applicant.1", "applications", draft(), headers=key) for _ in range(2)
    )
    assert done(first) == done(again)


def test_a_key_with_another_body_is_a_fault(shared: Caller, drafted: str) -> None:
    key = {"Idempotency-Key": f"revise {drafted}"}
    done(revise(shared, drafted, key))
    response = revise(shared, drafted, key, office_area=50)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/Idempotency-Key"
    assert version(shared, drafted) == 2


def test_a_key_on_another_path_is_a_fault(shared: Caller, drafted: str) -> None:
    key = {"Idempotency-Key": f"submit {drafted}"}
    done(shared.open("applicant.1", "applications", draft(), headers=key))
    response = shared.do(
        "applicant.1", "applications", drafted, "submit-application", SUBMIT, headers=key
    )
    assert response.status_code == 422


def test_two_people_may_use_the_same_key(shared: Caller) -> None:
    answers = [
        done(shared.open(who, "applications", draft(), headers=KEY))
        for who in ("applicant.1", "applicant.4")
    ]
    assert answers[0]["id"] != answers[1]["id"]


def test_a_refused_command_is_not_remembered(call: Caller) -> None:
    """The unit is not registered yet; once it is, the same request under the same key succeeds."""
    done(call.open("applicant.1", "applications", draft(), id="a1"))
    case = ("applicant.1", "applications", "a1", "submit-application", SUBMIT)
    assert "IMPLICIT:identity" in rules(call.do(*case, headers=KEY))
    call.register()
    assert "Idempotent-Replayed" not in call.do(*case, headers=KEY).headers
    assert done(call.do(*case, headers=KEY))["version"] == 2


@invariant(56)
def test_many_requests_of_one_key_at_once_give_one_event(shared: Caller, drafted: str) -> None:
    key = {"Idempotency-Key": f"at once {drafted}"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: done(revise(shared, drafted, key)), range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert version(shared, drafted) == 2


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "a\tb"])
def test_a_key_is_a_line_of_up_to_128_characters(shared: Caller, drafted: str, key: str) -> None:
    assert revise(shared, drafted, {"Idempotency-Key": key}).status_code == 422


def test_a_command_on_an_older_version_is_told_the_newer_one(shared: Caller, drafted: str) -> None:
    done(revise(shared, drafted, {"If-Match": '"1"'}))
    response = revise(shared, drafted, {"If-Match": '"1"'})
    assert (response.status_code, response.headers["ETag"]) == (412, '"2"')
    assert response.headers["Content-Type"] == "application/problem+json"
    assert done(revise(shared, drafted, {"If-Match": 'W/"2"'}))["version"] == 3
    assert done(revise(shared, drafted, {"If-Match": "*"}))["version"] == 4
    assert done(revise(shared, drafted, {"If-Match": "4"}))["version"] == 5


@pytest.mark.parametrize("tags", ['"7", "1"', 'W/"1-abc" , "9-d"', '"other","1-0123456789abcdef"'])
def test_a_command_may_list_the_versions_that_it_is_meant_for(
    shared: Caller, drafted: str, tags: str
) -> None:
    assert done(revise(shared, drafted, {"If-Match": tags}))["version"] == 2
    response = revise(shared, drafted, {"If-Match": tags})
    assert (response.status_code, response.headers["ETag"]) == (412, '"2"')


def test_without_a_version_a_command_is_decided_on_whatever_the_case_is_now(
    shared: Caller, drafted: str
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: done(revise(shared, drafted)), range(16)))
    assert sorted(answer["version"] for answer in answers) == list(range(2, 18))


@pytest.mark.parametrize(
    "text",
    ["1.5", "abc", "-1", '"-1"', '"9999999999999999999999"', '""', '"1', '"1" "2"', '"1",,x'],
)
def test_a_version_that_is_none_is_a_fault(shared: Caller, drafted: str, text: str) -> None:
    response = revise(shared, drafted, {"If-Match": text})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/If-Match"


@invariant(62)
def test_of_many_commands_on_one_version_exactly_one_succeeds(shared: Caller, drafted: str) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: revise(shared, drafted, {"If-Match": '"1"'}), range(32)))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [412] * 31
    assert {a.headers["ETag"] for a in answers} == {'"2"'}
    assert version(shared, drafted) == 2
