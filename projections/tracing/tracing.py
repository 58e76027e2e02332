"""Traces money through the lines of bank statements: forward, by three methods, as an interval."""

from collections.abc import Iterable, Iterator, Mapping

from projections.ledger.postings import LinePlace
from projections.tracing.answer import (
    LeftOfTrace,
    Methods,
    Trace,
    TraceDoubt,
    TracedPosting,
    interval,
)
from projections.tracing.following import FollowedMoney, follow_money
from projections.tracing.ordering import StatementOrder
from projections.tracing.pairing import paired
from projections.tracing.purse import Purse, TracedShare
from projections.tracing.statement import (
    MOVED_UNSEEN,
    AccountStatement,
    StatementLine,
    ordered_statements,
)


def trace(lines: Iterable[StatementLine]) -> Trace:
    """What every posting moved of the money that is `marked`. The lines may come in any order."""
    found = ordered_statements(lines)
    receivers = paired(found)
    senders = {coming: going for going, coming in receivers.items()}
    order = StatementOrder(found, senders)
    low = follow_money(order.lines, receivers)
    high = follow_money(order.lines, receivers, high=True) if low.returned else low
    return _Answer(found, order, receivers, low, high).whole()


class _Answer:
    """Puts the two worlds together."""

    def __init__(
        self,
        found: Mapping[str, AccountStatement],
        order: StatementOrder,
        receivers: Mapping[LinePlace, LinePlace],
        low: FollowedMoney,
        high: FollowedMoney,
    ) -> None:
        self._found, self._order, self._receivers = found, order, receivers
        self._low, self._high = low, high
        self._given_up = min(low.given_up, high.given_up)
        self._layered = self._given_up >= len(order.lines)
        self._marked = {one.place for one in order.lines if one.marked}
        self._senders = {coming: going for going, coming in receivers.items()}

    def whole(self) -> Trace:
        doubts = sorted(self._doubts(), key=lambda one: (one.day, one.account, one.kind, one.place))
        entered = sum(one.marked for one in self._order.lines)
        lines = len(self._order.lines)
        return Trace(entered, lines, tuple(self._postings()), tuple(self._left()), tuple(doubts))

    def _postings(self) -> Iterator[TracedPosting]:
        worlds = zip(self._order.lines, self._low.shares, self._high.shares, strict=True)
        for at, (line, low, high) in enumerate(worlds):
            touched = high.libr or high.prorata or high.fifo
            if touched and self._stands(line):
                layered = at < self._given_up
                lowest = _methods(low, layered)
                highest = lowest if high is low else _methods(high, layered)
                yield self._posting(line, low.tie, lowest, highest)

    def _stands(self, line: StatementLine) -> bool:
        """A transfer stands where it goes out, or, where it brings the traced money, comes in."""
        if line.unseen:
            return True
        if line.side == "out":
            return self._receivers.get(line.place) not in self._marked
        return line.place in self._marked or line.place not in self._senders

    def _posting(
        self, line: StatementLine, tie: bool, low: Methods, high: Methods
    ) -> TracedPosting:
        place, account, day, side, fen, other, _, marked, _, unseen = line
        if unseen:
            other, far = MOVED_UNSEEN + account, None
        else:
            far = self._receivers.get(place) or self._senders.get(place)
        giver, taker = (account, other) if side == "out" else (other, account)
        least, most = interval(low, high)
        fifo, prorata, libr = low
        return TracedPosting(
            *(place, far, giver, taker, day, fen, fifo, prorata, libr, least, most, tie),
            marked > 0,
            high,
        )

    def _left(self) -> Iterator[LeftOfTrace]:
        for account in self._found:
            low, high = self._low.purses[account], self._high.purses[account]
            yield self._rest(account, low.fen, _held(low), _held(high), dark=False)
        for account in sorted({*self._low.dark, *self._high.dark}):
            low_put, high_put = (
                world.dark.get(account, TracedShare(0)) for world in (self._low, self._high)
            )
            lowest, highest = _methods(low_put, True), _methods(high_put, True)
            yield self._rest(account, low_put.fen, lowest, highest, dark=True)

    def _rest(
        self, account: str, fen: int, low: Methods, high: Methods, *, dark: bool
    ) -> LeftOfTrace:
        if not self._layered:
            low, high = (None, *low[1:]), (None, *high[1:])
        return LeftOfTrace(account, fen, *low, *interval(low, high), dark)

    def _doubts(self) -> Iterator[TraceDoubt]:
        for line in self._order.early:
            yield _doubt("ORDER", line)
        for statement in self._found.values():
            for nth, line in enumerate(statement):
                if line.unseen:
                    yield _doubt("GAP" if nth else "OPENING", line)
                elif self._lacks_its_other_side(line):
                    yield _doubt("ONE_SIDE", line)
        yield from self._doubts_of_worlds()

    def _lacks_its_other_side(self, line: StatementLine) -> bool:
        if line.other not in self._found:
            return False
        return line.place not in self._receivers and line.place not in self._senders

    def _doubts_of_worlds(self) -> Iterator[TraceDoubt]:
        returned = {*self._low.returned, *self._high.returned}
        for line, share in zip(self._order.lines, self._low.shares, strict=True):
            if share.missing and line.side == "out":
                yield _doubt("SHORTAGE", line, share.missing)
            if returned and line.side == "in" and line.place in returned:
                yield _doubt("CAME_BACK", line)
        if not self._layered:
            yield _doubt("TOO_MIXED", self._order.lines[self._given_up])


def _methods(share: TracedShare, layered: bool) -> Methods:
    return share.fifo if layered else None, share.prorata, share.libr


def _held(purse: Purse) -> Methods:
    return purse.first_in(), purse.prorata, purse.libr


def _doubt(kind: str, line: StatementLine, fen: int | None = None) -> TraceDoubt:
    counted = line.fen if fen is None else fen
    return TraceDoubt(kind, line.account, line.day, counted, line.place)
