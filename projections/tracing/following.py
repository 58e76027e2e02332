"""Follows traced money through all accounts, line by line, in one pass.

Where money goes to an account whose statement is not held, the trace ends: it is in the dark. What
comes back from there is, of the traced money, at least nothing and at most what the trace had put
there. So there are two worlds: in the low one nothing comes back, in the high one as much as can.
A payment above the known balance is not refused: what is missing enters as unknown money.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from projections.ledger.postings import LinePlace
from projections.tracing.dark import Dark
from projections.tracing.purse import Purse, TracedShare, known_traced
from projections.tracing.statement import StatementLine

MOVES_A_LINE = 50
"""More layers moved than this for each line so far, and first in, first out is given up: a few
accounts that send the same mixed layers to and fro would cost without bound."""


class FollowedMoney(Struct):
    """What each line moved of traced money, in order; what each account holds at the end, and what
    went into the `dark`. From the line `given_up` on FIFO says nothing. `returned` are the lines by
    which traced money may have come back."""

    shares: list[TracedShare]
    purses: Mapping[str, Purse]
    dark: Mapping[str, TracedShare]
    given_up: int
    returned: list[LinePlace]


def follow_money(
    order: Sequence[StatementLine], receivers: Mapping[LinePlace, LinePlace], *, high: bool = False
) -> FollowedMoney:
    """One pass. `receivers` names for a line that goes out the one by which it comes in."""
    return _Pass(order, receivers, high).over(order)


class _Pass:
    def __init__(
        self, order: Sequence[StatementLine], receivers: Mapping[LinePlace, LinePlace], high: bool
    ) -> None:
        self._receivers = receivers
        self._high = high
        self._on_the_way: dict[LinePlace, TracedShare] = {}
        self._purses: dict[str, Purse] = defaultdict(Purse)
        self._dark = Dark(order, receivers)
        self._layered = True

    def over(self, order: Sequence[StatementLine]) -> FollowedMoney:
        shares: list[TracedShare] = []
        given_up, moved, allowed = len(order), 0, 0
        for line in order:
            share = self._out(line) if line.side == "out" else self._in(line)
            shares.append(share)
            moved += len(share.layers)
            allowed += MOVES_A_LINE
            if moved > allowed and self._layered:
                self._layered, given_up = False, len(shares)
        return FollowedMoney(shares, self._purses, self._dark.put, given_up, self._dark.returned)

    def _out(self, line: StatementLine) -> TracedShare:
        share = self._purses[line.account].pay(line.fen, self._layered)
        receiver = None if line.unseen else self._receivers.get(line.place)
        if receiver:
            self._on_the_way[receiver] = share
        else:
            self._dark.take(line, share)
        return share

    def _in(self, line: StatementLine) -> TracedShare:
        share = None if line.unseen else self._on_the_way.pop(line.place, None)
        share = share or self._dark.back(line, self._high)
        if line.marked:
            share = known_traced(share, line.marked, line.ahead)
        self._purses[line.account].receive(share, self._layered)
        return share
