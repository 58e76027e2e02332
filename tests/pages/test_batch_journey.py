"""In a real browser: officers of the province and an expert bring an application from the recheck
to the notice of its list."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from domain.panel import Panels
from services.demo.round import SICHUAN_BATCH
from tests.support.browsing import Visitor, visiting
from tests.support.calling import Caller, done, eventually

pytest_plugins = ["tests.support.browser_fixtures"]

CASE = "demo-13"
ROOM = f"/batches/{SICHUAN_BATCH}"
DECIDED = "川知识产权〔2026〕31号"


def test_officers_bring_an_application_from_the_recheck_to_the_notice(
    visitor: Visitor, house: Caller
) -> None:
    rechecked(visitor, house)
    until(house, "prov.sc.experts", "AppointPanel")
    panel_no = drawn(visitor, house)
    scored(visitor, house, panel_no)
    until(house, "prov.sc.decider", "DetermineList")
    listed(visitor, house)
    until(house, "prov.sc", "StartPublicity")
    page = publicised(visitor, house)
    assert page.locator(".notice").first.inner_text().count("轨道交通产业") >= 1
    assert "公示中" in page.locator("main").inner_text()


def until(house: Caller, who: str, command: str) -> None:
    """Waits until the lists say that the application waits for that."""
    path = f"{ROOM}/applications"

    def waits() -> bool:
        rows = done(house.get(who, path), 200)["items"]
        return any(one["id"] == CASE and command in one["commands"] for one in rows)

    eventually(waits)


def rechecked(visitor: Visitor, house: Caller) -> Page:
    visitor.become("prov.sc.reviewer", house)
    page = visitor.go(ROOM)
    visitor.look("batch-room")
    page.locator(f'a[href="/applications/{CASE}/recheck"]').click()
    page.get_by_role("link", name="复核通过").click()
    page.locator('[name="/command/findings"]').fill("复核属实")
    return confirmed(page)


def drawn(visitor: Visitor, house: Caller) -> str:
    visitor.become("prov.sc.experts", house)
    page = visitor.go(f"{ROOM}/draw")
    page.get_by_role("button", name="去抽取").click()
    panel_no = page.locator('[name="/command/panel_no"]').input_value()
    page.locator('[name="/command/scores_by"]').fill("2026-03-20")
    confirmed(page)
    assert "自行验证抽取结果" in visitor.go(f"{ROOM}/panels").content()
    return panel_no


def scored(visitor: Visitor, house: Caller, panel_no: str) -> None:
    """One member with a browser, who first gives too much; the others by the API."""
    batch, _ = house.runtime.store.current(f"batches/{SICHUAN_BATCH}")
    assert isinstance(batch, Panels)
    panel = batch.panel(panel_no)
    assert panel is not None
    chair, *others = batch.members(panel)
    promise = {"panel_no": panel_no, "confidential": True, "no_conflict": True}
    for expert in (chair, *others):
        done(house.do(expert, "batches", SICHUAN_BATCH, "declare-no-conflict", promise))
    by_browser(visitor, house, chair)
    for expert in others:
        done(house.do(expert, "applications", CASE, "submit-score", sheet_of(house, expert)))
    opinion = {"opinion": "方案可行"}
    done(house.do(chair, "applications", CASE, "complete-expert-review", opinion))


def by_browser(visitor: Visitor, house: Caller, expert: str) -> None:
    page = visitor.become(expert, house, "/desk")
    page.get_by_role("link", name="评分").first.click()
    points = page.locator(".marks input[data-part-of-sum]")
    for index in range(points.count()):
        points.nth(index).fill("20.5")
    assert page.locator("#sum").inner_text() == f"{20.5 * points.count():.2f}"
    points.first.fill("99")
    page.locator('[name="/command/opinion"]').fill("基础扎实")
    visitor.look("score-sheet")
    page.get_by_role("button", name="核对").click()
    page.locator("#summary a").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("20.5")
    confirmed(page)


def sheet_of(house: Caller, expert: str) -> dict[str, Any]:
    asked = done(house.get(expert, f"/applications/{CASE}/score-sheet"), 200)
    marks = [{"criterion": one["name"], "points": 2000} for one in asked["criteria"]]
    return {"panel_no": asked["panel_no"], "sheet": marks, "opinion": "可行"}


def listed(visitor: Visitor, house: Caller) -> Page:
    visitor.become("prov.sc.decider", house)
    page = visitor.go(f"{ROOM}/ranking")
    visitor.look("ranking")
    page.get_by_role("button", name="核对名单").click()
    page.locator('[name="/document_no"]').fill(DECIDED)
    return confirmed(page)


def publicised(visitor: Visitor, house: Caller) -> Page:
    visitor.become("prov.sc", house)
    page = visitor.go(ROOM)
    page.get_by_role("link", name="公示", exact=True).first.click()
    page.locator('[name="/command/channel_url"]').fill("https://example.invalid/gongshi")
    page.locator('[name="/command/objection_channel"]').fill("促进处 028-86000009")
    page.get_by_role("button", name="核对").last.click()
    visitor.look("notice-preview")
    assert "最后一日" in page.locator("main").inner_text()
    confirmed(page)
    return visitor.go(f"{ROOM}/lists")


def confirmed(page: Page) -> Page:
    """Checks what is filled in, where that is still to be done, and does it."""
    if page.get_by_role("button", name="确认").count() == 0:
        page.get_by_role("button", name="核对").last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="确认").click()
    return page


SEEN = [
    ("prov.im", "/batches"),
    ("prov.im", "/batches/im-2026-1"),
    ("prov.im.experts", "/batches/im-2026-1/panels"),
    ("prov.im.experts", "/batches/im-2026-1/draw"),
    ("prov.im.experts", "/batches/im-2026-1/ranking"),
    ("prov.im", "/batches/im-2026-1/lists"),
    ("prov.sc.reviewer", f"/applications/{CASE}/recheck"),
    ("expert.10", "/reviewing"),
    ("prov.sc", "/overview"),
    ("prov.sc", "/duties"),
    ("prov.sc", "/centres/demo-5/duties"),
]


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["usual", "elder"])
@pytest.mark.parametrize("width", [1366, 390])
def test_every_room_shuts_nobody_out(
    browser: Browser, site: str, house: Caller, width: int, mode: str
) -> None:
    with visiting(browser, site, width=width) as visitor:
        for who, path in SEEN:
            page = visitor.become(who, house, f"/view?mode={mode}")
            visitor.go(path)
            name = f"{path.strip('/').replace('/', '-')}-{width}-{mode}"
            visitor.look(name)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
