"""Restores a centre after a reversal (恢复资格), and its end again where that was quashed. C22."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.centre.cancelling import QualificationCancelled
from domain.centre.case import Centre
from domain.centre.cycle import CycleEnded, ProjectEnded
from domain.centre.ends import RecognitionAnnulled, RecognitionWithdrawn
from domain.centre.evaluated_out import ExitedOnEvaluation
from domain.centre.name import name_taken_by, take_name_again
from domain.context import Context
from domain.event import Event
from domain.held_with_centre import SuspendWithCentre, projects_held
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.remedy.carrying_out import closes_the_remedy, reversed_decision, why_not_reversed
from domain.remedy.deciding import CloseRemedy
from domain.reversing import Reversal, Reverse


class QualificationRestored(Reversal, frozen=True, kw_only=True, tag="qualification-restored"):
    """恢复资格: the decision was reversed; what stood before it stands again, and plaque and
    name are the centre's again. Domain.md C22."""

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, plaque_withdrawn_on=None, name_given_up_on=None)


class EndReinstated(Reversal, frozen=True, kw_only=True, tag="end-reinstated"):
    """恢复终止决定: the reversal itself was reversed; the end stands again."""


class RestoreQualification(Reverse, frozen=True, kw_only=True):
    """恢复资格: exactly what stood before the decision, with what lawfully came after (Inv. 64)."""

    at_any_time = True
    recorded_as = QualificationRestored
    reversible: ClassVar[tuple[type[Event], ...]] = (
        *(QualificationCancelled, RecognitionAnnulled, RecognitionWithdrawn),
        *(CycleEnded, ProjectEnded, ExitedOnEvaluation, EndReinstated),
    )
    brings: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)
    entailing: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)

    remedy: CaseId | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        holder = name_taken_by(matter) if matter.case.name else None
        step = matter.step(cls.__name__)
        if step and holder:
            asked = Text(
                f"名称“{matter.case.name}”已由 {holder} 使用", f"its name is {holder}'s now"
            )
            allowed = Text("先变更名称", "a change of name first")
            yield matter.rules.refuse(step.rule, asked, allowed, "fact")

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from super().check(matter)
        step, decision = matter.step(type(self).__name__), reversed_decision(matter)
        if step and self.remedy and (decision is None or decision.version not in self.of):
            short = why_not_reversed(matter, True)
            fields = ("/remedy", "/of")
            yield matter.rules.refuse(step.rule, short.asked, short.allowed, "fact", fields)

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        yield from take_name_again(matter)
        if self.remedy:
            yield from closes_the_remedy(matter)


class ReinstateEnd(Reverse, frozen=True, kw_only=True):
    """恢复终止决定: what had reversed the end was itself quashed, and the end stands again."""

    recorded_as = EndReinstated
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendWithCentre,)
    reversible: ClassVar[tuple[type[Event], ...]] = (QualificationRestored,)

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        return projects_held(matter)
