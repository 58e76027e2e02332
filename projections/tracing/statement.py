"""Bank statements in their own order: pages put in sequence, corrections applied, gaps named.

What is traced depends on the order in which each account's own lines stand, and on nothing else.
That order is the bank's, never that of the import: pages may come in any order. A corrected line
stands with its counter-line (less than nothing); both go, and what is right takes their place.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from projections.ledger.postings import LinePlace

MOVED_UNSEEN = "~"
"""Before the name of an account: what nobody has shown of it, as the other side of a gap."""


class StatementLine(NamedTuple):
    """A line of an account's statement. `other` is the account or the reference of the other side,
    "" where nobody is named; `marked` are the fen of an incoming line that are what is traced, and
    `ahead` those before them in the same line; `unseen` is no line but what the balances say moved
    where no statement is held."""

    place: LinePlace
    account: str
    day: int
    side: str
    fen: int
    other: str
    balance: int | None = None
    marked: int = 0
    ahead: int = 0
    unseen: bool = False

    @property
    def coming(self) -> int:
        """What the line does to the balance."""
        return self.fen if self.side == "in" else -self.fen

    @property
    def before(self) -> int | None:
        """The balance before the line, where the bank prints balances."""
        return None if self.balance is None else self.balance - self.coming


AccountStatement = list[StatementLine]


def ordered_statements(lines: Iterable[StatementLine]) -> dict[str, AccountStatement]:
    """Each account's lines in the order of its bank, whatever the order of import."""
    pages: dict[str, dict[int, AccountStatement]] = defaultdict(lambda: defaultdict(list))
    for one in lines:
        pages[one.account][one.place[0]].append(one)
    return {account: _statement(list(found.values())) for account, found in sorted(pages.items())}


def _statement(pages: list[AccountStatement]) -> AccountStatement:
    for page in pages:
        page.sort()
    printed = [page for page in pages if not _corrects(page)]
    whole = list(_with_gaps(_in_sequence(printed)))
    for page in sorted(filter(_corrects, pages)):
        whole = _corrected(whole, page)
    return whole


def _corrects(page: AccountStatement) -> bool:
    return any(one.fen < 0 for one in page)


def _in_sequence(pages: list[AccountStatement]) -> list[AccountStatement]:
    """Pages never overlap, so first and last day sort them; those of one and the same day, which
    is rare, join where one's closing balance is the other's opening one."""
    pages.sort(key=lambda page: (page[0].day, page[-1].day, page[0].place))
    sequence: list[AccountStatement] = []
    for (first, last), group in groupby(pages, key=lambda page: (page[0].day, page[-1].day)):
        closing, among = sequence[-1][-1].balance if sequence else None, list(group)
        sequence += _joined(among, closing) if first == last else among
    return sequence


def _joined(pages: list[AccountStatement], closing: int | None) -> Iterator[AccountStatement]:
    """By their balances; by place, where these do not say."""
    if closing is None:
        closings = {page[-1].balance for page in pages}
        closing = next((p[0].before for p in pages if p[0].before not in closings), None)
    while pages:
        fits = (nth for nth, page in enumerate(pages) if page[0].before == closing)
        page = pages.pop(next(fits, 0))
        closing = page[-1].balance
        yield page


def _with_gaps(pages: Iterable[AccountStatement]) -> Iterator[StatementLine]:
    """The lines, and before a page whose opening balance is another than the last closing one a
    line for what must have moved unseen: before the first page, the balance with which it opens."""
    closing: int | None = 0
    for page in pages:
        opening = page[0].before
        if opening is not None and closing is not None and opening != closing:
            yield _unseen(page[0], opening - closing)
        yield from page
        closing = page[-1].balance


def _unseen(following: StatementLine, fen: int) -> StatementLine:
    return following._replace(
        side="in" if fen > 0 else "out",
        fen=abs(fen),
        other=following.account,
        balance=None,
        marked=0,
        unseen=True,
    )


def _corrected(whole: AccountStatement, page: AccountStatement) -> AccountStatement:
    """A counter-line takes the line away that it says again; what follows it is right instead."""
    at: int | None = None
    for one in page:
        if one.fen < 0:
            at = _countered(whole, one)
            if at is not None:
                del whole[at]
        else:
            whole.insert(_place_of(whole, one, at), one)
            at = None
    return whole


def _countered(whole: AccountStatement, counter: StatementLine) -> int | None:
    same = (counter.day, counter.side, -counter.fen, counter.other)
    for at in range(len(whole) - 1, -1, -1):
        one = whole[at]
        if (one.day, one.side, one.fen, one.other) == same and not one.unseen:
            return at
    return None


def _place_of(whole: AccountStatement, right: StatementLine, at: int | None) -> int:
    """The place of what was wrong, if the day is the same; else the end of its own day."""
    if at is not None and _fits(whole, right.day, at):
        return at
    return next((i for i, one in enumerate(whole) if one.day > right.day), len(whole))


def _fits(whole: AccountStatement, day: int, at: int) -> bool:
    return (at == 0 or whole[at - 1].day <= day) and (at == len(whole) or day <= whole[at].day)
