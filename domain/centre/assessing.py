"""Inspects and assesses a rectification (整改核查、评定): passed, or failed. Domain.md 2.5."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.adverse_in_proceeding import AdverseOfNumber, AdverseProceedingEvent
from domain.centre.case import Centre, Rectification
from domain.centre.rectifying import (
    RECTIFICATION,
    ItemNumber,
    Official,
    RemindRectification,
    kept_of,
)
from domain.context import Context, Reason
from domain.event import Event
from domain.in_proceeding import OfNumber, ProceedingEvent
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text
from domain.regulation.model import Step


class InspectedOnSite(ProceedingEvent, frozen=True, kw_only=True, tag="inspected-on-site"):
    correctable = ("findings", "occurred_on", "effective_on", "document_no")

    officials: tuple[str, ...]
    findings: str
    verified: tuple[int, ...] = ()

    def still_to_find(self, before: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(one for one in before if one not in self.verified)

    def evolve(self, case: Centre, context: Context) -> Centre:
        found = kept_of(self, case)
        return case.with_rectification(
            replace(found, verified=tuple(sorted({*found.verified, *self.verified})))
        )


ONE_PERSON_TWICE = StepReason(
    Text("同一人", "one person twice"),
    Text("两名以上工作人员", "two officials at least"),
    ("/officials",),
)
NO_SUCH_ITEM = StepReason(
    Text("没有该整改事项", "no such item"),
    Text("第 1 至 {items} 项", "items 1 to {items}"),
    ("/verified",),
)


class InspectOnSite(OfNumber, frozen=True, kw_only=True):
    """现场核查 by two officials at least; `verified` are the numbers of the items that were found
    put right."""

    recorded_as = InspectedOnSite
    proceeding = RECTIFICATION

    officials: Annotated[tuple[Official, ...], Meta(min_length=1, max_length=20)]
    findings: Reason
    verified: tuple[ItemNumber, ...] = ()

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        if len(set(self.officials)) < 2:
            yield from ONE_PERSON_TWICE.said(matter)
        yield from no_such_items(matter, self.verified)


def no_such_items(matter: Matter[Centre], verified: Iterable[int]) -> Iterable[Refusal]:
    """Refuses numbers of items that the order does not have."""
    items = len(rectification_of(matter).items)
    if any(one > items for one in verified):
        yield from NO_SUCH_ITEM.said(matter, items=items)


class RectificationPassed(ProceedingEvent, frozen=True, kw_only=True, tag="rectification-passed"):
    """Everything is put right: the centre is where it was when the order came."""

    findings: str
    back_in: str

    @property
    def outcome(self) -> str:
        return self.back_in


class PassRectification(OfNumber, frozen=True, kw_only=True):
    """评定整改合格: every item verified. The centre is active again, or under review where the
    order found it so."""

    proceeding = RECTIFICATION
    outcomes = ("ACTIVE", "CYCLE_REVIEW")

    findings: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        found = rectification_of(matter)
        lacking = [n for n, _ in enumerate(found.items, 1) if n not in found.verified]
        if lacking and (step := matter.step(cls.__name__)):
            yield not_verified(matter, step, lacking)

    def decide(self, matter: Matter[Centre]) -> RectificationPassed:
        before = rectification_of(matter).ordered_in
        return RectificationPassed(findings=self.findings, back_in=before)


def not_verified(
    matter: Matter[Centre], step: Step, lacking: Iterable[int], fields: tuple[str, ...] = ()
) -> Refusal:
    zh, en = "、".join(map(str, lacking)), ", ".join(map(str, lacking))
    return matter.rules.refuse(
        step.rule,
        Text(f"第 {zh} 项尚未核实", f"not verified yet: items {en}"),
        Text("整改事项逐项核实", "every item verified"),
        "order",
        fields,
    )


def rectification_of(matter: Matter[Centre]) -> Rectification:
    """The rectification that is asked about; an empty one where there is none."""
    number = int(matter.proceeding.key) if matter.proceeding else 0
    return matter.case.rectification(number) or Rectification(number=number)


class RectificationFailed(
    AdverseProceedingEvent, frozen=True, kw_only=True, tag="rectification-failed"
):
    """The assessment: not put right."""


class FailRectification(AdverseOfNumber, frozen=True, kw_only=True):
    """评定整改不合格: on the report, or without one after a reminder (Inv. 36)."""

    recorded_as: ClassVar[type[Event] | None] = RectificationFailed
    proceeding = RECTIFICATION

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
