"""Investigates an objection, and hears the applicant on it."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.application.admitting import not_at, nowhere
from domain.application.case import Application
from domain.application.local_review import refuse
from domain.application.objection import Asked, Number, Stand, changed, numbered
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.places import organ_words
from domain.refusal import Refusal


class StartInvestigation(Command, frozen=True, kw_only=True):
    """调查核实, by officials not involved before. `asked` is the local bureau's official who was
    asked in writing to help, and who may from then on know the objector."""

    no: Number
    asked: Asked | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return nowhere(matter, cls, (Stand.ADMITTED,))

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from not_at(matter, self.no, (Stand.ADMITTED,))
        if self.asked:
            yield from asked_wrongly(matter, self.asked)

    def decide(self, matter: Matter[Application]) -> "InvestigationStarted":
        return InvestigationStarted(no=self.no, asked=self.asked)


def asked_wrongly(matter: Matter[Application], asked: Asked) -> Iterable[Refusal]:
    """Refuses another bureau, which may not see the file, and an official who has dealt with the
    case and is not impartial."""
    bureau = matter.territory("recommending_unit")
    if asked.organ != bureau:
        given, own = organ_words(matter, asked.organ), organ_words(matter, bureau)
        yield from refuse(
            matter,
            f"委托 {given.zh} 核实",
            f"{given.en} is asked to investigate",
            f"申报单位所在地的局：{own.zh}",
            f"the bureau of the applicant's place: {own.en}",
            ("/asked/organ",),
        )
    if any(person == asked.person for person, _ in matter.case.duties):
        yield from refuse(
            matter,
            f"{asked.person} 已经办理本案",
            f"{asked.person} has dealt with this case",
            "未办理过本案的人员",
            "an official not involved before",
            ("/asked/person",),
        )


class InvestigationStarted(Event, frozen=True, kw_only=True, tag="investigation-started"):
    no: int
    asked: Asked | None = None

    def evolve(self, case: Application, context: Context) -> Application:
        after = changed(case.objections, self.no, stand=Stand.INVESTIGATING, asked=self.asked)
        return replace(case, objections=after)


class HearApplicant(Command, frozen=True, kw_only=True):
    """听取申报单位说明: what the applicant said, as the officer has recorded it."""

    no: Number
    statement: Reason
    heard_on: date

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return nowhere(matter, cls, (Stand.INVESTIGATING,))

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from not_at(matter, self.no, (Stand.INVESTIGATING,))
        if self.heard_on > matter.day:
            yield from refuse(
                matter,
                f"听取日 {self.heard_on}",
                f"heard on {self.heard_on}",
                f"{matter.day} 或以前",
                f"on or before {matter.day}",
                ("/heard_on",),
            )

    def decide(self, matter: Matter[Application]) -> "ApplicantHeard":
        return ApplicantHeard(no=self.no, statement=self.statement, heard_on=self.heard_on)


class Heard(Event, frozen=True, kw_only=True):
    """The applicant has been heard on an objection."""

    no: int
    statement: str

    def evolve(self, case: Application, context: Context) -> Application:
        lodged = numbered(case.objections, self.no)
        said = (*lodged.statements, self.statement) if lodged else ()
        after = changed(case.objections, self.no, heard=True, statements=said)
        return replace(case, objections=after)


class ApplicantHeard(Heard, frozen=True, kw_only=True, tag="applicant-heard"):
    heard_on: date


class AnswerObjection(Command, frozen=True, kw_only=True):
    """说明异议: the applicant's own statement on an admitted objection."""

    no: Number
    statement: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return nowhere(matter, cls, (Stand.ADMITTED, Stand.INVESTIGATING))

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        return not_at(matter, self.no, (Stand.ADMITTED, Stand.INVESTIGATING))

    def decide(self, matter: Matter[Application]) -> "ObjectionAnswered":
        return ObjectionAnswered(no=self.no, statement=self.statement)


class ObjectionAnswered(Heard, frozen=True, kw_only=True, tag="objection-answered"):
    pass
