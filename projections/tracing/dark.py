"""Accounts whose statements nobody has shown: what went there, and what may come back of it.

An upper bound for each return by itself: at most what the trace had put there, whatever came back
before, and at most what was traced at all. Of one day nobody knows the order: what others paid
there until that day and has not had its turn counts whole.
"""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Container, Sequence
from itertools import accumulate, takewhile

from projections.ledger.postings import LinePlace
from projections.tracing.purse import TracedShare, other
from projections.tracing.statement import StatementLine


class Dark:
    """`put` is what each account was given, by the methods; `returned` the lines by which traced
    money may have come back."""

    def __init__(self, order: Sequence[StatementLine], shown: Container[LinePlace]) -> None:
        marked = sorted((one for one in order if one.marked), key=_day)
        self._days = [one.day for one in marked]
        self._entered = [0, *accumulate(one.marked for one in marked)]
        self._to_come = _to_come(order, shown)
        self._came: set[StatementLine] = set()
        self.put: dict[str, TracedShare] = defaultdict(lambda: TracedShare(0))
        self.returned: list[LinePlace] = []

    def take(self, line: StatementLine, share: TracedShare) -> None:
        """What went out to an account that nobody has shown."""
        self.put[line.other].add(share)
        if line.other in self._to_come:
            self._came.add(line)

    def back(self, line: StatementLine, high: bool) -> TracedShare:
        """What comes in from there: none of it traced money, or with `high` as much as can be."""
        bound = self._bound(line) if line.other in self._to_come else None
        if bound is None:
            return other(line.fen)
        self.returned.append(line.place)
        return bound if high else other(line.fen)

    def _bound(self, line: StatementLine) -> TracedShare | None:
        entered = self._entered[bisect_right(self._days, line.day)]
        if not entered:
            return None
        queue = self._to_come[line.other]
        put, fen = self.put[line.other], min(line.fen, entered)
        pending = self._pending(queue, line)
        fifo, prorata = min(fen, put.fifo + pending), min(fen, put.prorata + pending)
        libr = min(fen, put.libr + pending)
        if not (fifo or prorata or libr):
            return None
        return TracedShare(line.fen, fifo, prorata, libr, ((line.fen, fifo),))

    def _pending(self, queue: deque[StatementLine], line: StatementLine) -> int:
        """What other accounts pay there until that day, and has not had its turn."""
        while queue and queue[0] in self._came:
            self._came.discard(queue.popleft())
        until = takewhile(lambda one: one.day <= line.day, queue)
        return sum(
            one.fen for one in until if one.account != line.account and one not in self._came
        )


def _day(line: StatementLine) -> int:
    return line.day


def _to_come(
    order: Sequence[StatementLine], shown: Container[LinePlace]
) -> dict[str, deque[StatementLine]]:
    """By day, what goes to accounts from which something comes back."""
    back = {one.other for one in order if one.side == "in" and one.other}
    going = [
        one
        for one in order
        if one.side == "out" and one.other in back and (one.unseen or one.place not in shown)
    ]
    to_come: dict[str, deque[StatementLine]] = {account: deque() for account in back}
    for one in sorted(going, key=_day):
        to_come[one.other].append(one)
    return to_come
