"""The people of the story, a whole application form, and the steps of the ordinary Sichuan road."""

from datetime import date, timedelta
from typing import NamedTuple

from telling.service import Json

SKILLS = ("产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书")
STAFF = ("王若溪", "李承泽", "赵思远", "孙佳宁", "何雨桐")
CONDITIONS = ("SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.9")
REVIEWED = ("SC-05.1", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8", "SC-05.9", "SC-08")


class Applicant(NamedTuple):
    """A unit; in a telling also its application's id and the industry that it applies for."""

    account: str
    uscc: str
    name: str
    nature: str
    kind: str
    city: str
    id: str = ""
    industry: str = ""

    @property
    def bureau(self) -> str:
        return f"pref.{self.city}"

    @property
    def case(self) -> str:
        return f"applications/{self.id}"

    @property
    def centre_name(self) -> str:
        return f"四川省{self.industry}知识产权运营中心"


FIRST = Applicant(
    account="applicant.1",
    uscc="91510100MA6T000121",
    name="成都示例新能源有限公司",
    nature="ENTERPRISE_PRIVATE",
    kind="ENTERPRISE_LEADER",
    city="510100",
)
RIVAL = Applicant(
    account="applicant.4",
    uscc="52510100MJY0000010",
    name="成都示例产业技术研究院",
    nature="PRIVATE_NON_ENTERPRISE",
    kind="INSTITUTE",
    city="510100",
)
LATE = Applicant(
    account="applicant.7",
    uscc="91511500MA6T00047L",
    name="宜宾示例新材料有限公司",
    nature="ENTERPRISE_STATE",
    kind="ENTERPRISE_LEADER",
    city="511500",
)
PROOF = (
    b"%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>\n"
    b"endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>\n"
    b"endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>\n"
    b"endobj\n"
    b"4 0 obj<</Length 51>>stream\n"
    b"BT /F 14 Tf 72 760 Td (Anjuan example: proof) Tj ET\n"
    b"endstream\n"
    b"endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\n"
    b"endobj\n"
    b"xref\n"
    b"0 6\n"
    b"0000000000 65535 f \n"
    b"0000000009 00000 n \n"
    b"0000000053 00000 n \n"
    b"0000000103 00000 n \n"
    b"0000000213 00000 n \n"
    b"0000000310 00000 n \n"
    b"trailer<</Size 6/Root 1 0 R>>\n"
    b"startxref\n"
    b"372\n"
    b"%%EOF\n"
)
CLERK, REVIEWER, EXPERTS = "prov.sc", "prov.sc.reviewer", "prov.sc.experts"
DECIDER, CHENGDU, MIANYANG = "prov.sc.decider", "pref.510100", "pref.510700"
PEOPLE = {
    FIRST.account: "申报单位",
    RIVAL.account: "另一申报单位",
    LATE.account: "宜宾的申报单位",
    CHENGDU: "成都市局",
    MIANYANG: "绵阳市局",
    LATE.bureau: "宜宾市局",
    CLERK: "省局受理公示岗",
    REVIEWER: "省局复核岗",
    EXPERTS: "省局专家事务岗",
    DECIDER: "省局决定岗",
    **{f"expert.{number}": "评审专家" for number in range(1, 10)},
    "system": "本系统",
}


def team(skills: tuple[str, ...] = SKILLS) -> list[Json]:
    common = {"title": "工程师", "skills": skills, "assignment": "知识产权运营"}
    return [{"name": name, **common} for name in STAFF]


def form(unit: Applicant, day: date, file: str) -> Json:
    """The form of the measures' annex, whole. Money in fen; `file` is the hash of the proofs."""
    return {
        "unit_name": unit.name,
        "uscc": unit.uscc,
        "legal_nature": unit.nature,
        "builder_type": unit.kind,
        "entity_level": "PREFECTURE",
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
        "leading_enterprises": [{"name": f"四川示例{unit.industry}龙头股份有限公司"}],
        "team": team(),
        "office_conditions": "独立办公区320平方米，会议室和数据检索终端齐备",
        "office_area": 320,
        "working_mechanism": "理事会决策、秘书处执行，每月例会",
        "base_rules": "《运营管理办法》《经费管理办法》《保密管理办法》",
        "rule_documents": [file],
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
        "attachments": [{"condition": one, "kind": "证明材料", "file": file} for one in CONDITIONS],
        "staff_informed": True,
    }


class Step(NamedTuple):
    """A step of the ordinary road. `who` is the applicant's own bureau where empty."""

    slug: str
    zh: str
    en: str
    stage: str | None = None
    command: Json | None = None
    who: str = ""
    paper: str | None = None


ANSWERS = [{"rule": rule, "result": "PASS", "evidence": "已核对原件"} for rule in REVIEWED]
OPINION = {
    "opinion": "同意推荐，建议组织复核评审。",
    "merit_rank": 1,
    "recommender_handler": {"name": "何平", "phone": "028-86000002"},
    "recommender_head": {"name": "郭涛"},
}
REVIEW = (
    Step("accept-application", "受理", "Accepts", "已受理 ACCEPTED"),
    Step(
        "start-local-review",
        "开始审查，无利害关系",
        "Begins the review, free of conflict",
        "地方审查中 LOCAL_REVIEW",
        {"no_conflict": True},
    ),
    Step(
        "complete-qualification-review",
        "资格审查，八项条件逐条作答",
        "Answers each of the eight conditions",
        command={"answers": ANSWERS},
    ),
)
RECOMMEND = Step(
    "recommend-application",
    "择优推荐",
    "Recommends on merit",
    "已推荐 RECOMMENDED",
    OPINION,
    paper="市监知〔2026〕12号",
)
RECOMMENDATION = (
    Step(
        "complete-material-audit",
        "材料审核",
        "Audits the materials",
        command={"findings": "材料真实、完整", "passed": True},
    ),
    RECOMMEND,
)
PROVINCE = (
    Step("start-recheck", "开始复核", "Begins the recheck", "复核中 RECHECK", who=REVIEWER),
    Step(
        "pass-recheck",
        "复核通过",
        "The recheck is passed",
        "专家评审中 EXPERT_REVIEW",
        {"findings": "复核属实"},
        REVIEWER,
    ),
)

DAYS_OFF_2027 = (("01-01", 3), ("02-05", 8), ("04-03", 3), ("05-01", 5), ("10-01", 7))
SAMPLE_NOTICE = {
    "year": 2027,
    "notice_no": "2027年放假安排（虚构的示例，不是国务院办公厅的通知）",
    "off": [
        (date.fromisoformat(f"2027-{first}") + timedelta(days=number)).isoformat()
        for first, length in DAYS_OFF_2027
        for number in range(length)
    ],
}
