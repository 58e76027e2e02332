"""Demonstration data of Sichuan: papers, experts, panels, lists. All is invented."""

from datetime import date

from services.demo.sichuan_units import SICHUAN_UNITS
from services.demo.units import Bureau, DemoPaper, Listing, Region, Sitting

SICHUAN_EXPERTS = (
    ("顾清", "四川示例知识产权研究院"),
    ("陆明远", "示例理工大学"),
    ("钟毓", "示例律师事务所"),
    ("白露", "示例资产评估公司"),
    ("方正", "示例科学技术信息所"),
    ("石磊", "示例专利代理公司"),
    ("温如", "示例经济学院"),
    ("夏铭", "示例标准化研究所"),
    ("丁宁", "示例产业投资公司"),
)
SICHUAN_PAPERS = (
    DemoPaper("SC-05.2", "案例图文", "operation case, text and pictures"),
    DemoPaper("SC-05.4", "产业说明", "the industry and its place in the catalogue"),
    DemoPaper("SC-05.5", "法人证书", "certificate of the legal person"),
    DemoPaper("SC-05.6", "办公场所证明", "lease of the office"),
    DemoPaper("SC-05.7", "员工社保证明", "social insurance of the staff"),
    DemoPaper("SC-05.8", "劳动合同复印件", "labour contracts of the staff"),
    DemoPaper("SC-05.9", "经费支出证明", "expenses for IP operation"),
    DemoPaper("SC-05.9", "制度机制文本", "rules on staff, funds and projects", "rule_documents"),
    DemoPaper("SC-07.3", "隶属关系证明", "proof of provincial standing", channel="DIRECT"),
)
SICHUAN_REGION = Region(
    regime="SC",
    place="四川省",
    office="sc",
    authority="510000",
    phone="028-86000001",
    contact_office="知识产权运用处",
    batch="sc-2026-1",
    title="2026年四川省产业知识产权运营中心申报",
    reviewed=(
        *("SC-05.1", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8", "SC-05.9"),
        "SC-08",
    ),
    audited=True,
    duty_tags=("4.2", "4.3", "4.6", "4.8"),
    papers=SICHUAN_PAPERS,
    bureaus={
        "510400": Bureau("攀市监知〔2026〕9号", "唐宁", "严峰", "0812-2000000"),
        "510700": Bureau("绵市监知〔2026〕3号", "何平", "郭涛", "0816-2000000"),
        "511800": Bureau("雅市监知〔2026〕5号", "邱实", "龚平", "0835-2000000"),
    },
    experts=SICHUAN_EXPERTS,
    units=SICHUAN_UNITS,
    work=(
        Sitting(
            panel_no="sc-2026-1-1",
            applications=("demo-5",),
            drawn=date(2026, 1, 23),
            scores_by=date(2026, 1, 26),
            scored=date(2026, 1, 26),
            spoken=date(2026, 1, 27),
        ),
        Listing(
            list_no="sc-2026-1-1",
            applications=("demo-5",),
            day=date(2026, 1, 30),
            papers=("川知识产权〔2026〕5号", "川知识产权〔2026〕8号"),
            over=date(2026, 2, 9),
        ),
    ),
)
