"""Rows of the ledger about bank accounts: what statements show, and what was matched with it."""

from typing import NamedTuple


class BankAccountRow(NamedTuple):
    """An account whose statements are held. `holder`: CENTRE, OWN (the builder's other account) or
    OTHER. `party` is the reference of its number: what statements of others call it by."""

    position: int
    line: int
    recorded_at: int
    account: str
    centre: str
    holder: str
    party: str = ""


class BankLineRow(NamedTuple):
    """A line of a statement: what the bank shows. `side` is `in` or `out`; `other` the account that
    is held of the other side, else its reference; `settles` the place (`position:line`) of the
    tranche or match that it settles; `doubt` "" or NO_CONTINUITY."""

    position: int
    line: int
    recorded_at: int
    account: str
    centre: str
    day: int
    side: str
    fen: int
    balance: int | None
    other: str
    party: str
    settles: str
    doubt: str


class PostingRow(NamedTuple):
    """Money from `giver` to `taker`: accounts, or references of what is not held. A transfer that
    stands in two statements is a row for each line; that of the later one names the earlier as
    (`other_position`, `other_line`). Whoever takes those with `other_position` 0 counts each
    transfer once. `special` is 1 where a line settles a tranche or a match."""

    position: int
    line: int
    recorded_at: int
    giver: str
    taker: str
    day: int
    fen: int
    special: int
    other_position: int
    other_line: int


class ReconciledRow(NamedTuple):
    """A payment and the bank line that shows it, as somebody said; both as `position:line`."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    payment: str
    bank_line: str
