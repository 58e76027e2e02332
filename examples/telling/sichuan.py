"""Sichuan: its officers, and the units of the story."""

from telling.units import Applicant, Regime

SICHUAN = Regime(
    code="SC",
    authority="510000",
    title="2026年四川省产业知识产权运营中心申报（示例批次）",
    centre="四川省{}知识产权运营中心",
    paper="川知识产权〔2026〕{}号",
    bureau=("市局", "the prefecture bureau"),
    upper=("省局", "the province"),
    proofs=("SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.9"),
    documents=(),
    reviewed=(
        *("SC-05.1", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8", "SC-05.9"),
        "SC-08",
    ),
    audits=True,
    direct_proofs=("SC-07.3",),
    people={
        "prov.sc": "省局受理公示岗",
        "prov.sc.reviewer": "省局复核岗",
        "prov.sc.experts": "省局专家事务岗",
        "prov.sc.objections": "省局异议处理岗",
        "prov.sc.decider": "省局决定岗",
        "pref.510100": "成都市局",
        "pref.510700": "绵阳市局",
        "pref.511500": "宜宾市局",
        "applicant.1": "申报单位",
        "applicant.2": "省属高校",
        "applicant.4": "另一申报单位",
        "applicant.7": "宜宾的申报单位",
    },
)
CLERK, DECIDER, REVIEWER = SICHUAN.clerk, SICHUAN.decider, SICHUAN.reviewer
MIANYANG = "pref.510700"
FIRST = Applicant(
    regime=SICHUAN,
    account="applicant.1",
    uscc="91510100MA6T000121",
    name="成都示例新能源有限公司",
    nature="ENTERPRISE_PRIVATE",
    kind="ENTERPRISE_LEADER",
    city="510100",
)
RIVAL = Applicant(
    regime=SICHUAN,
    account="applicant.4",
    uscc="52510100MJY0000010",
    name="成都示例产业技术研究院",
    nature="PRIVATE_NON_ENTERPRISE",
    kind="INSTITUTE",
    city="510100",
)
CITY_INSTITUTE = RIVAL._replace(channel="DIRECT")
UNIVERSITY = Applicant(
    regime=SICHUAN,
    account="applicant.2",
    uscc="12510000450718001W",
    name="四川示例大学",
    nature="PUBLIC_INSTITUTION",
    kind="UNIVERSITY",
    city="510100",
    level="PROVINCIAL",
    channel="DIRECT",
)
LATE = Applicant(
    regime=SICHUAN,
    account="applicant.7",
    uscc="91511500MA6T00047L",
    name="宜宾示例新材料有限公司",
    nature="ENTERPRISE_STATE",
    kind="ENTERPRISE_LEADER",
    city="511500",
)
