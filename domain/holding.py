"""Checks holds: whether a step has to wait while an inquiry about the unit is open (`[hold]`).

Who decides the step for the organ that inquires is told why, for they may know of the inquiry.
Everybody else is told that the step waits, in words that are the same whatever the cause.
"""

from collections.abc import Iterable
from typing import Any

from domain.hold.lifecycle import INQUIRERS, Hold, hold_on
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Step

NEUTRAL = (
    Text("本事项暂缓办理", "this step waits for now"),
    Text("主管机关通知恢复办理后", "once the competent organ says that it goes on"),
)


def held_back(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Refuses a step that the regulation lists while a hold on the unit stands. The hold is read in
    any case, so that an inquiry opened at the same moment makes one of both lose (Inv. 62)."""
    block = matter.rules.text.hold
    if block is None or step.do not in block.steps:
        return
    held = hold_on(matter.reader, matter.territory("owner") or "")[1]
    if held.inquiries:
        asked, allowed = why(matter, held)
        yield matter.rules.refuse(block.rule, asked, allowed, "fact")


def why(matter: Matter[Any], held: Hold) -> tuple[Text, Text]:
    """What is said of a hold to whoever asks: its cause only to who may know of the inquiry."""
    actor = matter.context.actor
    if actor.organ not in held.organs or INQUIRERS.isdisjoint(actor.duties):
        return NEUTRAL
    number = len(held.inquiries)
    return (
        Text(
            f"该单位有 {number} 件违法违规案件在办，仅限知情人员掌握",
            f"open violation cases about the unit, not to be made known: {number}",
        ),
        Text("案件办结或者不成立后", "once they are closed, or not established"),
    )
