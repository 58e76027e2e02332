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
from domain.adverse_in_proceeding import AdverseProceedingEvent
from domain.centre.case import Centre, Rectification
from domain.context import Context, Reason
from domain.event import Event
from domain.in_proceeding import (
    OfNumber,
    ProceedingEvent,
    next_number,
)
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.words import joined, value_words

RECTIFICATION = "rectification"
Item = Annotated[str, Meta(min_length=1, max_length=2000)]
ItemNumber = Annotated[int, Meta(ge=1, le=100)]
Official = Annotated[str, Meta(min_length=1, max_length=100)]


def kept_of(event: ProceedingEvent | AdverseProceedingEvent, case: Centre) -> Rectification:
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

    def still_to_find(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(range(1, len(self.items) + 1))

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
    proceeding = RECTIFICATION

    grounds: Annotated[tuple[str, ...], Meta(min_length=1, max_length=10)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=100)]
    until: date

    def proceeding_key(self, case: Centre, day: date) -> str:
        return next_number(RECTIFICATION, case)

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

    at_any_time = True
    recorded_as = RectificationExtended
    proceeding = RECTIFICATION

    until: date
    reason: Reason


class RectificationReported(
    ProceedingEvent, frozen=True, kw_only=True, tag="rectification-reported"
):
    correctable = ("report", "occurred_on", "effective_on")

    report: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return case.with_rectification(
            replace(kept_of(self, case), reported_on=context.occurred_on)
        )


class SubmitRectificationReport(OfNumber, frozen=True, kw_only=True):
    """提交整改报告; its files are the act's evidence."""

    recorded_as = RectificationReported
    proceeding = RECTIFICATION

    report: Reason


class RectificationMissed(ProceedingEvent, frozen=True, kw_only=True, tag="rectification-missed"):
    """The time limit is over, and there is no report."""


class MissRectification(OfNumber, frozen=True, kw_only=True):
    """整改逾期: what the timer notes on the day after the limit."""

    recorded_as = RectificationMissed
    proceeding = RECTIFICATION
    timed = True


class RectificationReminded(
    ProceedingEvent, frozen=True, kw_only=True, tag="rectification-reminded"
):
    message: str


class RemindRectification(OfNumber, frozen=True, kw_only=True):
    """催告整改: before what is overdue may count as failed (Inv. 36)."""

    recorded_as = RectificationReminded
    proceeding = RECTIFICATION

    message: Reason
