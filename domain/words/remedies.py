"""Words for remedies against decisions."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "FileReview": Text("申请复核", "Ask the organ for a review"),
        "FileReconsideration": Text("申请行政复议", "Ask for a reconsideration"),
        "FileSuit": Text("提起行政诉讼", "Bring a suit"),
        "RecordRemedy": Text("登记复议、诉讼", "Record a reconsideration or a suit"),
        "AdmitRemedy": Text("受理救济", "Admit the remedy"),
        "RefuseRemedy": Text("不予受理救济", "Refuse to admit the remedy"),
        "ExtendRemedy": Text("延长审理期限", "Extend the term to decide"),
        "SuspendExecution": Text("停止执行", "Suspend the execution"),
        "UpholdDecision": Text("维持原决定", "Uphold the decision"),
        "ReverseDecision": Text("撤销原决定", "Reverse the decision"),
        "WithdrawRemedy": Text("撤回救济", "Withdraw the remedy"),
        "ReopenApplication": Text("恢复办理", "Reopen the application"),
        "CloseRemedy": Text("撤销已执行", "Close a reversal that was carried out"),
    },
    events={
        "remedy-filed": Text("已申请救济", "remedy filed"),
        "remedy-admitted": Text("救济已受理", "remedy admitted"),
        "remedy-refused": Text("救济不予受理", "remedy not admitted"),
        "remedy-extended": Text("审理期限已延长", "term to decide extended"),
        "execution-suspended": Text("已停止执行", "execution suspended"),
        "decision-upheld": Text("已维持原决定", "decision upheld"),
        "decision-reversed": Text("已撤销原决定", "decision reversed"),
        "remedy-withdrawn": Text("救济已撤回", "remedy withdrawn"),
        "application-reopened": Text("已恢复办理", "application reopened"),
        "remedy-closed": Text("撤销已执行完毕", "reversal carried out"),
    },
    fields={
        "decision": Text("原决定", "decision"),
        "decided_version": Text("原决定的版次", "version of the decision"),
        "Contested.decided_by": Text("原决定经办人", "who made the decision"),
        "against": Text("所不服的决定", "decision against which it is"),
        "complaint": Text("请求和理由", "what is asked for, and why"),
        "taken_as": Text("受理类别", "what it was taken as"),
        "upheld_by": Text("此前的行政复议", "reconsideration before it"),
        "Remedy.filed_on": Text("提出日", "day it was filed"),
        "filed_within": Text("提出时所在的期限", "term in which it was filed"),
        "RemedyFiled.filed_on": Text("提出日", "day it was filed"),
        "RecordRemedy.filed_on": Text("对方受理日", "day it was taken"),
        "Remedy.channel": Text("救济种类", "kind of remedy"),
        "RemedyFiled.channel": Text("救济种类", "kind of remedy"),
        "remedy": Text("所依据的救济案", "remedy on which it rests"),
        "ApplicationReopened.own": Text("本案的期限", "the case's own period"),
        "terms": Text("规定自定的期限", "periods that the regulation names"),
        "suspended": Text("停止执行", "execution suspended"),
        "extended": Text("已延长审理", "term to decide extended"),
    },
)
