"""Notifies the unit of what the organ means to decide, and takes its defence. Domain.md 2.6, T8."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.adverse import served_too_early
from domain.case import Command
from domain.context import Context, Reason
from domain.defending import DefenceGiven, GiveDefence
from domain.event import Event
from domain.matter import Matter
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal
from domain.violation.case import Defence, IntendedDecision, Told, Violation, ViolationType

RIGHTS = "收到本告知后，可以在期限内陈述、申辩，并可以要求听证。"


class IntendedDecisionNotified(Event, frozen=True, kw_only=True, tag="intended-decision-notified"):
    """What was notified before no longer counts, nor what was said to it."""

    undoes = ("SubmitDefence",)

    violation_type: str
    facts: Personal
    intended: str
    legal_basis: str
    rights: str = RIGHTS
    served_on: date
    answer_by: date | None = None

    @property
    def counts_from(self) -> date | None:
        return self.served_on

    @property
    def given_until(self) -> date | None:
        return self.answer_by

    def evolve(self, case: Violation, context: Context) -> Violation:
        notice = IntendedDecision(
            violation_type=self.violation_type,
            facts=self.facts,
            intended=self.intended,
            legal_basis=self.legal_basis,
            served_on=self.served_on,
            document_no=context.document_no,
        )
        return replace(case, notice=notice, defences=())


class NotifyIntendedDecision(HoldsPersons, Command, frozen=True, kw_only=True):
    """拟处理告知: facts, grounds and what is intended. The term for the defence counts from the day
    of service; `answer_by` gives a longer one."""

    recorded_as = IntendedDecisionNotified
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="defence"),
    )

    violation_type: ViolationType
    facts: Told
    intended: Reason
    legal_basis: Reason
    rights: str = RIGHTS
    served_on: date
    answer_by: date | None = None

    def check(self, matter: Matter[Violation]) -> Iterable[Refusal]:
        return served_too_early(self.served_on, matter.day)


class DefenceSubmitted(DefenceGiven, frozen=True, kw_only=True, tag="defence-submitted"):
    def evolve(self, case: Violation, context: Context) -> Violation:
        said = Defence(
            statement=self.statement,
            hearing=self.hearing,
            submitted_on=context.occurred_on,
        )
        return replace(case, defences=(*case.defences, said))


class SubmitDefence(GiveDefence, frozen=True, kw_only=True):
    """陈述申辩: by the unit, within the term; it may add to what it has said."""

    recorded_as = DefenceSubmitted
