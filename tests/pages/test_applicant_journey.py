"""In a real browser: an applicant goes from the call to the receipt without a manual, and makes
four mistakes on the way."""

from playwright.sync_api import Page

from tests.support.browsing import Visitor

pytest_plugins = ["tests.support.browser_fixtures"]

PDF = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
FORM = "/command/form/"
SKILLS = ("产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书")


def fill(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f'[id="{FORM}{name.replace("__", "/")}"]').fill(text)


def choose(page: Page, name: str, words: str) -> None:
    page.locator(f'[id="{FORM}{name}"]').select_option(label=words)


def pick(page: Page, group: str, *words: str) -> None:
    for one in words:
        page.get_by_role("group", name=group, exact=True).get_by_label(one, exact=True).check()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="存为草稿，继续填写").click()


def fill_in_the_unit(page: Page) -> None:
    choose(page, "legal_nature", "国有企业")
    choose(page, "builder_type", "行业龙头企业")
    pick(page, "单位层级", "地市级")
    pick(page, "运营实体类型", "内设机构")
    fill(page, operating_unit__name="知识产权部", operating_unit__duty_text="负责知识产权运营")
    choose(page, "division_code", "四川省 攀枝花市")
    fill(page, address="攀枝花市东区示例路4号", contact_name="沈示例", contact_title="部长")


def fill_in_the_team(page: Page, first: int, last: int) -> None:
    for n in range(first, last + 1):
        if n > 0:
            page.get_by_role("button", name="再加一项").click()
        row = page.get_by_role("group", name=f"第{n + 1}项", exact=True)
        row.get_by_label("姓名").fill(f"员工{'甲乙丙丁戊'[n]}")
        row.get_by_label("现任职务").fill("工程师")
        row.get_by_label("拟分工").fill("项目运营")
        for skill in SKILLS if n == 0 else SKILLS[:1]:
            row.get_by_label(skill).check()


def attach(page: Page) -> None:
    add = page.get_by_role("button", name="再加一项")
    for n in range(5):
        if n > 0:
            add.click()
        row = page.locator(f'[id="{FORM}attachments/{n}/condition"]')
        row.select_option(index=n + 1)
        fill(page, **{f"attachments__{n}__kind": "证明"})
        page.locator(f'[id="{FORM}attachments/{n}/file"]').set_input_files(PDF)  # type: ignore[arg-type]
        page.locator("label.pick", has_text="证明.pdf").nth(n).wait_for()


def test_an_applicant_applies_without_a_manual_and_with_four_mistakes(visitor: Visitor) -> None:
    page = visitor.sign_in("applicant.4")
    page.get_by_role("link", name="我的申报").click()
    call = page.get_by_role("listitem").filter(has_text="四川省产业知识产权运营中心申报")
    call.get_by_role("link", name="开始申报").click()
    page.get_by_label("单位全称").fill("攀枝花示例钒钛有限公司")
    page.get_by_role("button", name="建立草稿").click()
    visitor.look("applicant-tasks-empty")

    page.get_by_role("link", name="核对并申报").click()  # the first mistake: too early
    assert page.get_by_text("现在还不能办理").is_visible()
    page.get_by_role("link", name="去填写：一、单位信息").first.click()

    fill_in_the_unit(page)
    fill(page, contact_phone="八一二")  # the second: no telephone number
    go_on(page)
    visitor.look("applicant-fault")
    page.locator("#summary").get_by_role("link", name="联系方式").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("0812-2000004")
    go_on(page)

    fill(page, industry="钒", industry_entity_count="36")  # the third: not in the catalogue
    fill(page, leading_enterprises__0__name="示例钒业股份有限公司")
    go_on(page)

    fill_in_the_team(page, 0, 3)  # the fourth: one person too few
    pick(page, "已告知员工", "是")
    go_on(page)

    fill(page, office_conditions="独立办公区", working_mechanism="例会", base_rules="管理制度")
    fill(page, operation_cases__0__title="许可", operation_cases__0__text="专利许可十二件")
    fill(page, operation_cases__0__held_on="2025-06-18")
    page.locator(f'[id="{FORM}rule_documents"]').set_input_files(PDF)  # type: ignore[arg-type]
    page.get_by_text("证明.pdf").wait_for()
    go_on(page)
    fill(page, self_building_plan="三年计划", planned_services="专利导航")
    pick(page, "职责事项", "1 产业知识产权协同发展")
    go_on(page)
    fill(page, dedicated_budget="300万元", budget_source="自有资金")
    go_on(page)
    pick(page, "真实性承诺", "是")
    fill(page, applicant_handler__name="沈示例", applicant_head__name="高示例")
    fill(
        page, applicant_seal__unit="攀枝花示例钒钛有限公司", applicant_seal__sealed_on="2026-03-02"
    )
    go_on(page)
    attach(page)
    page.get_by_role("button", name="存为草稿，返回填写情况").click()

    assert page.get_by_text("产业领域“钒”不在目录内").is_visible()
    assert page.get_by_text("工作人员：4人").is_visible()
    page.get_by_role("link", name="二、产业情况").click()
    fill(page, industry="钒钛产业")
    page.get_by_role("button", name="存为草稿，返回填写情况").click()
    page.get_by_role("link", name="三、工作队伍").click()
    fill_in_the_team(page, 4, 4)
    page.get_by_role("button", name="存为草稿，返回填写情况").click()
    page.get_by_role("link", name="五、建设方案").click()
    fill(page, proposed_name="四川省钒钛产业知识产权运营中心")
    page.get_by_role("button", name="存为草稿，返回填写情况").click()
    page.get_by_role("link", name="七、承诺与签章").click()  # its sentence names the industry
    page.get_by_role("button", name="存为草稿，返回填写情况").click()
    page.get_by_text("九个部分中 9 个已齐备").first.wait_for()

    page.get_by_role("link", name="核对并申报").click()
    page.get_by_role("button", name="核对", exact=True).click()
    visitor.look("applicant-check")
    page.get_by_role("button", name="确认申报").click()
    visitor.picture("applicant-receipt")
    assert page.get_by_role("heading", name="已办理：申报").is_visible()
    page.get_by_role("link", name="我的申报").click()
    visitor.look("applicant-own")
    assert page.get_by_text("攀枝花市 市（州）局 · 受理").is_visible()
