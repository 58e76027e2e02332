"""Matching money (配套资金): pledged by the local government, received, and given back.

SC 15, IM 15, SZ 四2.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.case import Command, stream_id
from domain.centre.funds import CountMatch
from domain.context import Context, Reason
from domain.event import Event
from domain.fund_case import BookedSums, FundProject
from domain.fund_project.sufficing import beyond
from domain.matter import Matter
from domain.money import Fen, SomeFen
from domain.refusal import Refusal
from domain.typed_text import ShortText


class MatchPledged(Event, frozen=True, kw_only=True, tag="match-pledged"):
    correctable = ("occurred_on", "effective_on", "document_no")

    centre: str
    amount: Fen

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return replace(case, pledged=case.pledged + self.amount)


class PledgeMatch(Command, frozen=True, kw_only=True):
    """承诺配套: so much is to be paid beside the special money."""

    at_any_time = True

    amount: SomeFen

    def decide(self, matter: Matter[FundProject]) -> MatchPledged:
        return MatchPledged(centre=matter.case.centre, amount=self.amount)


class MatchFunded(Event, frozen=True, kw_only=True, tag="match-funded"):
    """Matching money has arrived: from which account (`payer`) in which."""

    centre: str
    amount: Fen
    payer: str
    account: str

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return case.booked(BookedSums(matched=self.amount))


class MatchFunds(Command, frozen=True, kw_only=True):
    """配套资金到位: `payer` is the account that it came from, `account` that of the centre."""

    at_any_time = True
    entailing = (CountMatch,)

    amount: SomeFen
    payer: ShortText
    account: ShortText

    def decide(self, matter: Matter[FundProject]) -> MatchFunded:
        return MatchFunded(
            centre=matter.case.centre, amount=self.amount, payer=self.payer, account=self.account
        )

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        yield match_counted(matter, self.amount)


class MatchReturned(Event, frozen=True, kw_only=True, tag="match-returned"):
    """Matching money has gone back to the account that it came from."""

    centre: str
    amount: Fen
    payer: str
    account: str
    reason: str

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        return case.booked(BookedSums(match_returned=self.amount))


class ReturnMatch(Command, frozen=True, kw_only=True):
    """退回配套资金: so much of it goes back; it does not count as matching money any more."""

    at_any_time = True
    entailing = (CountMatch,)

    amount: SomeFen
    payer: ShortText
    account: ShortText
    reason: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        left = matter.case.sums.match_left
        yield from beyond(matter, self.amount, left, "退回配套", "match given back", "/amount")

    def decide(self, matter: Matter[FundProject]) -> MatchReturned:
        return self.as_event(MatchReturned, centre=matter.case.centre)

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        yield match_counted(matter, -self.amount)


def match_counted(matter: Matter[FundProject], delta: int) -> tuple[str, Command]:
    """The centre counts so much more matching money, or less."""
    centre = stream_id("centres", matter.case.centre)
    return centre, CountMatch(project=matter.id, delta=delta)
