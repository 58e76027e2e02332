"""The case file, the desk and the lists: what an officer sees, in words, and nothing that the API
would not show."""

import re

import pytest

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
    ("sysadmin", "/desk"),
    ("pref.510100", "/deadlines"),
    ("pref.510100", "/desk/papers"),
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


def test_lists_are_searched(reads: Reading) -> None:
    officer = reads("prov.sc")
    assert "没有符合的案卷" in officer.text("/applications", q="绝无此案")
    assert officer.get("/applications", stge="x").status_code == 422
