"""Demonstration data: the application form of a unit."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from services.demo import people as demo
from services.demo.units import DemoPaper, DemoUnit, Region

SKILLS = ("产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书")
JOB_TITLES = ("知识产权总监", "高级工程师", "专利分析师", "工程师", "经济师", "法务主管")
EACH_KNOWS = 3


def form(region: Region, unit: DemoUnit, proofs: list[tuple[DemoPaper, str]]) -> dict[str, Any]:
    """A complete form as the province's regulation requires; `proofs` are papers with hashes."""
    title, held_on, text = unit.deed
    contact = unit.staff[0]
    return {
        "unit_name": unit.name,
        "uscc": demo.APPLICANTS[unit.number - 1],
        "legal_nature": unit.nature,
        "builder_type": unit.builder,
        "entity_level": unit.level,
        "division_code": unit.division,
        "address": unit.address,
        "operating_unit": {
            "kind": "INTERNAL_UNIT",
            "name": "知识产权运营部",
            "duty_text": f"负责{unit.industry}知识产权运营、转化对接和公共服务的日常工作",
        },
        "contact_name": contact,
        "contact_title": JOB_TITLES[0],
        "contact_phone": unit.phone,
        "industry": unit.industry,
        "industry_entity_count": unit.entities,
        "leading_enterprises": [{"name": unit.leader}],
        "team": list(team(unit)),
        "office_conditions": "独立办公区，配有会议室和专利检索终端",
        "office_area": 40 * len(unit.staff),
        "working_mechanism": "月度例会、项目负责制",
        "base_rules": "人员、经费、项目管理制度",
        "operation_cases": [{"title": title, "held_on": held_on.isoformat(), "text": text}],
        "self_building_plan": f"首年建{unit.industry}专利数据库，次年组建专利池，第三年覆盖全链",
        "planned_services": "专利导航、转化对接、质押融资辅导、培训",
        "duty_tags": region.duty_tags,
        "dedicated_budget": unit.budget,
        "budget_source": unit.source,
        "proposed_name": region.centre_name(unit),
        "commitment": True,
        "commitment_text": f"我单位自愿申报建设{region.centre_name(unit)}。且郑重承诺："
        "所提交的所有信息真实、准确、完整，不存在任何虚假、误导性或刻意隐瞒。",
        "applicant_handler": {"name": contact, "phone": unit.phone},
        "applicant_head": {"name": unit.head},
        "applicant_seal": {"unit": unit.name, "sealed_on": unit.first.isoformat()},
        "staff_informed": True,
        **attached(proofs),
    }


def team(unit: DemoUnit) -> Iterator[dict[str, Any]]:
    """The team: each member has some of the skills; together they have all."""
    for place, (name, title) in enumerate(zip(unit.staff, cycle(JOB_TITLES), strict=False)):
        knows = list(islice(cycle(SKILLS), place, place + EACH_KNOWS))
        yield {"name": name, "title": title, "skills": knows, "assignment": knows[0]}


def attached(proofs: list[tuple[DemoPaper, str]]) -> dict[str, Any]:
    """Fields for the papers: all as attachments, and in the form's own field where it has one."""
    fields: dict[str, Any] = {paper.field: hash for paper, hash in proofs if paper.field}
    fields["rule_documents"] = [fields["rule_documents"]]
    fields["attachments"] = [
        {"condition": paper.condition, "kind": paper.kind, "file": hash} for paper, hash in proofs
    ]
    return fields
