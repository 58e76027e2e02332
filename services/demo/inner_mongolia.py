"""Demonstration data of Inner Mongolia: papers, experts, panels, lists. All is invented."""

from datetime import date

from services.demo.inner_mongolia_units import INNER_MONGOLIA_UNITS
from services.demo.units import Against, Bureau, DemoPaper, Listing, Region, Sitting

INNER_MONGOLIA_EXPERTS = (
    ("乌兰", "内蒙古示例科技情报研究所"),
    ("巴特尔", "示例工业大学"),
    ("赵启明", "示例北疆律师事务所"),
    ("高娃", "示例草原专利代理公司"),
    ("任重", "示例稀土研究中心"),
    ("萨仁", "示例财经大学"),
    ("康宁", "示例产业基金公司"),
)
INNER_MONGOLIA_PAPERS = (
    DemoPaper("IM-05.2", "案例图文", "operation case, text and pictures"),
    DemoPaper("IM-05.4", "产业规划布局文件", "layout plan of the industry", "industry_layout_doc"),
    DemoPaper("IM-05.4", "产业政策文件", "policy for the industry", "industry_policy_doc"),
    DemoPaper("IM-05.4", "重点发展举措文件", "key measures for the industry", "key_measures_doc"),
    DemoPaper("IM-05.5", "法人证书", "certificate of the legal person"),
    DemoPaper("IM-05.6", "办公场所证明", "lease of the office"),
    DemoPaper("IM-05.7", "员工社保证明", "social insurance of the staff"),
    DemoPaper("IM-05.8", "经费支出证明", "expenses for IP operation"),
    DemoPaper("IM-05.8", "制度机制文本", "rules on staff, funds and projects", "rule_documents"),
    DemoPaper("IM-07.3", "隶属关系证明", "proof of regional standing", channel="DIRECT"),
)
INNER_MONGOLIA_REGION = Region(
    regime="IM",
    place="内蒙古自治区",
    office="im",
    authority="150000",
    phone="0471-6000001",
    contact_office="知识产权运用促进处",
    batch="im-2026-1",
    title="2026年内蒙古自治区产业知识产权运营中心申报",
    reviewed=("IM-05.1", "IM-05.4", "IM-05.5", "IM-05.6", "IM-05.7", "IM-05.8"),
    audited=False,
    duty_tags=("4.1", "4.2", "4.3", "4.5", "4.8"),
    papers=INNER_MONGOLIA_PAPERS,
    bureaus={
        "150200": Bureau("包市监知〔2026〕2号", "郭晓东", "阿古拉", "0472-5000000"),
        "150600": Bureau("鄂市监知〔2026〕4号", "田丰", "乌恩", "0477-5000000"),
    },
    experts=INNER_MONGOLIA_EXPERTS,
    units=INNER_MONGOLIA_UNITS,
    work=(
        Sitting(
            panel_no="im-2026-1-1",
            applications=("demo-9",),
            drawn=date(2026, 1, 19),
            scores_by=date(2026, 1, 23),
            scored=date(2026, 1, 22),
            spoken=date(2026, 1, 26),
        ),
        Listing(
            list_no="im-2026-1-1",
            applications=("demo-9",),
            day=date(2026, 2, 2),
            papers=("内市监知字〔2026〕6号", "内市监知字〔2026〕11号"),
            over=date(2026, 2, 10),
        ),
        Sitting(
            panel_no="im-2026-1-2",
            applications=("demo-10", "demo-12"),
            drawn=date(2026, 2, 11),
            scores_by=date(2026, 2, 14),
            scored=date(2026, 2, 13),
            spoken=date(2026, 2, 24),
            nth=":2",
        ),
        Sitting(
            panel_no="im-2026-1-3",
            applications=("demo-11",),
            drawn=date(2026, 2, 26),
            scores_by=date(2026, 3, 6),
            scored=date(2026, 2, 27),
            spoken=None,
            sheets=2,
            nth=":3",
        ),
        Listing(
            list_no="im-2026-1-2",
            applications=("demo-10", "demo-12"),
            day=date(2026, 3, 2),
            papers=("内市监知字〔2026〕15号", ""),
            objection=Against(
                application="demo-12",
                received=date(2026, 3, 2),
                name="苗青",
                contact="0477-5000099",
                facts="申报表所列中试装置的专利有两件已转让他人，请予核实。",
            ),
            nth=":2",
        ),
    ),
)
