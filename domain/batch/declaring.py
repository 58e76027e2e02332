"""Experts on a panel declare no conflict of interest and promise confidentiality."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.seats import is_tied
from domain.batch.case import Batch
from domain.batch.dissolving import not_standing
from domain.batch.recusing import seats_of
from domain.case import CaseId, Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.panel import Panel
from domain.parts import Part
from domain.refusal import Kind, Refusal, Text


class DeclareNoConflict(Command, frozen=True, kw_only=True):
    """声明无利害关系、承诺保密: until then a member may open no case and score none."""

    panel_no: CaseId
    confidential: bool
    no_conflict: bool

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        """Refuses who sits on no panel or, before a panel is named, has declared for each."""
        seats = seats_of(matter.case, matter.context.actor.person)
        if not seats:
            yield refuse(matter, "不是评审组现任委员", "not a member of a panel now", "who")
        elif matter.command is None and all(own_declaration(matter, seat) for seat in seats):
            yield refuse(matter, "已经声明", "declared already", "order", over=True)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        yield from not_standing(matter, self.panel_no)
        panel, person = matter.case.panel(self.panel_no), matter.context.actor.person
        if panel is None:
            return
        named = ("/panel_no",)
        if person not in matter.case.members(panel):
            asked = "不是本评审组现任委员", "not a member of the panel now"
            yield refuse(matter, *asked, fields=named)
        elif own_declaration(matter, panel):
            yield refuse(matter, "已经声明", "declared already", fields=named)
        elif is_tied(matter.reader, matter.case, panel, person):
            yield refuse(matter, "与本批次的申报单位有利害关系", "related to an applicant", "who")
        if not (self.confidential and self.no_conflict):
            promises = ("/confidential", "/no_conflict")
            asked = "未承诺保密或者有利害关系", "no promise, or a conflict"
            yield refuse(matter, *asked, fields=promises)

    def decide(self, matter: Matter[Batch]) -> "NoConflictDeclared":
        return NoConflictDeclared(panel_no=self.panel_no, expert=matter.context.actor.person)


def own_declaration(matter: Matter[Batch], panel: Panel) -> bool:
    return matter.context.actor.person in panel.declared


def refuse(
    matter: Matter[Batch],
    zh: str,
    en: str,
    kind: Kind = "form",
    fields: tuple[str, ...] = (),
    over: bool = False,
) -> Refusal:
    """A refusal under the rule of the step itself."""
    step = matter.step(DeclareNoConflict.__name__)
    assert step is not None
    allowed = Text(
        "现任委员声明一次，无利害关系并承诺保密；否则自行回避",
        "a member, once, free of conflict and promising; else recuse yourself",
    )
    return matter.rules.refuse(step.rule, Text(zh, en), allowed, kind, fields, over)


class NoConflictDeclared(Event, frozen=True, kw_only=True, tag="no-conflict-declared"):
    part = Part.EXPERTS
    panel_no: str
    expert: str

    def evolve(self, case: Batch, context: Context) -> Batch:
        panel = case.panel(self.panel_no)
        if panel is None:
            return case
        declared = replace(panel, declared=(*panel.declared, self.expert))
        return replace(case, panels=case.with_panel(declared))
