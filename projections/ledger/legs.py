"""Double entry for project money: each movement is two legs, for one source, that come to nothing.

Accounts are the purses of projects (`project:ID`), which never hold less than nothing, and those
outside (`outside:...`), which do: nobody keeps books for them. Only what is decided and claimed on
fund projects is booked here; what banks show stands in `bank_line`, and the two never meet.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

from projections.ledger.book_rows import DaySumRow, LegRow

OUTSIDE_BOOKS = "outside:"
TREASURY = f"{OUTSIDE_BOOKS}treasury"
CORRECTING = "correct:"


class Movement(NamedTuple):
    """Money of one source that goes from an account to another."""

    kind: str
    giver: str
    taker: str
    source: str
    fen: int

    def signed(self, sign: int) -> "Movement":
        """The same, or with the sign -1 what takes it back."""
        if sign > 0:
            return self
        return self._replace(kind=f"{CORRECTING}{self.kind}", fen=-self.fen)


class Booking(NamedTuple):
    """Where a transaction stands: its place, when it was recorded, whose it is, and its day."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int

    @property
    def tx(self) -> str:
        return f"{self.position}:{self.line}"


def purse(project: str) -> str:
    return f"project:{project}"


def payer(ref: str) -> str:
    """The account of who gives matching money."""
    return f"{OUTSIDE_BOOKS}match:{ref}"


def payee(ref: str) -> str:
    """The account of who is paid."""
    return f"{OUTSIDE_BOOKS}payee:{ref}"


def own_money(centre: str) -> str:
    """The account of a centre's own money, for which no books are kept here."""
    return f"{OUTSIDE_BOOKS}own:{centre}"


def legs(booking: Booking, movements: Iterable[Movement]) -> Iterator[LegRow]:
    """The legs of one transaction, numbered from 1."""
    halves = chain.from_iterable(map(_halves, movements))
    for number, (movement, account, delta) in enumerate(halves, 1):
        yield LegRow(
            position=booking.position,
            line=booking.line,
            leg=number,
            recorded_at=booking.recorded_at,
            tx=booking.tx,
            kind=movement.kind,
            centre=booking.centre,
            project=booking.project,
            account=account,
            source=movement.source,
            day=booking.day,
            delta=delta,
        )


def _halves(movement: Movement) -> Iterator[tuple[Movement, str, int]]:
    yield movement, movement.giver, -movement.fen
    yield movement, movement.taker, movement.fen


def day_sums(legs: Iterable[LegRow]) -> Iterator[DaySumRow]:
    """What the legs of one event come to for each account, source and day."""

    def key(leg: LegRow) -> tuple[int, str, str, int, int]:
        return leg.position, leg.account, leg.source, leg.day, leg.recorded_at

    for place, group in groupby(sorted(legs, key=key), key):
        yield DaySumRow(*place, sum(leg.delta for leg in group))
