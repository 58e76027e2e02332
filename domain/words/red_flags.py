"""Words for red flags: how they are raised, answered, and come to stand no longer."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "RaiseFlag": Text("生成资金线索", "Raise a red flag"),
        "ExtendFlag": Text("更新线索证据", "Update the evidence of a red flag"),
        "NoLongerStands": Text("线索不再成立", "Note that a red flag no longer stands"),
        "DismissFlag": Text("排除线索", "Dismiss a red flag"),
        "OpenAsLead": Text("转为违法违规线索", "Open a red flag as a lead"),
    },
    events={
        "red-flag-raised": Text("资金线索已生成", "red flag raised"),
        "red-flag-extended": Text("线索证据已更新", "evidence of a red flag updated"),
        "red-flag-fell": Text("线索已不成立", "red flag stands no longer"),
        "red-flag-dismissed": Text("线索已排除", "red flag dismissed"),
        "red-flag-opened-as-lead": Text("已转为违法违规线索", "red flag opened as a lead"),
    },
    fields={
        "flag": Text("线索规则", "rule of the red flag"),
        "RaiseFlag.found": Text("线索对象", "what was found"),
        "RedFlagRaised.found": Text("线索对象", "what was found"),
        "RedFlag.found": Text("线索对象", "what was found"),
        "title_zh": Text("线索名称（中文）", "title in Chinese"),
        "title_en": Text("线索名称（英文）", "title in English"),
        "articles": Text("可能涉及的条款", "articles that it may support"),
        "hint": Text("统计提示", "statistical hint"),
        "limits": Text("所用界限", "limits it was asked with"),
        "FlagLimit.name": Text("界限名称", "name of the limit"),
        "FlagLimit.value": Text("界限", "limit"),
        "LedgerLine.role": Text("证据的作用", "part that the evidence plays"),
        "RedFlagExtended.effect": Text("再次提出", "whether it comes up again"),
        "RedFlagFell.effect": Text("线索去向", "what becomes of it"),
        "weight": Text("线索或者提示", "lead or hint"),
        "stands": Text("仍然成立", "still stands"),
        "dismissed": Text("排除情况", "how it was dismissed"),
    },
)
