"""In a real browser: an auditor with a letter reads the record, compares two moments,
and has the store verified, with a bar that goes on when one leaves."""

from playwright.sync_api import Page

from tests.support.browsing import Visitor
from tests.support.calling import Caller

pytest_plugins = ["tests.support.browser_fixtures"]

AUDITOR, NUMBER = "audit.sc", "川审通〔2026〕17号"


def test_an_auditor_verifies_and_compares(visitor: Visitor, house: Caller) -> None:
    letter_entered(visitor)
    visitor.sign_in(AUDITOR)
    page = visitor.go("/audit")
    assert NUMBER in page.locator(".letter").inner_text()
    visitor.look("audit-record")
    compared(visitor)
    verified(visitor)


def letter_entered(visitor: Visitor) -> None:
    """By the system administrator, on the auditor's account."""
    visitor.sign_in("sysadmin")
    page = visitor.go(f"/admin/accounts/{AUDITOR}")
    page.fill("#number", NUMBER)
    page.fill("#begins", "2026-03-01")
    page.fill("#ends", "2026-05-31")
    page.get_by_role("button", name="登记通知书").click()
    page.get_by_text("已保存。").wait_for()
    visitor.look("account")


def compared(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="两个时点比较").click()
    page.fill("#from", "2026-01-01")
    page.fill("#to", "2026-03-02")
    page.get_by_role("button", name="比较").click()
    page.get_by_text("新列入").first.wait_for()
    visitor.look("audit-compare")


def verified(visitor: Visitor) -> Page:
    """Begun, left, found again under one's own jobs, and over."""
    page = visitor.page
    page.get_by_role("link", name="核对全库").click()
    page.get_by_role("button", name="开始核对").click()
    page.wait_for_url("**/jobs/*")
    page.go_back()
    page.get_by_role("link", name="我的任务").click()
    page.locator("tbody a").first.click()
    page.get_by_text("全部一致").wait_for()
    visitor.look("audit-verified")
    return page
