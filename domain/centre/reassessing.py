"""Reverses the assessment that a rectification has failed (撤销整改评定): on a defence, on a
hearing, or because a remedy has reversed it. Domain.md 2.5, 2.8.

The assessment falls from its own day on, and with it the notice of the cancellation that rests on
it; what the centre said stays. Where every item proves to be put right, the rectification has
passed. Where a remedy reversed the assessment and that is not proven, it stands where it stood
before and is assessed anew (Inv. 64).
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.centre.assessing import (
    RectificationFailed,
    no_such_items,
    not_verified,
    rectification_of,
)
from domain.centre.case import Centre
from domain.centre.hearing import CancellationIntended, DefendAgainstCancellation, HoldHearing
from domain.centre.rectifying import RECTIFICATION, ItemNumber, kept_of
from domain.context import Context, Reason
from domain.event import Event
from domain.in_force import struck_in
from domain.in_proceeding import OfNumber, ProceedingEvent
from domain.matter import Matter
from domain.own_step import under_own_step
from domain.refusal import Refusal, Text
from domain.remedy.carrying_out import closes_the_remedy, reversed_decision, why_not_reversed
from domain.remedy.deciding import CloseRemedy

ANEW = "ANEW"


class AssessmentReversed(ProceedingEvent, frozen=True, kw_only=True, tag="assessment-reversed"):
    """The assessment is out of force. `back_in` is the stage that the centre is back in where the
    rectification has passed by that; none where it has to be assessed anew."""

    names_versions = ("of",)

    of: tuple[int, ...] = ()
    reason: str
    verified: tuple[int, ...] = ()
    back_in: str = ""

    @property
    def strikes(self) -> tuple[int, ...]:
        return self.of

    @property
    def outcome(self) -> str:
        return self.back_in or ANEW

    def still_to_find(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(one for one in before if one not in self.verified)

    def evolve(self, case: Centre, context: Context) -> Centre:
        found = kept_of(self, case)
        verified = tuple(sorted({*found.verified, *self.verified}))
        return case.with_rectification(replace(found, verified=verified))


class ReverseAssessment(OfNumber, frozen=True, kw_only=True):
    """撤销整改评定: `verified` are the items that defence or hearing have shown to be put right,
    `remedy` is the one that has reversed the assessment."""

    at_any_time = True
    proceeding = RECTIFICATION
    outcomes = ("ACTIVE", "CYCLE_REVIEW", ANEW)
    reversible: ClassVar[tuple[type[Event], ...]] = (RectificationFailed,)
    brings: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)
    entailing: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)

    reason: Reason
    verified: tuple[ItemNumber, ...] = ()
    remedy: CaseId | None = None

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from no_such_items(matter, self.verified)
        if self.remedy:
            yield from self.not_reversed(matter)
        elif not has_spoken(matter):
            asked = Text("中心没有陈述申辩，也没有听证", "no defence and no hearing of the centre")
            allowed = Text(
                "听取陈述申辩或者听证之后，或者依据救济决定",
                "after a defence or a hearing, or by the decision on a remedy",
            )
            yield from under_own_step(matter, asked, allowed, "order", ("/remedy",))
        elif (step := matter.step(type(self).__name__)) and (lacking := self.lacking(matter)):
            yield not_verified(matter, step, lacking, ("/verified",))

    def not_reversed(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        decision = reversed_decision(matter)
        if decision is None or decision.version not in resting_on_it(matter):
            short = why_not_reversed(matter, True)
            yield from under_own_step(matter, short.asked, short.allowed, "fact", ("/remedy",))

    def lacking(self, matter: Matter[Centre]) -> list[int]:
        """The items that nothing has shown to be put right."""
        found = rectification_of(matter)
        shown = {*found.verified, *self.verified}
        return [number for number, _ in enumerate(found.items, 1) if number not in shown]

    def decide(self, matter: Matter[Centre]) -> AssessmentReversed:
        passed = not self.lacking(matter)
        return self.as_event(
            AssessmentReversed,
            of=resting_on_it(matter),
            back_in=rectification_of(matter).ordered_in if passed else "",
        )

    def takes_effect(self, matter: Matter[Centre]) -> date:
        """The assessment falls from its own day on."""
        history = dict(matter.reader.history(matter.stream, matter.id))
        return min(history[version].context.effective_on for version in resting_on_it(matter))

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        if self.remedy:
            yield from closes_the_remedy(matter)


def has_spoken(matter: Matter[Centre]) -> bool:
    """Whether the centre has said something against the assessment, where its text has a step for
    that."""
    done = matter.proceeding.done if matter.proceeding else ()
    ways = (DefendAgainstCancellation.__name__, HoldHearing.__name__)
    return any(one in done for one in ways) or not any(map(matter.step, ways))


def resting_on_it(matter: Matter[Centre]) -> tuple[int, ...]:
    """The versions of the assessment in force of this rectification, and of the notice that rests
    on it."""
    history = matter.reader.history(matter.stream, matter.id)
    struck = struck_in(history)
    return tuple(
        version
        for version, record in history
        if isinstance(record.event, RectificationFailed | CancellationIntended)
        and record.event.proceeding == matter.within
        and version not in struck
    )
