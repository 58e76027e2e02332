"""Rows of double entry: legs of transactions, and their sums by day."""

from typing import NamedTuple


class LegRow(NamedTuple):
    """One leg of a double-entry transaction `tx`: what it does to an account, for one source of
    money. All legs of a transaction come to nothing for each source."""

    position: int
    line: int
    leg: int
    recorded_at: int
    tx: str
    kind: str
    centre: str
    project: str
    account: str
    source: str
    day: int
    delta: int


class DaySumRow(NamedTuple):
    """What one event does to an account on a day, for one source: balances add up from these."""

    position: int
    account: str
    source: str
    day: int
    recorded_at: int
    delta: int
