"""Holds the projects of a centre by a decision on a violation （随机关决定暂停拨付）, and lets go
of them, in the same act.

A project names the decision by a keyed hash alone, and the event says nothing of an inquiry: the
unit may not know of one yet.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.context import Context
from domain.event import Event
from domain.fund_case import FundProject
from domain.held_with_centre import STAGES_HELD, SUSPENDED, on_hold
from domain.matter import Matter
from domain.typed_text import ShortText
from domain.violation.case import Violation

HELD_FOR = "funding-hold"


class ProjectHeldByDecision(Event, frozen=True, kw_only=True, tag="project-held-by-decision"):
    undoes = ("ReleaseProjectFunding", "LiftHoldByDecision")

    decision: str

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return on_hold(case, self.decision)


class SuspendByDecision(Command, frozen=True, kw_only=True):
    """随机关决定暂停拨付: as part of the decision that holds or stops the funding."""

    entailed = True
    recorded_as = ProjectHeldByDecision

    decision: ShortText


class ProjectLetGoByDecision(Event, frozen=True, kw_only=True, tag="project-let-go-by-decision"):
    """Goes on at the stage in which it was held, unless something else holds it (`back_to` is
    empty)."""

    undoes = (SuspendByDecision.__name__,)

    decision: str
    back_to: str = ""

    @property
    def outcome(self) -> str | None:
        return self.back_to or None

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        held_by = tuple(one for one in case.held_by if one != self.decision)
        return replace(case, held_by=held_by, held_in=case.held_in if held_by else "")


class LiftHoldByDecision(Command, frozen=True, kw_only=True):
    """随机关决定恢复拨付: as part of the decision that lets go of the funding."""

    entailed = True
    outcomes = STAGES_HELD

    decision: ShortText

    def decide(self, matter: Matter[FundProject]) -> ProjectLetGoByDecision:
        others = any(one != self.decision for one in matter.case.held_by)
        back_to = "" if others else matter.case.held_in
        return ProjectLetGoByDecision(decision=self.decision, back_to=back_to)


def funding_held(matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
    """Holds every project of the centre that may be paid and that this case does not hold yet."""
    decision = named_by_hash(matter)
    for name, project in projects_of(matter):
        if project.may_be_paid and decision not in project.held_by:
            yield name, SuspendByDecision(decision=decision)


def funding_let_go(matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
    """Lets go of the projects that this case holds."""
    decision = named_by_hash(matter)
    for name, project in projects_of(matter):
        if project.stage == SUSPENDED and decision in project.held_by:
            yield name, LiftHoldByDecision(decision=decision)


def named_by_hash(matter: Matter[Violation]) -> str:
    return matter.reader.claim(HELD_FOR, stream_id(matter.stream, matter.id))


def projects_of(matter: Matter[Violation]) -> Iterable[tuple[str, FundProject]]:
    """The projects of the centre that the case is about; that of an application has its id."""
    about = matter.case.centre or matter.case.application
    centre: Any = matter.reader.state("centres", about) if about else None
    for id in centre.funds.projects if centre else ():
        project = matter.reader.state("fund-projects", id)
        if isinstance(project, FundProject):
            yield stream_id("fund-projects", id), project
