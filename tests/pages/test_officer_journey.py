"""In a real browser: an officer goes from the desk to an accepted application by the keyboard
alone; and sees the desk change while somebody else acts."""

import pytest

from tests.support.browsing import Visitor
from tests.support.calling import Caller

pytest_plugins = ["tests.support.browser_fixtures"]

MOST_TABS = 40


def test_an_officer_accepts_an_application_by_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.go("/sign-in")
    visitor.tab_to("username")
    page.keyboard.type("pref.510100")
    visitor.tab_to("password")
    page.keyboard.type("a long enough password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    visitor.look("officer-desk")
    visitor.tab_to("四川示例大学", MOST_TABS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/demo-2")
    visitor.look("officer-case")
    while page.evaluate("document.activeElement.innerText").strip() != "受理":
        visitor.tab_to("受理", MOST_TABS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accept-application")
    visitor.look("officer-form")
    visitor.tab_to("核对", MOST_TABS)
    page.keyboard.press("Enter")
    page.get_by_text("办理前请核对").wait_for()
    visitor.look("officer-check")
    visitor.tab_to("确认受理", MOST_TABS)
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("已办理：受理").wait_for()
    visitor.look("officer-receipt")
    page.go_back()
    page.go_forward()
    assert page.get_by_role("heading", name="已办理：受理").is_visible()


def test_a_desk_changes_by_itself_when_something_happens(visitor: Visitor, house: Caller) -> None:
    page = visitor.sign_in("pref.510100")
    row = page.get_by_role("row").filter(has_text="demo-3")
    assert "资格审查" in row.inner_text()
    said = {"command": {"findings": "齐备", "passed": True}}
    done = house.post("pref.510100", "/applications/demo-3/complete-material-audit", said)
    assert done.status_code in (201, 409), done.text
    if done.status_code == 409:
        pytest.fail(done.text)
    page.locator("#told").filter(has_text="已更新").wait_for(state="attached")
    assert "材料审核" not in row.inner_text()


def test_a_form_with_faults_says_where(phone: Visitor) -> None:
    phone.sign_in("pref.510100")
    phone.look("officer-desk-phone")
    phone.go("/applications/demo-3")
    phone.look("officer-case-phone")
    page = phone.go("/applications/demo-3/decline-recommendation")
    phone.look("officer-form-phone")
    page.get_by_role("button", name="核对").last.click()
    page.locator("#summary").wait_for()
    phone.look("officer-faults-phone")
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "/command/reason"
