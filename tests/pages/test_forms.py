"""Forms for commands: filled in, checked by the rules, done once, receipt."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from domain.case import Command
from services.api.commands import slug
from services.api.requests import CALLERS_STREAMS
from tests.support.calling import Caller, calling
from tests.support.demonstrations import opened
from tests.support.documented import text_of
from tests.support.page_reading import PageReader, Reading, form_in, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

ACCEPT = "/applications/demo-2/accept-application"
REFUSE = "/applications/demo-2/refuse-acceptance"
NAME_OF_CODE = re.compile(r"[a-z]+_[a-z_]+|[A-Z]{2,}_?[A-Z]{2,}|IMPLICIT:|\b[0-9a-f]{32,}\b")
KEEPERS = {
    "applications": "pref.510100",
    "batches": "prov.sc.decider",
    "centres": "prov.sc",
    "calendars": "prov.sc",
    "regulations": "prov.sc",
    "expert-pools": "prov.sc.experts",
    "parties": "applicant.2",
}


def followed(reader: PageReader, path: str, data: dict[str, Any]) -> str:
    """Where a posted form leads."""
    sent = reader.post(path, data)
    assert sent.status_code == 303, read_by_people(sent)
    return str(sent.headers["Location"])


def within(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found.group(1)


def confirmed(reader: PageReader, check: str, times: int = 1) -> list[str]:
    """Presses the button of the check page so often; where that leads."""
    key, shown = within(r"paper=([^&]+)", check), reader.get(check)
    version = within(r'name="version" value="(\d+)"', shown.text)
    sent = {"step": "do", "key": key, "version": version}
    return [followed(reader, check, sent) for _ in range(times)]


def cases(house: Caller) -> Iterator[tuple[str, str, str]]:
    """A case of each stream that the demonstration has, and who may see it."""
    for stream, who in KEEPERS.items():
        for row in house.get(who, f"/{stream}").json()["items"][:1]:
            yield who, stream, row["id"]


def test_an_officer_accepts_in_three_pages_however_often_they_press(reads: Reading) -> None:
    officer = reads("pref.510100")
    check = followed(officer, ACCEPT, {"step": "check", "/document_no": "成知受〔2026〕9号"})
    assert "办理前请核对" in officer.text(check)
    done = confirmed(officer, check, times=3)
    assert len(set(done)) == 1
    assert "已办理：受理" in officer.text(done[0])
    events = officer.caller.get("pref.510100", "/applications/demo-2/events").json()["items"]
    assert [one["command"] for one in events].count("AcceptApplication") == 1


def test_a_restart_between_check_and_do_keeps_the_paper_and_does_it_once(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = opened("sqlite", tmp_path / "data", request)
    with calling(settings) as before:
        sent = {"step": "check", "/document_no": "成知受〔2026〕9号"}
        check = followed(PageReader(before, "pref.510100"), ACCEPT, sent)
    with calling(settings) as after:
        officer = PageReader(after, "pref.510100")
        assert "成知受〔2026〕9号" in officer.text(check)
        assert len(set(confirmed(officer, check, times=2))) == 1
        events = after.get("pref.510100", "/applications/demo-2/events").json()["items"]
    assert [one["command"] for one in events].count("AcceptApplication") == 1


def test_every_command_is_a_form_with_words_alone(house: Caller) -> None:
    wrong = []
    for who, stream, id in cases(house):
        for kind in shown_kinds(stream):
            reader, path = PageReader(house, who), f"/{stream}/{id}/{slug(kind)}"
            if stream == "parties" and kind.opens:
                continue
            sent = reader.post(path, {"step": "save", "key": "k" * 22})
            text = read_by_people(reader.get(sent.headers["Location"]))
            found = NAME_OF_CODE.findall(text)
            if sent.status_code != 303 or found or not text:
                wrong.append((path, sent.status_code, found[:4]))
    assert wrong == []


def shown_kinds(stream: str) -> list[type[Command]]:
    return [kind for kind in CALLERS_STREAMS[stream].commands if not kind.entailed]


def test_all_faults_stand_at_their_inputs_at_once(reads: Reading) -> None:
    officer = reads("pref.510100")
    path = "/applications/demo-3/decline-recommendation"
    sent = {"step": "check", "/command/served_on": "2026-02-31", "/document_no": ""}
    text = officer.get(followed(officer, path, sent)).text
    assert '<a href="#/command/reason">' in text
    assert 'id="/command/reason:fault"' in text
    assert 'id="/command/served_on:fault"' in text
    assert "<title>错误：" in text


def test_a_refusal_of_the_rules_names_article_and_what_is_allowed(reads: Reading) -> None:
    told = reads("pref.510100").text("/applications/demo-3/accept-application")
    assert "这一事项" in told
    assert "应当：" in told


def test_a_form_that_is_kept_is_its_writers_alone(reads: Reading) -> None:
    path = "/applications/demo-3/decline-recommendation"
    sent = {"step": "save", "/command/reason": "材料不足以说明运营基础"}
    kept = followed(reads("pref.510100"), path, sent)
    assert "材料不足以说明运营基础" in reads("pref.510100").get(kept).text
    assert "材料不足以说明运营基础" not in reads("prov.sc").get(kept.partition("#")[0]).text


def test_what_is_typed_into_a_form_is_shown_as_text(reads: Reading) -> None:
    hostile = "</textarea><script>alert(1)</script>{{ 7*7 }}"
    path = "/applications/demo-3/decline-recommendation"
    officer = reads("pref.510100")
    kept = followed(officer, path, {"step": "save", "/command/reason": hostile})
    text = officer.get(kept).text
    assert "<script>alert" not in text
    assert "&lt;/textarea&gt;" in text
    assert "{{ 7*7 }}" in text


@pytest.mark.parametrize("path", ["/applications/none/accept-application", "/nothing/x/y"])
def test_a_form_of_what_is_not_there_is_no_form(reads: Reading, path: str) -> None:
    assert reads("pref.510100").get(path).status_code == 404


def test_rows_are_added_and_removed_without_a_script(reads: Reading) -> None:
    path, list_ = "/applications/demo-3/complete-qualification-review", "/command/answers"
    officer = reads("pref.510100")
    first = {f"{list_}/0/evidence": "甲", f"{list_}/1/evidence": "乙"}
    two = followed(officer, path, {"step": f"add:{list_}", **first})
    assert officer.get(two.partition("#")[0]).text.count('<fieldset class="row">') == 3
    one = followed(officer, path, {"step": f"remove:{list_}/0", **first})
    text = officer.get(one.partition("#")[0]).text
    assert "甲" not in text
    assert "乙" in text


def test_a_review_is_filled_in_with_the_conditions_that_it_answers(reads: Reading) -> None:
    path = "/applications/demo-3/complete-qualification-review"
    officer = reads("pref.510100")
    text = officer.text(path)
    assert "第五条" in text
    said = form_in(officer.get(path)) | {"step": ["check"]}
    for name in [one for one in said if one.endswith("/rule")]:
        said |= {name.replace("/rule", "/result"): ["PASS"]}
        said |= {name.replace("/rule", "/evidence"): ["见申报表和证明材料"]}
    sent = officer.client.post(path, data=said)
    done = confirmed(officer, sent.headers["Location"])
    assert "已办理：资格审查" in officer.text(done[0])


def test_a_document_is_read_as_a_draft_before_the_act_and_by_its_title_afterwards(
    house: Caller, reads: Reading
) -> None:
    officer, path = reads("pref.510100"), "/applications/demo-3/decline-recommendation"
    sent = form_in(officer.get(path)) | {
        "/command/reason": ["不符合申报条件"],
        "/document_no": ["成知不荐〔2026〕1号"],
    }
    check = followed(officer, path, {**sent, "step": "check"})
    draft = within(r'href="([^"]+step=draft[^"]*)"', officer.get(check).text)
    text = text_of(officer.get(unescape(draft)).content)
    assert "草稿" in text and "未经作出" in text and "不符合申报条件" in text
    assert reads("prov.sc").get(unescape(draft)).headers["content-type"].startswith("text/html")
    receipt = officer.get(*confirmed(officer, check)).text
    pdf = within(r'href="(/events/\d+/document)"', receipt)
    position = within(r"/events/(\d+)/", pdf)
    assert f'href="/desk?min_position={position}"' in receipt
    assert pdf in officer.get("/applications/demo-3", min_position=position).text
    assert "未经作出" not in text_of(officer.get(pdf).content)
    assert reads("pref.510700").get(pdf).status_code == 404
