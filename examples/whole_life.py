"""四个中心的一生: four centres from recognition to their ends, on two clocks, with what is refused.

    python examples/whole_life.py

from a checkout with the product installed. Each life is told in a store of its own, in a temporary
folder, through the service's own door: nothing listens, nothing is sent. After each chapter comes
the registry, as of several days and as known at several moments. Everybody and everything in it is
invented; the days are days of the law.
"""

from lives.life import NOTHING, Life, beginning, said
from lives.units import INNER_MONGOLIA, SICHUAN, SUZHOU
from msgspec.structs import replace

from services.demo.told_world import Applicant

REPLIED = Applicant(
    id="nat-whole",
    code="91510100MA6T0019XJ",
    name="成都示例新能源有限公司",
    regime="NAT-2024",
    division="510100",
    industry="动力电池产业",
    batch="nat-2026-1",
    draft={"of_centre": "nat-whole"},
)
ACTIVE, RECTIFYING, CANCELLED = "ACTIVE", "RECTIFYING", "CANCELLED"
CYCLE_REVIEW, NONE = "CYCLE_REVIEW", NOTHING
BUILDING, REPLY = "UNDER_CONSTRUCTION", "SUPPORTED_BY_REPLY"
PAPER = said(summary="服务企业四十家，对接活动三场，促成许可十一项")
SECTIONS = [
    {"rule": "SC-04.1", "text": "与三家龙头企业组建创新联合体"},
    {"rule": "SC-09", "text": "修订工作制度五项"},
]
SUMMARY = said(**PAPER, sections=SECTIONS)
LEAD, REMEDY = "violations/v-1", "remedies/r-1"


def sichuan() -> None:
    """Late and put right; cancelled for fraud, which a reconsideration reverses; restored."""
    with beginning("2025-02-20", SICHUAN) as life:
        life.chapter("四川（一）认定，总结迟报", "Sichuan 1: recognised; its summary comes late")
        life.recognised("2025-03-03")
        life.act("2026-01-12", "SubmitAnnualSummary", year=2025, **SUMMARY)
        poor = said(year=2025, grade="POOR", findings="总结迟报，对接活动少")
        life.refused("2026-01-12", "EvaluateCentre", "SC-13.3", **poor)
        life.act("2026-01-14", "AuditAnnualPaper", year=2025, result="PASS", opinion="属实")
        life.act("2026-01-15", "ForwardAnnualPaper", year=2025)
        life.act("2026-02-26", "EvaluateCentre", **poor)
        assert life.proceeding("annual/2025") == "EVALUATED"
        life.shown({"2025-03-02": [NONE, NONE], "2025-12-31": [NONE, ACTIVE]}, "2025-03-11")

        life.chapter("四川（二）限期整改，合格", "Sichuan 2: rectification, passed")
        order = said(grounds=["DUTIES"], items=["补办对接活动", "建立台账"], reason="怠于履职")
        served = said(until="2026-06-30", served_on="2026-03-05")
        life.act("2026-03-05", "OrderRectification", **order, **served)
        more = said(number=1, reason="展会延期")
        life.act("2026-06-29", "ExtendRectification", until="2026-07-31", **more)
        life.refused("2026-07-10", "ExtendRectification", "SC-13.7", until="2026-08-31", **more)
        life.act("2026-07-20", "SubmitRectificationReport", number=1, report="两项均已完成")
        life.refused("2026-07-21", "PassRectification", "SC-13.7", number=1, findings="合格")
        visit = said(officials=["高原", "康宁"], findings="属实", verified=[1, 2])
        life.act("2026-07-24", "InspectOnSite", number=1, **visit)
        life.act("2026-07-28", "PassRectification", number=1, findings="全部整改到位")
        picture = {"2026-03-04": [ACTIVE] * 3, "2026-05-01": [ACTIVE, RECTIFYING, RECTIFYING]}
        picture |= {"2026-07-28": [ACTIVE, RECTIFYING, ACTIVE]}
        life.shown(picture, "2026-03-04", "2026-07-27")

        life.chapter("四川（三）造假，取消资格", "Sichuan 3: fraud, the hearing, the cancellation")
        false = said(violation_type="FALSIFICATION", facts="伪造许可合同四份")
        tip = said(regime="SC", source="AUDIT", centre=life.who.id, facts="合同存疑")
        life.act("2026-08-10", "RegisterLead", LEAD, "PROV", **tip)
        life.act("2026-08-12", "TriageLead", LEAD, proposal="INQUIRY", reason="线索具体")
        life.act("2026-08-14", "OpenInquiry", LEAD, reason="涉嫌弄虚作假")
        life.refused("2026-08-17", "RecommendToNational", "IMPLICIT:hold", achievements="年度良好")
        notice = said(intended="取消资格", legal_basis="第二十条", served_on="2026-09-01")
        life.act("2026-09-01", "NotifyIntendedDecision", LEAD, **false, **notice)
        found = said(finding="ESTABLISHED", reason="鉴定为伪造", **false)
        found |= said(conduct_from="2026-02-01", conduct_to="2026-05-31")
        early = found | said(served_on="2026-09-02")
        life.refused("2026-09-02", "ConcludeInquiry", "SC-20.1", LEAD, **early)
        life.act("2026-09-04", "SubmitDefence", LEAD, statement="系经办人所为", hearing=True)
        found |= said(heard_on="2026-09-15", on_defence="单位应当负责，不予采纳")
        life.act("2026-09-28", "ConcludeInquiry", LEAD, **found, served_on="2026-09-28")
        gone = said(ground="MISCONDUCT", reason="弄虚作假", served_on="2026-10-12")
        life.refused("2026-10-12", "CancelQualification", "SC-20.1", **gone)
        life.act("2026-10-12", "CancelQualification", **gone, violation="v-1")
        ended = life.version
        life.act("2026-10-20", "WithdrawPlaque", note="牌匾已收回")
        picture = {"2026-10-11": [ACTIVE, ACTIVE], "2026-10-12": [ACTIVE, CANCELLED]}
        life.shown(picture, "2026-10-11")

        life.chapter("四川（四）复议撤销，恢复", "Sichuan 4: reversed on reconsideration, restored")
        against = said(case=life.where, decision="qualification-cancelled")
        against |= {
            "regime": "SC",
            "served_on": "2026-10-12",
            "complaint": "鉴定的不是本中心的合同",
        }
        life.act("2026-11-16", "FileReconsideration", REMEDY, "CENTRE", **against)
        life.act("2026-11-18", "AdmitRemedy", REMEDY)
        back = said(of=[ended], reason="行政复议决定撤销", remedy="r-1")
        life.refused("2026-12-01", "RestoreQualification", "IMPLICIT:restoration", **back)
        reversal = said(reason="合同另有其人", served_on="2027-01-12")
        life.act("2027-01-12", "ReverseDecision", REMEDY, **reversal)
        life.act("2027-01-20", "RestoreQualification", **back)
        life.act("2027-11-25", "SubmitAnnualSummary", year=2027, **SUMMARY)
        life.act("2027-12-01", "AuditAnnualPaper", year=2027, result="PASS", opinion="属实")
        life.act("2027-12-06", "ForwardAnnualPaper", year=2027)
        good = said(year=2027, grade="GOOD", findings="恢复后履职良好")
        life.act("2028-01-18", "EvaluateCentre", **good)
        picture = {"2026-10-11": [ACTIVE] * 3, "2026-12-31": [ACTIVE, CANCELLED, ACTIVE]}
        picture |= {"2028-01-18": [ACTIVE, CANCELLED, ACTIVE]}
        life.shown(picture, "2026-10-11", "2027-01-19")


