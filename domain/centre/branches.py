"""Branches (分中心) of a centre: reported by anybody, registered only where a regime lets one.

SC 19, IM 13 and N-19 forbid a centre to set up branches. What is reported becomes a lead; the
centre's own file keeps no trace of it.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.centre.case import Branch, Centre
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.personal import HoldsPersons, Subject
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText
from domain.violation.case import BranchSeen, Told
from domain.violation.lead import RegisterLead


class ReportBranch(HoldsPersons, Command, frozen=True, kw_only=True):
    """反映自行设立分中心: by anybody, or by an official; it becomes a lead."""

    at_any_time = True
    public = True
    entailing = (RegisterLead,)
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="lead"),
    )

    branch: BranchSeen
    facts: Told

    def decide(self, matter: Matter[Centre]) -> None:
        """Nothing happens to the centre."""

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        lead = RegisterLead(
            regime=matter.case.regime or "",
            source="BRANCH",
            owner=matter.case.owner,
            centre=matter.id,
            branch=self.branch,
            facts=self.facts,
        )
        yield stream_id("violations", matter.context.command_id), lead


class BranchRegistered(Event, frozen=True, kw_only=True, tag="branch-registered"):
    correctable = ("name", "place")

    name: str
    place: str
    since: date

    def evolve(self, case: Centre, context: Context) -> Centre:
        made = Branch(name=self.name, place=self.place, since=self.since)
        return replace(case, branches=(*case.branches, made))


class RegisterBranch(Command, frozen=True, kw_only=True):
    """登记分中心: where the regime lets a centre have branches that are filed."""

    at_any_time = True
    recorded_as = BranchRegistered

    name: ShortText
    place: ShortText
    since: date

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        step = matter.step(type(self).__name__)
        if step and any(one.name == self.name for one in matter.case.branches):
            asked = Text(f"分中心“{self.name}”已登记", f"registered already: {self.name}")
            allowed = Text("未登记的分中心", "a branch that is not registered")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/name",))
