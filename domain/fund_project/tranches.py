"""Pays special money in tranches (拨付): asked for, approved and paid by three persons.

Their duties exclude each other on one project. What is paid counts on the centre's own file, where
caps and terms over all its projects are held (SC 15, IM 15, SZ 四).
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.awaiting import Awaiting
from domain.case import Command, stream_id
from domain.centre.funds import CountSupport
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import BookedSums, FundProject, Tranche, TrancheStanding
from domain.fund_project.held_inquiries import held_by_inquiry
from domain.fund_project.sufficing import beyond
from domain.matter import Matter
from domain.money import Fen, SomeFen
from domain.own_step import StepReason, under_own_step
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText

NEVER_ASKED_FOR = Text("没有申请", "it was never asked for")
STANDINGS: dict[TrancheStanding, Text] = {
    "requested": Text("已经申请，尚未批准", "it was asked for and is not approved"),
    "approved": Text("已经批准", "it was approved"),
    "paid": Text("已经拨付", "it was paid"),
}
TrancheNumber = Annotated[int, Meta(ge=1, le=10000)]


def tranche_part(number: int) -> str:
    """How lists name a tranche of a project."""
    return f"tranche/{number}"


class TrancheRequested(Event, frozen=True, kw_only=True, tag="tranche-requested"):
    number: int
    amount: Fen
    reason: str
    requested_by: str

    @property
    def awaiting(self) -> Awaiting:
        return Awaiting(tranche_part(self.number), "REQUESTED", ApproveTranche.__name__)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        asked = Tranche(number=self.number, amount=self.amount, requested_by=self.requested_by)
        return case.with_tranche(asked)


NUMBER_IN_USE = StepReason(
    Text("第 {number} 笔已经申请", "tranche {number} was asked for"),
    Text("未用过的序号", "a number that is not in use"),
    ("/number",),
)


class RequestTranche(Command, frozen=True, kw_only=True):
    """申请拨付: so much of what was issued is asked for, as the tranche of this number."""

    at_any_time = True

    number: TrancheNumber
    amount: SomeFen
    reason: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        if matter.case.tranche(self.number):
            yield from NUMBER_IN_USE.said(matter, number=self.number)
        left = matter.case.issued - matter.case.asked_for
        yield from beyond(matter, self.amount, left, "申请拨付", "asked for", "/amount")

    def decide(self, matter: Matter[FundProject]) -> TrancheRequested:
        return self.as_event(TrancheRequested, requested_by=matter.context.actor.person)


class TrancheApproved(Event, frozen=True, kw_only=True, tag="tranche-approved"):
    number: int
    approved_by: str

    @property
    def awaiting(self) -> Awaiting:
        return Awaiting(tranche_part(self.number), "APPROVED", DisburseTranche.__name__)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        asked = case.tranche(self.number) or Tranche(number=self.number, amount=0)
        return case.with_tranche(replace(asked, approved_by=self.approved_by))


class OnATranche(Command, frozen=True, kw_only=True):
    """What is done about a tranche that was asked for."""

    at_any_time = True
    comes_after: ClassVar[TrancheStanding]
    wanted: ClassVar[Text]  # the tranche that would be right, in words

    number: TrancheNumber

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        found = matter.case.tranche(self.number)
        if found is None or found.standing != self.comes_after:
            stands = STANDINGS[found.standing] if found else NEVER_ASKED_FOR
            given = Text(f"第 {self.number} 笔：{stands.zh}", stands.en)
            yield from under_own_step(matter, given, self.wanted, "order", ("/number",))


class ApproveTranche(OnATranche, frozen=True, kw_only=True):
    """批准拨付: by another person than who has asked for it."""

    comes_after = "requested"
    wanted = Text("已经申请、尚未批准的一笔", "one that was asked for and is not approved")

    def decide(self, matter: Matter[FundProject]) -> TrancheApproved:
        return TrancheApproved(number=self.number, approved_by=matter.context.actor.person)


class TrancheDisbursed(Event, frozen=True, kw_only=True, tag="tranche-disbursed"):
    """Paid: from which fund, into which account, and who asked for it, approved it and paid it."""

    centre: str
    number: int
    amount: Fen
    source: str
    account: str
    requested_by: str
    approved_by: str
    paid_by: str

    @property
    def awaiting(self) -> Awaiting:
        return Awaiting(tranche_part(self.number))

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        paid = Tranche(
            number=self.number,
            amount=self.amount,
            requested_by=self.requested_by,
            approved_by=self.approved_by,
            paid_by=self.paid_by,
            paid_on=context.occurred_on,
        )
        return case.with_tranche(paid).booked(BookedSums(disbursed=self.amount))


class DisburseTranche(OnATranche, frozen=True, kw_only=True):
    """拨付: what was approved is paid into an account of the centre."""

    entailing = (CountSupport,)
    comes_after = "approved"
    wanted = Text("已经批准、尚未拨付的一笔", "one that was approved and is not paid")

    account: ShortText

    def check_new(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        return held_by_inquiry(matter)

    def decide(self, matter: Matter[FundProject]) -> TrancheDisbursed:
        found = matter.case.tranche(self.number)
        assert found is not None
        return self.as_event(
            TrancheDisbursed,
            centre=matter.case.centre,
            amount=found.amount,
            source=matter.case.budgets[-1].source,
            requested_by=found.requested_by,
            approved_by=found.approved_by,
            paid_by=matter.context.actor.person,
        )

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        found = matter.case.tranche(self.number)
        centre = stream_id("centres", matter.case.centre)
        yield (
            centre,
            CountSupport(project=matter.id, delta=found.amount if found else 0, paid_on=matter.day),
        )
