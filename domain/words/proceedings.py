"""What each kind of proceeding within a case is called, by its number, and each of its stages."""

from domain.refusal import Text

PROCEEDINGS = {
    "annual": Text("年度", "year"),
    "rectification": Text("整改", "rectification"),
    "change": Text("变更", "change"),
    "milestone": Text("建设进度", "milestone"),
    "transfer": Text("建设主体变更", "transfer"),
    "tranche": Text("拨付", "tranche"),
    "repayment": Text("追回", "repayment"),
    "lines": Text("冲正", "correction of lines"),
}
NUMBERED_PROCEEDINGS = {
    "annual": Text("{}年度", "the year {}"),
    "rectification": Text("第{}次整改", "rectification no. {}"),
    "change": Text("第{}次变更", "change no. {}"),
    "milestone": Text("第{}项建设进度", "milestone no. {}"),
    "transfer": Text("第{}次建设主体变更", "transfer no. {}"),
    "tranche": Text("第{}笔拨付", "tranche no. {}"),
}
"""One of a kind, with its year or its number in place of the braces."""
PROCEEDING_STAGES = {
    "annual.OPEN": Text("待报送", "paper due"),
    "annual.SUBMITTED": Text("已提交", "submitted"),
    "annual.RETURNED": Text("已退回", "returned"),
    "annual.LOCALLY_AUDITED": Text("地方已审核", "audited locally"),
    "annual.SENT_STRAIGHT": Text("已直接报送，待抄送", "sent straight, not copied yet"),
    "annual.RECEIVED": Text("已收到", "received"),
    "annual.OVERDUE": Text("逾期", "overdue"),
    "annual.EVALUATED": Text("已评价", "evaluated"),
    "rectification.ORDERED": Text("已责令整改", "ordered"),
    "rectification.REPORTED": Text("已报告整改", "reported"),
    "rectification.OVERDUE": Text("逾期未报告", "overdue without a report"),
    "rectification.PASSED": Text("整改合格", "passed"),
    "rectification.FAILED": Text("整改不合格", "failed"),
    "rectification.SET_ASIDE": Text("责令整改已失效", "order set aside"),
    "rectification.NOTIFIED": Text("已告知拟取消资格", "intended cancellation notified"),
    "change.REQUESTED": Text("已申请变更", "requested"),
    "change.FILED": Text("已备案", "filed"),
    "change.APPROVED": Text("已准予变更", "approved"),
    "change.REFUSED": Text("不准变更", "refused"),
    "milestone.REPORTED": Text("已报告完成", "reported as done"),
    "milestone.OVERDUE": Text("逾期未报告", "overdue without a report"),
    "transfer.ANNOUNCED": Text("公示中", "public"),
    "transfer.OBJECTED": Text("有异议待答复", "objected to"),
    "transfer.TRANSFERRED": Text("已变更", "done"),
    "transfer.REFUSED": Text("不予变更", "refused"),
    "tranche.REQUESTED": Text("已申请，待批准", "asked for, to be approved"),
    "tranche.APPROVED": Text("已批准，待拨付", "approved, to be paid"),
    "repayment.ORDERED": Text("已责令退回，待收回", "ordered back, to be received"),
    "lines.PROPOSED": Text("已提出冲正，待确认", "proposed, to be countersigned"),
}
