"""The lines that a trace has to know: those of the accounts that the money can have come to.

Only what goes out of an account after the money first came to it can carry it on: to an account
whose statement is held and shown, or through one that nobody has shown to whoever is paid from
there. Every line of such an account is needed, for what else it holds dilutes the money.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from projections.ledger.postings import DAYS_APART, LinePlace
from projections.tracing.statement import StatementLine
from services.queries.tracing.entries import MoneyEntry
from services.queries.tracing.held_accounts import HeldAccounts
from services.queries.tracing.ledger_moment import LedgerMoment

MOST_LINES = 1_000_000
FROM_THE_DARK = "SELECT account, day, party FROM {bank_line} WHERE side = 'in' AND party"
_LINES = (
    "SELECT position, line, account, day, side, fen, other, balance, party, doubt FROM {bank_line}"
    " WHERE account"
)


class TooFar(Exception):
    """More lines are within reach than one answer may need: a narrower question is due."""


class Reach:
    """Lines within reach of the entries; `unsure` are accounts whose pages cannot be checked for
    continuity."""

    def __init__(
        self, ledger: LedgerMoment, held: HeldAccounts, entered: Iterable[MoneyEntry]
    ) -> None:
        self._ledger, self._held = ledger, held
        self._marked = {one.place: (one.fen, one.ahead) for one in entered}
        self._of: dict[str, list[StatementLine]] = {}
        self._since: dict[str, int] = {}
        self.unsure: dict[str, LinePlace] = {}
        self._spread({one.account for one in entered})

    @property
    def lines(self) -> list[StatementLine]:
        return [self._known_to_be_other(one) for found in self._of.values() for one in found]

    def _known_to_be_other(self, line: StatementLine) -> StatementLine:
        """What comes from a held account that the money cannot have come to is other money: as if
        nobody were named, while an account that nobody has shown might bring some back."""
        clean = line.side == "in" and self._held.named(line.other) and line.other not in self._of
        return line._replace(other="") if clean else line

    def _spread(self, first: set[str]) -> None:
        self._held.find(first)
        shown = [one for one in sorted(first) if self._held.named(one)]
        self._read(shown)
        for account in shown:
            days = [one.day for one in self._of[account] if one.marked]
            self._since[account] = min(days, default=self._ledger.day)
        waiting = shown
        while waiting:
            onward = self._onward(waiting)
            self._read([one for one in onward if one not in self._of])
            waiting = [one for one, day in onward.items() if day < self._since.get(one, day + 1)]
            self._since |= {one: onward[one] for one in waiting}

    def _onward(self, accounts: Iterable[str]) -> dict[str, int]:
        """Held accounts to which these have paid after the money came to them, and from which day
        on it may be there."""
        paid, dark = dict[str, int](), dict[str, int]()
        for account in accounts:
            for one in self._of[account]:
                if one.side == "out" and one.day >= self._since[account] and one.other:
                    to = paid if self._held.named(one.other) else dark
                    to[one.other] = min(one.day, to.get(one.other, one.day))
        since = {account: day - DAYS_APART for account, day in paid.items()}
        for account, day in self._through(dark):
            since[account] = min(day, since.get(account, day))
        return since

    def _through(self, dark: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        """Held accounts that were paid from accounts that nobody has shown, since these were."""
        rows = [*self._ledger.dated_among(FROM_THE_DARK, dark)]
        self._held.find(row[0] for row in rows)
        for account, day, party in rows:
            if day >= dark[party] and self._held.named(account):
                yield account, day

    def _read(self, accounts: Sequence[str]) -> None:
        rows = [*self._ledger.dated_among(_LINES, accounts)]
        self._held.find(name for row in rows for name in (row[6], row[8]))
        self._of |= {account: [] for account in accounts}
        for row in rows:
            line = self._line(row)
            self._of[line.account].append(line)
            if row[9]:
                self.unsure.setdefault(line.account, line.place)
        if sum(map(len, self._of.values())) > MOST_LINES:
            raise TooFar

    def _line(self, row: Sequence[Any]) -> StatementLine:
        position, line, account, day, side, fen, other, balance, party, _ = row
        place, key = (position, line), self._held.key(other, party)
        marked, ahead = self._marked.get(place, (0, 0))
        return StatementLine(place, account, day, side, fen, key, balance, marked, ahead)
