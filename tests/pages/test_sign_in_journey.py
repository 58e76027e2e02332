"""In a real browser: an officer signs in, looks around, and signs out."""

from tests.support.browsing import Visitor

pytest_plugins = ["tests.support.browser_fixtures"]


def test_an_officer_signs_in_looks_around_and_signs_out(visitor: Visitor) -> None:
    page = visitor.go("/")
    visitor.look("home")
    page = visitor.sign_in("pref.510100")
    visitor.look("desk")
    page.get_by_role("link", name="大字版").click()
    visitor.look("desk-elder")
    page.get_by_role("link", name="认定名录").click()
    visitor.look("registry-elder")
    page.get_by_role("button", name="退出").click()
    assert page.get_by_role("link", name="登录").is_visible()


def test_a_wrong_password_takes_the_focus_to_what_is_wrong(phone: Visitor) -> None:
    page = phone.go("/sign-in")
    phone.look("sign-in-phone")
    page.fill("#username", "pref.510100")
    page.fill("#password", "wrong")
    page.get_by_role("button", name="登录").click()
    page.locator("#summary").wait_for()
    assert page.evaluate("document.activeElement.id") == "summary"
    assert page.title().startswith("错误：")
    page.locator("#summary a").click()
    assert page.evaluate("document.activeElement.id") == "username"
    phone.look("sign-in-fault-phone")
