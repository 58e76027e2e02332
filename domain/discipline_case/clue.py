"""Receives a clue (线索受理), says who handles it, disposes of it. 监察法 39 to 41."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

from msgspec.structs import replace

from domain.case import Command
from domain.context import Context
from domain.discipline_case.case import DisciplineCase, NamedAccount
from domain.discipline_case.named_persons import HandlersCommand
from domain.event import Event
from domain.matter import Matter
from domain.own_step import StepReason
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal, Text
from domain.violation.case import Told

ClueSource = Literal["REPORT", "TRANSFER", "RED_FLAG", "INSPECTION", "OTHER_SOURCE"]
ClueDisposal = Literal["TALK", "PRELIM", "HELD", "CLOSED"]
WRITTEN: tuple[Subject, ...] = (Subject(fields=("facts",), identity=(), purpose="discipline"),)
REASONED: tuple[Subject, ...] = (Subject(fields=("reason",), identity=(), purpose="discipline"),)
"""What is written in such a case tells of persons: all of it is encrypted."""


ONE_FOR_BOTH = StepReason(
    Text("承办和审理都是 {handler}", "{handler} both handles and reviews"),
    Text("承办人和审理人各为一人", "one person handles, another reviews"),
    ("/handler", "/reviewer"),
)
RECEIVED_LATER = StepReason(
    Text("收到日 {received}", "received on {received}"),
    Text("{day} 及以前", "{day} or before"),
    ("/received_on",),
)


def one_for_both(matter: Matter[DisciplineCase], handler: str, reviewer: str) -> Iterable[Refusal]:
    if handler == reviewer:
        yield from ONE_FOR_BOTH.said(matter, handler=handler)


class ClueReceived(Event, frozen=True, kw_only=True, tag="clue-received"):
    inward = True

    source: str
    facts: Personal
    handler: str
    reviewer: str
    received_on: date

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        return replace(
            case,
            source=self.source,
            facts=self.facts,
            handler=self.handler,
            reviewer=self.reviewer,
            received_on=self.received_on,
        )


class ReceiveClue(HoldsPersons, Command, frozen=True, kw_only=True):
    """线索受理: what was received, when, from where, and who handles and who reviews it."""

    opens = True
    recorded_as = ClueReceived
    subjects: ClassVar[tuple[Subject, ...]] = WRITTEN

    source: ClueSource
    facts: Told
    handler: NamedAccount
    reviewer: NamedAccount
    received_on: date

    def check(self, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        yield from one_for_both(matter, self.handler, self.reviewer)
        if self.received_on > matter.day:
            yield from RECEIVED_LATER.said(matter, received=self.received_on, day=matter.day)


class DisciplineCaseAssigned(Event, frozen=True, kw_only=True, tag="discipline-case-assigned"):
    inward = True

    handler: str
    reviewer: str
    reason: Personal

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        return replace(case, handler=self.handler, reviewer=self.reviewer)


class AssignDisciplineCase(HoldsPersons, Command, frozen=True, kw_only=True):
    """指定承办和审理: by one of those who are named now; whoever is no more is shown it no more."""

    at_any_time = True
    recorded_as = DisciplineCaseAssigned
    subjects: ClassVar[tuple[Subject, ...]] = REASONED

    handler: NamedAccount
    reviewer: NamedAccount
    reason: Told

    def check(self, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        yield from one_for_both(matter, self.handler, self.reviewer)


class ClueDisposed(Event, frozen=True, kw_only=True, tag="clue-disposed"):
    inward = True

    disposal: str
    reason: Personal

    @property
    def outcome(self) -> str:
        return self.disposal

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        return replace(case, disposal=self.disposal)


class DisposeClue(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """问题线索处置: by a talk, a preliminary check, keeping it, or ending it;
    a clue that was kept may be taken up."""

    outcomes = ("TALK", "PRELIM", "HELD", "CLOSED")
    recorded_as = ClueDisposed
    subjects: ClassVar[tuple[Subject, ...]] = REASONED

    disposal: ClueDisposal
    reason: Told
