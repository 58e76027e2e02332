"""The application form by its parts: a part replaces its own fields, and what is sealed stays."""

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from domain.application.form import Form
from services.pages.form_tasks import OF_FIELD
from tests.support.calling import Caller, done, eventually
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

SELECT = re.compile(r'<select[^>]* name="(/[^"]+)"[^>]*>(.*?)</select>', re.S)
WHO, CALL = "applicant.4", "sc-2026-1"
NUMBER = "510100199001011234"


def member(name: str, **more: str) -> dict[str, Any]:
    return {"name": name, "title": "主任", "skills": ["专利导航"], "assignment": "负责", **more}


@pytest.fixture
def draft(house: Caller, request: pytest.FixtureRequest) -> str:
    """A draft of this test's own, as it reads so far."""
    id = f"parts-{abs(hash(request.node.name))}"
    form = {
        "unit_name": "攀枝花示例有限公司",
        "address": "攀枝花市示例路1号",
        "team": [member("欧阳乙", id_number=NUMBER), member("司马丙")],
    }
    command = {"regime": "SC", "channel": "ORDINARY", "batch": CALL, "form": form}
    done(house.post(WHO, "/applications", {"id": id, "command": command}))
    return f"/applications/{id}"


def case(house: Caller, path: str) -> Any:
    return house.runtime.store.current(path.removeprefix("/"))[0]


def inputs_on(reader: PageReader, path: str) -> dict[str, str]:
    """What stands in the inputs of a page, as a browser would send it."""
    text = reader.get(path).text
    tags = re.findall(r"<input[^>]*>", text)
    sent = (one for one in tags if "checked" in one or not re.search("radio|checkbox", one))
    named = (re.search(r' name="(/[^"]+)".* value="([^"]*)"', one) for one in sent)
    found = {one.group(1): one.group(2) for one in named if one}
    areas = re.findall(r'<textarea[^>]* name="(/[^"]+)"[^>]*>([^<]*)</textarea>', text)
    for name, options in SELECT.findall(text):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    key = re.search(r'name="key" value="([^"]+)"', text)
    return {**found, **dict(areas), "key": key.group(1) if key else ""}


def keep(reader: PageReader, path: str, step: str = "record", **changes: str) -> str:
    """Fills in a page as it is shown, changes some of it, and presses a button of it."""
    sent = reader.post(path, {**inputs_on(reader, path), **changes, "step": step})
    assert sent.status_code == 303
    return str(sent.headers["Location"])


def test_every_field_of_the_form_stands_in_one_part() -> None:
    assert sorted(OF_FIELD) == sorted(Form.__struct_fields__)


def test_a_part_replaces_its_own_fields_and_no_others(
    house: Caller, reads: Reading, draft: str
) -> None:
    before = case(house, draft).form
    changes = {"/command/form/industry": "白酒产业"}
    after = keep(reads(WHO), f"{draft}/revise-draft?part=industry", **changes)
    assert after == f"{draft}/tasks?saved=industry"
    form = case(house, draft).form
    assert form.industry == "白酒产业"
    assert form.address == before.address
    assert [one.person_ref for one in form.team] == [one.person_ref for one in before.team]
    assert form.team[0].id_number == before.team[0].id_number


def test_a_sealed_number_stays_in_a_part_without_being_typed(
    house: Caller, reads: Reading, draft: str
) -> None:
    path = f"{draft}/revise-draft?part=team"
    before = case(house, draft).form.team
    assert NUMBER not in reads(WHO).get(path).text
    keep(reads(WHO), path, **{"/command/form/team/0/title": "总监"})
    after = case(house, draft).form.team
    assert after[0].id_number == before[0].id_number
    assert house.runtime.vault.open([after[0].id_number, after[0].title]) == [NUMBER, "总监"]


def test_another_person_in_the_row_gets_nobodys_number(
    house: Caller, reads: Reading, draft: str
) -> None:
    keep(reads(WHO), f"{draft}/revise-draft?part=team", **{"/command/form/team/0/name": "上官丁"})
    assert case(house, draft).form.team[0].id_number is None


def test_a_number_follows_its_person_when_a_row_above_goes(
    house: Caller, reads: Reading, draft: str
) -> None:
    path, reader = f"{draft}/revise-draft?part=team", reads(WHO)
    swapped = inputs_on(reader, path)
    for name in [one for one in swapped if one.startswith("/command/form/team/")]:
        swapped[name.replace("/0/", "/2/")] = swapped[name]
    removed = keep(reader, path, step="remove:/command/form/team/0", **swapped)
    keep(reader, removed.partition("#")[0])
    team = case(house, draft).form.team
    assert house.runtime.vault.open([one.name for one in team]) == ["司马丙", "欧阳乙"]
    assert house.runtime.vault.open([team[1].id_number]) == [NUMBER]


def test_what_is_wrong_in_a_part_is_shown_there_and_kept(reads: Reading, draft: str) -> None:
    reader, path = reads(WHO), f"{draft}/revise-draft?part=money"
    wrong = {"/command/form/dedicated_budget": "很多"}
    shown = reader.get(keep(reader, path, **wrong)).text
    assert "<title>错误：" in shown
    assert 'id="/command/form/dedicated_budget:fault"' in shown
    assert "很多" in shown
    assert "继续填写那一份" in reader.get(path).text


def test_a_part_leads_on_to_the_next(reads: Reading, draft: str) -> None:
    path = f"{draft}/revise-draft?part=money"
    after = keep(reads(WHO), path, "record:next", **{"/command/form/budget_source": "自有资金"})
    assert after == f"{draft}/revise-draft?part=seal&saved=money"
    assert "“六、工作经费”已存为草稿" in reads(WHO).text(after)


