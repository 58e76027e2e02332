"""Assigns an application to a panel, releases it, reopens its review. Names no expert."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.expert_review import CompleteExpertReview
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule


def not_of_batch(matter: Matter[Application], batch: str) -> Iterable[Refusal]:
    if matter.case.batch != batch:
        yield file_rule(
            "batch",
            "评审组只评审本批次的申报",
            Text(f"申报 {matter.id}", f"application {matter.id}"),
            Text(f"批次 {batch} 的申报", f"an application of batch {batch}"),
            "form",
            ("/batch",),
        )


class AssignPanel(Command, frozen=True, kw_only=True):
    """交付评审: part of the drawing of a panel."""

    entailed = True
    batch: str
    panel_no: str

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        return not_of_batch(matter, self.batch)

    def decide(self, matter: Matter[Application]) -> "PanelAssigned":
        return PanelAssigned(batch=self.batch, panel_no=self.panel_no)


class PanelAssigned(Event, frozen=True, kw_only=True, tag="panel-assigned"):
    """The application is before a panel. Inward, since the context holds the seed of the draw."""

    inward = True
    batch: str
    panel_no: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, panel=self.panel_no, sheets=())


class ReleasePanel(Command, frozen=True, kw_only=True):
    """收回评审: part of the dissolving of a panel that has not given its result yet."""

    entailed = True
    panel_no: str

    def decide(self, matter: Matter[Application]) -> "PanelReleased":
        return PanelReleased(panel_no=self.panel_no)


class PanelReleased(Event, frozen=True, kw_only=True, tag="panel-released"):
    undoes = (AssignPanel.__name__,)
    inward = True
    panel_no: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, panel=None, sheets=())


class ReopenExpertReview(Command, frozen=True, kw_only=True):
    """重新评审: part of the recusal of an expert whose score is in the result."""

    entailed = True
    panel_no: str

    def decide(self, matter: Matter[Application]) -> "ExpertReviewReopened":
        return ExpertReviewReopened(panel_no=self.panel_no)


class ExpertReviewReopened(Event, frozen=True, kw_only=True, tag="expert-review-reopened"):
    undoes = (CompleteExpertReview.__name__,)
    inward = True
    panel_no: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, score=None, marks=())
