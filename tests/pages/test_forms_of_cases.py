"""Forms that change or open cases: what is sealed stays, nothing is overwritten unseen, and nobody
is asked for their name who may stay unnamed."""

import re
from typing import Any

from domain.application.case import Application
from services.commands.messages import Busy
from tests.support.calling import Caller, done, draft, whole_form
from tests.support.page_reading import PageReader, form_in, read_by_people
from tests.support.sichuan import USCC

import pytest  # isort: skip

pytest_plugins = ["tests.support.page_fixtures"]

ID_NUMBER = "51010219800101001X"


def sent_on(reader: PageReader, path: str, data: dict[str, Any]) -> str:
    sent = reader.client.post(path, data=data, headers={"sec-fetch-site": "same-origin"})
    assert sent.status_code == 303, read_by_people(sent)
    return str(sent.headers["Location"])


def key_in(address: str) -> str:
    found = re.search(r"paper=([^&#]+)", address)
    assert found
    return found.group(1)


def drafted(house: Caller, id: str) -> None:
    """A draft of applicant.1 with an identity number in its team."""
    house.register()
    form = whole_form()
    form["team"][0]["id_number"] = ID_NUMBER
    done(house.open("applicant.1", "applications", {**draft(), "form": form}, id=id))


def stored(house: Caller, id: str) -> Application:
    case, _ = house.runtime.store.current(f"applications/{id}")
    assert isinstance(case, Application)
    return case


def test_what_is_sealed_stays_without_being_typed_again(house: Caller) -> None:
    drafted(house, "sealed-1")
    before = stored(house, "sealed-1").form.team[0]
    unit, path = PageReader(house, "applicant.1"), "/applications/sealed-1/revise-draft"
    page = unit.get(path)
    assert ID_NUMBER not in page.text
    said = form_in(page) | {"step": ["check"], "/command/form/address": ["成都市新示例路一号"]}
    check = sent_on(unit, path, said)
    shown = unit.get(check)
    assert "办理前请核对" in read_by_people(shown), read_by_people(shown)[:900]
    assert ID_NUMBER not in shown.text
    finished = sent_on(unit, check, form_in(shown) | {"step": ["do"]})
    assert "已办理" in unit.text(finished)
    after = stored(house, "sealed-1").form
    assert after.address == "成都市新示例路一号"
    assert after.team[0].person_ref == before.person_ref
    assert house.runtime.vault.open([after.team[0].id_number])[0] == ID_NUMBER


def test_a_number_is_not_kept_for_another_person_in_the_same_row(house: Caller) -> None:
    drafted(house, "sealed-2")
    unit, path = PageReader(house, "applicant.1"), "/applications/sealed-2/revise-draft"
    said = form_in(unit.get(path)) | {"step": ["check"], "/command/form/team/0/name": ["李别人"]}
    check = unit.get(sent_on(unit, path, said))
    sent_on(unit, str(check.url), form_in(check) | {"step": ["do"]})
    member = stored(house, "sealed-2").form.team[0]
    assert house.runtime.vault.open([member.name])[0] == "李别人"
    assert member.id_number is None


def test_what_happened_meanwhile_is_said_before_anything_is_done(house: Caller) -> None:
    drafted(house, "moved-1")
    unit, path = PageReader(house, "applicant.1"), "/applications/moved-1/revise-draft"
    check = sent_on(unit, path, form_in(unit.get(path)) | {"step": ["check"]})
    shown = form_in(unit.get(check))
    body = {"form": whole_form(address="成都市另一处二号")}
    done(house.do("applicant.1", "applications", "moved-1", "revise-draft", body))
    again = sent_on(unit, check, shown | {"step": ["do"]})
    text = unit.text(again)
    assert "填写期间案卷已有变化" in text
    assert "修改草稿" in text
    finished = sent_on(unit, again, form_in(unit.get(again)) | {"step": ["do"]})
    assert "已办理" in unit.text(finished)


def test_what_is_busy_now_is_tried_again_with_everything_kept(
    house: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(house, "busy-1")
    unit, path = PageReader(house, "applicant.1"), "/applications/busy-1/revise-draft"
    check = sent_on(unit, path, form_in(unit.get(path)) | {"step": ["check"]})
    said = form_in(unit.get(check)) | {"step": ["do"]}

    async def busy(*_: Any) -> None:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr("services.api.commands.performed", busy)
        later = unit.client.post(check, data=said)
    assert later.status_code == 503
    assert "没有丢失" in read_by_people(later)
    finished = sent_on(unit, check, said)
    assert "已办理" in unit.text(finished)


def test_a_case_is_opened_by_a_form(house: Caller) -> None:
    house.register()
    unit, path = PageReader(house, "applicant.1"), "/applications/-/create-draft"
    said = form_in(unit.get(path))
    said |= {"step": ["check"], "/command/regime": ["SC"], "/command/channel": ["ORDINARY"]}
    said |= {"/command/batch": ["sc-2026-1"]}
    said |= {"/command/form/uscc": [USCC], "/command/form/unit_name": [whole_form()["unit_name"]]}
    check = sent_on(unit, path, said)
    shown = unit.get(check)
    assert "办理前请核对" in read_by_people(shown), read_by_people(shown)[:500]
    finished = sent_on(unit, check, form_in(shown) | {"step": ["do"]})
    text = unit.get(finished).text
    opened = re.search(r'href="/applications/([0-9a-f]{32})[?"]', text)
    assert opened, read_by_people(unit.get(finished))
    assert stored(house, opened.group(1)).stage == "DRAFT"


def test_anybody_objects_without_signing_in(house: Caller) -> None:
    entries = house.get(None, "/publicity").json()["items"]
    running = next(one for one in entries if one["status"] == "RUNNING")
    path = f"/applications/{running['application']}/lodge-objection"
    anybody = PageReader(house)
    said = form_in(anybody.get(path)) | {
        "step": ["check"],
        "/command/facts": ["名单所列装备数量与事实不符，见现场照片。"],
        "/command/objector/kind": ["PERSON"],
        "/command/objector/name": ["王明"],
        "/command/objector/contact": ["13800000000"],
    }
    check = sent_on(anybody, path, said)
    shown = anybody.get(check)
    assert "办理前请核对" in read_by_people(shown), read_by_people(shown)
    finished = sent_on(anybody, check, form_in(shown) | {"step": ["do"]})
    text = anybody.text(finished)
    assert "查询密钥" in text
    assert "异议编号" in text
    assert PageReader(house).get(finished).text.count("查询密钥") == 0
