"""What each kind of case is called, by the name of its stream."""

from domain.refusal import Text

STREAMS = {
    "batches": Text("申报批次", "call for applications"),
    "applications": Text("申报案", "application"),
    "centres": Text("运营中心", "centre"),
    "fund-projects": Text("专项资金项目", "fund project"),
    "violations": Text("违规案", "violation"),
    "remedies": Text("救济案", "remedy"),
    "expert-pools": Text("专家库", "expert pool"),
    "calendars": Text("工作日历", "working-day calendar"),
    "regulations": Text("规定", "regulation"),
    "parties": Text("单位", "unit"),
    "stores": Text("案卷库", "case store"),
    "bank-accounts": Text("银行账户", "bank account"),
    "flags": Text("资金线索", "red flag"),
    "relations": Text("关联关系", "relations of a centre"),
    "holds": Text("暂缓", "hold"),
    "claims": Text("占用", "reservation"),
}
ELSEWHERE = {"discipline-cases": Text("纪检监察案件", "discipline case")}
"""Kinds of case that only another house keeps; here they are known by name alone."""
