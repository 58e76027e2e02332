"""Passes the open projects of a centre to its new builder （随中心变更项目承担单位）, in the same
act.

A project supports the centre, which counts the money of all of them towards its caps, and no unit
of its own: who builds the centre goes on with the contract. What is over, or was ordered back, is
the former builder's still: it had the money, and it owes what is to be repaid.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from domain.card import Card
from domain.case import CaseId, Command, stream_id
from domain.context import Context
from domain.event import Event
from domain.fund_case import FundProject
from domain.held_with_centre import payable_projects
from domain.matter import Matter
from domain.typed_text import Code


class ProjectPassedOn(Event, frozen=True, kw_only=True, tag="project-passed-on"):
    """The project is the new builder's, from this act on."""

    owner: str
    division: str

    @property
    def card(self) -> Card:
        return Card(owner=self.owner, place=self.division)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return replace(case, owner=self.owner, division=self.division)


class PassProjectOn(Command, frozen=True, kw_only=True):
    """随中心变更项目承担单位: as part of the transfer of the centre."""

    entailed = True
    recorded_as = ProjectPassedOn

    owner: Code
    division: CaseId


def projects_passed_on(
    matter: Matter[Any], owner: str, division: str
) -> Iterable[tuple[str, Command]]:
    """Each project of the centre that goes on is the new builder's."""
    for id, _ in payable_projects(matter):
        yield stream_id("fund-projects", id), PassProjectOn(owner=owner, division=division)
