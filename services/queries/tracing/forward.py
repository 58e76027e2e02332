"""Traces money forward: through every account within reach that the reader is shown."""

from collections.abc import Callable, Collection

from msgspec import Struct

from domain.words import value_words
from projections.ledger.postings import LinePlace
from projections.tracing.answer import Trace, TraceDoubt, TracedPosting
from projections.tracing.tracing import trace
from services.queries.tracing.answers import (
    DoubtShown,
    LeftShown,
    TraceAnswer,
    TracedPayment,
)
from services.queries.tracing.entries import entered
from services.queries.tracing.held_accounts import HeldAccounts, Seen
from services.queries.tracing.ledger_moment import LedgerMoment, iso
from services.queries.tracing.naming import parties_shown
from services.queries.tracing.reach import Reach
from services.queries.tracing.traced_money import TracedMoney, project_of

MOST_PAYMENTS = 2000


class Traced(Struct, frozen=True):
    """A trace with what it was made from."""

    money: TracedMoney
    ledger: LedgerMoment
    held: HeldAccounts
    found: Trace
    unsettled: tuple[str, ...]
    unsure: dict[str, LinePlace]


def traced(ledger: LedgerMoment, seen: Seen, money: TracedMoney) -> Traced | None:
    """The trace of a money; None where the reader is shown no such project or allocation."""
    project = project_of(ledger, money)
    if project is None or (project and not seen(f"fund-projects/{project}")):
        return None
    came, held = entered(ledger, money, project, seen), HeldAccounts(ledger, seen)
    reach = Reach(ledger, held, came.entries)
    found = trace(reach.lines)
    return Traced(money, ledger, held, found, tuple(came.unsettled), reach.unsure)


Moments = tuple[str, str]
"""`as_of` and `known_at`, as they are told."""


def trace_answer(one: Traced, moments: Moments, accounts: Collection[str] = ()) -> TraceAnswer:
    """The trace in words; of some accounts alone, where these are named."""
    told = concerning(accounts)
    postings = [each for each in one.found.postings if told(each.giver) or told(each.taker)]
    largest = sorted(postings, key=lambda each: -each.max)[:MOST_PAYMENTS]
    kept = {each.place for each in largest}
    left = [each for each in one.found.left if each.max and told(each.account)]
    doubts = [each for each in doubts_of(one) if told(each.account)]
    names = {name for each in largest for name in (each.giver, each.taker)}
    names |= {each.account for each in left} | {each.account for each in doubts}
    return TraceAnswer(
        of=str(one.money),
        as_of=moments[0],
        known_at=moments[1],
        entered=one.found.entered,
        lines=one.found.lines,
        payments=tuple(payment(each) for each in postings if each.place in kept),
        left_out=len(postings) - len(largest),
        left=tuple(
            LeftShown(*(getattr(each, name) for name in LeftShown.__struct_fields__))
            for each in left
        ),
        doubts=tuple(doubts),
        unsettled=one.unsettled,
        parties=parties_shown(one.ledger, one.held, names),
    )


def concerning(accounts: Collection[str]) -> Callable[[str], bool]:
    return (lambda name: name in accounts) if accounts else (lambda name: True)


def payment(one: TracedPosting) -> TracedPayment:
    lines = tuple(place_name(place) for place in (one.place, one.other_place) if place)
    return TracedPayment(
        *one.place,
        lines,
        one.giver,
        one.taker,
        iso(one.day),
        one.fen,
        one.fifo,
        one.prorata,
        one.libr,
        one.min,
        one.max,
        one.tie,
        one.entered,
    )


def doubts_of(one: Traced) -> list[DoubtShown]:
    """What the trace had to assume, and accounts whose pages nobody can check for continuity."""
    unsure = (
        TraceDoubt("NO_CONTINUITY", account, one.ledger.day, 0, place)
        for account, place in sorted(one.unsure.items())
    )
    return [
        DoubtShown(
            each.kind,
            value_words(each.kind),
            each.account,
            iso(each.day),
            each.fen,
            place_name(each.place),
        )
        for each in (*one.found.doubts, *unsure)
    ]


def place_name(place: LinePlace) -> str:
    return f"{place[0]}:{place[1]}"
