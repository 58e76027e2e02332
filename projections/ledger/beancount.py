"""Writes the ledger as a Beancount file (plain text accounting), which others check with its tools.

In whole FEN: with yuan and two decimals Beancount takes a balance that is one fen off for right, by
its tolerance. A transaction is written for each source of money apart, so that Beancount sees that
each comes to nothing. It knows days and no positions: prefixes in the order of positions are
checked by `anjuan verify --money`.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from projections.ledger.book_rows import LegRow
from projections.ledger.legs import OUTSIDE_BOOKS
from projections.ledger.numbers import day_of
from projections.ledger.project_rows import MilestoneRow

CURRENCY = "FEN"
BEANCOUNT_HEAD = f'option "title" "Anjuan"\noption "operating_currency" "{CURRENCY}"\n\n'


class AccountEnd(NamedTuple):
    """An account of one source: its first and last day, and what it comes to at the end."""

    account: str
    source: str
    first_day: int
    last_day: int
    fen: int


def opening_lines(ends: Iterable[AccountEnd]) -> Iterator[str]:
    """The head of the file, and each account with the name that it has here."""
    yield BEANCOUNT_HEAD
    for one in ends:
        name = account_name(one.account, one.source)
        yield f'{day_of(one.first_day)} open {name} {CURRENCY}\n  account: "{one.account}"\n'
    yield "\n"


def transaction_lines(legs: Iterable[LegRow]) -> Iterator[str]:
    """The legs of a ledger, in the order of positions, as transactions of one source each."""
    for tx, of_one in groupby(legs, lambda leg: leg.tx):
        in_sources = sorted(of_one, key=lambda leg: (leg.source, leg.leg))
        for source, some in groupby(in_sources, lambda leg: leg.source):
            yield transaction(tx, source, [*some])


def transaction(tx: str, source: str, legs: list[LegRow]) -> str:
    first = legs[0]
    postings = "".join(
        f"  {account_name(leg.account, source)}  {leg.delta} {CURRENCY}\n" for leg in legs
    )
    return (
        f'{day_of(first.day)} * "{first.kind}"\n'
        f'  position: "{tx}"\n  centre: "{first.centre}"\n  project: "{first.project}"\n'
        f"{postings}\n"
    )


def milestone_lines(milestones: Iterable[MilestoneRow]) -> Iterator[str]:
    """Holds, settlements and starts, as Beancount's events."""
    for one in milestones:
        name = f"{one.event} {one.project or one.centre}"
        yield f'{day_of(one.day)} event "{name}" "{one.position}:{one.line}"\n'


def closing_lines(ends: Iterable[AccountEnd]) -> Iterator[str]:
    """What each account must come to, on the day after its last."""
    for one in ends:
        name = account_name(one.account, one.source)
        yield f"{day_of(one.last_day + 1)} balance {name}  {one.fen} {CURRENCY}\n"


def account_name(account: str, source: str) -> str:
    """An account as Beancount spells it: two accounts never get the same name."""
    root = "Equity" if account.startswith(OUTSIDE_BOOKS) else "Assets"
    parts = account.removeprefix(OUTSIDE_BOOKS).split(":", 1)
    return ":".join([root, *(f"X{component(one)}" for one in (*parts, source))])


def component(text: str) -> str:
    """Letters and digits as they are, "-" doubled, any other character by its number."""
    return "".join(
        one if one.isascii() and one.isalnum() else "--" if one == "-" else f"-{ord(one):x}-"
        for one in text
    )
