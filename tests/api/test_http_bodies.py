"""Whatever is sent, the answer says what is wrong with it and where, and nothing is stored."""

from typing import Any

import msgspec
import pytest
from httpx2 import Response

from services.api.commands import LONGEST_BODY
from tests.support.calling import Caller, done, draft, whole_form
from tests.support.regulations import SICHUAN_TEXT

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

DEEP = b"[" * 100_000 + b"]" * 100_000
NESTED = b"[" * 30_000 + b"]" * 30_000  # within what a sign-in may send
SEALED = {
    "$": "sealed",
    "subject": "s",
    "purpose": "contact",
    "key": 1,
    "at": "x",
    "nonce": "AAAA",
    "box": "AAAA",
}


def sent(caller: Caller, body: bytes) -> Response:
    """A body that must store nothing."""
    before = caller.runtime.log.end()
    response = caller.post("applicant.1", "/applications", body)
    assert caller.runtime.log.end() == before
    return response


def faulty(response: Response) -> list[str]:
    """Where the faults are."""
    assert response.status_code == 422, (response.status_code, response.text)
    assert response.headers["Content-Type"] == "application/problem+json"
    errors = response.json()["errors"]
    assert all(error["detail"] for error in errors)
    return [error["pointer"] for error in errors]


def with_command(**changes: Any) -> bytes:
    return msgspec.json.encode({"command": {**draft(), **changes}})


def with_form(**changes: Any) -> bytes:
    return with_command(form=whole_form(**changes))


def beside(**changes: Any) -> bytes:
    return msgspec.json.encode({"command": draft(), **changes})


def member(**changes: Any) -> dict[str, Any]:
    return {"name": "员工甲", "title": "工程师", "skills": [], "assignment": "运营", **changes}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (with_form(team=[member(name="甲")]), "/command/form/team/0/name"),
        (with_form(team=[member(), member(id_number="123")]), "/command/form/team/1/id_number"),
        (with_form(office_area=-1), "/command/form/office_area"),
        (with_form(office_area="12"), "/command/form/office_area"),
        (with_form(dedicated_budget=1.5), "/command/form/dedicated_budget"),
        (with_form(no_such_field=1), "/command/form/no_such_field"),
        (with_command(regime=None), "/command/regime"),
        (with_command(batch="a/b"), "/command/batch"),
        (with_command(form=None), "/command/form"),
        (b'{"command":[]}', "/command"),
        (b'{"command":null}', "/command"),
        (b"{}", "/command"),
        (b"[]", "/"),
        (b"", "/"),
        (b"nonsense", "/"),
        (beside(more=1), "/more"),
        (beside(occurred_on="yesterday"), "/occurred_on"),
        (beside(occurred_on="2026-02-30"), "/occurred_on"),
        (beside(occurred_on="20260228"), "/occurred_on"),
        (beside(occurred_on="2026-02-28T00:00:00"), "/occurred_on"),
        (beside(occurred_on="9999-12-31"), "/occurred_on"),
        (beside(evidence=["zz"]), "/evidence/0"),
        (beside(id="a b"), "/id"),
        (beside(document_no=""), "/document_no"),
        (with_form(uscc="91510100MA6T000122"), "/command/form/uscc"),
        (with_form(division_code="5101"), "/command/form/division_code"),
        (
            with_form(co_builders=[{"name": "甲", "uscc": "1" * 18}]),
            "/command/form/co_builders/0/uscc",
        ),
        (
            with_form(unit_name="甲公司").replace(b'"unit_name"', b'"uscc":"","unit_name"'),
            "/command/form/uscc",
        ),
    ],
)
def test_a_wrong_form_is_told_field_by_field(shared: Caller, body: bytes, pointer: str) -> None:
    assert faulty(sent(shared, body)) == [pointer]


def test_every_fault_of_a_form_is_told_at_once_in_either_language(shared: Caller) -> None:
    body = msgspec.json.encode(
        {
            "occurred_on": "2999-01-01",
            "override": {"rule": "SC-05.1"},
            "command": {"regime": "SC", "form": whole_form(uscc="1" * 18, office_area="12")},
        }
    )
    told = {
        "/override/reason": ("理由：未填写", "reason: not given"),
        "/override/official": ("具名人员：未填写", "named official: not given"),
        "/command/channel": ("申报渠道：未填写", "channel: not given"),
        "/command/form/office_area": ("办公面积：应为整数或者空", "office area: should be a whole"),
        "/command/form/uscc": (
            "统一社会信用代码：前17位的校验码应为",
            "unified social credit code:",
        ),
        "/occurred_on": ("办理日：2999-01-01 在将来", "day of the act: 2999-01-01 is to come"),
    }
    for language, which in (("zh", 0), ("en", 1)):
        response = shared.post("applicant.1", "/applications", body, {"Accept-Language": language})
        found = {error["pointer"]: error["detail"] for error in response.json()["errors"]}
        assert sorted(faulty(response)) == sorted(told)
        assert all(found[pointer].startswith(words[which]) for pointer, words in told.items()), (
            found
        )


def test_a_sealed_value_is_the_stores_own_and_is_not_accepted(shared: Caller) -> None:
    for body in (
        with_form(contact_name=SEALED),
        with_form(team=[member(name=SEALED)]),
        with_form(applicant_handler={"name": "王示例", "phone": SEALED}),
    ):
        assert faulty(sent(shared, body)) == ["/command"]


