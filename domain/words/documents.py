"""What official documents (公文) are called, by kind, and how organs sign them."""

from domain.refusal import Text

DOCUMENTS = {
    "acceptance": Text("受理通知书", "notice of acceptance"),
    "correction": Text("补正通知书", "notice of defects to be corrected"),
    "refusal": Text("不予受理决定书", "decision not to accept"),
    "recommendation": Text("推荐意见", "recommendation"),
    "no-recommendation": Text("不予推荐决定书", "decision not to recommend"),
    "recheck-failure": Text("复核不通过决定书", "decision that the recheck failed"),
    "review-report": Text("专家评审意见", "opinion of the review panel"),
    "list": Text("拟认定名单", "list of those to be recognised"),
    "no-entry": Text("未列入拟认定名单决定书", "decision not to enter on the list"),
    "publicity": Text("公示", "notice of publicity"),
    "publicity-result": Text("公示结果公告", "notice of the result of a publicity"),
    "objection-result": Text("异议处理决定书", "decision on an objection"),
    "no-recognition": Text("不予认定决定书", "decision not to recognise"),
    "no-approval": Text("不予批准决定书", "decision not to approve"),
    "termination": Text("终止程序决定书", "decision to terminate the procedure"),
    "reopening": Text("重新办理通知书", "notice of reopening"),
    "construction": Text("建设启动通知书", "notice of the start of construction"),
    "recognition": Text("认定通知书", "notice of recognition"),
    "recognition-list": Text("认定名单通知", "notice of those recognised"),
    "certificate": Text("认定证书", "certificate of recognition"),
    "evaluation": Text("年度评价结果通知书", "notice of a yearly evaluation"),
    "rectification": Text("责令限期整改通知书", "order to rectify by a day"),
    "rectification-extension": Text("整改延期通知书", "notice of more time to rectify"),
    "rectification-reminder": Text("整改催告书", "reminder to rectify"),
    "rectification-pass": Text("整改评定合格通知书", "notice that a rectification passed"),
    "rectification-failure": Text("整改评定不合格决定书", "decision that a rectification failed"),
    "assessment-reversal": Text("撤销整改评定决定书", "decision to reverse an assessment"),
    "intended-cancellation": Text("拟取消资格告知书", "notice of an intended cancellation"),
    "cancellation": Text("取消资格决定书", "decision to cancel the qualification"),
    "annulment": Text("撤销认定决定书", "decision to annul the recognition"),
    "withdrawal": Text("撤回认定决定书", "decision to withdraw the recognition"),
    "exit": Text("退出确认书", "confirmation of an exit"),
    "exit-on-evaluation": Text("评价不合格退出决定书", "decision of exit on an evaluation"),
    "dissolution": Text("注销通知书", "notice that a centre is struck off"),
    "cycle-renewal": Text("进入下一建设周期通知书", "notice of a further cycle"),
    "cycle-end": Text("期满终止决定书", "decision not to renew at the cycle's end"),
    "project-end": Text("终止项目决定书", "decision to end a project"),
    "setting-aside": Text("执行撤销决定通知书", "notice that a reversal was carried out"),
    "restoration": Text("恢复资格决定书", "decision to restore the qualification"),
    "reinstatement": Text("恢复终止决定书", "decision that an end stands again"),
    "special-task": Text("专项任务通知书", "notice of a special task"),
    "typical-case": Text("典型案例发布通知", "notice of a typical case"),
    "change-approval": Text("变更批准通知书", "notice that a change is approved"),
    "change-refusal": Text("不予变更决定书", "decision to refuse a change"),
    "transfer-announcement": Text("建设主体承继公示", "notice of a succession of builders"),
    "transfer-answer": Text("承继异议答复书", "answer to objections to a succession"),
    "transfer-approval": Text("建设主体承继批准书", "approval of a succession of builders"),
    "transfer-refusal": Text("不予承继决定书", "decision to refuse a succession"),
    "national-recommendation": Text("向上推荐函", "letter of recommendation to the level above"),
    "commendation": Text("通报表扬", "commendation"),
    "funding-stop": Text("停止拨付资金决定书", "decision to stop funding"),
    "recovery": Text("追回资金决定书", "decision to recover funding"),
    "intended-decision": Text("拟作出处理告知书", "notice of an intended decision"),
    "violation": Text("违法违规认定决定书", "decision that there was a violation"),
    "no-violation": Text("违法违规不成立通知书", "notice that there was no violation"),
    "referral": Text("移送函", "letter of referral"),
    "remedy-admission": Text("救济申请受理通知书", "notice that a remedy is admitted"),
    "remedy-refusal": Text("救济申请不予受理决定书", "decision not to admit a remedy"),
    "remedy-extension": Text("延长审理期限通知书", "notice of more time to decide"),
    "suspension": Text("停止执行决定书", "decision to suspend execution"),
    "upholding": Text("维持原决定决定书", "decision to uphold"),
    "reversal": Text("撤销原决定决定书", "decision to reverse"),
    "rights": Text("救济权利告知书", "notice of remedies"),
}

SIGNED_AS = {
    "COUNTY": "{}知识产权局",
    "PREF": "{}知识产权局",
    "CITY": "{}知识产权局",
    "PROV": "{}知识产权局",
    "CNIPA": "国家知识产权局",
    "PARTYGROUP": "{}知识产权局党组",
    "LOCALGOV": "{}人民政府",
    "EXPERT": "专家评审组",
}
"""How an organ signs, by its role and its place, where its regulation does not say."""

WHAT_IS_DECIDED = {
    "refusal": "对该申报不予受理",
    "no-recommendation": "对该申报不予推荐",
    "recheck-failure": "该申报复核不通过",
    "no-entry": "该申报未列入拟认定名单",
    "no-recognition": "对该申报不予认定",
    "no-approval": "对该申报不予批准",
    "termination": "终止该申报的办理程序",
    "rectification-failure": "整改评定为不合格",
    "cancellation": "取消该中心的资格",
    "annulment": "撤销对该中心的认定",
    "withdrawal": "撤回对该中心的认定",
    "exit-on-evaluation": "该中心因评价不合格退出",
    "cycle-end": "该中心建设周期届满，不进入下一周期，资格终止",
    "project-end": "终止该项目",
    "change-refusal": "对申请的变更不予批准",
    "transfer-refusal": "对建设主体的承继不予批准",
    "funding-stop": "停止向你单位拨付资金",
    "recovery": "追回已拨付你单位的资金",
    "violation": "认定你单位的违法违规行为成立",
    "remedy-refusal": "对该申请不予受理",
    "upholding": "维持原决定",
    "reversal": "撤销原决定",
}
"""What a decision decides, as its sentence says it."""

VERDICTS = {
    "genuine": Text("真实：与记录一致", "genuine: it is as recorded"),
    "changed": Text(
        "已被改动：记录是真实的，这份文件不是", "changed: not the document as it was made"
    ),
    "unknown": Text("查无此件，或者不公开", "unknown, or not public"),
}
"""What verifying a document comes to."""

STANDINGS = {
    "holds": Text("现在有效", "it holds today"),
    "not-yet": Text("尚未生效", "it does not hold yet"),
    "struck": Text("已被撤销或者更正，不再有效", "it was taken back and holds no more"),
    "ended": Text("所认定的资格已经终止", "what it recognised has ended"),
}
"""Whether the act of a document holds today."""
