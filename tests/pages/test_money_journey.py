"""In a real browser: who looks at money goes from the desk of flags to a voucher's file in three
steps, traces an amount both ways, reads the ledger as of another day, and takes its paper along."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from services.api.commands import slug
from services.api.requests import CALLERS_STREAMS
from tests.pages.test_controls_journey import looked_at
from tests.pages.test_forms_of_lives import OF_MONEY
from tests.support.browsing import Visitor, visiting
from tests.support.calling import Caller, calling
from tests.support.demonstrations import opened
from tests.support.money_house import (
    INVOICE,
    PROJECT,
    PROJECT_NAME,
    MoneyHouse,
    with_followed_money,
)
from tests.support.walked_pages import case_names

pytest_plugins = ["tests.support.browser_fixtures"]

LEDGER, TRACE = f"/fund-projects/{PROJECT}/ledger", f"/fund-projects/{PROJECT}/trace"
TWICE_CLAIMED = "同一发票重复列支"


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Caller]:
    settings = opened("sqlite", tmp_path_factory.mktemp("money") / "data", request)
    with calling(settings, timers=False) as caller:
        yield caller


@pytest.fixture(scope="module")
def money(house: Caller) -> MoneyHouse:
    return with_followed_money(house)


@pytest.mark.parametrize("who", ["finance.sc", "prov.sc.inquiry"])
def test_from_the_desk_of_flags_to_the_vouchers_file_in_three_steps(
    visitor: Visitor, house: Caller, money: MoneyHouse, who: str
) -> None:
    page = visitor.become(who, house, "/flags")
    visitor.look("flags")
    flag_of_project(page).click()
    visitor.look("flag")
    page.locator("#evidence").get_by_role("link", name="凭证").first.click()
    visitor.look("voucher-line")
    assert downloaded(page, "凭证原件") == INVOICE
    assert visitor.wrong == []


def flag_of_project(page: Page) -> Locator:
    """The demonstration has one of the same kind, of another project."""
    rows = page.get_by_role("row").filter(has_text=PROJECT_NAME)
    return rows.get_by_role("link", name=TWICE_CLAIMED)


def test_an_amount_is_traced_to_where_it_went_and_back_to_its_budget(
    visitor: Visitor, house: Caller, money: MoneyHouse
) -> None:
    page = visitor.become("finance.sc", house, TRACE)
    visitor.look("trace")
    ribbon = page.locator(".sankey a").last
    ribbon.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/lines/*/*")
    page.get_by_role("link", name="查这笔钱从哪里来").click()
    visitor.look("trace-back")
    page.get_by_role("link", name=PROJECT_NAME).click()
    assert page.locator("h1").inner_text() == "资金去向"
    visitor.go(f"/lines/{money.paid.replace(':', '/')}")
    heads = page.locator(".lines-beside h2").all_inner_texts()
    assert [one.split()[0] for one in heads] == ["银行流水", "支付", "凭证", "合同"]
    visitor.look("bank-line")


def test_the_ledger_as_of_another_day_and_its_paper(
    visitor: Visitor, house: Caller, money: MoneyHouse
) -> None:
    page = visitor.become("finance.sc", house, f"/fund-projects/{PROJECT}")
    visitor.look("fund-project")
    page.get_by_role("link", name="项目的账").click()
    assert "170,000.00" in page.locator("#balances + table").inner_text()
    page.fill("#as_of", "2026-04-15")
    page.get_by_role("button", name="查看").click()
    assert "270,000.00" in page.locator("#balances + table").inner_text()
    assert "2026-04-15" in page.locator(".past").inner_text()
    visitor.look("ledger")
    paper = downloaded(page, "底稿（PDF）")
    assert paper.startswith(b"%PDF") and downloaded(page, "底稿（PDF）") == paper
    assert downloaded(page, "底稿（XLSX）").startswith(b"PK")
    assert visitor.wrong == []


def test_without_a_script_it_is_the_same_way(
    browser: Browser, site: str, house: Caller, money: MoneyHouse
) -> None:
    with visiting(browser, site, java_script_enabled=False) as visitor:
        page = visitor.become("finance.sc", house, "/flags")
        flag_of_project(page).click()
        page.locator("#evidence").get_by_role("link", name="凭证").first.click()
        assert downloaded(page, "凭证原件") == INVOICE
        page.get_by_role("navigation", name="所在位置").get_by_role("link").last.click()
        page.fill("#as_of", "2026-04-15")
        page.get_by_role("button", name="查看").click()
        assert "270,000.00" in page.locator("#balances + table").inner_text()
        visitor.go(TRACE)
        page.locator(".sankey a").last.click()
        assert page.locator("h1").inner_text().startswith("一笔资金的凭据")


def downloaded(page: Page, link: str) -> bytes:
    """The file behind a link."""
    with page.expect_download() as found:
        page.get_by_role("link", name=link).first.click()
    return Path(found.value.path()).read_bytes()


def money_pages(house: Caller, money: MoneyHouse) -> list[str]:
    flags = house.get("finance.sc", "/flags").json()["items"]
    beside = f"{TRACE}?as_of=2026-04-15"
    return [
        *("/flags", f"/flags/{flags[0]['id']}", "/fund-projects", f"/fund-projects/{PROJECT}"),
        *(LEDGER, f"{LEDGER}?as_of=2026-04-15", TRACE, beside, "/trace", "/bank-accounts"),
        *(f"/trace?direction=back&to={money.paid}", f"/lines/{money.paid.replace(':', '/')}"),
    ]


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["usual", "elder"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("stream", OF_MONEY)
def test_the_form_of_every_command_on_money_shuts_nobody_out(
    browser: Browser,
    site: str,
    house: Caller,
    money: MoneyHouse,
    stream: str,
    width: int,
    mode: str,
) -> None:
    name = next(one for one in case_names(house) if one.startswith(f"{stream}/"))
    kinds = [one for one in CALLERS_STREAMS[stream].commands if not one.entailed]
    with visiting(browser, site, width) as visitor:
        visitor.go(f"/view?mode={mode}")
        paths = [f"/{name}/{slug(one)}" for one in kinds]
        assert looked_at(visitor, "finance.sc", paths) == []


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["usual", "elder"])
@pytest.mark.parametrize("width", [1366, 390])
def test_every_page_of_money_shuts_nobody_out(
    browser: Browser, site: str, house: Caller, money: MoneyHouse, width: int, mode: str
) -> None:
    with visiting(browser, site, width=width) as visitor:
        visitor.become("finance.sc", house, f"/view?mode={mode}")
        for path in money_pages(house, money):
            visitor.go(path)
            visitor.look(f"money-{path.strip('/').replace('/', '-')[:40]}-{width}-{mode}")
