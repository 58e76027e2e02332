"""Records the day on which a paper was received (送达), from which a term counts."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.correcting import correcting, correction_term
from domain.application.local_review import refuse
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.running import NamedTerm, Running
from domain.terms import called, counted_from
from domain.words import joined
from domain.working_days import Period

CORRECTION = "correction"


def awaited(case: Application) -> dict[str, date]:
    """The periods that wait for their receipt to be recorded, each with the day of its act."""
    named = {
        term.name: term.opened_on for term in case.periods if term.period is None and not term.over
    }
    asked = case.correction
    return named | ({CORRECTION: asked.asked_on} if asked and asked.asked_on else {})


class RecordReceipt(Command, frozen=True, kw_only=True):
    """记载送达: when the act was received that a period counts from; `period` is its name."""

    at_any_time = True
    records_receipt = True
    period: str
    received_on: date

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        step = matter.step(cls.__name__)
        if step and not awaited(matter.case):
            yield matter.rules.refuse(
                step.rule,
                Text("没有自送达之日起算而尚未起算的期间", "no period waits for a receipt"),
                Text("先作出须送达的告知", "first the act that has to be received"),
                "order",
            )

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        waiting = awaited(matter.case)
        if waiting and self.period not in waiting:
            own, known = called(matter, self.period), [called(matter, one) for one in waiting]
            right = joined(known)
            yield from refuse(
                matter,
                f"期间：{own.zh}",
                f"period: {own.en}",
                f"尚待送达的：{right.zh or '无'}",
                f"one that waits for its receipt: {right.en or 'none'}",
                ("/period",),
            )
        elif waiting and not waiting[self.period] <= self.received_on <= matter.day:
            yield from refuse(
                matter,
                f"收到日 {self.received_on}",
                f"received on {self.received_on}",
                f"{waiting[self.period]} 至 {matter.day}",
                f"from {waiting[self.period]} to {matter.day}",
                ("/received_on",),
            )

    def counted(self, matter: Matter[Application]) -> Period:
        """The period from the day of receipt on, as far as the calendar knows its days."""
        if self.period == CORRECTION:
            return correction_term(matter, self.received_on)
        return counted_from(matter, matter.rules.text.period[self.period], self.received_on)

    def decide(self, matter: Matter[Application]) -> "ReceiptRecorded":
        return ReceiptRecorded(
            period=self.period, received_on=self.received_on, term=self.counted(matter)
        )


class ReceiptRecorded(Event, frozen=True, kw_only=True, tag="receipt-recorded"):
    """A paper was received on that day; `term` is the period of that name, which now counts."""

    period: str
    received_on: date
    term: Period

    def evolve(self, case: Application, context: Context) -> Application:
        if self.period != CORRECTION or case.correction is None:
            return case
        return replace(case, correction=replace(case.correction, term=self.term, asked_on=None))

    def opens(self) -> Iterable[Running]:
        """T2, where it is the applicant's term to correct."""
        return (correcting(self.term),) if self.period == CORRECTION else ()

    def begins(self, case: Application) -> Iterable[NamedTerm]:
        waiting = case.named_term(self.period)
        return (replace(waiting, period=self.term),) if waiting else ()
