"""State of a bank account: whose it is, and which stretches of its statement have come in.

The lines stand in the commands of the pages; the state holds what they come to, so that it stays
small however many there are.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from domain.case import Case
from domain.context import UNITS, Actor
from domain.counterparty import LineRef, PartyIndex
from domain.divisions import Divisions
from domain.personal import Personal

Holder = Literal["CENTRE", "OWN", "OTHER"]
AccountKind = Literal["BASIC", "GENERAL", "DEDICATED", "PERSONAL", "OTHER"]
Doubt = Literal["NO_CONTINUITY"]
LARGEST_FEN = 10**15
"""Fen: the sum of a page still fits 64 bits."""
SignedFen = Annotated[int, Meta(ge=-LARGEST_FEN, le=LARGEST_FEN)]


class BankLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One line of a statement. `party` points into the page's counterparties, -1 to none; `balance`
    is the one that the bank prints after the line, `serial` its number of the transaction (流水号);
    `settles` is the line of a tranche or a match that this one pays. `fen` is above 0 but on a
    counter-line, which takes another back."""

    day: date
    side: Literal["in", "out"]
    fen: SignedFen
    party: PartyIndex
    balance: SignedFen | None = None
    serial: Annotated[str, Meta(max_length=64)] = ""
    settles: LineRef | None = None

    @property
    def delta(self) -> int:
        """By how much the balance of the account changes."""
        return self.fen if self.side == "in" else -self.fen


class StatementStretch(Struct, frozen=True, omit_defaults=True):
    """A part of the statement without a gap: its first and last day, the balances before and after
    it where the bank prints them, and the file and page with which it ends."""

    first_day: date
    last_day: date
    opening: int | None = None
    closing: int | None = None
    file: str = ""
    page: int = 0

    @property
    def days(self) -> tuple[date, date]:
        return self.first_day, self.last_day


class Reconciled(Struct, frozen=True, array_like=True):
    """A bank line that somebody has said to be a payment of a project."""

    bank_line: str
    payment: str
    project: str
    fen: int


class BankAccount(Case, frozen=True):
    """State of an account. `holder` says whose it is: the centre's own for the project (CENTRE),
    another of its builder (OWN), or somebody else's (OTHER), which the centre is not shown.
    `ref` is how lines elsewhere name it as their counterparty; `pages` and `lines` count what came
    in; `corrected` are lines that were corrected. It keeps no version of the regulation."""

    keeps_text = False

    centre: str = ""
    owner: str = ""
    division: str = ""
    holder: str = ""
    account: Personal = ""
    ref: str = ""
    tail: str = ""
    bank: str = ""
    account_kind: str = ""
    pages: int = 0
    lines: int = 0
    stretches: tuple[StatementStretch, ...] = ()
    corrected: tuple[str, ...] = ()
    reconciled: tuple[Reconciled, ...] = ()

    def is_open_to(self, actor: Actor) -> bool:
        """Somebody else's account is there for officials alone."""
        return actor.role not in UNITS or (self.holder != "OTHER" and actor.organ == self.owner)

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        if name == "owner":
            return None if self.holder == "OTHER" else self.owner
        return self.division
