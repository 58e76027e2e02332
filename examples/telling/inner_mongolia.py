"""Inner Mongolia: its officers, and the units of the story."""

from telling.units import Applicant, Regime

INNER_MONGOLIA = Regime(
    code="IM",
    authority="150000",
    title="2026年内蒙古自治区产业知识产权运营中心申报（示例批次）",
    centre="内蒙古自治区{}知识产权运营中心",
    paper="内知识产权〔2026〕{}号",
    bureau=("盟市局", "the league or city bureau"),
    upper=("自治区局", "the region"),
    proofs=("IM-05.4", "IM-05.5", "IM-05.6", "IM-05.7", "IM-05.8"),
    documents=("industry_layout_doc", "industry_policy_doc", "key_measures_doc"),
    reviewed=("IM-05.1", "IM-05.4", "IM-05.5", "IM-05.6", "IM-05.7", "IM-05.8", "IM-08"),
    audits=False,
    direct_proofs=("IM-07.3",),
    people={
        "prov.im": "自治区局受理公示岗",
        "prov.im.reviewer": "自治区局复核岗",
        "prov.im.experts": "自治区局专家事务岗",
        "prov.im.decider": "自治区局决定岗",
        "pref.150100": "呼和浩特市局",
        "pref.150781": "满洲里市局",
        "applicant.8": "呼和浩特的申报单位",
        "applicant.10": "自治区属研究院",
        "applicant.11": "自治区行业协会",
    },
)
HOHHOT, MANZHOULI = "pref.150100", "pref.150781"
FOUR_STAFF = Applicant(
    regime=INNER_MONGOLIA,
    account="applicant.8",
    uscc="91150100MA0N00016K",
    name="呼和浩特示例储能有限公司",
    nature="ENTERPRISE_PRIVATE",
    kind="ENTERPRISE_LEADER",
    city="150100",
    staff=4,
)
BORDER_INSTITUTE = Applicant(
    regime=INNER_MONGOLIA,
    account="applicant.10",
    uscc="12150000460000018P",
    name="内蒙古示例口岸经济研究院",
    nature="PUBLIC_INSTITUTION",
    kind="INSTITUTE",
    city="150781",
    level="PROVINCIAL",
    channel="DIRECT",
    staff=4,
)
ASSOCIATION = Applicant(
    regime=INNER_MONGOLIA,
    account="applicant.11",
    uscc="51150000502000021D",
    name="内蒙古示例稀土行业协会",
    nature="ASSOCIATION",
    kind="ASSOCIATION",
    city="150100",
    level="PROVINCIAL",
    channel="DIRECT",
    staff=3,
)
