"""Counts a centre's special funds over all its projects (专项资金): projects, support, match.

Caps and terms are per centre, so the centre's own stream counts: two payments of two projects that
race both append here, and one of them is decided again on what the other has left. All of it comes
with an act on a project.
"""

from datetime import date

from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.centre.case import Centre
from domain.context import Context
from domain.event import Event


class FundProjectListed(Event, frozen=True, kw_only=True, tag="fund-project-listed"):
    """One more project of the centre: none can be there unseen."""

    project: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        funds = case.funds
        return replace(case, funds=replace(funds, projects=(*funds.projects, self.project)))


class ListProject(Command, frozen=True, kw_only=True):
    """列入中心专项资金项目: as part of the application for it."""

    entailed = True
    recorded_as = FundProjectListed

    project: CaseId


class SupportStarted(Event, frozen=True, kw_only=True, tag="support-started"):
    """The day from which the term of the support counts."""

    since: date

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, funds=replace(case.funds, support_start=self.since))


class RecordSupportStart(Command, frozen=True, kw_only=True):
    """登记支持起始日: with the first budget, where the regulation gives the support a term."""

    entailed = True
    recorded_as = SupportStarted

    since: date


class SupportCounted(Event, frozen=True, kw_only=True, tag="support-counted"):
    """So much more special money was paid to the centre, in fen; less, where a payment was
    corrected. `match_delta` is matching money that came with it, `paid_on` the last day of what
    was paid."""

    added = ("paid_on",)

    project: str
    delta: int
    match_delta: int = 0
    paid_on: date | None = None

    def evolve(self, case: Centre, context: Context) -> Centre:
        counted = with_counted(case, self.delta, self.match_delta)
        days = [day for day in (self.paid_on, case.funds.last_paid_on) if day]
        last = max(days, default=None)
        return replace(counted, funds=replace(counted.funds, last_paid_on=last))


class CountSupport(Command, frozen=True, kw_only=True):
    """计入中心专项资金: as part of a payment or its correction."""

    entailed = True
    recorded_as = SupportCounted

    project: CaseId
    delta: int
    match_delta: int = 0
    paid_on: date | None = None


class MatchCounted(Event, frozen=True, kw_only=True, tag="match-counted"):
    """So much more matching money reached the centre, in fen; less, where it went back."""

    project: str
    delta: int

    def evolve(self, case: Centre, context: Context) -> Centre:
        return with_counted(case, 0, self.delta)


class CountMatch(Command, frozen=True, kw_only=True):
    """计入中心配套资金: as part of its receipt, its return or a correction."""

    entailed = True
    recorded_as = MatchCounted

    project: CaseId
    delta: int


class SettlementCounted(Event, frozen=True, kw_only=True, tag="settlement-counted"):
    """A project was settled: what support and match of the centre came to by then, in fen."""

    project: str
    support: int
    match: int

    def evolve(self, case: Centre, context: Context) -> Centre:
        settled = (*case.funds.settled, self.project)
        return replace(case, funds=replace(case.funds, settled=settled))


class CountSettlement(Command, frozen=True, kw_only=True):
    """计入中心结算: as part of a project's settlement."""

    entailed = True
    recorded_as = SettlementCounted

    project: CaseId
    support: int
    match: int


def with_counted(case: Centre, support: int, match: int) -> Centre:
    """The centre with so much more support and match."""
    funds = case.funds
    counted = replace(funds, support=funds.support + support, match=funds.match + match)
    return replace(case, funds=counted)
