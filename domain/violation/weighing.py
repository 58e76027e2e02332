"""What must be there before a violation is established: a notice of the same type, a defence or the
end of its term, and an answer to it."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Literal

from domain.adverse import REMEDIES
from domain.case import Command
from domain.context import Reason
from domain.matter import Matter
from domain.permitting import unknown_day
from domain.personal import HoldsPersons, Subject
from domain.refusal import Refusal, Text
from domain.regulation.model import Step
from domain.term_shortfalls import not_yet_over
from domain.violation.case import IntendedDecision, Told, Violation, ViolationType
from domain.words import value_words
from domain.working_days import CalendarUnknown

DEFENCE = "defence"
"""The period for the unit's defence, as the regulation names it."""
WANTED = ("violation_type", "facts", "conduct_from", "conduct_to", "served_on")


class StatedConclusion(HoldsPersons, Command, frozen=True, kw_only=True):
    """What a conclusion says. `grave`: with grave consequences; `on_defence` says how the unit's
    defence was weighed, `heard_on` when it was heard."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="defence"),
    )

    finding: Literal["ESTABLISHED", "NOT_ESTABLISHED"]
    reason: Reason
    served_on: date | None = None
    remedies: str = REMEDIES
    violation_type: ViolationType | None = None
    facts: Told | None = None
    grave: bool = False
    conduct_from: date | None = None
    conduct_to: date | None = None
    on_defence: Reason | None = None
    heard_on: date | None = None

    @property
    def establishes(self) -> bool:
        return self.finding == "ESTABLISHED"


def against_establishing(matter: Matter[Violation], said: StatedConclusion) -> Iterable[Refusal]:
    step = matter.step(type(said).__name__)
    assert step
    yield from left_out(matter, step, said)
    yield from out_of_order(matter, step, said)
    if matter.case.notice is None:
        yield not_notified(matter, step)
        return
    yield from of_another_type(matter, step, said, matter.case.notice)
    yield from too_early_for_a_defence(matter, step)
    yield from unanswered(matter, step, said)


def left_out(matter: Matter[Violation], step: Step, said: StatedConclusion) -> Iterable[Refusal]:
    missing = tuple(f"/{name}" for name in WANTED if getattr(said, name) is None)
    if missing:
        asked = Text("认定成立，内容不全", "established, and not all is said of it")
        allowed = Text(
            "写明类型、事实、行为起止日和送达日", "type, facts, days of the conduct and of service"
        )
        yield matter.rules.refuse(step.rule, asked, allowed, "form", missing)


def out_of_order(
    matter: Matter[Violation], step: Step, said: StatedConclusion
) -> Iterable[Refusal]:
    first, last = said.conduct_from, said.conduct_to
    if first and last and not first <= last <= matter.day:
        asked = Text(f"行为自 {first} 至 {last}", f"conduct from {first} to {last}")
        allowed = Text(
            f"起始日不晚于终止日，终止日不晚于 {matter.day}",
            f"first the first day, and the last by {matter.day}",
        )
        fields = ("/conduct_from", "/conduct_to")
        yield matter.rules.refuse(step.rule, asked, allowed, "form", fields)


def not_notified(matter: Matter[Violation], step: Step) -> Refusal:
    told = matter.step("NotifyIntendedDecision") or step
    words = matter.rules.step_called(told.do)
    return matter.rules.refuse(
        told.rule,
        Text(f"“{words.zh}”尚未办理", f"not done yet: {words.en}"),
        Text(f"先办理“{words.zh}”", f"do first: {words.en}"),
        "order",
    )


def of_another_type(
    matter: Matter[Violation], step: Step, said: StatedConclusion, notice: IntendedDecision
) -> Iterable[Refusal]:
    if said.violation_type and said.violation_type != notice.violation_type:
        now, told = value_words(said.violation_type), value_words(notice.violation_type)
        asked = Text(f"认定的类型：{now.zh}", f"established: {now.en}")
        allowed = Text(
            f"告知的类型：{told.zh}；改变的，重新告知",
            f"as notified: {told.en}; where it changes, notify anew",
        )
        yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/violation_type",))


def too_early_for_a_defence(matter: Matter[Violation], step: Step) -> Iterable[Refusal]:
    """Refuses before the unit has said something, as long as it still may."""
    if matter.case.defences:
        return
    try:
        yield from not_yet_over(matter, step, DEFENCE)
    except CalendarUnknown as unknown:
        yield unknown_day(matter, step.rule, unknown)


def unanswered(matter: Matter[Violation], step: Step, said: StatedConclusion) -> Iterable[Refusal]:
    """Refuses where the unit has said something and nobody says what of it was found, or it asked
    to be heard and nobody says when it was."""
    defences = matter.case.defences
    if defences and said.on_defence is None:
        asked = Text("有陈述申辩，未写明复核意见", "a defence, and no word on it")
        allowed = Text("写明对陈述申辩的复核意见", "say how the defence was weighed")
        yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/on_defence",))
    if not any(one.hearing for one in defences):
        return
    first = max(one.submitted_on for one in defences if one.hearing)
    if said.heard_on is None or not first <= said.heard_on <= matter.day:
        asked = Text(
            f"该单位要求听证，听证日：{said.heard_on or '未填写'}",
            f"the unit asked for a hearing; heard on: {said.heard_on or 'not said'}",
        )
        allowed = Text(f"{first} 至 {matter.day} 举行听证", f"heard from {first} to {matter.day}")
        yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/heard_on",))
