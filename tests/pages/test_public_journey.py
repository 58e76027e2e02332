"""In a real browser, with a telephone: somebody of the public reads a notice, objects to an entry
with the keyboard and a mistake on the way, keeps the receipt, and looks around."""

from tests.support.browsing import Visitor

pytest_plugins = ["tests.support.browser_fixtures"]


def test_somebody_objects_to_an_entry_and_keeps_the_receipt(visitor: Visitor) -> None:
    page = visitor.go("/publicity")
    visitor.look("notices")
    page.get_by_role("link", name="提出异议").first.click()
    visitor.look("object")
    page.fill("#name", "张三")
    page.fill("#facts", "营业收入与年报不符")
    page.get_by_role("button", name="提交异议").click()
    page.locator("#summary").wait_for()
    visitor.look("object-faults")
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "contact"
    page.keyboard.type("13800000000")
    page.check("#sure")
    page.get_by_role("button", name="提交异议").click()
    page.wait_for_url("**/objections/receipt")
    visitor.look("object-receipt")
    page.go_back()
    page.go_forward()
    assert page.get_by_role("heading", name="异议已收到").is_visible()
    page.get_by_role("link", name="查看办理情况").click()
    visitor.look("objection")


def test_the_registry_is_read_on_a_telephone(phone: Visitor) -> None:
    page = phone.go("/registry/centres")
    phone.look("registry-phone")
    page.get_by_role("link", name="绵阳", exact=False).last.click()
    page.get_by_role("link", name="四川省装备制造产业知识产权运营中心").click()
    phone.look("centre-phone")
    phone.go("/verify")
    phone.look("verify-phone")
