"""Links a discipline case with lines and cases of the case service, one way: nothing there shows
it."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.context import Context
from domain.counterparty import LineRef
from domain.discipline_case.case import CaseRef, DisciplineCase
from domain.discipline_case.named_persons import HandlersCommand
from domain.event import Event
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text


class EvidenceLinked(Event, frozen=True, kw_only=True, tag="evidence-linked"):
    inward = True

    linked_lines: tuple[str, ...] = ()
    linked_cases: tuple[str, ...] = ()

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        lines = tuple(dict.fromkeys((*case.linked_lines, *self.linked_lines)))
        cases = tuple(dict.fromkeys((*case.linked_cases, *self.linked_cases)))
        return replace(case, linked_lines=lines, linked_cases=cases)


LINKS_NOTHING = StepReason(
    Text("没有列出行或者案卷", "neither a line nor a case"),
    Text("至少列出一行或者一个案卷", "at least one line or one case"),
    ("/linked_lines", "/linked_cases"),
)


class LinkEvidence(HandlersCommand, frozen=True, kw_only=True):
    """关联证据: lines of events (`position:line`), and whole cases (`centres/c1`)."""

    at_any_time = True
    recorded_as = EvidenceLinked

    linked_lines: Annotated[tuple[LineRef, ...], Meta(max_length=10_000)] = ()
    linked_cases: Annotated[tuple[CaseRef, ...], Meta(max_length=1000)] = ()

    def check(self, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        if not self.linked_lines and not self.linked_cases:
            yield from LINKS_NOTHING.said(matter)
