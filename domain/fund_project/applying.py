"""Applies for a fund project, reviews it and publicises it (申报、评审、公示). Domain.md 2.7."""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from domain.card import Card
from domain.case import CaseId, Command, stream_id
from domain.centre.case import Centre
from domain.centre.funds import ListProject
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import FundProject
from domain.matter import Matter
from domain.money import Fen, SomeFen
from domain.own_step import under_own_step
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText


class ProjectApplied(Event, frozen=True, kw_only=True, tag="project-applied"):
    correctable = ("name", "occurred_on", "effective_on")

    regime: str
    centre: str
    owner: str
    division: str
    name: str
    amount: Fen

    @property
    def card(self) -> Card:
        return Card(owner=self.owner, title=self.name, place=self.division)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return replace(
            case,
            regime=self.regime,
            centre=self.centre,
            owner=self.owner,
            division=self.division,
            name=self.name,
            asked_amount=self.amount,
        )


class ApplyForProject(Command, frozen=True, kw_only=True):
    """申报专项资金项目: by a centre, for so much, in fen. The centre's own file lists it."""

    opens = True
    entailing = (ListProject,)

    regime: CaseId
    centre: CaseId
    name: ShortText
    amount: SomeFen

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        if self.own_centre(matter) is None:
            given = Text(f"中心 {self.centre}", f"centre {self.centre}")
            own = Text("本单位在本规定下的中心", "the unit's own centre under this regulation")
            yield from under_own_step(matter, given, own, "form", ("/centre", "/regime"))

    def own_centre(self, matter: Matter[FundProject]) -> Centre | None:
        """The centre that is named, where it is the unit's own."""
        found = matter.reader.state("centres", self.centre)
        if not isinstance(found, Centre) or found.regime != self.regime:
            return None
        return found if found.owner == matter.context.actor.organ else None

    def decide(self, matter: Matter[FundProject]) -> ProjectApplied:
        centre = self.own_centre(matter)
        assert centre is not None
        return self.as_event(ProjectApplied, owner=centre.owner, division=centre.division)

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        yield stream_id("centres", self.centre), ListProject(project=matter.id)


class ProjectReviewed(Event, frozen=True, kw_only=True, tag="project-reviewed"):
    opinion: str
    result: str
    correctable = ("opinion", "occurred_on", "effective_on", "document_no")

    @property
    def outcome(self) -> str | None:
        return self.result


class ReviewProject(Command, frozen=True, kw_only=True):
    """评审专项资金项目: it is supported, or it is not."""

    recorded_as = ProjectReviewed
    outcomes = ("SUPPORTED", "NOT_SUPPORTED")

    result: Literal["SUPPORTED", "NOT_SUPPORTED"]
    opinion: Reason


class ProjectPublicised(Event, frozen=True, kw_only=True, tag="project-publicised"):
    correctable = ("published_at", "occurred_on", "effective_on")

    published_at: str


class PublishProject(Command, frozen=True, kw_only=True):
    """公示专项资金项目: where its regulation wants it."""

    recorded_as = ProjectPublicised

    published_at: ShortText
