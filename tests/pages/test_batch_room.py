"""The rooms of a batch and of an expert: what is next for each application, how a panel was drawn,
who may know it, and what an expert is shown."""

import re
from hashlib import sha256
from html import unescape

import pytest

from services.demo import people as demo
from services.pages.csv_file import plain_cell
from tests.support.calling import Caller
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

ROOM = "/batches/im-2026-1"
SHEET = "/applications/demo-11/score-sheet"
POOL = ("巴特尔", "赵启明", "高娃", "任重", "萨仁", "康宁")
CODES = re.compile(r"\b[a-z]+_[a-z]+\b|\b[A-Z]{4,}\b|IMPLICIT:|\b(pref|prov|expert)\.\w+|None|True")


def test_the_room_counts_each_stage_and_says_what_is_next(reads: Reading) -> None:
    text = reads("prov.im").text(ROOM)
    assert "全部 5 待补正 1 专家评审中 1 公示中 1 异议处理中 1 已认定 1" in text
    assert (
        "内蒙古示例草业科学研究院 内蒙古自治区草产业知识产权运营中心 公示中 公示期满无异议" in text
    )
    one = reads("prov.im").text(ROOM, stage="EXPERT_REVIEW", q="储能")
    assert "内蒙古示例新型储能产业协会" in one
    assert "草业" not in one


def test_a_bureau_sees_of_a_batch_the_applications_of_its_area(reads: Reading) -> None:
    text = reads("pref.150600").text(ROOM)
    assert "鄂尔多斯示例煤化工有限公司" in text
    assert "草业" not in text
    assert "其他辖区的申报" in reads("pref.150600").text(f"{ROOM}/lists")


def test_the_table_is_a_file_in_which_no_cell_is_a_formula(reads: Reading) -> None:
    file = reads("prov.im").get(f"{ROOM}/applications.csv", stage="IN_PUBLICITY")
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''im-2026-1.csv"
    assert file.text.startswith("\ufeff编号,建设主体,")
    assert len(file.text.splitlines()) == 2
    assert [plain_cell(one) for one in ("=1+1", "@x", None, 5)] == ["'=1+1", "'@x", "", "5"]


def test_a_draw_can_be_drawn_again_from_what_the_page_says(reads: Reading) -> None:
    page = unescape(reads("prov.im.experts").get(f"{ROOM}/panels").text)
    for proof in re.findall(r"<details>.*?</details>", page, re.S)[-3:]:
        seed, *numbers = re.findall(r"<code>([\w.]+)</code>", proof)
        named = dict(re.findall(r"([^\s、：>]+) <code>(expert\.\d+)</code>", proof))
        again = sorted(named, key=lambda name: sha256(f"{seed}:{named[name]}".encode()).hexdigest())
        assert numbers
        assert f"抽出的顺序：{'、'.join(again)}" in proof


@pytest.mark.parametrize("part", ["", "/panels", "/ranking", "/lists"])
def test_nobody_reads_the_experts_names_but_who_may_know_them(house: Caller, part: str) -> None:
    for who, actor in demo.accounts().items():
        text = PageReader(house, who).get(ROOM + part).text
        knows = actor.organ == "150000" and {"experts", "decision"} & {*actor.duties}
        assert any(name in text for name in POOL) <= bool(knows), who


def test_results_stand_in_their_order_with_their_spread_and_who_is_missing(reads: Reading) -> None:
    text = reads("prov.im.experts").text(f"{ROOM}/ranking")
    assert "2 份，应交 5 份" in text
    assert "90.40 89.60 91.20 1.60" in text
    assert "90.40 89.60" not in reads("prov.im").text(f"{ROOM}/ranking")


def test_a_list_shows_how_its_days_were_counted(reads: Reading) -> None:
    text = reads("prov.im").text(f"{ROOM}/lists")
    assert "起算 2026-03-02（当日不计入）" in text
    assert "2026-03-06、2026-03-09（共 5 个工作日） 最后一日 2026-03-09" in text
    assert "chinesecalendar" not in text


def test_an_expert_has_a_room_of_their_own_and_nothing_else(house: Caller) -> None:
    expert = member(house)
    assert expert.get("/desk").headers["Location"] == "/reviewing"
    assert expert.get(ROOM).headers["Location"] == "/reviewing"
    page = expert.get("/reviewing")
    assert "评分截止：2026-03-06" in read_by_people(page)
    entries = re.search(r'<nav class="line".*?</nav>', page.text, re.S)
    assert entries
    assert entries.group(0).count("<a ") == 1
    assert PageReader(house, "prov.im").get("/reviewing").status_code == 403


def test_a_sheet_asks_for_the_regulation_s_criteria_and_shows_no_person(house: Caller) -> None:
    page = member(house).get(SHEET)
    text = read_by_people(page)
    assert "行业影响力 第五条第一款 25.00" in text
    assert "合计 100.00" in text
    assert page.text.count('name="/command/sheet/') == 8
    assert "员工社保" not in text
    assert PageReader(house, "prov.im").get(SHEET).status_code == 404


def member(house: Caller) -> PageReader:
    """An expert who sits on the panel of demo-11; who it is, the draw has decided."""
    readers = (PageReader(house, f"expert.{number}") for number in range(10, 17))
    return next(one for one in readers if one.get(SHEET).status_code == 200)


def test_the_recheck_holds_each_condition_beside_form_papers_and_local_review(
    reads: Reading,
) -> None:
    text = reads("prov.sc").text("/applications/demo-5/recheck")
    assert "工作人员不少于5人 符合 工作人员：7人 员工社保证明 符合 已核对原件" in text
    assert "同意推荐，建议组织复核评审。" in text
    assert "申报表符合全部条件" in text


@pytest.mark.parametrize("english", [False, True])
def test_no_name_of_code_meets_an_officer_in_these_rooms(house: Caller, english: bool) -> None:
    seen = [("prov.im.experts", f"{ROOM}{part}") for part in ("", "/ranking", "/lists", "/draw")]
    seen += [("prov.sc.reviewer", "/applications/demo-13/recheck"), ("prov.im", "/batches")]
    for who, path in seen:
        text = PageReader(house, who, english).text(path)
        assert not CODES.search(text), (path, CODES.search(text))


def test_what_units_typed_is_shown_as_text(reads: Reading) -> None:
    hostile = "<script>alert(1)</script>"
    text = reads("prov.im").get(ROOM, q=hostile).text
    assert hostile not in text
    assert "没有符合的申报" in text
