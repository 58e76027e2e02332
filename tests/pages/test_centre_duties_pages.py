"""Pages of a centre's life: what is due and by whom, what has to be put right, who of an area is
late; each to those whom it concerns."""

from typing import Any

import pytest

from domain.centre.case import Centre
from services.demo import people
from services.pages.case_file import CaseShown
from services.pages.centre_duties import after_its_end
from tests.pages.test_batch_room import CODES
from tests.support.calling import Caller, done, eventually
from tests.support.page_reading import PageReader, Reading

pytest_plugins = ["tests.support.page_fixtures"]

ID, PREF, ORGAN = "demo-5", "pref.510700", "prov.sc.supervision"
PAGE = f"/centres/{ID}/duties"
NAME = "四川省装备制造产业知识产权运营中心"


@pytest.fixture(scope="module", autouse=True)
def ordered(house: Caller) -> None:
    """The centre has to put two things right."""
    order = {
        "grounds": ["DUTIES"],
        "items": ["补报服务目录", "<b>补办对接活动</b>"],
        "until": "2026-06-30",
        "reason": "未履行职责",
        "served_on": house.runtime.clock.today().isoformat(),
    }
    done(
        house.do(
            ORGAN, "centres", ID, "order-rectification", order, document_no="川知发〔2026〕9号"
        )
    )
    eventually(lambda: done(house.get(ORGAN, "/overview"), 200)["rectifications"]["count"])


def owner(house: Caller) -> str:
    case, _ = house.runtime.store.current(f"centres/{ID}")
    assert isinstance(case, Centre)
    mine = people.accounts().items()
    return next(name for name, one in mine if (one.organ, one.role) == (case.owner, "CENTRE"))


def test_a_bureau_sees_at_a_glance_who_is_under_rectification(reads: Reading) -> None:
    for who in (PREF, ORGAN):
        text = reads(who).text("/overview", year="2026")
        assert f"正在整改的 1 家 中心 责令日 整改至 现在的阶段 等谁办理 {NAME}" in text
        assert "2026-06-30 已责令整改 运营中心：" in text
    assert NAME not in reads("pref.510100").text("/overview")
    assert reads("applicant.2").get("/overview").status_code == 403


def test_a_page_says_what_is_due_with_a_link_for_whoever_does_it(
    reads: Reading, house: Caller
) -> None:
    centre = reads(owner(house))
    report = f"/centres/{ID}/submit-rectification-report?about=rectification/1"
    assert report in centre.get(PAGE).text
    assert centre.client.get(report).status_code == 200
    assert report not in reads(PREF).get(PAGE).text
    assert "2026年度 待报送" in centre.text(PAGE).replace("尚未开始", "待报送")


def test_items_stand_with_whether_they_were_found_done_and_as_they_were_typed(
    reads: Reading,
) -> None:
    page = reads(PREF).get(PAGE).text
    assert "&lt;b&gt;补办对接活动&lt;/b&gt;" in page
    text = reads(PREF).text(PAGE)
    assert "补报服务目录 未核实" in text
    assert "文号 川知发〔2026〕9号" in text


def test_a_day_before_shows_what_was_so_and_offers_nothing(reads: Reading, house: Caller) -> None:
    text = reads(owner(house)).text(PAGE, as_of="2026-02-20")
    assert "您看到的是 2026-02-20 的情况" in text
    assert "补报服务目录" not in text
    assert reads(PREF).get(PAGE, as_of="2025-01-01").status_code == 404


def test_a_centre_s_page_is_for_nobody_whom_it_does_not_concern(reads: Reading) -> None:
    for who in ("applicant.2", "pref.510100", "prov.im", "expert.1"):
        assert reads(who).get(PAGE).status_code == 404
    assert reads(None).get(PAGE).status_code == 303
    assert NAME not in reads("applicant.2").text("/duties")


@pytest.mark.parametrize("english", [False, True])
def test_no_name_of_code_meets_an_officer_on_these_pages(house: Caller, english: bool) -> None:
    for path in ("/overview", "/duties", PAGE):
        text = PageReader(house, ORGAN, english).text(path)
        assert not CODES.search(text), (path, CODES.search(text))


def test_the_list_of_duties_is_narrowed_by_what_stands_in_the_address(reads: Reading) -> None:
    text = reads(PREF).text("/duties", proceeding_kind="rectification", year="2026")
    assert f"{NAME} 第1次整改 已责令整改" in text
    assert "没有符合的记录" in reads(PREF).text("/duties", year="2026", late="yes")


@pytest.mark.parametrize("final", [True, False])
def test_what_the_end_of_a_centre_has_overtaken_waits_for_nobody(final: bool) -> None:
    year = {"proceeding_kind": "annual", "result": ""}
    order = {"proceeding_kind": "rectification", "result": "", "evaluated_on": None}
    own: dict[str, Any] = {"proceeding_kind": "centre", "within": "rectification/1"}
    rows: list[dict[str, Any]] = [
        year | {"proceeding": "annual/2026", "evaluated_on": None},
        year | {"proceeding": "annual/2025", "evaluated_on": "2026-03-03"},
        order | {"proceeding": "rectification/1"},
    ]
    case = CaseShown("centres", ID, {"state": {"final": final}}, None)
    found = [one["by_the_end"] for one in after_its_end(case, [own, *rows], rows)]
    assert found == (["overtaken", "", "brought"] if final else ["", "", ""])
