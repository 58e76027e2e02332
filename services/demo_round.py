"""Demonstration data: a Sichuan round at several stages, acted like anything else."""

from datetime import date
from typing import Any

from services import demo, demo_experts
from services.demo_papers import page
from services.demo_teller import Teller
from services.house import House

BATCH = "sc-2026-1"
SKILLS = ["产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书"]
RULES = ["SC-05.1", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8", "SC-05.9", "SC-08"]
CONDITIONS = ["SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.9"]
COMMITMENT = (
    "我单位自愿申报建设四川省{}知识产权运营中心。且郑重承诺："
    "所提交的所有信息真实、准确、完整，不存在任何虚假、误导性或刻意隐瞒。"
)
# The first of them is the contact.
STAFF = {
    2: ("陈晓", "刘敏", "张宁", "黄悦", "周航", "吴桐"),
    3: ("罗薇", "唐睿", "邓超然", "冯雅", "曾琦"),
    5: ("谢安", "蒋文", "沈岚", "韩越", "杨帆", "朱莉", "秦川"),
    6: ("许诺", "彭博", "曹颖", "袁野", "田甜"),
}
UNITS: dict[int, dict[str, Any]] = {
    2: {
        "unit_name": "四川示例大学",
        "legal_nature": "PUBLIC_INSTITUTION",
        "builder_type": "UNIVERSITY",
        "entity_level": "PROVINCIAL",
        "division_code": "510100",
        "address": "成都市示例一路24号",
        "applicant_head": {"name": "高远"},
        "contact_phone": "028-85000002",
        "industry": "核技术应用产业",
        "budget_source": "学校自筹经费",
    },
    3: {
        "unit_name": "四川示例新型显示产业协会",
        "legal_nature": "ASSOCIATION",
        "builder_type": "ASSOCIATION",
        "entity_level": "PROVINCIAL",
        "division_code": "510100",
        "address": "成都市示例二路6号协会大楼",
        "applicant_head": {"name": "梁栋"},
        "contact_phone": "028-85000003",
        "industry": "新型显示产业",
        "budget_source": "会费和会员单位出资",
    },
    5: {
        "unit_name": "绵阳示例装备股份有限公司",
        "legal_nature": "ENTERPRISE_STATE",
        "builder_type": "ENTERPRISE_LEADER",
        "entity_level": "PREFECTURE",
        "division_code": "510700",
        "address": "绵阳市示例大道100号",
        "applicant_head": {"name": "程铭"},
        "contact_phone": "0816-2000005",
        "industry": "装备制造产业",
        "budget_source": "自有资金",
    },
    6: {
        "unit_name": "德阳示例动力机械有限公司",
        "legal_nature": "ENTERPRISE_PRIVATE",
        "builder_type": "ENTERPRISE_LEADER",
        "entity_level": "PREFECTURE",
        "division_code": "510600",
        "address": "德阳市示例东路58号",
        "applicant_head": {"name": "江涛"},
        "contact_phone": "0838-2000006",
        "industry": "航空与燃机产业",
        "budget_source": "自有资金",
    },
}
STOPS = {2: "SubmitApplication", 3: "StartLocalReview", 5: "PassRecheck", 6: "CreateDraft"}


def form(number: int, proof: str) -> dict[str, Any]:
    """A whole form for one of the demonstration's applicants; `proof` is the hash of a file."""
    unit, staff = UNITS[number], STAFF[number]
    name, industry = unit["unit_name"], unit["industry"]
    return {
        **unit,
        "uscc": demo.APPLICANTS[number - 1],
        "operating_unit": {
            "kind": "INTERNAL_UNIT",
            "name": "知识产权运营部",
            "duty_text": "负责产业知识产权运营日常工作",
        },
        "contact_name": staff[0],
        "contact_title": "部长",
        "industry_entity_count": 156,
        "leading_enterprises": [{"name": f"{industry}示例龙头企业"}],
        "team": [
            {"name": who, "title": "工程师", "skills": SKILLS, "assignment": "知识产权运营"}
            for who in staff
        ],
        "office_conditions": "独立办公区三百平方米",
        "office_area": 300,
        "working_mechanism": "月度例会、项目负责制",
        "base_rules": "人员、经费、项目管理制度",
        "rule_documents": [proof],
        "operation_cases": [
            {"title": "专利许可项目", "held_on": "2025-06-18", "text": "完成专利许可十二件"}
        ],
        "self_building_plan": "分三个阶段建设",
        "planned_services": "专利导航、转化对接、培训",
        "duty_tags": ["4.2", "4.3", "4.6", "4.8"],
        "dedicated_budget": 300_000_000,
        "proposed_name": f"四川省{industry}知识产权运营中心",
        "commitment": True,
        "commitment_text": COMMITMENT.format(industry),
        "applicant_handler": {"name": staff[0], "phone": unit["contact_phone"]},
        "applicant_seal": {"unit": name, "sealed_on": "2026-01-08"},
        "attachments": [{"condition": c, "kind": "证明材料", "file": proof} for c in CONDITIONS],
        "staff_informed": True,
    }


def begin(house: House) -> None:
    """A round with applicants at draft, submitted, in local review, and a recognised centre."""
    known, _ = house.store.current(f"batches/{BATCH}")
    tell = Teller(house)
    if known is None:
        tell.act(
            "prov.sc",
            "batches",
            BATCH,
            "OpenCallBatch",
            date(2026, 1, 5),
            {
                "regime": "SC",
                "title": "2026年四川省产业知识产权运营中心申报",
                "window_from": "2026-01-05",
                "window_to": "2026-12-31",
            },
        )
    demo_experts.gather(tell, date(2026, 1, 5))
    for number in UNITS:
        apply(tell, number)
    days = date(2026, 1, 23), date(2026, 1, 26), date(2026, 1, 27)
    demo_experts.judge(tell, BATCH, "demo-5", days)
    finish(tell, "demo-5")


def apply(tell: Teller, number: int) -> None:
    """One applicant, from registration to where it stands."""
    applicant, unit, id = f"applicant.{number}", UNITS[number], f"demo-{number}"
    code, bureau = demo.APPLICANTS[number - 1], unit["division_code"]
    registration = {"uscc": code, "name": unit["unit_name"]}
    tell.act(applicant, "parties", code, "RegisterParty", date(2026, 1, 6), registration)
    acts = road(number, f"pref.{bureau}", proof(tell.house, number))
    for name, who, day, body, document_no in acts:
        tell.act(who, "applications", id, name, day, body, document_no=document_no)
        if name == STOPS[number]:
            return


def proof(house: House, number: int) -> str:
    """Puts a unit's proof into the file store, as an upload would; answers its hash."""
    code = demo.APPLICANTS[number - 1]
    file = house.files.put([page(f"Anjuan demonstration: proof of unit {code}")])
    house.accounts.uploaded(file.hash, code)
    return file.hash


def road(number: int, bureau: str, proof: str) -> list[tuple[str, str, date, Any, str | None]]:
    """Every act from draft to the recheck: name, by whom, when, body, paper's number."""
    applicant = f"applicant.{number}"
    draft = {"regime": "SC", "channel": "ORDINARY", "batch": BATCH, "form": form(number, proof)}
    addressee = {"addressee": bureau.removeprefix("pref.")}
    answers = [{"rule": rule, "result": "PASS", "evidence": "已核对原件"} for rule in RULES]
    opinion = {
        "opinion": "同意推荐，建议组织复核评审。",
        "merit_rank": 1,
        "recommender_handler": {"name": "何平", "phone": "0816-2000000"},
        "recommender_head": {"name": "郭涛"},
    }
    audit = {"findings": "材料真实完整", "passed": True}
    return [
        ("CreateDraft", applicant, date(2026, 1, 8), draft, None),
        ("SubmitApplication", applicant, date(2026, 1, 9), addressee, None),
        ("AcceptApplication", bureau, date(2026, 1, 12), {}, None),
        ("StartLocalReview", bureau, date(2026, 1, 13), {"no_conflict": True}, None),
        ("CompleteQualificationReview", bureau, date(2026, 1, 15), {"answers": answers}, None),
        ("CompleteMaterialAudit", bureau, date(2026, 1, 16), audit, None),
        ("RecommendApplication", bureau, date(2026, 1, 19), opinion, "绵市监知〔2026〕3号"),
        ("StartRecheck", "prov.sc.reviewer", date(2026, 1, 20), {}, None),
        ("PassRecheck", "prov.sc.reviewer", date(2026, 1, 22), {"findings": "复核属实"}, None),
    ]


def finish(tell: Teller, id: str) -> None:
    """The first list: determined, publicised for five working days, recognised."""
    listed = {"list_no": "sc-2026-1-1", "selected": [{"application": id}]}
    publicity = {
        "list_no": "sc-2026-1-1",
        "channel_url": "https://example.invalid/gongshi/1",
        "objection_channel": "知识产权运用处，电话 028-86000001",
    }
    closing = {"list_no": "sc-2026-1-1"}
    day, end = date(2026, 1, 30), date(2026, 2, 9)
    paper = "川知识产权〔2026〕5号"
    decider = "prov.sc.decider"
    tell.act(decider, "batches", BATCH, "DetermineList", day, listed, document_no=paper)
    tell.act("prov.sc", "batches", BATCH, "StartPublicity", day, publicity)
    tell.act("system", "applications", id, "ClearEntry", end)
    tell.act("system", "batches", BATCH, "ClosePublicity", end, closing)
    number = "川知识产权〔2026〕8号"
    tell.act(decider, "applications", id, "RecogniseCentre", end, document_no=number)
