"""Pairs the two sides of a transfer between accounts whose statements are both held.

The same two accounts, the same fen, opposite sides, a few days apart: first in, first out, by the
order of either statement and never by that of the import. What lacks its other side is doubtful:
there the trace goes through what nobody has shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from projections.ledger.postings import DAYS_APART, LinePlace
from projections.tracing.statement import AccountStatement, StatementLine

SameTransfer = tuple[str, str, int]
BothSides = tuple[AccountStatement, AccountStatement]


def paired(found: Mapping[str, AccountStatement]) -> dict[LinePlace, LinePlace]:
    """For each line that goes out to a held account, the line that comes in there."""
    sides: dict[SameTransfer, BothSides] = defaultdict(lambda: ([], []))
    for one in chain.from_iterable(found.values()):
        if one.other in found and not one.unseen:
            transfer, side = transfer_side(one)
            sides[transfer][side].append(one)
    return {
        out.place: coming.place
        for going, comes in sides.values()
        for out, coming in first_in_first(going, comes)
    }


def transfer_side(one: StatementLine) -> tuple[SameTransfer, int]:
    """Giver, taker and fen; 0: seen where it goes out, 1: where it comes in."""
    if one.side == "out":
        return (one.account, one.other, one.fen), 0
    return (one.other, one.account, one.fen), 1


def first_in_first(
    going: AccountStatement, comes: AccountStatement
) -> Iterator[tuple[StatementLine, StatementLine]]:
    """Both sides in their order; who is too early for the other's next stays alone."""
    out = coming = 0
    while out < len(going) and coming < len(comes):
        apart = comes[coming].day - going[out].day
        if abs(apart) <= DAYS_APART:
            yield going[out], comes[coming]
        out += apart >= -DAYS_APART
        coming += apart <= DAYS_APART
