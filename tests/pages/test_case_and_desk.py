"""The case file, the desk and the lists: what an officer sees, in words, and nothing that the API
would not show."""

import re

import pytest

from services.pages.case_comparison import Side, rows_by_title, side_differences
from tests.support.calling import Caller
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

NAME_OF_CODE = re.compile(r"[a-z]+_[a-z_]+|[A-Z]{4,}|IMPLICIT:|\b[0-9a-f]{32,}\b|T\d\d:\d\d")
CASES = (
    ("pref.510100", "/applications/demo-2"),
    ("prov.sc", "/batches/sc-2026-1"),
    ("applicant.2", "/applications/demo-2"),
    ("prov.sc", "/calendars/CN"),
    ("prov.sc", "/regulations/SC"),
    ("prov.sc.experts", "/expert-pools"),
    ("prov.sc", "/applications"),
    ("prov.sc", "/centres"),
    ("pref.510100", "/desk"),
    ("applicant.2", "/desk"),
    ("expert.1", "/reviewing"),
    ("sysadmin", "/admin"),
    ("pref.510100", "/deadlines"),
    ("pref.510100", "/desk/papers"),
    ("pref.510100", "/desk/sent"),
    ("applicant.2", "/desk/sent"),
)


@pytest.mark.parametrize(("who", "path"), CASES, ids=lambda one: str(one).replace("/", "_"))
def test_a_page_says_it_in_words(reads: Reading, who: str, path: str) -> None:
    answer = reads(who).get(path)
    assert answer.status_code == 200
    assert NAME_OF_CODE.findall(read_by_people(answer)) == []


def test_a_case_file_says_where_it_stands_and_what_may_be_done(reads: Reading) -> None:
    text = reads("pref.510100").text("/applications/demo-2")
    for said in ("四川示例大学", "已提交", "现在可以办理", "受理", "经过", "申报表", "期限"):
        assert said in text


def test_a_case_names_its_round_its_duties_and_who_acted(house: Caller, reads: Reading) -> None:
    house.runtime.accounts.names.give("applicant.2", "陈晓")
    page = reads("prov.sc").get("/applications/demo-2")
    assert '<a href="/batches/sc-2026-1">2026年四川省产业知识产权运营中心申报</a>' in page.text
    text = read_by_people(page)
    for said in ("2 专利技术需求收集", "第五条第二款5 制度机制文本", "申报单位（陈晓）"):
        assert said in text
    assert "SC-05" not in text and "applicant.2" not in text


def test_two_moments_of_a_case_are_compared_by_what_people_call_its_fields(reads: Reading) -> None:
    officer, path = reads("pref.510100"), "/applications/demo-2/diff"
    assert "请选择两个时点" in officer.text(path)
    text = officer.text(path, day_from="2026-01-08", day_to="2026-03-02")
    for said in ("环节 草稿 已提交", "申报日 无 2026-01-09", "受文单位 无 成都市"):
        assert said in text
    assert NAME_OF_CODE.findall(text) == []
    assert "完全一致" in officer.text(path, day_from="2026-03-01", day_to="2026-03-02")
    assert reads("pref.510700").get(path).status_code == 404


def test_rows_of_a_list_are_compared_by_their_title_wherever_they_stand() -> None:
    def team(*rows: tuple[str, str]) -> Side:
        return rows_by_title(("工作队伍",), ("姓名", "职务"), rows)

    before, after = team(("李", "工程师"), ("王", "主任")), team(("王", "总监"), ("赵", "助理"))
    assert [(one.labels, one.before, one.after) for one in side_differences(before, after)] == [
        (("工作队伍", "王", "职务"), "主任", "总监"),
        (("工作队伍", "赵"), "", "姓名 赵；职务 助理"),
        (("工作队伍", "李"), "姓名 李；职务 工程师", ""),
    ]


def test_a_score_is_told_in_points(reads: Reading) -> None:
    assert "总分 90.40" in reads("prov.sc").text("/applications/demo-5")


def test_the_past_has_a_bar_and_no_acts(reads: Reading) -> None:
    text = reads("pref.510100").text("/applications/demo-2", as_of="2026-01-08")
    assert "您看到的是 2026-01-08 的情况" in text
    assert "现在可以办理" not in text


OWN_ROOMS = {("expert.1", "/batches/sc-2026-1")}
"""Who is sent to a room of their own instead."""


def test_what_the_api_hides_no_page_shows(house: Caller) -> None:
    accounts = ("applicant.3", "pref.510700", "prov.im", "expert.1", "sysadmin", "audit.sc", None)
    paths = (
        "/applications/demo-2",
        "/batches/sc-2026-1",
        "/applications",
        "/centres",
        "/deadlines",
    )
    for who in accounts:
        for path in paths:
            asked, shown = house.get(who, path), PageReader(house, who).get(path)
            sent_on = asked.status_code == 401 or (who, path) in OWN_ROOMS
            expected = 303 if sent_on else asked.status_code
            assert shown.status_code == expected, (who, path)


def test_a_personal_value_is_on_the_page_only_where_the_api_tells_it(house: Caller) -> None:
    name = "刘敏"
    for who in ("pref.510100", "prov.sc", "applicant.2", "expert.1", "prov.im"):
        told = house.get(who, "/applications/demo-2").text
        shown = PageReader(house, who).get("/applications/demo-2").text
        assert (name in shown) <= (name in told), who


def test_an_account_finds_its_unfinished_papers_and_throws_them_away(house: Caller) -> None:
    officer = PageReader(house, "pref.510100")
    path = "/applications/demo-3/decline-recommendation"
    officer.post(path, {"step": "save", "/document_no": "x"})
    text = officer.get("/desk/papers").text
    key = re.search(r'name="paper" value="([^"]+)"', text)
    assert key
    officer.post("/desk/papers", {"paper": key.group(1)})
    assert "没有未提交件" in officer.text("/desk/papers")


def test_the_desk_is_searched_and_narrowed(reads: Reading) -> None:
    officer = reads("pref.510100")
    assert "四川示例大学" in officer.text("/desk", q="示例大学", stream="applications")
    assert "没有符合的事项" in officer.text("/desk", q="绝无此案")
    assert "没有符合的事项" in officer.text("/desk", q="示例大学", stream="centres")


def test_what_one_has_sent_on_waits_for_others(reads: Reading) -> None:
    waiting, _, ended = reads("applicant.2").text("/desk/sent").partition("最近办结")
    assert "demo-2 已提交" in waiting and "还没有办结" in ended
    assert "demo-2" not in reads("pref.510100").text("/desk/sent")


def test_periods_of_one_case_are_asked_for_by_its_id(house: Caller) -> None:
    rows = house.get("pref.510100", "/deadlines?stream=applications&id=demo-2").json()["items"]
    assert {row["id"] for row in rows} == {"demo-2"}


def test_periods_that_run_stand_apart_from_those_that_are_interrupted(
    house: Caller, reads: Reading
) -> None:
    runs = house.get("prov.im", "/deadlines?running=yes").json()["items"]
    assert runs and not any(row["interrupted"] for row in runs)
    assert "已中断" not in reads("prov.im").text("/desk")
    assert "没有已中断的期限" in reads("prov.im").text("/deadlines", running="no")


def test_lists_are_searched(reads: Reading) -> None:
    officer = reads("prov.sc")
    assert "没有符合的案卷" in officer.text("/applications", q="绝无此案")
    assert officer.get("/applications", stge="x").status_code == 422
