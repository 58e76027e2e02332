"""Words for the record of an act, and for the rows of lists."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    fields={
        "command": Text("办理事项", "act"),
        "event": Text("事件", "event"),
        "context": Text("办理情形", "who, when, on what document"),
        "basis": Text("依据", "rules it rests on"),
        "duty": Text("职责", "duty"),
        "area": Text("所属辖区", "area"),
        "reads": Text("所依据的案卷版本", "versions of the files read"),
        "stream": Text("案卷种类", "kind of file"),
        "status": Text("状态", "status"),
        "document": Text("文号", "document number"),
        "since": Text("起始日", "since"),
        "timer": Text("期间种类", "kind of period"),
        "Deadline.key": Text("期间编号", "number of the period"),
        "Deadline.body": Text("到期事项内容", "what the act that follows says"),
        "by": Text("由谁办理", "done by"),
        "running": Text("进行中的期间", "periods that run"),
        "running.key": Text("期间编号", "number of the period"),
        "follows": Text("期满后办理", "what follows at its end"),
        "held": Text("已中断", "interrupted"),
        "alerts": Text("届满前提醒（天）", "days before its end on which it reminds"),
        "again": Text("重新开始的版本", "version that began it again"),
        "case": Text("案卷", "case"),
        "hash": Text("文件校验值", "hash of the file"),
        "part": Text("所在部分", "part of the case"),
        "position": Text("流水号", "position"),
        "place": Text("排序号", "place in the order"),
        "version": Text("案卷版本", "version of the file"),
        "recorded_at": Text("记载时间", "recorded at"),
        "rules": Text("规则", "rules"),
        "cited": Text("引用的规则", "rules cited"),
        "seated": Text("在组专家", "experts seated"),
        "month": Text("月份", "month"),
        "count": Text("次数", "times"),
        "kept": Text("知悉范围", "who may know of it"),
        "opened": Text("立案日", "day it was opened"),
    },
)
