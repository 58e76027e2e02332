"""Holds the projects of a centre that ends （随中心终止暂停拨付）, in the same act."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.context import Context
from domain.event import Event
from domain.fund_case import FundProject
from domain.matter import Matter

SUSPENDED = "SUSPENDED"
OWN_HOLD, CENTRE_ENDED = "itself", "centre"
"""What holds a project beside decisions, which are named by a hash."""
STAGES_HELD = (
    *("PROJECT_APPLIED", "PROJECT_REVIEWED", "PROJECT_PUBLICISED", "BUDGET_ISSUED"),
    *("CONTRACTED", "IN_PROGRESS", "MIDTERM_CHECKED", "ACCEPTANCE_APPLIED"),
    *("ACCEPTANCE_PASSED", "ACCEPTANCE_FAILED"),
)
"""The stages in which a hold may find a project, and to which it goes back."""


class ProjectHeldWithCentre(Event, frozen=True, kw_only=True, tag="project-held-with-centre"):
    """The centre has ended; nothing more is paid."""

    undoes = ("ReleaseProjectFunding",)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return on_hold(case, CENTRE_ENDED)


class SuspendWithCentre(Command, frozen=True, kw_only=True):
    """随中心终止暂停拨付: as part of the act that ends the centre."""

    entailed = True
    recorded_as = ProjectHeldWithCentre


def on_hold(case: FundProject, by: str) -> FundProject:
    """A project on hold, which keeps the stage that the first hold found it in, and each hold
    once."""
    found_in = case.held_in if case.stage == SUSPENDED else case.stage or ""
    others = (one for one in case.held_by if one != by)
    return replace(case, held_in=found_in, held_by=(*others, by))


def projects_held(matter: Matter[Any]) -> Iterable[tuple[str, Command]]:
    """The end of a centre holds each of its projects that goes on."""
    for id, _ in payable_projects(matter):
        yield stream_id("fund-projects", id), SuspendWithCentre()


def payable_projects(matter: Matter[Any]) -> Iterable[tuple[str, FundProject]]:
    """The projects of a centre that may be paid yet, by their ids."""
    return ((id, one) for id, one in projects_of_centre(matter) if one.may_be_paid)


def unsettled_projects(matter: Matter[Any]) -> tuple[str, ...]:
    """The ids of the projects of a centre that are neither over nor settled."""
    return tuple(id for id, one in projects_of_centre(matter) if not one.is_settled)


def projects_of_centre(matter: Matter[Any]) -> Iterable[tuple[str, FundProject]]:
    for id in matter.case.funds.projects:
        project = matter.reader.state("fund-projects", id)
        if isinstance(project, FundProject):
            yield id, project
