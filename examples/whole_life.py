"""四个中心的一生: four centres from recognition to their ends, on two clocks, with what is refused.

    python examples/whole_life.py

from a checkout with the product installed. Each life is told in a store of its own, in a temporary
folder, through the service's own door: nothing listens, nothing is sent. After each chapter comes
the registry, as of several days and as known at several moments. Everybody and everything in it is
invented; the days are days of the law.
"""

from lives.life import Life, beginning

from services.demo.applying import Applicant

SICHUAN = Applicant(
    id="sc-whole",
    code="91510100MA6T0017KH",
    name="成都示例装备有限公司",
    regime="SC",
    division="510100",
    industry="装备制造产业",
    batch="sc-2025-1",
)
INNER_MONGOLIA = Applicant(
    id="im-whole",
    code="91150200MA0N00027W",
    name="包头示例稀土新材料有限公司",
    regime="IM",
    division="150200",
    industry="稀土产业",
    batch="im-2025-1",
)
ACTIVE, RECTIFYING, CANCELLED = "ACTIVE", "RECTIFYING", "CANCELLED"
CYCLE_REVIEW, NONE = "CYCLE_REVIEW", "—"
PAPER = {"summary": "服务企业四十家，对接活动三场，促成许可十一项"}
LEAD, REMEDY = "violations/v-1", "remedies/r-1"