def inner_mongolia() -> None:
    """Its cycle ends and is renewed; in the second one grave dishonesty, Article 11."""
    with beginning("2025-08-20", INNER_MONGOLIA) as life:
        life.chapter("内蒙古（一）建设周期届满", "Inner Mongolia 1: three years, the cycle's end")
        life.recognised("2025-09-01")
        for year in (2026, 2027):
            life.act(f"{year}-11-20", "SubmitSelfEvaluation", year=year, **PAPER)
            life.act(f"{year}-12-02", "AuditAnnualPaper", year=year, result="PASS", opinion="属实")
            life.act(f"{year}-12-09", "ForwardAnnualPaper", year=year)
            good = said(grade="GOOD", findings="良好", joined_by=["财政厅"], experts=5)
            life.act(f"{year + 1}-02-20", "EvaluateCentre", year=year, **good)
        life.refused("2028-05-10", "RenewCycle", "IM-10.1", findings="提前续期")
        life.passes("2028-10-09")
        life.act("2028-10-20", "RenewCycle", findings="期末评价良好")
        picture = {"2028-08-31": [ACTIVE, ACTIVE], "2028-10-10": [ACTIVE, CYCLE_REVIEW]}
        life.shown(picture | {"2028-10-20": [ACTIVE, ACTIVE]}, "2028-08-31")

        life.chapter("内蒙古（二）第十一条", "Inner Mongolia 2: Article 11")
        false = said(violation_type="DATA_FABRICATION", facts="运营数据系编造")
        tip = said(regime="IM", source="EVALUATION", centre=life.who.id, facts="数据异常")
        life.act("2028-11-06", "RegisterLead", LEAD, "PROV", **tip)
        life.act("2028-11-08", "TriageLead", LEAD, proposal="INQUIRY", reason="线索具体")
        life.act("2028-11-09", "OpenInquiry", LEAD, reason="涉嫌数据造假")
        up = said(achievements="连续两年良好")
        life.refused("2028-11-13", "RecommendToNational", "IMPLICIT:hold", **up)
        notice = said(intended="取消资格", legal_basis="第十一条", served_on="2028-11-15")
        life.act("2028-11-15", "NotifyIntendedDecision", LEAD, **false, **notice)
        found = said(finding="ESTABLISHED", reason="核查属实", grave=True, **false)
        found |= said(conduct_from="2028-10-25", conduct_to="2028-11-03")
        life.act("2028-12-04", "ConcludeInquiry", LEAD, **found, served_on="2028-12-04")
        gone = said(reason="周期内数据造假，后果严重", served_on="2028-12-11", violation="v-1")
        wrong = gone | said(ground="RECTIFICATION_FAILED")
        life.refused("2028-12-11", "CancelQualification", "IM-10.8", **wrong)
        life.act("2028-12-11", "CancelQualification", ground="GRAVE_DISHONESTY", **gone)
        life.refused("2028-12-12", "SubmitSelfEvaluation", "IM-10.2", year=2028, **PAPER)
        picture = {"2028-12-10": [ACTIVE, ACTIVE], "2028-12-12": [ACTIVE, CANCELLED]}
        life.shown(picture, "2028-12-10")


