"""Examines and decides remedies: admitted or not, execution suspended, upheld, reversed, withdrawn.

A reversal restores nothing by itself: the organ that decided does, citing it; that closes it.
"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.adverse import served_too_early
from domain.case import Command, stream_id
from domain.claim.lifecycle import ReleaseClaim
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.remedy.case import Remedy
from domain.running import TermElsewhere


class ByExaminer(Command, frozen=True, kw_only=True):
    """An act on a remedy by whoever examines it: another than who has made the decision."""

    @classmethod
    def beforehand(cls, matter: Matter[Remedy]) -> Iterable[Refusal]:
        against, step = matter.case.against, matter.step(cls.__name__)
        if step and against and matter.context.actor.person == against.decided_by:
            own = Text("原决定由本人作出", "the decision was one's own")
            other = Text("由其他人员办理", "another person")
            yield matter.rules.refuse(step.rule, own, other, "who")


class Judgement(ByExaminer, frozen=True, kw_only=True):
    """A decision on a remedy, with its reason, served on the unit."""

    reason: Reason
    served_on: date

    def check(self, matter: Matter[Remedy]) -> Iterable[Refusal]:
        return served_too_early(self.served_on, matter.day)


class Judged(Event, frozen=True, kw_only=True):
    """A decision on a remedy was served on that day."""

    reason: str
    served_on: date


class RemedyAdmitted(Event, frozen=True, kw_only=True, tag="remedy-admitted"):
    correctable = ("occurred_on", "effective_on", "document_no")


class AdmitRemedy(ByExaminer, frozen=True, kw_only=True):
    """受理救济: the term to decide begins. Reconsideration Act 30, 62."""

    recorded_as = RemedyAdmitted


class RemedyRefused(Judged, frozen=True, kw_only=True, tag="remedy-refused"):
    """It was not admitted: the term in which it was filed runs on. (Earlier releases stored no
    term.)"""

    added = ("filed_within",)

    filed_within: TermElsewhere | None = None

    @property
    def lets_run_on(self) -> TermElsewhere | None:
        return self.filed_within


class RefuseRemedy(Judgement, frozen=True, kw_only=True):
    """不予受理救济: it may be filed anew while its term runs."""

    def decide(self, matter: Matter[Remedy]) -> RemedyRefused:
        return RemedyRefused(
            reason=self.reason, served_on=self.served_on, filed_within=matter.case.filed_within
        )

    def entails(self, matter: Matter[Remedy]) -> Iterable[tuple[str, Command]]:
        yield stream_id("claims", matter.case.holds), ReleaseClaim()


class RemedyExtended(Event, frozen=True, kw_only=True, tag="remedy-extended"):
    reason: str

    def evolve(self, case: Remedy, context: Context) -> Remedy:
        return replace(case, extended=True)


class ExtendRemedy(ByExaminer, frozen=True, kw_only=True):
    """延长审理期限: by what the regulation allows, once. Reconsideration Act 62."""

    recorded_as = RemedyExtended
    reason: Reason


class ExecutionSuspended(Event, frozen=True, kw_only=True, tag="execution-suspended"):
    correctable = ("occurred_on", "effective_on", "document_no")

    reason: str

    def evolve(self, case: Remedy, context: Context) -> Remedy:
        return replace(case, suspended=True)


class SuspendExecution(ByExaminer, frozen=True, kw_only=True):
    """停止执行: the decision is not executed until the remedy is decided. 42 of the Act."""

    recorded_as = ExecutionSuspended
    reason: Reason


class DecisionUpheld(Judged, frozen=True, kw_only=True, tag="decision-upheld"):
    pass


class UpholdDecision(Judgement, frozen=True, kw_only=True):
    """维持原决定: the decision stands. Domain.md 2.8."""

    recorded_as = DecisionUpheld


class DecisionReversed(Judged, frozen=True, kw_only=True, tag="decision-reversed"):
    """The decision is reversed; the remedy is over, and waits until this is carried out."""

    goes_on = True


class ReverseDecision(Judgement, frozen=True, kw_only=True):
    """撤销原决定: the organ that decided is to restore what stood before. Domain.md 2.8."""

    recorded_as = DecisionReversed


class RemedyWithdrawn(Event, frozen=True, kw_only=True, tag="remedy-withdrawn"):
    reason: str


class WithdrawRemedy(Command, frozen=True, kw_only=True):
    """撤回救济: by the unit, before it is decided."""

    recorded_as = RemedyWithdrawn
    reason: Reason


class RemedyClosed(Event, frozen=True, kw_only=True, tag="remedy-closed"):
    pass


class CloseRemedy(Command, frozen=True, kw_only=True):
    """撤销已执行: the organ has restored what stood before, as part of that act."""

    entailed = True
    recorded_as = RemedyClosed
