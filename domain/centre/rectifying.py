"""Rectification of a centre within a time limit (限期整改): ordered, reported, inspected, assessed.

Domain.md 2.5. Whoever ordered it does not alone judge it: order, inspection and assessment are
separated duties.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.adverse import AdverseDecision
from domain.case import Context, Event, Reason
from domain.centre.case import Centre, Rectification
from domain.in_proceeding import (
    AdverseOfNumber,
    AdverseProceedingEvent,
    OfNumber,
    OfProceeding,
    ProceedingEvent,
    next_number,
)
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.words import joined, value_words

KIND = "rectification"
Item = Annotated[str, Meta(min_length=1, max_length=2000)]
ItemNumber = Annotated[int, Meta(ge=1, le=100)]
Official = Annotated[str, Meta(min_length=1, max_length=100)]


def kept_of(event: OfProceeding, case: Centre) -> Rectification:
    """What the centre's file has of the rectification that an event is about."""
    number = int(event.proceeding.rpartition("/")[2])
    return case.rectification(number) or Rectification(number=number)


class RectificationOrdered(
    AdverseProceedingEvent, frozen=True, kw_only=True, tag="rectification-ordered"
):
    """A centre has to put these items right by a day."""

    grounds: tuple[str, ...]
    items: tuple[str, ...]
    until: date

    def evolve(self, case: Centre, context: Context) -> Centre:
        ordered = replace(
            kept_of(self, case),
            grounds=self.grounds,
            items=self.items,
            until=self.until,
            ordered_in=case.stage or "",
        )
        return case.with_rectification(ordered)


class OrderRectification(AdverseDecision, frozen=True, kw_only=True):
    """责令限期整改: on grounds that the regulation names, item by item, until a day that the order
    gives. SC 13, IM 10, SZ 五."""

    recorded_as: ClassVar[type[Event] | None] = RectificationOrdered
    proceeding = KIND

    grounds: Annotated[tuple[str, ...], Meta(min_length=1, max_length=10)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=100)]
    until: date

    def proceeding_key(self, case: Centre, day: date) -> str:
        return next_number(KIND, case)

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from super().check(matter)
        yield from unknown_grounds(matter, self.grounds)


def unknown_grounds(matter: Matter[Centre], given: tuple[str, ...]) -> Iterable[Refusal]:
    """Refuses grounds that the regulation does not name, or that need an evaluation which there is
    none of."""
    known = {one.code: one for one in matter.rules.text.ground}
    step = matter.step(type(matter.command).__name__)
    for code in given:
        ground = known.get(code)
        if ground is None and step:
            allowed = joined(one.called for one in known.values())
            yield matter.rules.refuse(
                step.rule, value_words(code, "ground"), allowed, "form", ("/grounds",)
            )
        elif ground and ground.evaluated and not evaluated_as(matter.case, ground.evaluated):
            grade = value_words(ground.evaluated, "grade")
            asked = Text(f"没有“{grade.zh}”的评价", f"no evaluation as {grade.en}")
            yield matter.rules.refuse(ground.rule, asked, ground.called, "fact", ("/grounds",))


def evaluated_as(case: Centre, grade: str) -> bool:
    """Whether the last evaluation of the centre had this result."""
    last = case.last_evaluated
    return last is not None and last.grade == grade


class RectificationExtended(
    ProceedingEvent, frozen=True, kw_only=True, tag="rectification-extended"
):
    until: date
    reason: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return case.with_rectification(replace(kept_of(self, case), until=self.until))


class ExtendRectification(OfNumber, frozen=True, kw_only=True):
    """整改延期: once, asked for before the limit is over (Inv. 44)."""

    recorded_as = RectificationExtended
    proceeding = KIND

    until: date
    reason: Reason


class RectificationReported(
    ProceedingEvent, frozen=True, kw_only=True, tag="rectification-reported"
):
    report: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return case.with_rectification(
            replace(kept_of(self, case), reported_on=context.occurred_on)
        )


class SubmitRectificationReport(OfNumber, frozen=True, kw_only=True):
    """提交整改报告; its files are the act's evidence."""

    recorded_as = RectificationReported
    proceeding = KIND

    report: Reason


class RectificationMissed(ProceedingEvent, frozen=True, kw_only=True, tag="rectification-missed"):
    """The time limit is over, and there is no report."""


class MissRectification(OfNumber, frozen=True, kw_only=True):
    """整改逾期: what the timer notes on the day after the limit."""

    recorded_as = RectificationMissed
    proceeding = KIND
    timed = True


class RectificationReminded(
    ProceedingEvent, frozen=True, kw_only=True, tag="rectification-reminded"
):
    message: str


class RemindRectification(OfNumber, frozen=True, kw_only=True):
    """催告: before what is overdue may count as failed (Inv. 36)."""

    recorded_as = RectificationReminded
    proceeding = KIND

    message: Reason


