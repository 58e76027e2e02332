"""Cancels a centre's qualification (取消资格), from that day on, on one of the regulation's
grounds.

SC 13, 20, IM 10, 11, 18; Inv. 36 to 39. A regulation says in `[[cancel]]` what each ground needs:
a rectification that failed, or a violation that was established.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from domain.adverse import AdverseDecided, AdverseDecision
from domain.case import CaseId, Command
from domain.centre.case import Centre
from domain.centre.cycle import CYCLE
from domain.centre.hearing import DefendAgainstCancellation, HoldHearing, RequestHearing
from domain.centre.rectifying import RECTIFICATION
from domain.event import Event
from domain.held_with_centre import SuspendWithCentre, projects_held
from domain.in_proceeding import AffairNumber
from domain.matter import Matter
from domain.proceeding import proceeding_id
from domain.refusal import Refusal, Text
from domain.regulation.cancelling import CancelGround
from domain.regulation.model import Step
from domain.term_shortfalls import not_yet_over
from domain.typed_text import ShortText
from domain.violation.case import EstablishedConduct, Violation
from domain.words import joined, value_words


class QualificationCancelled(
    AdverseDecided, frozen=True, kw_only=True, tag="qualification-cancelled"
):
    """From its effective day on the centre is none any more. Releases that stored no day of service
    never decided one."""

    ground: str
    served_on: date | None = None  # type: ignore[assignment]
    rectification: int | None = None
    violation: str | None = None


class CancelQualification(AdverseDecision, frozen=True, kw_only=True):
    """取消资格. `rectification` is the number of the one that failed, `violation` the case in which
    the conduct was established: whichever the ground needs."""

    recorded_as: ClassVar[type[Event] | None] = QualificationCancelled
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendWithCentre,)

    ground: ShortText
    rectification: AffairNumber | None = None
    violation: CaseId | None = None

    @property
    def rests_on(self) -> str:
        return proceeding_id(RECTIFICATION, str(self.rectification)) if self.rectification else ""

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from super().check(matter)
        step = matter.step(type(self).__name__)
        ground = matter.rules.cancel_ground(self.ground)
        if ground is None and step:
            known = joined(one.called for one in matter.rules.text.cancel)
            given = value_words(self.ground, "ground")
            yield matter.rules.refuse(step.rule, given, known, "form", ("/ground",))
        elif ground and ground.needs == "rectification":
            yield from against_rectification(matter, ground)
        elif ground:
            yield from against_violation(matter, ground, self.violation)

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        return projects_held(matter)


def lacking(
    matter: Matter[Centre], ground: CancelGround, zh: str, en: str, field: str
) -> Iterable[Refusal]:
    asked = Text(zh, en)
    yield matter.rules.refuse(ground.rule, asked, ground.called, "fact", (field,))


def against_rectification(matter: Matter[Centre], ground: CancelGround) -> Iterable[Refusal]:
    """Refuses a cancellation for a rectification that has not failed, or after which the centre was
    not heard (Inv. 36)."""
    found, field = matter.proceeding, "/rectification"
    if found is None or found.stage != "NOTIFIED":
        yield from lacking(
            matter,
            ground,
            "没有评定为不合格并已告知拟取消资格的整改",
            "no rectification that failed and after which the centre was notified",
            field,
        )
        return
    step = matter.step(type(matter.command).__name__)
    asked_to_be_heard = RequestHearing.__name__ in found.done
    if asked_to_be_heard and HoldHearing.__name__ not in found.done:
        zh, en = "已申请听证，尚未举行", "a hearing was asked for and not held yet"
        yield from lacking(matter, ground, zh, en, field)
    elif step and not asked_to_be_heard:
        yield from not_heard_yet(matter, step)


def not_heard_yet(matter: Matter[Centre], step: Step) -> Iterable[Refusal]:
    """Refuses to decide before the centre's time to speak is over, unless it has spoken."""
    if matter.proceeding and DefendAgainstCancellation.__name__ not in matter.proceeding.done:
        yield from not_yet_over(matter, step, "hearing")


def against_violation(
    matter: Matter[Centre], ground: CancelGround, violation: str | None
) -> Iterable[Refusal]:
    """Refuses a cancellation for conduct that was not established about this centre's unit, or is
    not of the kind that the ground wants (Inv. 37, 38)."""
    case = matter.named("violations", violation) if violation else None
    conduct = case.established if isinstance(case, Violation) else None
    if not isinstance(case, Violation) or conduct is None or case.owner != matter.case.owner:
        zh, en = "没有对本单位认定成立的违法违规", "no violation of this unit was established"
        yield from lacking(matter, ground, zh, en, "/violation")
        return
    for zh, en in shortfalls_of(matter, ground, conduct):
        yield from lacking(matter, ground, zh, en, "/violation")


def shortfalls_of(
    matter: Matter[Centre], ground: CancelGround, conduct: EstablishedConduct
) -> Iterable[tuple[str, str]]:
    if conduct.violation_type not in ground.types:
        words = value_words(conduct.violation_type, "violation_type")
        yield f"认定的是“{words.zh}”", f"what was established is: {words.en}"
    if ground.grave and not conduct.grave:
        yield "没有认定后果严重", "no grave consequences were established"
    if ground.within_cycle and not within_cycle(matter.case, conduct):
        yield "行为不在建设周期内", "the conduct lies outside the cycle"


def within_cycle(case: Centre, conduct: EstablishedConduct) -> bool:
    """Whether some of the conduct lies in the centre's cycle, as it runs or ran last."""
    cycle = case.named_term(CYCLE)
    if cycle is None or cycle.period is None:
        return False
    return conduct.conduct_from <= cycle.period.ends and conduct.conduct_to >= cycle.period.began
