"""The cycle of a centre (建设周期): its end, its renewal, and the end of a centre after it, or of a
project before it. C17, C18, C11b."""

from collections.abc import Iterable
from typing import ClassVar

from domain.adverse import AdverseDecided, AdverseDecision
from domain.case import Command
from domain.centre.case import Centre
from domain.centre.name import release_name_of_project
from domain.centre.rectifying import RECTIFICATION
from domain.context import Reason
from domain.event import Event
from domain.held_with_centre import SuspendWithCentre, projects_held
from domain.matter import Matter
from domain.refusal import Refusal, Text

CYCLE = "cycle"
"""The name of the period of a centre after which it is evaluated as a whole."""


class CycleEndReached(Event, frozen=True, kw_only=True, tag="cycle-end-reached"):
    """The cycle is over: the centre is under its final evaluation, and active all the same."""


class ReachCycleEnd(Command, frozen=True, kw_only=True):
    """建设周期届满: what the timer notes on the day after the cycle."""

    recorded_as = CycleEndReached
    timed = True


class CycleRenewed(Event, frozen=True, kw_only=True, tag="cycle-renewed"):
    findings: str


class RenewCycle(Command, frozen=True, kw_only=True):
    """进入下一周期, on the final evaluation."""

    recorded_as = CycleRenewed

    findings: Reason


class CycleEnded(AdverseDecided, frozen=True, kw_only=True, tag="cycle-ended"):
    """The centre is not renewed, and has ended."""


class EndCycle(AdverseDecision, frozen=True, kw_only=True):
    """期满终止: not renewed, on the final evaluation."""

    recorded_as: ClassVar[type[Event] | None] = CycleEnded
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendWithCentre,)

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        yield from release_name_of_project(matter)
        yield from projects_held(matter)


class ProjectEnded(AdverseDecided, frozen=True, kw_only=True, tag="project-ended"):
    """The project of a centre has ended before its time."""


class EndProject(AdverseDecision, frozen=True, kw_only=True):
    """终止项目: its rectification has failed. C11b."""

    recorded_as: ClassVar[type[Event] | None] = ProjectEnded
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendWithCentre,)

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        step = matter.step(cls.__name__)
        if step and not last_rectification_failed(matter.case):
            asked = Text("没有评定为不合格的整改", "no rectification that has failed")
            allowed = Text("整改评定为不合格的", "one that was assessed as failed")
            yield matter.rules.refuse(step.rule, asked, allowed, "order")

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        yield from release_name_of_project(matter)
        yield from projects_held(matter)


def last_rectification_failed(case: Centre) -> bool:
    ordered = [one for one in case.proceedings if one.kind == RECTIFICATION]
    return bool(ordered) and ordered[-1].stage == "FAILED"
