"""What happens to a centre after its recognition, in lines: each an act and its day.

A line says what is done and not by whom: that is what the regulation says.
"""

from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from services.demo.told_world import Applicant

Said = dict[str, Any]
LEAD, REMEDY = "violations", "remedies"
STORY_STREAM = "centres"
YEARLY_PAPERS = {"SC": "SubmitAnnualSummary", "IM": "SubmitSelfEvaluation"}
"""What a regulation calls the yearly paper; the first one for those that it does not name."""


class StoryLine(Struct, frozen=True):
    """An act on a day, on the centre itself or on the case of that stream which bears its name.
    `of_end`: it names the version with which the centre has ended. `to`: the unit that the centre
    is to pass to, with a form of its own."""

    day: date
    do: str
    said: Said = {}
    stream: str = STORY_STREAM
    role: str = ""
    of_end: bool = False
    to: Applicant | None = None


def iso_day(text: str) -> date:
    return date.fromisoformat(text)


def after(day: str, days: int) -> date:
    return iso_day(day) + timedelta(days=days)


def year(
    regime: str, n: int, grade: str = "GOOD", handed_in: str = "", findings: str = "履职良好"
) -> list[StoryLine]:
    """A year's paper, its audit and its evaluation; handed in in December, or on that day."""
    day = handed_in or f"{n}-12-02"
    done = iso_day(f"{n + 1}-03-03")
    paper: Said = {"year": n, "summary": f"{n}年度开展导航、对接和培训"}
    audit: Said = {"year": n, "result": "PASS", "opinion": "经核对，材料属实"}
    found: Said = {"year": n, "grade": grade, "findings": findings}
    return [
        StoryLine(iso_day(day), YEARLY_PAPERS.get(regime, YEARLY_PAPERS["SC"]), paper),
        StoryLine(after(day, 7), "AuditAnnualPaper", audit),
        StoryLine(after(day, 9), "ForwardAnnualPaper", {"year": n}),
        StoryLine(done, "EvaluateCentre", found | {"joined_by": ["财政厅"], "experts": 5}),
    ]


def self_checked(n: int, grade: str = "QUALIFIED") -> list[StoryLine]:
    """A project's year: its own check in December, and the evaluation after it."""
    found: Said = {"year": n, "grade": grade, "findings": "按计划建设", "experts": 5}
    return [
        StoryLine(iso_day(f"{n}-12-02"), "SubmitSelfCheck", {"year": n, "summary": "自查自纠完成"}),
        StoryLine(iso_day(f"{n + 1}-03-03"), "EvaluateCentre", found | {"joined_by": ["市财政局"]}),
    ]


def milestone(day: str) -> list[StoryLine]:
    return [StoryLine(iso_day(day), "ReportMilestone", {"number": 1, "report": "平台建成并运行"})]


def ended_after_failing(day: str, until: str, done: str) -> list[StoryLine]:
    """A project whose rectification fails, and which ends."""
    gone: Said = {"reason": "整改不合格", "served_on": after(done, 20).isoformat()}
    return [
        *ordered(day, until, "UNQUALIFIED"),
        StoryLine(iso_day(done), "SubmitRectificationReport", {"number": 1, "report": "部分完成"}),
        StoryLine(after(done, 10), "FailRectification", failing("未落实计划进度", after(done, 10))),
        StoryLine(after(done, 20), "EndProject", gone),
    ]


def ordered(day: str, until: str, ground: str = "DUTIES") -> list[StoryLine]:
    order: Said = {"grounds": [ground], "items": ["建立服务台账", "补办对接活动"]}
    order |= {"until": until, "reason": "年度评价较差，怠于履职", "served_on": day}
    return [StoryLine(iso_day(day), "OrderRectification", order)]


def passed(day: str, until: str, done: str, ground: str = "DUTIES") -> list[StoryLine]:
    """A rectification that is reported, inspected and assessed as done."""
    visit: Said = {"officials": ["高原", "康宁"], "findings": "与报告一致", "verified": [1, 2]}
    return [
        *ordered(day, until, ground),
        StoryLine(
            iso_day(done), "SubmitRectificationReport", {"number": 1, "report": "两项均已完成"}
        ),
        StoryLine(after(done, 6), "InspectOnSite", {"number": 1, **visit}),
        StoryLine(after(done, 13), "PassRectification", {"number": 1, "findings": "整改合格"}),
    ]


def failed(day: str, until: str, done: str) -> list[StoryLine]:
    """A rectification that nobody reports, though reminded; the hearing; the cancellation."""
    reason = "逾期未报告，经催告仍未整改"
    told: Said = {"number": 1, "facts": reason, "reason": "整改不合格"}
    gone: Said = {"ground": "RECTIFICATION_FAILED", "rectification": 1, "reason": reason}
    heard = after(done, 42).isoformat()
    return [
        *ordered(day, until),
        StoryLine(iso_day(done), "RemindRectification", {"number": 1, "message": "请于十日内报告"}),
        StoryLine(after(done, 21), "FailRectification", failing(reason, after(done, 21))),
        StoryLine(after(done, 23), "NotifyIntendedCancellation", told),
        StoryLine(after(done, 25), "RequestHearing", {"number": 1, "reason": "请求当面说明"}),
        StoryLine(after(done, 35), "HoldHearing", {"number": 1, "minutes": "听证笔录附后"}),
        StoryLine(iso_day(heard), "CancelQualification", gone | {"served_on": heard}),
        StoryLine(after(heard, 9), "WithdrawPlaque", {"note": "牌匾已收回"}),
    ]