def suzhou() -> None:
    """Approved by the party group and carried out; nobody recognises it, nobody cancels it."""
    with beginning("2022-02-21", SUZHOU) as life:
        life.chapter("苏州（一）立项建设", "Suzhou 1: approved and carried out")
        life.recognised("2022-03-01")
        gone = said(ground="MISCONDUCT", reason="不合格", served_on="2022-06-01")
        life.refused("2022-06-01", "CancelQualification", "IMPLICIT:step", **gone)
        life.shown({"2022-02-28": [NONE, NONE], "2022-06-01": [NONE, BUILDING]}, "2022-02-28")

        life.chapter("苏州（二）自查、评估、整改", "Suzhou 2: checked, evaluated, put right")
        life.act("2022-12-05", "SubmitSelfCheck", year=2022, **PAPER)
        bad = said(year=2022, grade="UNQUALIFIED", findings="未落实计划进度")
        life.refused("2023-02-20", "EvaluateCentre", "SZ-25", **bad)
        bad |= said(joined_by=["市财政局"], experts=5)
        life.act("2023-02-20", "EvaluateCentre", **bad)
        order = said(grounds=["UNQUALIFIED"], items=["落实计划进度"], reason="评估不合格")
        served = said(until="2023-08-31", served_on="2023-03-06")
        life.act("2023-03-06", "OrderRectification", **order, **served)
        life.act("2023-08-21", "SubmitRectificationReport", number=1, report="进度已补上")
        failing = said(number=1, reason="平台仍未建成", served_on="2023-09-11")
        end = said(reason="整改不合格", served_on="2023-09-25")
        life.refused(
            "2023-09-04", "EndProject", "IMPLICIT:project-end", **end | said(served_on="2023-09-04")
        )
        life.act("2023-09-11", "FailRectification", **failing)
        life.act("2023-09-25", "EndProject", **end)
        picture = {"2022-06-01": [BUILDING, BUILDING], "2023-09-25": [BUILDING, "ENDED"]}
        life.shown(picture, "2023-09-24")


def reply_letter() -> None:
    """Supported by a reply letter, which is no recognition; recognised, under what is assumed."""
    with beginning("2026-01-12", REPLIED) as life:
        life.chapter("国家级（一）复函支持", "National 1: supported by a reply letter")
        letter = said(number="国知办函〔2019〕100号", addressee="四川省知识产权局")
        centre = said(name="动力电池产业知识产权运营中心", builder=life.who.name)
        centre |= said(regime="NAT-2024", industry=life.who.industry, division_code="510100")
        centre |= said(owner=life.who.code)
        late = centre | {"letter": letter | {"dated": "2025-05-06"}}
        life.refused("2026-01-12", "ImportReplyLetterCentre", "N-22", **late)
        life.act(
            "2026-01-12",
            "ImportReplyLetterCentre",
            **centre,
            letter=letter | {"dated": "2019-05-06"},
        )
        life.recognised("2026-01-19")
        life.refused("2026-02-02", "AcceptApplication", "N-18", life.application)
        life.shown({"2026-01-11": [NONE, NONE], "2026-02-02": [NONE, REPLY]}, "2026-01-11")

        life.chapter(
            "国家级（二）假定程序认定", "National 2: recognised under the assumed procedure"
        )
        life.act("2026-02-09", "WithdrawApplication", life.application, reason="改按假定程序申报")
        variant = replace(REPLIED, id="nat-assumed", regime="NAT-ASSUMED", batch="nat-assumed-1")
        life.recognised("2026-03-02", variant)
        picture = {"2026-03-01": [REPLY, REPLY], "2026-03-31": [REPLY, ACTIVE]}
        life.shown(picture, "2026-03-01")
        life.act("2026-11-20", "SubmitAnnualSummary", year=2026, **PAPER)
        life.act("2026-11-27", "AuditAnnualPaper", year=2026, result="PASS", opinion="属实")
        life.act("2026-12-03", "ForwardAnnualPaper", year=2026)
        life.act("2027-03-01", "EvaluateCentre", year=2026, grade="GOOD", findings="辐射带动明显")
        life.act("2027-03-22", "CommendCentre", achievements="转化金额居全国前列")
        picture = {"2019-12-31": [NONE, NONE], "2026-03-01": [REPLY, REPLY]}
        life.shown(picture | {"2027-03-22": [REPLY, ACTIVE]}, "2026-03-01")


if __name__ == "__main__":
    for tell in (sichuan, inner_mongolia, suzhou, reply_letter):
        tell()
    print(f"\n{Life.summary()}")
