"""A form is read, changed and handed in whole; what is sealed in it stays without being typed."""

from typing import Any

import pytest

from adapters.personal_data.vault import ERASED
from services.access.disclosure import SEALED
from services.api.sealed_values import marks_as_boxes
from tests.support.calling import Caller, done, draft
from tests.support.sichuan import SKILLS

pytest_plugins = ["tests.support.page_fixtures"]

NUMBERS = ("510100199001011234", "51010019900101567X")
WHO = "applicant.1"


def member(name: str, number: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": "工程师",
        "skills": SKILLS,
        "assignment": "运营",
        "id_number": number,
    }


@pytest.fixture(scope="module")
def begun(house: Caller) -> Caller:
    team = [member("欧阳乙", NUMBERS[0]), member("司马丙", NUMBERS[1])]
    done(house.post(WHO, "/applications", {"id": "kept-1", "command": draft(team=team)}))
    return house


def form_of(call: Caller) -> dict[str, Any]:
    found: dict[str, Any] = call.state(WHO, "applications", "kept-1")["state"]["form"]
    return found


def revised(call: Caller, form: dict[str, Any], **more: str) -> Any:
    body = {"command": {"form": form}}
    return call.post(WHO, "/applications/kept-1/revise-draft", body, more)


def stored(call: Caller) -> Any:
    case, _ = call.runtime.store.current("applications/kept-1")
    return case


def test_what_the_state_shows_may_be_sent_back(begun: Caller) -> None:
    form, before = form_of(begun), stored(begun).form.team
    assert [one["id_number"] for one in form["team"]] == [SEALED, SEALED]
    first, second = form["team"]
    changed = {**second, "title": "高级工程师"}
    done(revised(begun, {**form, "address": "成都市新路2号", "team": [changed, first]}))
    after = stored(begun).form.team
    assert [one.id_number for one in after] == [before[1].id_number, before[0].id_number]
    assert [one.person_ref for one in after] == [before[1].person_ref, before[0].person_ref]
    opened = begun.runtime.vault.open([one.id_number for one in after])
    assert opened == [NUMBERS[1], NUMBERS[0]]


def test_nothing_is_kept_for_who_is_not_in_the_case(begun: Caller) -> None:
    form = form_of(begun)
    for ref in (None, "0" * 32, form["team"][1]["person_ref"] + "x"):
        team = [form["team"][0], {**form["team"][1], "person_ref": ref}]
        refused = done(revised(begun, {**form, "team": team}), 422)
        assert [one["pointer"] for one in refused["errors"]] == ["/command/form/team/1/id_number"]
        assert "重新填写" in refused["errors"][0]["detail"]


def test_a_mark_is_no_name(begun: Caller) -> None:
    form = form_of(begun)
    refused = done(revised(begun, {**form, "contact_name": ERASED}), 422)
    assert [one["pointer"] for one in refused["errors"]] == ["/command/form/contact_name"]


def test_a_box_of_a_callers_own_is_refused_beside_a_mark(begun: Caller) -> None:
    form = form_of(begun)
    box = {"$": "sealed", "subject": "x", "purpose": "review", "key": 1, "at": "a"}
    team = [form["team"][0], {**form["team"][1], "id_number": {**box, "nonce": "", "box": ""}}]
    refused = done(revised(begun, {**form, "team": team}), 422)
    assert "sealed values are not accepted" in refused["detail"]


def test_a_new_case_has_nothing_to_keep(begun: Caller) -> None:
    body = {"id": "kept-2", "command": draft(team=[member("司马丙", SEALED)])}
    refused = done(begun.post(WHO, "/applications", body), 422)
    assert [one["pointer"] for one in refused["errors"]] == ["/command/form/team/0/id_number"]


@pytest.mark.parametrize(
    "body", [b"{", b'{"a": 1}', b'{"a": "\\u4e00"}', f'{{"a": "{SEALED}", "a": 1}}'.encode(), b""]
)
def test_a_body_without_marks_or_misread_stays_as_it_is(body: bytes) -> None:
    assert marks_as_boxes(body) is body


def test_an_escaped_mark_is_one(begun: Caller) -> None:
    escaped = "".join(f"\\u{ord(one):04x}" for one in SEALED)
    assert b'"$":"sealed"' in marks_as_boxes(f'{{"a": ["{escaped}"]}}'.encode())
