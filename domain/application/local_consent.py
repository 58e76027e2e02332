"""Consent before submission: a unit shows its draft to an organ, which agrees to the application or
puts its stamp on it, or does not (同意申报、盖章).

Which organ that is, the step of the consent says (`by`, `territory`). Until the unit asks, nobody
else knows of the draft; then this organ does.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application, SoughtConsent
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Step


class SeekConsent(Command, frozen=True, kw_only=True):
    """征求同意: the draft is shown to the organ whose consent the regulation asks for."""

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        own = matter.step(cls.__name__)
        if own and consenting_step(matter) and asked_organ(matter) is None:
            yield matter.rules.refuse(
                own.rule,
                Text("草稿未填写所在地，不知向谁征求", "the draft names no place: whom to ask?"),
                Text("先填写有同意机关的所在地", "first the place, one with such an organ"),
                "fact",
                ("/form/division_code",),
            )

    def decide(self, matter: Matter[Application]) -> "ConsentSought":
        step = consenting_step(matter)
        roles = step.by if step else ()
        return ConsentSought(organ=asked_organ(matter) or "", roles=roles)


def consenting_step(matter: Matter[Application]) -> Step | None:
    """The step by which this regulation has an organ agree, whichever it has."""
    steps = (matter.step(do.__name__) for do in (GiveConsent, AffixGovernmentStamp))
    return next((step for step in steps if step), None)


def asked_organ(matter: Matter[Application]) -> str | None:
    """The organ that the regulation has consent; None where it has none, or the draft no place."""
    step = consenting_step(matter)
    return matter.territory(step.territory or "division") if step else None


class ConsentSought(Event, frozen=True, kw_only=True, tag="consent-sought"):
    """The draft lies before an organ, for officials of these roles."""

    organ: str
    roles: tuple[str, ...]

    @property
    def laid_before(self) -> str:
        return self.organ

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, sought=SoughtConsent(self.organ, self.roles))


class GiveConsent(Command, frozen=True, kw_only=True):
    """同意申报: the organ agrees that the unit applies, as the draft stands."""

    opinion: Reason | None = None

    def decide(self, matter: Matter[Application]) -> "ConsentGiven":
        return ConsentGiven(opinion=self.opinion)


class ConsentGiven(Event, frozen=True, kw_only=True, tag="consent-given"):
    opinion: str | None = None


class AffixGovernmentStamp(Command, frozen=True, kw_only=True):
    """加盖公章: the local government, or the committee of a park, stamps the application, as the
    draft stands. SZ 五."""

    opinion: Reason | None = None

    def decide(self, matter: Matter[Application]) -> "GovernmentStampAffixed":
        return GovernmentStampAffixed(opinion=self.opinion)


class GovernmentStampAffixed(Event, frozen=True, kw_only=True, tag="government-stamp-affixed"):
    opinion: str | None = None


class RefuseConsent(Command, frozen=True, kw_only=True):
    """不同意申报: with the reason. The unit may change its draft and ask again."""

    reason: Reason

    def decide(self, matter: Matter[Application]) -> "ConsentRefused":
        return ConsentRefused(reason=self.reason)


class ConsentRefused(Event, frozen=True, kw_only=True, tag="consent-refused"):
    undoes = (SeekConsent.__name__, GiveConsent.__name__, AffixGovernmentStamp.__name__)

    reason: str
