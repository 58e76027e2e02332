"""Correction of formal defects (补正): requested once, supplied, lapsed. Domain.md A05 to A07."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.application.case import Application, Round
from domain.application.claiming import let_go
from domain.application.form import Form
from domain.application.identity import identity_changed
from domain.application.organisations import named_twice
from domain.application.own_fields import ill_filled, left_empty
from domain.card import Card
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.permitting import unknown_day
from domain.refusal import Refusal, Text
from domain.regulation.blocks import Correction
from domain.running import MAIN, Running
from domain.working_days import CalendarUnknown, Period, count_as_known, count_period, last_day

Defects = Annotated[tuple[Reason, ...], Meta(min_length=1, max_length=200)]


def terms(matter: Matter[Application]) -> Correction:
    """The regulation's `[correction]` block; the checker demands it of a file with this step."""
    block = matter.rules.text.correction
    assert block is not None
    return block


def counted(matter: Matter[Application], length: int) -> Period:
    calendar = matter.reader.work_calendar()
    return count_period(calendar, matter.day, length, terms(matter).unit)


def correction_term(matter: Matter[Application], received_on: date) -> Period:
    """The applicant's term from the day of receipt on, as far as the calendar knows its days."""
    asked = matter.case.correction
    length = asked.length if asked and asked.length else terms(matter).term
    return count_as_known(matter.reader.work_calendar(), received_on, length, terms(matter).unit)


class RequestCorrection(Command, frozen=True, kw_only=True):
    """补正告知: every defect at once, and the days the applicant has. `term` in the unit of the
    regulation's block; its default where absent."""

    starts = "correction"
    block = "correction"
    defects: Defects
    term: int | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        """Refuses where not even a term of one day could be counted."""
        if terms(matter).begins == "receipt":
            return
        try:
            counted(matter, 1)
        except CalendarUnknown as unknown:
            yield unknown_day(matter, terms(matter).rule, unknown)

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        block = terms(matter)
        if self.term is not None and not 1 <= self.term <= block.longest_term:
            yield matter.rules.refuse(
                block.rule,
                Text(f"期限 {self.term} 日", f"a term of {self.term} days"),
                Text(f"1 至 {block.longest_term} 日", f"1 to {block.longest_term} days"),
                "form",
                ("/term",),
            )
        elif not any(self.beforehand(matter)):
            yield from self.uncounted(matter)

    def uncounted(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if terms(matter).begins == "receipt":
            return
        try:
            self.period(matter)
        except CalendarUnknown as unknown:
            yield matter.rules.refuse(
                terms(matter).rule,
                Text(unknown.zh, unknown.en),
                Text("期间的每一日均可知的期限", "a term whose every day is known"),
                "form",
                ("/term",),
            )

    def period(self, matter: Matter[Application]) -> Period:
        return counted(matter, self.term or terms(matter).term)

    def decide(self, matter: Matter[Application]) -> "CorrectionRequested":
        if terms(matter).begins == "receipt":
            length = self.term or terms(matter).term
            return CorrectionRequested(defects=self.defects, length=length)
        return CorrectionRequested(defects=self.defects, term=self.period(matter))


class CorrectionRequested(Event, frozen=True, kw_only=True, tag="correction-requested"):
    """Defects are told. Without `term`, the applicant's term of `length` days counts from the day
    of receipt."""

    defects: tuple[str, ...]
    term: Period | None = None
    length: int = 0

    def evolve(self, case: Application, context: Context) -> Application:
        asked_on = None if self.term else context.occurred_on
        return replace(case, correction=Round(self.defects, self.term, asked_on, self.length))

    def opens(self) -> Iterable[Running]:
        """T2: the applicant's term takes the place of the bureau's."""
        return (correcting(self.term),) if self.term else ()

    def closes(self) -> Iterable[str]:
        return () if self.term else (MAIN,)


def correcting(term: Period) -> Running:
    """T2: the applicant's term to correct; at its end the application lapses."""
    return Running(kind="correction", timer="T2", period=term, then=LapseCorrection())


class SupplyCorrection(Command, frozen=True, kw_only=True):
    """补正: the corrected form; `answers` says for each defect, in order, what was done."""

    form: Form
    answers: Defects

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        asked = matter.case.correction
        if asked and matter.day > (ends := cls.due(matter, asked)):
            yield matter.rules.refuse(
                terms(matter).rule,
                Text(f"补正日 {matter.day}", f"supplied on {matter.day}"),
                Text(f"{ends} 及以前", f"by {ends}"),
                "period",
                over=True,
            )

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        asked = matter.case.correction
        if asked is None:
            return
        if len(self.answers) != len(asked.defects):
            yield matter.rules.refuse(
                terms(matter).rule,
                Text(f"答复 {len(self.answers)} 项", f"{len(self.answers)} answers"),
                Text(f"逐项答复 {len(asked.defects)} 项", f"one for each of {len(asked.defects)}"),
                "form",
                ("/answers",),
            )
        yield from identity_changed(matter, self.form)
        yield from named_twice(self.form)
        yield from ill_filled(matter, self.form)
        yield from left_empty(matter, self.form)

    @staticmethod
    def due(matter: Matter[Application], asked: Round) -> date:
        """The announced last day, or a later one by today's calendar; while that one is unknown, or
        no receipt is recorded, the term is not over."""
        if asked.term is None:
            return matter.day
        try:
            return last_day(asked.term, matter.reader.work_calendar())
        except CalendarUnknown:
            return max(asked.term.ends, matter.day)

    def decide(self, matter: Matter[Application]) -> "CorrectionSupplied":
        return CorrectionSupplied(form=self.form, answers=self.answers)


class CorrectionSupplied(Event, frozen=True, kw_only=True, tag="correction-supplied"):
    form: Form
    answers: tuple[str, ...]

    @property
    def card(self) -> Card:
        return self.form.card

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, form=self.form, correction=None)

    def closes(self) -> Iterable[str]:
        return (MAIN,)


class LapseCorrection(Command, frozen=True, kw_only=True):
    """逾期未补正: the term is over; the application counts as given up."""

    upon = "correction"
    timed = True

    def decide(self, matter: Matter[Application]) -> "CorrectionLapsed":
        return CorrectionLapsed(due=self.due(matter))

    def due(self, matter: Matter[Application]) -> date:
        ends = matter.case.ends("correction", matter.reader.work_calendar(), self)
        return max(ends, default=matter.day)

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        return let_go(matter)


class CorrectionLapsed(Event, frozen=True, kw_only=True, tag="correction-lapsed"):
    due: date

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, holds=(), correction=None)

    def closes(self) -> Iterable[str]:
        return (MAIN,)
