"""Resolves an objection after investigation, or records its withdrawal. Domain.md A26, A27."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from domain.application.admitting import not_at, nowhere, standing_at
from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.application.closing import Closed, Effect, closed, periods_over, what_follows
from domain.application.local_review import refuse
from domain.application.objection import OPEN, UPHELD, Letter, Number, Stand
from domain.bookkeeping import Served
from domain.case import Command
from domain.context import Actor, Context, Reason
from domain.matter import Matter
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal, Text, file_rule


class ResolveObjection(HoldsPersons, Adverse, frozen=True, kw_only=True):
    """异议处理: the result, what was found, and the answer to the objector. Upheld, it refuses the
    entry, unless what was published can be put right and publicised anew (`curable`)."""

    upon = "objection"
    outcomes = ("SETTLED", "CURABLE", "UPHELD")
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("answer",), identity=(), purpose="objection"),
    )

    no: Number
    result: Literal["UPHELD", "PARTLY_UPHELD", "NOT_UPHELD"]
    findings: Reason
    answer: Letter
    curable: bool = False

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return nowhere(matter, cls, (Stand.INVESTIGATING,))

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from super().check(matter)
        missing = list(not_at(matter, self.no, (Stand.INVESTIGATING,)))
        yield from missing
        if self.result in UPHELD and not missing and not standing_at(matter, self.no).heard:
            yield from refuse(
                matter,
                "未听取申报单位说明即认定异议成立",
                "upheld before the applicant was heard",
                "先听取申报单位说明",
                "hear the applicant first",
                ("/result",),
            )
        if self.curable and self.result not in UPHELD:
            yield from refuse(
                matter,
                "异议不成立而须重新公示",
                "not upheld, yet to be publicised anew",
                "仅异议成立或者部分成立的可以重新公示",
                "curable only where upheld or partly upheld",
                ("/curable",),
            )

    def decide(self, matter: Matter[Application]) -> "ObjectionResolved":
        return self.as_event(
            ObjectionResolved, result=Stand(self.result), effect=self.effect(matter)
        )

    def effect(self, matter: Matter[Application]) -> Effect | None:
        return what_follows(matter.case, self.no, Stand(self.result), self.curable)

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        return super().entails(matter) if self.effect(matter) == "UPHELD" else ()


class ObjectionResolved(Ended, frozen=True, kw_only=True, tag="objection-resolved"):
    """The result of an objection; it ends the application only where `effect` is UPHELD."""

    no: int
    result: Stand
    findings: str
    answer: Personal
    curable: bool = False
    effect: Effect | None = None

    @property
    def outcome(self) -> str | None:
        return self.effect

    @property
    def served(self) -> Served | None:
        """Against the unit only where it refuses the entry."""
        return super().served if self.effect == "UPHELD" else None

    def evolve(self, case: Application, context: Context) -> Application:
        after = super().evolve(case, context) if self.effect == "UPHELD" else case
        changes = {"stand": self.result, "curable": self.curable, "answer": self.answer}
        return closed(after, self.no, context, **changes)

    def closes(self) -> Iterable[str]:
        return periods_over(self, self.no)


def objector_of(no: int) -> Actor:
    """The actor who has shown the secret of an objection; nothing else is known of them."""
    return Actor(person=f"objector.{no}", role="PUBLIC", organ="")


class WithdrawObjection(HoldsPersons, Command, frozen=True, kw_only=True):
    """撤回异议: by the objector, or recorded by the officer from a signed letter."""

    at_any_time = True
    public = True
    outcomes = ("SETTLED", "CURABLE")
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("reason",), identity=(), purpose="objection"),
    )

    no: Number
    reason: Letter

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return nowhere(matter, cls, OPEN)

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        actor, context = matter.context.actor, matter.context
        if actor.role == "PUBLIC" and actor != objector_of(self.no):
            yield file_rule(
                "objector",
                "异议由异议人本人撤回",
                Text("未出示该异议的密钥", "the secret of this objection was not shown"),
                Text("异议人本人", "the objector"),
                "who",
            )
            return
        yield from not_at(matter, self.no, OPEN)
        if actor.role != "PUBLIC" and not (context.document_no or context.evidence):
            yield from refuse(
                matter,
                "未附异议人签名的撤回书",
                "no signed letter of the objector",
                "填写来文文号或者附撤回书",
                "the letter's number, or the letter as evidence",
                ("/document_no", "/evidence"),
            )

    def decide(self, matter: Matter[Application]) -> "ObjectionWithdrawn":
        follows = what_follows(matter.case, self.no, Stand.WITHDRAWN)
        return ObjectionWithdrawn(no=self.no, reason=self.reason, effect=follows)


class ObjectionWithdrawn(Closed, frozen=True, kw_only=True, tag="objection-withdrawn"):
    reason: Personal

    def evolve(self, case: Application, context: Context) -> Application:
        return closed(case, self.no, context, stand=Stand.WITHDRAWN)
