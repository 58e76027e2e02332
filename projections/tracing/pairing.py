"""Pairs the two sides of a transfer between accounts whose statements are both held.

The same two accounts, the same fen, opposite sides, a few days apart: first in, first out, by the
order of either statement and never by that of the import. What lacks its other side is doubtful:
there the trace goes through what nobody has shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from projections.ledger.postings import DAYS_APART, LinePlace
from projections.tracing.statement import AccountStatement, StatementLine

SameTransfer = tuple[str, str, int]
"""Giver, taker and fen."""


def paired(found: Mapping[str, AccountStatement]) -> dict[LinePlace, LinePlace]:
    """For each line that goes out to a held account, the line that comes in there."""
    going, comes = transfers_seen(found)
    return {
        out.place: coming.place
        for transfer, some in going.items()
        if transfer in comes
        for out, coming in first_in_first(some, comes[transfer])
    }


def transfers_seen(
    found: Mapping[str, AccountStatement],
) -> tuple[dict[SameTransfer, AccountStatement], dict[SameTransfer, AccountStatement]]:
    """The lines between held accounts, where they go out and where they come in."""
    going: dict[SameTransfer, AccountStatement] = defaultdict(list)
    comes: dict[SameTransfer, AccountStatement] = defaultdict(list)
    for account, statement in found.items():
        for one in statement:
            if one.other not in found or one.unseen:
                continue
            if one.side == "out":
                going[account, one.other, one.fen].append(one)
            else:
                comes[one.other, account, one.fen].append(one)
    return going, comes


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