def failing(reason: str, day: date) -> Said:
    return {"number": 1, "reason": reason, "served_on": day.isoformat()}


def inquiry(
    centre: str, regime: str, day: str, kind: str, facts: str, **more: Any
) -> list[StoryLine]:
    """A lead, the inquiry, the defence, and what was established."""
    told, ends = after(day, 30).isoformat(), after(day, 60).isoformat()
    tip: Said = {"regime": regime, "source": "AUDIT", "centre": centre, "facts": facts}
    notice: Said = {"violation_type": kind, "facts": facts, "intended": "取消资格"}
    found: Said = {"finding": "ESTABLISHED", "reason": "凭证确凿", "violation_type": kind}
    found |= {"facts": facts, "conduct_from": after(day, -90).isoformat()}
    found |= {"conduct_to": after(day, -30).isoformat(), "on_defence": "理由不成立，不予采纳"}
    return [
        StoryLine(iso_day(day), "RegisterLead", tip, LEAD, "AUDIT" if regime == "SC" else "PROV"),
        StoryLine(after(day, 3), "TriageLead", {"proposal": "INQUIRY", "reason": "线索具体"}, LEAD),
        StoryLine(after(day, 5), "OpenInquiry", {"reason": "需要查清事实"}, LEAD),
        StoryLine(
            iso_day(told),
            "NotifyIntendedDecision",
            notice | {"legal_basis": "办法有关条款", "served_on": told},
            LEAD,
        ),
        StoryLine(after(told, 3), "SubmitDefence", {"statement": "系工作疏忽"}, LEAD, "CENTRE"),
        StoryLine(iso_day(ends), "ConcludeInquiry", found | {"served_on": ends} | more, LEAD),
    ]


def misused(centre: str, regime: str, day: str) -> list[StoryLine]:
    """Money was misused: cancelled, and what is to be paid back is ordered."""
    facts, ends = "以专项资金购置车辆", after(day, 75).isoformat()
    gone: Said = {"ground": "MISCONDUCT", "violation": centre, "reason": "挤占挪用专项资金"}
    back: Said = {"amount": 36_000_000, "reason": "退回挪用的资金", "served_on": ends}
    return [
        *inquiry(centre, regime, day, "MISAPPROPRIATION", facts),
        StoryLine(iso_day(ends), "OrderRecovery", back, LEAD),
        StoryLine(
            after(ends, 1), "CancelQualification", gone | {"served_on": after(ends, 1).isoformat()}
        ),
        StoryLine(after(ends, 12), "WithdrawPlaque", {"note": "牌匾已收回"}),
    ]


def grave(centre: str, day: str) -> list[StoryLine]:
    """Data were made up within the cycle, with grave consequences."""
    ends = after(day, 75).isoformat()
    gone: Said = {"ground": "GRAVE_DISHONESTY", "violation": centre, "served_on": ends}
    return [
        *inquiry(centre, "IM", day, "DATA_FABRICATION", "运营数据系编造", grave=True),
        StoryLine(iso_day(ends), "CancelQualification", gone | {"reason": "数据造假，后果严重"}),
    ]


def annulled(day: str, regime: str, centre: str, restored: bool = True) -> list[StoryLine]:
    """The recognition was unlawful; a reconsideration finds that it was not."""
    against: Said = {"regime": regime, "case": f"centres/{centre}", "served_on": day}
    against |= {"decision": "recognition-annulled", "complaint": "申报材料真实，程序合法"}
    reversed_on, back = after(day, 70).isoformat(), after(day, 80)
    reversal: Said = {"reason": "撤销认定的证据不足", "served_on": reversed_on}
    restoring: Said = {"reason": "行政复议决定撤销原决定", "remedy": centre}
    lines = [
        StoryLine(iso_day(day), "AnnulRecognition", {"reason": "认定程序违法", "served_on": day}),
        StoryLine(after(day, 20), "FileReconsideration", against, REMEDY, "CENTRE"),
        StoryLine(after(day, 23), "AdmitRemedy", {}, REMEDY, "REVIEW"),
    ]
    upheld = StoryLine(
        after(day, 70), "UpholdDecision", reversal | {"reason": "事实清楚"}, REMEDY, "REVIEW"
    )
    if not restored:
        return [*lines, upheld]
    return [
        *lines,
        StoryLine(iso_day(reversed_on), "ReverseDecision", reversal, REMEDY, "REVIEW"),
        StoryLine(back, "RestoreQualification", restoring, of_end=True),
    ]


def exited(day: str) -> list[StoryLine]:
    return [
        StoryLine(iso_day(day), "ApplyToExit", {"reason": "主营业务调整"}),
        StoryLine(after(day, 25), "ExitVoluntarily", {"note": "档案已移交，事务已结清"}),
        StoryLine(after(day, 40), "WithdrawPlaque", {"note": "牌匾已交回"}),
    ]


def dissolved(day: str) -> list[StoryLine]:
    ended: Said = {"dissolved_on": day, "note": "建设主体注销，无承继单位"}
    return [StoryLine(after(day, 20), "EndByDissolution", ended)]


def withdrawn(day: str) -> list[StoryLine]:
    gone: Said = {"reason": "产业规划调整", "served_on": day, "compensation": "已协商补偿"}
    return [StoryLine(iso_day(day), "RevokeForChangedCircumstances", gone)]


def renewed(day: str) -> list[StoryLine]:
    return [StoryLine(iso_day(day), "RenewCycle", {"findings": "期末评估合格，进入下一周期"})]


def not_renewed(day: str) -> list[StoryLine]:
    return [StoryLine(iso_day(day), "EndCycle", {"reason": "期末评估不合格", "served_on": day})]
