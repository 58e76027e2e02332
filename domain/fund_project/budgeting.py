"""Issues a project's budget, carries it over, takes back what is left (预算、结转、结余)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.centre.case import Centre
from domain.centre.funds import RecordSupportStart
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import (
    BookedSums,
    BudgetLine,
    FundLevel,
    FundProject,
    IssuedBudget,
)
from domain.fund_project.sufficing import beyond
from domain.matter import Matter
from domain.money import Fen, SomeFen
from domain.own_step import StepReason
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText

FundYear = Annotated[int, Meta(ge=1990, le=2200)]
Percent = Annotated[int, Meta(ge=0, le=1000)]


class BudgetIssued(Event, frozen=True, kw_only=True, tag="budget-issued"):
    """预算下达. `document_no` is that of the act; `match_percent` the matching money wanted, in
    hundredths of the special money."""

    correctable = ("occurred_on", "effective_on", "document_no")

    centre: str
    amount: Fen
    source: str
    level: str
    year: int
    purposes: tuple[str, ...]
    deadline: date
    under_measure: str = ""
    match_percent: int = 0
    lines: tuple[BudgetLine, ...] = ()
    first: bool = False

    @property
    def outcome(self) -> str | None:
        return "FIRST" if self.first else None

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        issued = IssuedBudget(
            document_no=context.document_no or "",
            source=self.source,
            amount=self.amount,
            deadline=self.deadline,
            purposes=self.purposes,
            lines=self.lines,
        )
        percent = max(case.match_percent, self.match_percent)
        return replace(case, budgets=(*case.budgets, issued), match_percent=percent)


PAST_DEADLINE = StepReason(
    Text("使用期限 {deadline}", "to be spent by {deadline}"),
    Text("{day} 及以后", "on or after {day}"),
    ("/deadline",),
)
NOT_CARRIED_ON = StepReason(
    Text("结转至 {until}", "carried over until {until}"),
    Text("晚于 {deadline}", "later than {deadline}"),
    ("/until",),
)


class IssueBudget(Command, frozen=True, kw_only=True):
    """下达预算: so much of a fund, for these purposes, to be spent by a day; several add up. With
    the first one the support of the centre begins."""

    entailing = (RecordSupportStart,)
    outcomes = ("FIRST",)

    amount: SomeFen
    source: ShortText
    level: FundLevel
    year: FundYear
    purposes: Annotated[tuple[ShortText, ...], Meta(min_length=1, max_length=50)]
    deadline: date
    under_measure: Annotated[str, Meta(max_length=200)] = ""
    match_percent: Percent = 0
    lines: Annotated[tuple[BudgetLine, ...], Meta(max_length=100)] = ()

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        planned = sum(one.limit for one in self.lines)
        yield from beyond(matter, planned, self.amount, "科目合计", "all lines", "/lines")
        if self.deadline < matter.day:
            yield from PAST_DEADLINE.said(matter, deadline=self.deadline, day=matter.day)

    def decide(self, matter: Matter[FundProject]) -> BudgetIssued:
        return self.as_event(BudgetIssued, centre=matter.case.centre, first=not matter.case.budgets)

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        centre = matter.reader.state("centres", matter.case.centre)
        begun = centre.funds.support_start if isinstance(centre, Centre) else None
        if begun is None or matter.day < begun:
            yield (
                stream_id("centres", matter.case.centre),
                RecordSupportStart(since=matter.day),
            )


class BalanceCarriedOver(Event, frozen=True, kw_only=True, tag="balance-carried-over"):
    correctable = ("reason", "occurred_on", "effective_on", "document_no")

    centre: str
    amount: Fen
    until: date
    reason: str

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return replace(case, carried_over=self.amount, carried_until=self.until)


class CarryOver(Command, frozen=True, kw_only=True):
    """结转结余: what is left may be spent until a later day."""

    at_any_time = True

    amount: SomeFen
    until: date
    reason: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        left, deadline = matter.case.sums.special_left, matter.case.deadline
        yield from beyond(matter, self.amount, left, "结转", "carried over", "/amount")
        if self.until <= deadline:
            yield from NOT_CARRIED_ON.said(matter, until=self.until, deadline=deadline)

    def decide(self, matter: Matter[FundProject]) -> BalanceCarriedOver:
        return BalanceCarriedOver(
            centre=matter.case.centre, amount=self.amount, until=self.until, reason=self.reason
        )


class BalanceReturned(Event, frozen=True, kw_only=True, tag="balance-returned"):
    correctable = ("occurred_on", "effective_on", "document_no")

    centre: str
    amount: Fen

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return case.booked(BookedSums(returned=self.amount))


class ReturnBalance(Command, frozen=True, kw_only=True):
    """结余上缴: so much of the special money that is left goes back to the treasury."""

    at_any_time = True

    amount: SomeFen

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        left = matter.case.sums.special_left
        yield from beyond(matter, self.amount, left, "上缴", "returned", "/amount")

    def decide(self, matter: Matter[FundProject]) -> BalanceReturned:
        return BalanceReturned(centre=matter.case.centre, amount=self.amount)
