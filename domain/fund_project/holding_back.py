"""Holds a project's funding, releases it, terminates the project (暂停拨付、恢复拨付、终止).

Nothing is paid while a project is held. The end of its centre holds it in the same act (Inv. 52);
whoever is paid at that moment has to be decided again, for both append to project and centre.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.adverse import served_too_early
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import FundProject
from domain.held_with_centre import (
    CENTRE_ENDED,
    OWN_HOLD,
    STAGES_HELD,
    SuspendWithCentre,
    on_hold,
)
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text


class ProjectFundingHeld(Event, frozen=True, kw_only=True, tag="project-funding-held"):
    undoes = ("ReleaseProjectFunding",)

    reason: str

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return on_hold(case, OWN_HOLD)


class HoldProjectFunding(Command, frozen=True, kw_only=True):
    """暂停项目拨付: nothing is paid until it is released."""

    at_any_time = True
    recorded_as = ProjectFundingHeld

    reason: Reason


class ProjectFundingReleased(Event, frozen=True, kw_only=True, tag="project-funding-released"):
    """It goes on at the stage in which it was held."""

    undoes = ("HoldProjectFunding", SuspendWithCentre.__name__)

    reason: str
    back_to: str

    @property
    def outcome(self) -> str | None:
        return self.back_to

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return replace(case, held_in="", held_by=())


HELD_BY_DECISION = StepReason(
    Text("有关机关决定的暂停尚未解除", "a decision of an organ still holds it"),
    Text("待该机关恢复拨付", "the organ's own release first"),
    kind="order",
)


class ReleaseProjectFunding(Command, frozen=True, kw_only=True):
    """恢复项目拨付: what was held may be paid again."""

    at_any_time = True
    outcomes = STAGES_HELD

    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[FundProject]) -> Iterable[Refusal]:
        if not {OWN_HOLD, CENTRE_ENDED}.issuperset(matter.case.held_by):
            yield from HELD_BY_DECISION.said(matter)

    def decide(self, matter: Matter[FundProject]) -> ProjectFundingReleased:
        return ProjectFundingReleased(reason=self.reason, back_to=matter.case.held_in)


class ProjectTerminated(Event, frozen=True, kw_only=True, tag="project-terminated"):
    """What is left, or was misused, may be ordered back yet."""

    goes_on = True

    reason: str
    served_on: date


class TerminateProject(Command, frozen=True, kw_only=True):
    """终止专项资金项目: nothing more is paid; what is left, or was misused, is ordered back."""

    at_any_time = True
    recorded_as = ProjectTerminated

    reason: Reason
    served_on: date

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        return served_too_early(self.served_on, matter.day)
