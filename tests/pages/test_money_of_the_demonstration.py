"""Whoever opens the pages of money in the demonstration sees real content: flags, project, ledger,
trace; and whoever has to approve or to pay finds it on the desk, with the form."""

import re

import pytest

from tests.support.page_reading import Reading

pytest_plugins = ["tests.support.page_fixtures"]

PROJECT = "装备制造产业专利导航和转化项目"
TASKS = (
    ("prov.sc.approver", "第3笔拨付", "approve-tranche", "批准拨付"),
    ("finance.sc", "第2笔拨付", "disburse-tranche", "拨付"),
    ("pref.510700", "实施中", "check-midterm", "中期检查"),
    ("centre.5", "实施中", "apply-acceptance", "申请验收"),
)


@pytest.mark.parametrize(("who", "where", "form", "called"), TASKS, ids=lambda one: str(one))
def test_the_desk_shows_what_waits_on_a_project_with_its_form(
    reads: Reading, who: str, where: str, form: str, called: str
) -> None:
    page = reads(who).get("/desk")
    assert page.status_code == 200
    link = re.search(rf'href="(/fund-projects/demo-5-p1/{form}[^"]*)">{called}<', page.text)
    assert link and PROJECT in page.text and where in page.text
    asked = reads(who).get(link[1].replace("&amp;", "&"))
    assert asked.status_code == 200
    number = re.search(r"第(\d)笔", where)
    assert number is None or f'value="{number[1]}"' in asked.text


def test_the_unit_sees_until_when_it_has_to_apply_for_acceptance(reads: Reading) -> None:
    text = reads("centre.5").text("/desk")
    assert "2027-02-10" in text and "我的案卷" in text


def test_who_may_do_nothing_about_a_project_finds_none_on_the_desk(reads: Reading) -> None:
    for who in ("applicant.2", "pref.510100", "prov.sc.reviewer", "prov.im.approver"):
        tasks, _, _ = reads(who).get("/desk").text.partition('class="side-column"')
        assert "demo-5-p1" not in tasks, who


def test_the_flag_leads_to_the_project_its_ledger_and_its_trace(reads: Reading) -> None:
    finance = reads("finance.sc")
    assert "同一发票重复列支" in finance.text("/flags")
    project = finance.text("/fund-projects/demo-5-p1")
    assert PROJECT in project and "川财教〔2026〕11号" in project
    ledger = finance.text("/fund-projects/demo-5-p1/ledger")
    assert "180,000.00" in ledger and "95,000.00" in ledger
    trace = finance.text("/fund-projects/demo-5-p1/trace")
    assert "405,000.00" in trace or "180,000.00" in trace
