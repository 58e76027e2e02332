"""Settles a project's funds (结算): what was paid, matched and spent by then. The moment at which a
regulation compares match and support (SZ 四2)."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.centre.funds import CountSettlement
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import BookedSums, FundProject
from domain.fund_project.of_centre import funds_of
from domain.matter import Matter
from domain.money import in_yuan
from domain.own_step import StepReason
from domain.refusal import Refusal, Text


class FundsSettled(Event, frozen=True, kw_only=True, tag="funds-settled"):
    """What the project's money came to."""

    centre: str
    sums: BookedSums
    note: str

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return replace(case, settled_on=context.occurred_on)


MATCH_LACKING = StepReason(
    Text("配套到位 {had} 元", "{had} yuan of matching money"),
    Text("预算要求 {wanted} 元", "{wanted} yuan, as the budget wants"),
    kind="fact",
)


class SettleFunds(Command, frozen=True, kw_only=True):
    """资金结算: once the matching money that the budget wants is there."""

    entailing = (CountSettlement,)

    note: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        case = matter.case
        wanted = -(-case.sums.disbursed * case.match_percent // 100)
        if case.sums.net_match < wanted:
            had, want = in_yuan(case.sums.net_match), in_yuan(wanted)
            yield from MATCH_LACKING.said(matter, had=had, wanted=want)

    def decide(self, matter: Matter[FundProject]) -> FundsSettled:
        return FundsSettled(centre=matter.case.centre, sums=matter.case.sums, note=self.note)

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        funds = funds_of(matter)
        centre = stream_id("centres", matter.case.centre)
        yield (
            centre,
            CountSettlement(project=matter.id, support=funds.support, match=funds.match),
        )
