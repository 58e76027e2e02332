"""The cycle of a centre (建设周期): its end, its renewal, and the end of a centre after it. C17,
C18."""

from typing import ClassVar

from domain.adverse import AdverseDecided, AdverseDecision
from domain.case import Command, Event, Reason


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


class ProjectEnded(AdverseDecided, frozen=True, kw_only=True, tag="project-ended"):
    """The project of a centre has ended before its time."""


class EndProject(AdverseDecision, frozen=True, kw_only=True):
    """终止项目: its rectification has failed. C11b."""

    recorded_as: ClassVar[type[Event] | None] = ProjectEnded