def test_who_a_person_is_the_vault_says_and_not_the_caller(shared: Caller, id: str) -> None:
    """Five times one person under five refs of the caller's own are one person."""
    team = [member(person_ref=f"p{number}") for number in range(5)]
    body = done(shared.open("applicant.1", "applications", draft(team=team), id=id))
    refs = {one["person_ref"] for one in body["event"]["form"]["team"]}
    assert len(refs) == 1
    assert refs.isdisjoint({f"p{number}" for number in range(5)})


def test_a_body_larger_than_a_command_may_be_is_refused(shared: Caller) -> None:
    response = sent(shared, with_form(address="长" * LONGEST_BODY))
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        b'{"command":' + DEEP + b"}",
        b'{"command":{"form":' + DEEP + b"}}",
        b'{"command":{"regime":' + DEEP + b"}}",
        b'{"command":{},"override":' + DEEP + b"}",
        b'{"command":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
        DEEP,
        b"[" * 100_000,
        b'{"command":{"form":{"office_area":' + b"9" * 100_000 + b"}}}",
        b'{"command":{"form":{"office_area":1e999}}}',
        b'{"command":{"form":{"office_area":-0}}}',
        b'{"command":{"regime":"\\ud800"}}',
        b'{"command":{"regime":"\xed\xa0\x80"}}',
        b'{"command":{"regime":"\xff\xfe"}}',
        b'{"command":{"regime":"\xb9\xe6\xb6\xa8"}}',
        b'\xef\xbb\xbf{"command":{}}',
        b"\x00",
        b'{"command":{}}\x00',
        b'{"command":{},"command":{}}',
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
def test_hostile_json_is_a_wrong_form(shared: Caller, body: bytes) -> None:
    assert faulty(sent(shared, body))


@pytest.mark.parametrize("path", ["/tokens", "/demo/clock"])
@pytest.mark.parametrize(
    "body", [b"", NESTED, b'{"to":' + NESTED + b"}", b'{"username":"\\ud800"}'], ids=range(4)
)
def test_hostile_json_is_a_wrong_form_everywhere(shared: Caller, path: str, body: bytes) -> None:
    assert faulty(shared.post("sysadmin", path, body))


def test_odd_characters_are_kept_as_they_were_sent(shared: Caller, id: str) -> None:
    """NUL, noncharacters, right-to-left marks and emoji are text like other text."""
    odd = "甲\u0000\u202e\ufffe\U0001f600𠮷"
    done(shared.open("applicant.1", "applications", draft(budget_source=odd), id=id))
    state = shared.state("applicant.1", "applications", id)["state"]
    assert state["form"]["budget_source"] == odd


@pytest.mark.parametrize("regime", ["S\u0000C", "", "x" * 65, "../SC"])
def test_the_code_of_a_regime_is_a_code(shared: Caller, id: str, regime: str) -> None:
    body = draft() | {"regime": regime}
    assert faulty(shared.open("applicant.1", "applications", body, id=id))


def test_rare_names_of_people_are_kept_as_they_were_sent(shared: Caller, id: str) -> None:
    odd = "阿卜杜拉・𠮷　𬭚"
    done(shared.open("applicant.1", "applications", draft(contact_name=odd), id=id))
    state = shared.state("applicant.1", "applications", id)["state"]
    assert state["form"]["contact_name"] == odd


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "today"},
        {"as_of": "2026-02-30"},
        {"known_at": "2026-03-02T09:00:00"},
        {"known_at": "yesterday"},
        {"known_at": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_moment_that_is_none_is_a_wrong_form(shared: Caller, query: dict[str, Any]) -> None:
    assert faulty(shared.get("prov.sc", "/applications/demo-5", **query))


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/events", {"limit": "0"}),
        ("/events", {"limit": "1001"}),
        ("/events", {"limit": "٣"}),
        ("/events", {"limit": "1" * 5000}),
        ("/events", {"cursor": "@"}),
        ("/events", {"cursor": "W10="}),
        ("/diff", {"from": "-1"}),
        ("/diff", {"to": "9999999999"}),
    ],
)
def test_a_number_or_cursor_that_is_none_is_a_wrong_form(
    shared: Caller, path: str, query: dict[str, Any]
) -> None:
    assert faulty(shared.get("prov.sc", f"/applications/demo-5{path}", **query))


@pytest.mark.parametrize(
    "text",
    [
        "not = [toml",
        "a = " + "[" * 5000 + "]" * 5000,
        SICHUAN_TEXT.replace("issued_on = 2025-01-01", "issued_on = 9999-01-01"),
        SICHUAN_TEXT.replace("issued_on = 2025-01-01", "issued_on = 0001-01-01"),
        SICHUAN_TEXT.replace("years = 2", "years = 9999999999"),
        SICHUAN_TEXT.replace("length = 5", "length = 999999999999"),
        "\u0000",
    ],
    ids=["broken", "deep", "far", "old", "long", "lasting", "nul"],
)
def test_a_regulation_that_cannot_be_read_or_counted_with_is_refused(
    shared: Caller, text: str
) -> None:
    body = {"regime": "SC", "text": text}
    response = shared.do("prov.sc", "regulations", "SC", "issue-regime", body)
    assert response.status_code in (201, 409), response.text
