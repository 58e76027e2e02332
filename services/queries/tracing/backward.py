"""Traces one payment backward: for each allocation with a way to it, forward as far as to it.

A way does not go back in time: from the account that paid, to those that had paid into it before,
and so on; the allocations are those that tranches gave which came in on that way.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from projections.ledger.postings import DAYS_APART, LinePlace
from services.queries.tracing.answers import AllocationTraced, BackwardAnswer
from services.queries.tracing.forward import Moments, place_name, traced
from services.queries.tracing.held_accounts import HeldAccounts, Seen
from services.queries.tracing.ledger_moment import LedgerMoment, iso
from services.queries.tracing.traced_money import (
    AN_ALLOCATION,
    GivenAllocation,
    TracedMoney,
    allocations,
    place_written,
)

MOST_ALLOCATIONS = 50
_LINE = "SELECT account, day, side, other, party FROM {bank_line} WHERE position = %s AND line = %s"
INCOMING = (
    "SELECT account, day, other, party, settles FROM {bank_line} WHERE side = 'in' AND account"
)
PROJECT_OF = "SELECT project FROM {tranche} WHERE position = %s AND line = %s"
INTO_THE_DARK = "SELECT account, day, party FROM {bank_line} WHERE side = 'out' AND party"


def traced_back(
    ledger: LedgerMoment, seen: Seen, to: LinePlace, moments: Moments
) -> BackwardAnswer | None:
    """Where a bank line's money came from; None where the reader is not shown that line."""
    found, held = ledger.dated_rows(_LINE, *to), HeldAccounts(ledger, seen)
    if not found:
        return None
    account, day, side, other, party = found[0]
    held.find([account, other, party])
    if held.named(account) is None:
        return None
    giver = account if side == "out" else held.key(other, party)
    tranches = _tranches_before(ledger, held, giver if held.named(giver) else account, day)
    candidates = sorted(_allocations(ledger, tranches), key=lambda one: (-one.day, one))
    asked = [_traced(ledger, seen, one, to) for one in candidates[:MOST_ALLOCATIONS]]
    return BackwardAnswer(
        to=place_name(to),
        as_of=moments[0],
        known_at=moments[1],
        allocations=tuple(one for one in asked if one),
        not_asked=len(candidates[MOST_ALLOCATIONS:]),
    )


def _tranches_before(ledger: LedgerMoment, held: HeldAccounts, account: str, day: int) -> set[str]:
    """The tranches that came in on a way to the account by that day."""
    latest, waiting, tranches = {account: day}, [account], set[str]()
    while waiting:
        came = [row for row in ledger.dated_among(INCOMING, waiting) if row[1] <= latest[row[0]]]
        held.find(name for row in came for name in row[2:4])
        tranches |= {row[4] for row in came}
        before = dict(_paid_from(ledger, held, came))
        waiting = [one for one, on in before.items() if on > latest.get(one, -1)]
        latest |= {one: before[one] for one in waiting}
    return tranches - {""}


def _paid_from(
    ledger: LedgerMoment, held: HeldAccounts, came: Iterable[Sequence[Any]]
) -> Iterator[tuple[str, int]]:
    """Held accounts that have paid this, or the account that nobody has shown and that has, with
    the last day on which they can have; the earliest days first."""
    found, dark = list[tuple[str, int]](), dict[str, int]()
    for _, day, other, party, _ in came:
        if giver := held.named(held.key(other, party)):
            found.append((giver.account, day + DAYS_APART))
        elif party:
            dark[party] = max(day, dark.get(party, day))
    rows = [*ledger.dated_among(INTO_THE_DARK, dark)]
    held.find(row[0] for row in rows)
    found += [(one, day) for one, day, party in rows if held.named(one) and day <= dark[party]]
    return iter(sorted(found, key=itemgetter(1)))


def _allocations(ledger: LedgerMoment, tranches: Iterable[str]) -> Iterator[GivenAllocation]:
    """Those of the projects to which the tranches were paid."""
    projects = {
        project
        for name in tranches
        for (project,) in ledger.known_rows(PROJECT_OF, *(place_written(name) or (0, 0)))
    }
    for project in sorted(projects):
        yield from allocations(ledger, project)


def _traced(
    ledger: LedgerMoment, seen: Seen, one: GivenAllocation, to: LinePlace
) -> AllocationTraced | None:
    forward = traced(ledger, seen, TracedMoney(AN_ALLOCATION, one.name))
    for each in forward.found.postings if forward else ():
        if to in (each.place, each.other_place):
            return AllocationTraced(
                one.name,
                one.project,
                one.document_no,
                iso(one.day),
                one.fen,
                each.fifo,
                each.prorata,
                each.libr,
                each.min,
                each.max,
                each.tie,
            )
    return None
