"""An order of all lines that keeps every statement's own order (topological sort).

A transfer that both statements show leaves one account before it comes to the other; besides that,
only the lines of one account have an order. Of what may come next, the earliest day goes first.
Where two banks contradict each other, what goes out earliest is let go before its turn, and named.
"""

from collections.abc import Iterable, Mapping

from projections.ledger.postings import LinePlace
from projections.tracing.statement import AccountStatement, StatementLine

NO_LINE = -1


class StatementOrder:
    """Which line comes when: `lines` in order, `early` those that were let go before their turn.
    `senders` names for a line that comes in the one that sent it.

    Inside, a line is its number: statement by statement, each in its own order."""

    def __init__(
        self, found: Mapping[str, AccountStatement], senders: Mapping[LinePlace, LinePlace]
    ) -> None:
        self._all = [one for statement in found.values() for one in statement]
        self._before, self._next = _neighbours(found, len(self._all))
        self._sender, self._comes = _transfers(self._all, senders)
        self._blocked = [
            (before != NO_LINE) + (sender != NO_LINE)
            for before, sender in zip(self._before, self._sender, strict=True)
        ]
        self._turns = _turns(self._all, senders)
        self._turn = [0] * len(self._all)
        for turn, at in enumerate(self._turns):
            self._turn[at] = turn
        self._done = [False] * len(self._all)
        self.lines: list[StatementLine] = []
        self.early: list[StatementLine] = []
        self._put_in_order()

    def _put_in_order(self) -> None:
        for turn, at in enumerate(self._turns):
            if not self._blocked[at]:
                self._take(at, upto=turn)
        for at in self._turns:
            while not self._done[at]:
                ring = (one for one in self._ring(at) if self._comes[one] != NO_LINE)
                self._let_go(min(ring, key=self._turn.__getitem__))

    def _take(self, first: int, upto: int) -> None:
        """Takes a line, and all whose turn has come already and who waited for it alone."""
        done, blocked, turn = self._done, self._blocked, self._turn
        taken = [first]
        while taken:
            at = taken.pop()
            done[at] = True
            self.lines.append(self._all[at])
            for freed in (self._next[at], self._comes[at]):
                if freed != NO_LINE and not done[freed]:
                    blocked[freed] -= 1
                    if not blocked[freed] and turn[freed] < upto:
                        taken.append(freed)

    def _ring(self, at: int) -> Iterable[int]:
        """Lines that all wait for each other: each is followed to whom it waits for, until one
        comes again."""
        seen: dict[int, int] = {}
        while at not in seen:
            seen[at] = len(seen)
            sender = self._sender[at]
            at = sender if sender != NO_LINE and not self._done[sender] else self._before[at]
        return [one for one, nth in seen.items() if nth >= seen[at]]

    def _let_go(self, at: int) -> None:
        """Out of the row of its statement: whoever stands behind it waits for who stood before."""
        before, after = self._before[at], self._next[at]
        self._next[before] = after
        if after != NO_LINE:
            self._before[after] = before
        self._next[at] = NO_LINE
        self.early.append(self._all[at])
        self._take(at, upto=len(self._all))


def _turns(lines: list[StatementLine], senders: Mapping[LinePlace, LinePlace]) -> list[int]:
    """The lines by day. What comes from an account whose statement is not held is put as late in
    its day as may be, after what that account may have been given."""
    turns = [2 * one.day + (one.side == "in" and one.place not in senders) for one in lines]
    return sorted(range(len(lines)), key=turns.__getitem__)


def _neighbours(found: Mapping[str, AccountStatement], count: int) -> tuple[list[int], list[int]]:
    """For each line the one before it and the one after it on the same statement."""
    before, after = [*range(-1, count - 1)], [*range(1, count + 1)]
    first = 0
    for statement in found.values():
        if statement:
            before[first] = NO_LINE
            first += len(statement)
            after[first - 1] = NO_LINE
    return before, after


def _transfers(
    lines: list[StatementLine], senders: Mapping[LinePlace, LinePlace]
) -> tuple[list[int], list[int]]:
    """For each line the one that sent what comes in, and the one to which it goes out."""
    sender, comes = [NO_LINE] * len(lines), [NO_LINE] * len(lines)
    at_place = {one.place: at for at, one in enumerate(lines) if not one.unseen}
    for coming, going in senders.items():
        sender[at_place[coming]], comes[at_place[going]] = at_place[going], at_place[coming]
    return sender, comes
