"""Rows about what an outsider must know to check the legs: holds, settlements, a term's start."""

from collections.abc import Iterator

from domain.centre.funds import SupportStarted
from domain.event import Event
from domain.fund_project.applying import ProjectApplied
from domain.fund_project.holding_back import (
    ProjectFundingHeld,
    ProjectFundingReleased,
    ProjectTerminated,
)
from domain.fund_project.settling import FundsSettled
from domain.held_with_centre import ProjectHeldWithCentre
from projections.journal import EarlierRows
from projections.ledger.numbers import day_number
from projections.ledger.project_rows import MilestoneRow
from projections.ledger.projects import booked_at
from projections.recorded import RecordedEvent

MILESTONES = (
    *(ProjectFundingHeld, ProjectHeldWithCentre, ProjectFundingReleased),
    *(ProjectTerminated, FundsSettled),
)
"""What is done about a project that decides which legs may follow."""


def of_application(
    at: RecordedEvent, event: ProjectApplied, earlier: EarlierRows
) -> Iterator[MilestoneRow]:
    yield MilestoneRow(*booked_at(at, event.centre), event=at.type)


def of_milestone(at: RecordedEvent, event: Event, earlier: EarlierRows) -> Iterator[MilestoneRow]:
    """What was done about a project, of the centre that has applied for it."""
    applied = earlier.where(MilestoneRow, project=[at.id])
    centre = applied[0].centre if applied else ""
    yield MilestoneRow(*booked_at(at, centre), event=at.type)


def of_start(
    at: RecordedEvent, event: SupportStarted, earlier: EarlierRows
) -> Iterator[MilestoneRow]:
    """The day from which the term of a centre's support counts; it is of no one project."""
    place = booked_at(at, at.id)._replace(project="", day=day_number(event.since))
    yield MilestoneRow(*place, event=at.type)
