"""An order of all lines that keeps every statement's own order (topological sort).

A transfer that both statements show leaves one account before it comes to the other; besides that,
only the lines of one account have an order. Of what may come next, the earliest day goes first.
Where two banks contradict each other, what goes out earliest is let go before its turn, and named.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from projections.ledger.postings import LinePlace
from projections.tracing.statement import AccountStatement, StatementLine

NO_TURN = -1


class LineTurn(NamedTuple):
    """A line at its turn. `back`: it comes from an account whose statement is not held, and is
    put as late in its day as may be, after what that account may have been given."""

    day: int
    back: bool
    account: str
    nth: int
    line: StatementLine


def turns_of(
    found: Mapping[str, AccountStatement], senders: Mapping[LinePlace, LinePlace]
) -> list[LineTurn]:
    """Every line, by day; `senders` names for a line that comes in the one that sent it."""
    return sorted(
        LineTurn(one.day, one.side == "in" and one.place not in senders, account, nth, one)
        for account, statement in found.items()
        for nth, one in enumerate(statement)
    )


class StatementOrder:
    """Which line comes when: `lines` in order, `early` those that were let go before their turn."""

    def __init__(self, turns: Sequence[LineTurn], senders: Mapping[LinePlace, LinePlace]) -> None:
        self._turns = turns
        self._before, self._next = _neighbours(turns)
        self._sender, self._comes = _transfers(turns, senders)
        self._blocked = [
            (before != NO_TURN) + (sender != NO_TURN)
            for before, sender in zip(self._before, self._sender, strict=True)
        ]
        self._done = [False] * len(turns)
        self.lines: list[StatementLine] = []
        self.early: list[StatementLine] = []
        self._put_in_order()

    def _put_in_order(self) -> None:
        for at in range(len(self._turns)):
            if not self._blocked[at]:
                self._take(at, upto=at)
        for at in range(len(self._turns)):
            while not self._done[at]:
                self._let_go(min(one for one in self._ring(at) if self._comes[one] != NO_TURN))

    def _take(self, first: int, upto: int) -> None:
        """Takes a line, and all whose turn has come already and who waited for it alone."""
        taken = [first]
        while taken:
            at = taken.pop()
            self._done[at] = True
            self.lines.append(self._turns[at].line)
            for freed in (self._next[at], self._comes[at]):
                if freed != NO_TURN and not self._done[freed]:
                    self._blocked[freed] -= 1
                    if not self._blocked[freed] and freed < upto:
                        taken.append(freed)

    def _ring(self, at: int) -> Iterable[int]:
        """Lines that all wait for each other: each is followed to whom it waits for, until one
        comes again."""
        seen: dict[int, int] = {}
        while at not in seen:
            seen[at] = len(seen)
            sender = self._sender[at]
            at = sender if sender != NO_TURN and not self._done[sender] else self._before[at]
        return [one for one, nth in seen.items() if nth >= seen[at]]

    def _let_go(self, at: int) -> None:
        """Out of the row of its statement: whoever stands behind it waits for who stood before."""
        before, after = self._before[at], self._next[at]
        self._next[before] = after
        if after != NO_TURN:
            self._before[after] = before
        self._next[at] = NO_TURN
        self.early.append(self._turns[at].line)
        self._take(at, upto=len(self._turns))


def _neighbours(turns: Sequence[LineTurn]) -> tuple[list[int], list[int]]:
    """For each turn the one before it and the one after it on the same statement."""
    before, after = [NO_TURN] * len(turns), [NO_TURN] * len(turns)
    last: dict[str, list[int]] = {}
    for at, turn in enumerate(turns):
        last.setdefault(turn.account, []).append(at)
    for row in last.values():
        row.sort(key=lambda at: turns[at].nth)
        for one, following in pairwise(row):
            after[one], before[following] = following, one
    return before, after


def _transfers(
    turns: Sequence[LineTurn], senders: Mapping[LinePlace, LinePlace]
) -> tuple[list[int], list[int]]:
    """For each turn the line that sent what comes in, and the one to which it goes out."""
    sender, comes = [NO_TURN] * len(turns), [NO_TURN] * len(turns)
    at_place = {one.line.place: at for at, one in enumerate(turns) if not one.line.unseen}
    for coming, going in senders.items():
        sender[at_place[coming]], comes[at_place[going]] = at_place[going], at_place[coming]
    return sender, comes