def sichuan() -> None:
    """Late and put right; cancelled for fraud, which a reconsideration reverses; restored."""
    with beginning("2025-02-20", SICHUAN) as life:
        life.chapter("四川（一）认定，总结迟报", "Sichuan 1: recognised; its summary comes late")
        life.recognised("2025-03-03")
        life.act("2026-01-12", "SubmitAnnualSummary", year=2025, **PAPER)
        poor = {"year": 2025, "grade": "POOR", "findings": "总结迟报，对接活动少"}
        life.refused("2026-01-12", "EvaluateCentre", "SC-13.3", **poor)
        life.act("2026-01-14", "AuditAnnualPaper", year=2025, result="PASS", opinion="属实")
        life.act("2026-01-15", "ForwardAnnualPaper", year=2025)
        life.act("2026-02-26", "EvaluateCentre", **poor)
        assert life.proceeding("annual/2025") == "EVALUATED"
        life.shown({"2025-03-02": [NONE, NONE], "2025-12-31": [NONE, ACTIVE]}, "2025-03-11")

        life.chapter("四川（二）限期整改，合格", "Sichuan 2: rectification, passed")
        order = {"grounds": ["DUTIES"], "items": ["补办对接活动", "建立台账"], "reason": "怠于履职"}
        served = {"until": "2026-06-30", "served_on": "2026-03-05"}
        life.act("2026-03-05", "OrderRectification", **order, **served)
        more = {"number": 1, "reason": "展会延期"}
        life.act("2026-06-29", "ExtendRectification", until="2026-07-31", **more)
        life.refused("2026-07-10", "ExtendRectification", "SC-13.7", until="2026-08-31", **more)
        life.act("2026-07-20", "SubmitRectificationReport", number=1, report="两项均已完成")
        life.refused("2026-07-21", "PassRectification", "SC-13.7", number=1, findings="合格")
        visit = {"officials": ["高原", "康宁"], "findings": "属实", "verified": [1, 2]}
        life.act("2026-07-24", "InspectOnSite", number=1, **visit)
        life.act("2026-07-28", "PassRectification", number=1, findings="全部整改到位")
        picture = {"2026-03-04": [ACTIVE] * 3, "2026-05-01": [ACTIVE, RECTIFYING, RECTIFYING]}
        picture |= {"2026-07-28": [ACTIVE, RECTIFYING, ACTIVE]}
        life.shown(picture, "2026-03-04", "2026-07-27")

        life.chapter("四川（三）造假，取消资格", "Sichuan 3: fraud, the hearing, the cancellation")
        false = {"violation_type": "FALSIFICATION", "facts": "伪造许可合同四份"}
        tip = {"regime": "SC", "source": "AUDIT", "centre": life.who.id, "facts": "合同存疑"}
        life.act("2026-08-10", "RegisterLead", LEAD, "PROV", **tip)
        life.act("2026-08-12", "TriageLead", LEAD, proposal="INQUIRY", reason="线索具体")
        life.act("2026-08-14", "OpenInquiry", LEAD, reason="涉嫌弄虚作假")
        life.refused("2026-08-17", "ExitVoluntarily", "IMPLICIT:exit", note="自愿退出")
        notice = {"intended": "取消资格", "legal_basis": "第二十条", "served_on": "2026-09-01"}
        life.act("2026-09-01", "NotifyIntendedDecision", LEAD, **false, **notice)
        found = {"finding": "ESTABLISHED", "reason": "鉴定为伪造", **false}
        found |= {"conduct_from": "2026-02-01", "conduct_to": "2026-05-31"}
        early = found | {"served_on": "2026-09-02"}
        life.refused("2026-09-02", "ConcludeInquiry", "IMPLICIT:defence", LEAD, **early)
        life.act("2026-09-04", "SubmitDefence", LEAD, statement="系经办人所为", hearing=True)
        found |= {"heard_on": "2026-09-15", "on_defence": "单位应当负责，不予采纳"}
        life.act("2026-09-28", "ConcludeInquiry", LEAD, **found, served_on="2026-09-28")
        gone = {"ground": "MISCONDUCT", "reason": "弄虚作假", "served_on": "2026-10-12"}
        life.refused("2026-10-12", "CancelQualification", "SC-20.1", **gone)
        life.act("2026-10-12", "CancelQualification", **gone, violation="v-1")
        ended = life.version
        life.act("2026-10-20", "WithdrawPlaque", note="牌匾已收回")
        picture = {"2026-10-11": [ACTIVE, ACTIVE], "2026-10-12": [ACTIVE, CANCELLED]}
        life.shown(picture, "2026-10-11")

        life.chapter("四川（四）复议撤销，恢复", "Sichuan 4: reversed on reconsideration, restored")
        against = {"case": life.where, "decision": "qualification-cancelled"}
        against |= {"regime": "SC", "served_on": "2026-10-12", "complaint": "鉴定的不是本中心的合同"}
        life.act("2026-11-16", "FileReconsideration", REMEDY, "CENTRE", **against)
        life.act("2026-11-18", "AdmitRemedy", REMEDY)
        back = {"of": [ended], "reason": "行政复议决定撤销", "remedy": "r-1"}
        life.refused("2026-12-01", "RestoreQualification", "IMPLICIT:restoration", **back)
        reversal = {"reason": "合同另有其人", "served_on": "2027-01-12"}
        life.act("2027-01-12", "ReverseDecision", REMEDY, **reversal)
        life.act("2027-01-20", "RestoreQualification", **back)
        life.act("2027-11-25", "SubmitAnnualSummary", year=2027, **PAPER)
        life.act("2027-12-01", "AuditAnnualPaper", year=2027, result="PASS", opinion="属实")
        life.act("2027-12-06", "ForwardAnnualPaper", year=2027)
        good = {"year": 2027, "grade": "GOOD", "findings": "恢复后履职良好"}
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
            good = {"grade": "GOOD", "findings": "良好", "joined_by": ["财政厅"], "experts": 5}
            life.act(f"{year + 1}-02-20", "EvaluateCentre", year=year, **good)
        life.refused("2028-05-10", "RenewCycle", "IM-10.1", findings="提前续期")
        life.passes("2028-10-09")
        life.act("2028-10-20", "RenewCycle", findings="期末评价良好")
        picture = {"2028-08-31": [ACTIVE, ACTIVE], "2028-10-10": [ACTIVE, CYCLE_REVIEW]}
        life.shown(picture | {"2028-10-20": [ACTIVE, ACTIVE]}, "2028-08-31")

        life.chapter("内蒙古（二）第十一条", "Inner Mongolia 2: Article 11")
        false = {"violation_type": "DATA_FABRICATION", "facts": "运营数据系编造"}
        tip = {"regime": "IM", "source": "EVALUATION", "centre": life.who.id, "facts": "数据异常"}
        life.act("2028-11-06", "RegisterLead", LEAD, "PROV", **tip)
        life.act("2028-11-08", "TriageLead", LEAD, proposal="INQUIRY", reason="线索具体")
        life.act("2028-11-09", "OpenInquiry", LEAD, reason="涉嫌数据造假")
        up = {"achievements": "连续两年良好"}
        life.refused("2028-11-13", "RecommendToNational", "IM-14", **up)
        notice = {"intended": "取消资格", "legal_basis": "第十一条", "served_on": "2028-11-15"}
        life.act("2028-11-15", "NotifyIntendedDecision", LEAD, **false, **notice)
        found = {"finding": "ESTABLISHED", "reason": "核查属实", "grave": True, **false}
        found |= {"conduct_from": "2028-10-25", "conduct_to": "2028-11-03"}
        life.act("2028-12-04", "ConcludeInquiry", LEAD, **found, served_on="2028-12-04")
        gone = {"reason": "周期内数据造假，后果严重", "served_on": "2028-12-11", "violation": "v-1"}
        wrong = gone | {"ground": "RECTIFICATION_FAILED"}
        life.refused("2028-12-11", "CancelQualification", "IM-10.8", **wrong)
        life.act("2028-12-11", "CancelQualification", ground="GRAVE_DISHONESTY", **gone)
        life.refused("2028-12-12", "SubmitSelfEvaluation", "IM-10.2", year=2028, **PAPER)
        picture = {"2028-12-10": [ACTIVE, ACTIVE], "2028-12-12": [ACTIVE, CANCELLED]}
        life.shown(picture, "2028-12-10")


if __name__ == "__main__":
    for tell in (sichuan, inner_mongolia):
        tell()
    print(f"\n{Life.summary()}")