class InspectedOnSite(ProceedingEvent, frozen=True, kw_only=True, tag="inspected-on-site"):
    officials: tuple[str, ...]
    findings: str
    verified: tuple[int, ...] = ()

    def evolve(self, case: Centre, context: Context) -> Centre:
        found = kept_of(self, case)
        return case.with_rectification(
            replace(found, verified=tuple(sorted({*found.verified, *self.verified})))
        )


class InspectOnSite(OfNumber, frozen=True, kw_only=True):
    """现场核查 by two officials at least; `verified` are the numbers of the items that were found
    put right."""

    recorded_as = InspectedOnSite
    proceeding = KIND

    officials: Annotated[tuple[Official, ...], Meta(min_length=2, max_length=20)]
    findings: Reason
    verified: tuple[ItemNumber, ...] = ()

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        found = matter.case.rectification(self.number)
        step, items = matter.step(type(self).__name__), len(found.items) if found else 0
        if step and len(set(self.officials)) < 2:
            asked = Text("同一人", "one person twice")
            allowed = Text("两名以上工作人员", "two officials at least")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/officials",))
        if step and any(one > items for one in self.verified):
            asked = Text("没有该整改事项", "no such item")
            allowed = Text(f"第 1 至 {items} 项", f"items 1 to {items}")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/verified",))


class RectificationPassed(ProceedingEvent, frozen=True, kw_only=True, tag="rectification-passed"):
    """Everything is put right: the centre is where it was when the order came."""

    findings: str
    back_in: str

    @property
    def outcome(self) -> str:
        return self.back_in


class PassRectification(OfNumber, frozen=True, kw_only=True):
    """整改合格: every item verified. The centre is active again, or under review where the order
    found it so."""

    proceeding = KIND
    outcomes = ("ACTIVE", "CYCLE_REVIEW")

    findings: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        found = rectification_of(matter)
        step = matter.step(cls.__name__)
        lacking = [n for n, _ in enumerate(found.items, 1) if n not in found.verified]
        if step and lacking:
            numbers = "、".join(map(str, lacking)), ", ".join(map(str, lacking))
            yield matter.rules.refuse(
                step.rule,
                Text(f"第 {numbers[0]} 项尚未核实", f"not verified yet: items {numbers[1]}"),
                Text("整改事项逐项核实", "every item verified"),
                "order",
            )

    def decide(self, matter: Matter[Centre]) -> RectificationPassed:
        before = rectification_of(matter).ordered_in
        return RectificationPassed(findings=self.findings, back_in=before)


def rectification_of(matter: Matter[Centre]) -> Rectification:
    """The rectification that is asked about; an empty one where there is none."""
    number = int(matter.proceeding.key) if matter.proceeding else 0
    return matter.case.rectification(number) or Rectification(number=number)


class RectificationFailed(
    AdverseProceedingEvent, frozen=True, kw_only=True, tag="rectification-failed"
):
    """The assessment: not put right."""


class FailRectification(AdverseOfNumber, frozen=True, kw_only=True):
    """整改不合格: on the report, or without one after a reminder (Inv. 36)."""

    recorded_as: ClassVar[type[Event] | None] = RectificationFailed
    proceeding = KIND

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        found, step = matter.proceeding, matter.step(cls.__name__)
        overdue = found is not None and found.stage == "OVERDUE"
        if step and found and overdue and RemindRectification.__name__ not in found.done:
            reminding = matter.rules.step_called(RemindRectification.__name__)
            yield matter.rules.refuse(
                step.rule,
                Text("逾期未报告，尚未催告", "overdue, and not reminded yet"),
                Text(f"先办理“{reminding.zh}”", f"do first: {reminding.en}"),
                "order",
            )


class CancellationIntended(ProceedingEvent, frozen=True, kw_only=True, tag="cancellation-intended"):
    facts: str
    reason: str
    rights: str


class NotifyIntendedCancellation(OfNumber, frozen=True, kw_only=True):
    """拟取消资格告知: facts, reasons, and the right to be heard."""

    recorded_as = CancellationIntended
    proceeding = KIND

    facts: Reason
    reason: Reason
    rights: Reason = "可以在期限内陈述、申辩，或者申请听证。"


class CancellationDefended(ProceedingEvent, frozen=True, kw_only=True, tag="cancellation-defended"):
    statement: str


class DefendAgainstCancellation(OfNumber, frozen=True, kw_only=True):
    """陈述申辩 of the centre, within the time that the notice opened."""

    recorded_as = CancellationDefended
    proceeding = KIND

    statement: Reason


class HearingRequested(ProceedingEvent, frozen=True, kw_only=True, tag="hearing-requested"):
    reason: str


class RequestHearing(OfNumber, frozen=True, kw_only=True):
    """申请听证, within the same time."""

    recorded_as = HearingRequested
    proceeding = KIND

    reason: Reason


class HearingHeld(ProceedingEvent, frozen=True, kw_only=True, tag="hearing-held"):
    minutes: str


class HoldHearing(OfNumber, frozen=True, kw_only=True):
    """举行听证; its minutes are the act's evidence."""

    recorded_as = HearingHeld
    proceeding = KIND

    minutes: Reason
