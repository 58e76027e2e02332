"""The answer of a trace: what each posting moved of the traced money, at least and at most."""

from msgspec import Struct

from projections.ledger.postings import LinePlace

Methods = tuple[int | None, int, int]
"""Fen by first in first out, pro rata, lowest intermediate balance; the first may be given up."""


class TracedPosting(Struct, frozen=True, gc=False):
    """Money from `giver` to `taker` (`~` and an account: what moved unseen on it), at its place on
    one statement and, if both are held, `other_place`; how many fen of it are traced money by
    each method. `min` and `max` are over all methods, and over what may have come back from
    accounts that nobody has shown; `highest` says which did what. `entered`: it came in here.
    `tie`: pro rata, half a fen was given to the traced money."""

    place: LinePlace
    other_place: LinePlace | None
    giver: str
    taker: str
    day: int
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    tie: bool
    entered: bool
    highest: Methods


class LeftOfTrace(Struct, frozen=True):
    """What an account holds of the traced money by each method, of `fen` in all. `dark`: nobody has
    shown its statement; it is what was paid there, and may be gone since."""

    account: str
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    dark: bool


class TraceDoubt(Struct, frozen=True):
    """What the trace has to assume. ORDER: two banks contradict each other, this went out first.
    ONE_SIDE: the other statement is held too, and does not show it. OPENING: was there before the
    first page. GAP: moved unseen between two pages. SHORTAGE: was paid and not there. CAME_BACK:
    may bring traced money back from an account that nobody has shown. TOO_MIXED: from here on first
    in, first out is given up."""

    kind: str
    account: str
    day: int
    fen: int
    place: LinePlace


class Trace(Struct, frozen=True):
    """`entered` fen of traced money; of so many `lines` the postings, in order, that may have moved
    some of it; where it may be left."""

    entered: int
    lines: int
    postings: tuple[TracedPosting, ...]
    left: tuple[LeftOfTrace, ...]
    doubts: tuple[TraceDoubt, ...]


def interval(low: Methods, high: Methods) -> tuple[int, int]:
    """At least, at most."""
    fifo, prorata, libr = low
    most, most_prorata, most_libr = high
    if fifo is None or most is None:
        return min(prorata, libr), max(most_prorata, most_libr)
    return min(fifo, prorata, libr), max(most, most_prorata, most_libr)