def test_the_script_keeps_a_form_and_is_told_the_time(reads: Reading, draft: str) -> None:
    reader, path = reads(WHO), f"{draft}/revise-draft?part=plan"
    sent = {**inputs_on(reader, path), "/command/form/self_building_plan": "三年", "step": "save"}
    asked = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', reader.get(path).text)
    assert mark
    told = reader.client.post(path, data={**sent, "mark": mark.group(1)}, headers=asked)
    assert re.fullmatch(r"\d\d:\d\d", told.text)
    assert "三年" in reader.get(f"{path}&paper={sent['key']}").text


def test_files_are_taken_while_the_rest_is_typed(reads: Reading, draft: str) -> None:
    reader, path = reads(WHO), f"{draft}/revise-draft?part=base"
    key, name = inputs_on(reader, path)["key"], "/command/form/rule_documents"
    files = [(name, ("制度.pdf", b"%PDF-1.7\n%%EOF")), (name, ("恶意.exe", b"MZ\x90\x00"))]
    told = reader.post(path, {"key": key, "step": "upload"}, files=files).json()
    assert told["files"][0]["name"] == "制度.pdf"
    assert re.fullmatch(r"[0-9a-f]{64}", told["files"][0]["hash"])
    assert "恶意.exe" in told["faults"][0]


def test_the_list_says_what_each_part_lacks_and_the_button_why_not_yet(
    reads: Reading, draft: str
) -> None:
    reader = reads(WHO)
    tasks = reader.text(f"{draft}/tasks")
    assert "三、工作队伍" in tasks
    assert "工作人员：2人" in tasks
    refused = reader.get(f"{draft}/submit-application").text
    assert f'href="{draft}/revise-draft?part=money"' in refused


def test_a_draft_is_begun_from_an_open_call_and_registers_its_unit(
    house: Caller, reads: Reading
) -> None:
    reader, path = reads("applicant.1"), f"/desk/applications/new?call={CALL}"
    assert "单位全称" in reader.text(path)
    sent = {"unit_name": "成都示例新单位", "channel": "ORDINARY", "key": "begun-once"}
    first, again = (reader.post(path, sent).headers["Location"] for _ in range(2))
    assert first == again
    assert case(house, first.removesuffix("/tasks")).form.unit_name == "成都示例新单位"
    eventually(lambda: "成都示例新单位" in reader.text("/desk/applications"))
    assert "单位全称" not in reader.text(path)


def test_only_units_have_applications_of_their_own(reads: Reading) -> None:
    assert reads("pref.510100").get("/desk/applications").status_code == 403
    assert reads(None).get("/desk/applications").status_code == 303


def test_a_draft_is_nobody_elses(reads: Reading, draft: str) -> None:
    for who in ("applicant.1", "pref.510400", "prov.sc"):
        assert reads(who).get(f"{draft}/tasks").status_code == 404


def filled(sheet: bytes, folder: Path, **texts: str) -> bytes:
    """An empty sheet with one row filled in."""
    (folder / "form.xlsx").write_bytes(sheet)
    book = load_workbook(folder / "form.xlsx")
    rows = book.worksheets[0]
    for column in range(1, rows.max_column + 1):
        name = str(rows.cell(2, column).value).split("\n")[0]
        rows.cell(4, column).value = texts.get(name.replace(".", "__"), "")
    book.save(folder / "form.xlsx")
    return (folder / "form.xlsx").read_bytes()


def test_a_sheet_becomes_a_paper_to_be_checked_and_nothing_is_stored_before(
    house: Caller, reads: Reading, draft: str, tmp_path: Path
) -> None:
    reader, path = reads(WHO), f"{draft}/sheet"
    empty = reader.get(path, empty="1").content
    row = {"unit_name": "攀枝花示例有限公司", "uscc": "52510100MJY0000010", "industry": "白酒产业"}
    sheet = filled(empty, tmp_path, **row, team="王示例，主任，专利导航，总负责")
    before = case(house, draft)
    sent = reader.post(path, {}, files={"sheet": ("表.xlsx", sheet)})
    assert sent.status_code == 303, read_by_people(sent)
    where = sent.headers["Location"]
    shown = reader.get(where).text
    assert 'value="白酒产业"' in shown and 'value="王示例"' in shown
    assert case(house, draft) == before
    assert keep(reader, where) == f"{draft}/tasks?saved=whole"
    form = case(house, draft).form
    assert (form.industry, form.address) == ("白酒产业", "攀枝花市示例路1号")


def test_a_sheet_with_faults_is_told_by_cell(reads: Reading, draft: str, tmp_path: Path) -> None:
    reader, path = reads(WHO), f"{draft}/sheet"
    sheet = filled(
        reader.get(path, empty="1").content, tmp_path, unit_name="示例", office_area="大"
    )
    told = read_by_people(reader.post(path, {}, files={"sheet": ("表.xlsx", sheet)}))
    assert "办公面积" in told
    assert "上传并核对" in told
    wrong = read_by_people(reader.post(path, {}, files={"sheet": ("表.pdf", b"%PDF")}))
    assert ".xlsx" in wrong


def test_a_correction_is_asked_for_with_the_defects_that_it_answers(
    house: Caller, reads: Reading
) -> None:
    path = "/applications/demo-8/supply-correction"
    reader = reads("applicant.8")
    text = reader.text(path)
    assert "办公场所证明缺少租赁期限" in text
    assert "去补正" in reader.text("/applications/demo-8/tasks")
    assert "轮到本单位" in reader.text("/desk/applications")
    one = keep(reader, path, "check", **{"/command/answers": "已补充租赁期限"})
    assert "逐项答复 2 项" in reader.text(one)
    both = keep(reader, path, "check", **{"/command/answers": "已补正\n已补正"})
    assert "办理前请核对：补正" in reader.text(both)
