"""Admits an objection with a term for the answer, or refuses it for its form, with the reason."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec.structs import replace

from domain.adverse import REMEDIES, served_too_early
from domain.application.adverse import Ended
from domain.application.case import Application
from domain.application.claiming import let_go
from domain.application.closing import Closed, answer_key, closed, what_follows
from domain.application.local_review import refuse
from domain.application.lodging import lead, paper_aside
from domain.application.objection import Number, Objection, Stand, changed, numbered
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.permitting import unknown_day
from domain.refusal import Refusal, Text
from domain.regulation.blocks import Objecting
from domain.running import Running
from domain.violation.lead import RegisterLead
from domain.words import joined, value_words
from domain.working_days import CalendarUnknown, Period, count_period


def rule_of(matter: Matter[Application]) -> Objecting:
    """The regulation's `[objection]` block; the checker demands it of a file with this step."""
    block = matter.rules.text.objection
    assert block is not None
    return block


def not_at(matter: Matter[Application], no: int, stands: Iterable[Stand]) -> Iterable[Refusal]:
    """Refuses an objection that is not there, or that stands elsewhere."""
    objection, wanted = numbered(matter.case.objections, no), tuple(stands)
    if objection is None or objection.stand not in wanted:
        kept = objection or paper_aside(matter.reader, matter.id, no)
        now = value_words(kept.stand) if kept else Text("没有这件异议", "not there")
        right = joined(map(value_words, wanted))
        yield from refuse(
            matter,
            f"第 {no} 号异议：{now.zh}",
            f"objection {no} is {now.en}",
            right.zh,
            right.en,
            ("/no",),
        )


def nowhere(
    matter: Matter[Application], do: type[Command], stands: Iterable[Stand]
) -> Iterable[Refusal]:
    """Refuses, before a command has named one, where no objection stands as it would have to."""
    wanted, step = tuple(stands), matter.step(do.__name__)
    waiting = any(one.stand in wanted for one in matter.case.objections)
    if matter.command is None and step and not waiting:
        right = joined(map(value_words, wanted))
        yield matter.rules.refuse(
            step.rule,
            Text("没有可办理的异议", "no objection waits for this"),
            Text(f"异议：{right.zh}", f"an objection that is {right.en}"),
            "order",
        )


def standing_at(matter: Matter[Application], no: int) -> Objection:
    """The objection of that number; `check` has made sure that it is there."""
    objection = numbered(matter.case.objections, no)
    assert objection is not None
    return objection


class CheckObjectionForm(Command, frozen=True, kw_only=True):
    """异议受理: the form is in order; from today the term for the answer runs.

    Where the regulation reads 无异议 literally (`any_refuses`), this refuses the entry, and needs
    what such a decision carries.
    """

    starts = "objection"
    block = "objection"
    outcomes = ("REFUSES",)

    no: Number
    reason: Reason | None = None
    served_on: date | None = None
    remedies: str = REMEDIES

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from nowhere(matter, cls, (Stand.LODGED,))
        try:
            cls.term(matter)
        except CalendarUnknown as unknown:
            yield unknown_day(matter, rule_of(matter).rule, unknown)

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from not_at(matter, self.no, (Stand.LODGED,))
        if self.refuses(matter):
            yield from self.incomplete(matter)

    def incomplete(self, matter: Matter[Application]) -> Iterable[Refusal]:
        """Inv. 7: an end set by an organ has a reason, a document number and a service date."""
        if not (self.reason and self.served_on and matter.context.document_no):
            yield from refuse(
                matter,
                "有异议即不予认定，未填写理由、送达日或者文号",
                "any objection refuses; reason, service date or document number not stated",
                "填写理由、送达日和文号",
                "state reason, service date and document number",
                ("/reason", "/served_on", "/document_no"),
            )
        if self.served_on:
            yield from served_too_early(self.served_on, matter.day)

    @staticmethod
    def term(matter: Matter[Application], received_on: date | None = None) -> Period:
        """The days for the answer, from admission or from the day the objection was received."""
        rule = rule_of(matter)
        began = received_on if rule.begins == "receipt" else None
        return count_period(
            matter.reader.work_calendar(),
            began or matter.day,
            rule.answer_within,
            rule.unit,
        )

    def refuses(self, matter: Matter[Application]) -> bool:
        return rule_of(matter).any_refuses and not matter.case.final

    def decide(self, matter: Matter[Application]) -> "ObjectionAdmitted | EntryRefusedForObjection":
        term = self.term(matter, standing_at(matter, self.no).received_on)
        if not self.refuses(matter):
            return ObjectionAdmitted(no=self.no, term=term)
        return self.as_event(
            EntryRefusedForObjection,
            term=term,
            reason=self.reason or "",
            served_on=self.served_on or matter.day,
        )

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        return let_go(matter) if self.refuses(matter) else ()


def answering(no: int, term: Period) -> Running:
    """T11: the term to answer the objector. At its end nothing happens by itself."""
    key, awaits = answer_key(no), "ResolveObjection"
    return Running(kind="objection", timer="T11", period=term, key=key, awaits=awaits)


def admitted(case: Application, no: int, term: Period) -> Application:
    return replace(case, objections=changed(case.objections, no, stand=Stand.ADMITTED, term=term))


class ObjectionAdmitted(Event, frozen=True, kw_only=True, tag="objection-admitted"):
    no: int
    term: Period

    def evolve(self, case: Application, context: Context) -> Application:
        return admitted(case, self.no, self.term)

    def opens(self) -> Iterable[Running]:
        return (answering(self.no, self.term),)


class EntryRefusedForObjection(Ended, frozen=True, kw_only=True, tag="entry-refused-for-objection"):
    """An objection refuses the entry, as 无异议 reads literally; it is still to be answered."""

    no: int
    term: Period

    @property
    def outcome(self) -> str | None:
        return "REFUSES"

    def evolve(self, case: Application, context: Context) -> Application:
        return admitted(super().evolve(case, context), self.no, self.term)

    def opens(self) -> Iterable[Running]:
        return (answering(self.no, self.term),)


class RefuseObjection(Command, frozen=True, kw_only=True):
    """异议不予受理: why, and when the objector was notified. `served_on` may be absent for an
    anonymous objection."""

    entailing = (RegisterLead,)
    outcomes = ("SETTLED", "CURABLE")

    no: Number
    ground: Literal["LATE", "ANONYMOUS", "NO_FACTS"]
    reason: Reason
    served_on: date | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return nowhere(matter, cls, (Stand.LODGED,))

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from not_at(matter, self.no, (Stand.LODGED,))
        if self.served_on:
            yield from served_too_early(self.served_on, matter.day)
        elif self.ground != "ANONYMOUS":
            yield from refuse(
                matter,
                "未填写送达日",
                "no service date",
                "告知异议人，填写送达日",
                "tell the objector; give the service date",
                ("/served_on",),
            )

    def decide(self, matter: Matter[Application]) -> "ObjectionRefused":
        return self.as_event(
            ObjectionRefused, effect=what_follows(matter.case, self.no, Stand.NOT_ADMITTED)
        )

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        if self.ground != "NO_FACTS":
            objection = standing_at(matter, self.no)
            yield lead(matter, self.no, objection.facts, objection.received_on)


class ObjectionRefused(Closed, frozen=True, kw_only=True, tag="objection-refused"):
    ground: str
    reason: str
    served_on: date | None = None

    def evolve(self, case: Application, context: Context) -> Application:
        changes = {"stand": Stand.NOT_ADMITTED, "ground": self.ground, "answer": self.reason}
        return closed(case, self.no, context, **changes)
