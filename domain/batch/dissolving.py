"""Dissolves a panel, so that another may be drawn."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.panelling import ReleasePanel
from domain.batch.case import Batch
from domain.batch.drawing import panel_refusal
from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal


class DissolvePanel(Command, frozen=True, kw_only=True):
    """解散评审组: what it has not reviewed yet may go to another panel; its results stand."""

    entailing = (ReleasePanel,)

    panel_no: CaseId
    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        if matter.command is None and not matter.case.standing:
            yield panel_refusal(
                matter,
                "没有评审组",
                "there is no panel",
                "现有的评审组",
                "a panel that stands",
                kind="order",
            )

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        return not_standing(matter, self.panel_no)

    def decide(self, matter: Matter[Batch]) -> "PanelDissolved":
        return PanelDissolved(panel_no=self.panel_no, reason=self.reason)

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        panel = matter.case.panel(self.panel_no)
        for id in panel.applications if panel else ():
            case = matter.reader.state("applications", id)
            if isinstance(case, Application) and case.under_review:
                yield stream_id("applications", id), ReleasePanel(panel_no=self.panel_no)


def not_standing(matter: Matter[Batch], panel_no: str) -> Iterable[Refusal]:
    panel = matter.case.panel(panel_no)
    if panel is None or panel.dissolved:
        yield panel_refusal(
            matter,
            f"没有评审组 {panel_no}",
            f"no panel {panel_no}",
            "现有的评审组",
            "a panel that stands",
            ("/panel_no",),
        )


class PanelDissolved(Event, frozen=True, kw_only=True, tag="panel-dissolved"):
    part = Part.EXPERTS
    panel_no: str
    reason: str

    def evolve(self, case: Batch, context: Context) -> Batch:
        panel = case.panel(self.panel_no)
        if panel is None:
            return case
        return replace(case, panels=case.with_panel(replace(panel, dissolved=True)))
