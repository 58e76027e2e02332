"""Checks that a step's proceeding has begun, or not yet, and is at a stage that allows the step."""

from collections.abc import Iterable
from typing import Any

from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Step
from domain.words import joined, proceeding_stage_words, proceeding_words


def wrong_proceeding(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Refuses a step of a proceeding that is not at one of the stages of `at`; one without `at`
    where its proceeding has begun already."""
    if step.proceeding is None:
        return
    if matter.proceeding is None and not step.may_begin:
        yield not_at_that_stage(matter, step, Text("尚未开始", "has not begun"), over=False)
    elif matter.proceeding and not step.at:
        yield not_at_that_stage(matter, step, Text("已经开始", "has begun already"), over=True)
    elif matter.proceeding and matter.proceeding.stage not in step.at:
        now = proceeding_stage_words(step.proceeding, matter.proceeding.stage)
        over = set(step.at).isdisjoint(stages_ahead(matter, step, matter.proceeding.stage))
        yield not_at_that_stage(matter, step, Text(f"处于“{now.zh}”", f"is {now.en}"), over=over)


def not_at_that_stage(matter: Matter[Any], step: Step, state: Text, over: bool) -> Refusal:
    """A refusal that says where the proceeding is, and where it has to be."""
    kind = step.proceeding or ""
    called, what = proceeding_words(matter.within or kind), matter.rules.step_called(step.do)
    stages = joined(proceeding_stage_words(kind, stage) for stage in step.at)
    allowed = Text(f"处于：{stages.zh}", f"it is: {stages.en}")
    if not step.at:
        allowed = Text("尚未开始的", "one that has not begun")
    return matter.rules.refuse(
        step.rule,
        Text(
            f"{called.zh}{state.zh}，请求办理“{what.zh}”",
            f"{what.en} while {called.en} {state.en}",
        ),
        Text(f"{called.zh}{allowed.zh}", f"{called.en}: {allowed.en}"),
        "stage",
        over=over,
    )


def stages_ahead(matter: Matter[Any], step: Step, stage: str) -> set[str]:
    """The stages that the proceeding may still come to from this one."""
    kin = [one for one in matter.rules.text.step if one.proceeding == step.proceeding]
    reached, fresh = {stage}, {stage}
    while fresh:
        ends = {to for one in kin if not fresh.isdisjoint(one.at) for to in one.brings_to}
        fresh = ends - reached
        reached |= fresh
    return reached
