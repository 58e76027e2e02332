"""A whole application form, with the files that prove it."""

from datetime import date

from telling.service import Json
from telling.units import Applicant

SKILLS = ("产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书")
STAFF = ("王若溪", "李承泽", "赵思远", "孙佳宁", "何雨桐")
PAGE = (
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    "/Resources<</Font<</F 5 0 R>>>>>>\nendobj\n",
    "4 0 obj<</Length {length}>>stream\n{shown}\nendstream\nendobj\n",
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n",
)


def paper(words: str) -> bytes:
    """A PDF of one page that says these words."""
    shown = f"BT /F 14 Tf 72 760 Td ({words}) Tj ET"
    content, places = "%PDF-1.4\n", []
    for part in PAGE:
        places.append(len(content))
        content += part.format(length=len(shown), shown=shown) if "{" in part else part
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF\n"
    return f"{content}xref\n0 6\n0000000000 65535 f \n{table}{end}".encode()


def papers(unit: Applicant) -> dict[str, bytes]:
    """What the unit hands in with its form: by the condition that it proves, or by the field."""
    named = (*unit.proofs, *unit.regime.documents)
    return {one: paper(f"Anjuan example: {unit.uscc}, {one}") for one in named}


def team(size: int, skills: tuple[str, ...] = SKILLS) -> list[Json]:
    common = {"title": "工程师", "skills": skills, "assignment": "知识产权运营"}
    return [{"name": name, **common} for name in STAFF[:size]]


def form(unit: Applicant, day: date, files: dict[str, str]) -> Json:
    """Nothing is missing in it. Money in fen; `files` are the hashes of the unit's papers."""
    return {
        "unit_name": unit.name,
        "uscc": unit.uscc,
        "legal_nature": unit.nature,
        "builder_type": unit.kind,
        "entity_level": unit.level,
        "operating_unit": {
            "kind": "INTERNAL_UNIT",
            "name": "知识产权运营中心筹建办公室",
            "duty_text": "承担产业知识产权运营、转化对接和公共服务",
        },
        "division_code": unit.city,
        "contact_name": "王若溪",
        "contact_title": "知识产权总监",
        "contact_phone": "13800000000",
        "address": "示例大道88号示例大厦12层",
        "industry": unit.industry,
        "industry_entity_count": 132,
        "leading_enterprises": [{"name": f"{unit.industry}示例龙头股份有限公司"}],
        "team": team(unit.staff),
        "office_conditions": "独立办公区320平方米，会议室和数据检索终端齐备",
        "office_area": 320,
        "working_mechanism": "理事会决策、秘书处执行，每月例会",
        "base_rules": "《运营管理办法》《经费管理办法》《保密管理办法》",
        "rule_documents": [files[unit.proofs[0]]],
        "operation_cases": [
            {"title": "专利实施许可", "held_on": "2025-06-18", "text": "向链上四家企业许可专利九件"}
        ],
        "self_building_plan": "第一年建平台，第二年建专利池，第三年覆盖全产业链",
        "planned_services": "专利导航、供需对接、培训、质押融资辅导",
        "duty_tags": ["4.1", "4.2", "4.3", "4.6", "4.8"],
        "dedicated_budget": 500_000_000,
        "budget_source": "自有资金",
        "proposed_name": unit.centre_name,
        "commitment": True,
        "commitment_text": f"我单位自愿申报建设{unit.centre_name}。且郑重承诺："
        "所提交的所有信息真实、准确、完整，不存在任何虚假、误导性或刻意隐瞒。",
        "applicant_handler": {"name": "王若溪", "phone": "13800000000"},
        "applicant_head": {"name": "周明远"},
        "applicant_seal": {"unit": unit.name, "sealed_on": day.isoformat()},
        "attachments": [
            {"condition": one, "kind": "证明材料", "file": files[one]} for one in unit.proofs
        ],
        "staff_informed": True,
        **{one: files[one] for one in unit.regime.documents},
    }


def materials(whole: Json) -> list[str]:
    """Every file that is handed in with a form."""
    documents = {text for field, text in whole.items() if field.endswith("_doc")}
    proofs = {one["file"] for one in whole["attachments"]}
    return sorted({*whole["rule_documents"], *documents, *proofs})
