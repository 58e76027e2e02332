"""Promotes a centre that does well (典型案例): published as a model. SC 13, IM 10; C20, Inv. 40."""

from collections.abc import Iterable

from domain.case import Command
from domain.centre.case import Centre
from domain.centre.rectifying import Official
from domain.context import Reason
from domain.event import Event
from domain.facts import fact
from domain.folding import is_blank
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText


class TypicalCasePublished(Event, frozen=True, kw_only=True, tag="typical-case-published"):
    title: str
    story: str
    cleared_by: str


class PublishTypicalCase(Command, frozen=True, kw_only=True):
    """发布典型案例: `cleared_by` is the official who has made sure that no person is shown in it
    who may not be."""

    at_any_time = True
    recorded_as = TypicalCasePublished

    title: ShortText
    story: Reason
    cleared_by: Official

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        step = matter.step(type(self).__name__)
        if step and is_blank(self.cleared_by):
            nobody = Text("没有核对个人信息的人员", "nobody has cleared the persons in it")
            wanted = Text("由具名人员核对个人信息", "cleared by a named official")
            yield matter.rules.refuse(step.rule, nobody, wanted, "form", ("/cleared_by",))


@fact("flag", "最近一次评价为最好等次", "the last evaluation has the best grade")
def last_grade_is_best(matter: Matter[Centre]) -> bool:
    rules, last = matter.rules.text.evaluation, matter.case.last_evaluated
    return rules is not None and last is not None and last.grade in rules.best


@fact("flag", "写明了专项任务", "a special task is stated", reads=("/task",))
def special_task_stated(matter: Matter[Centre]) -> bool:
    return not is_blank(getattr(matter.command, "task", ""))
