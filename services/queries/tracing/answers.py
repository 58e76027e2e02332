"""Answers of traces as the API gives them: payments with intervals, what is left, doubts, words."""

from typing import Literal

from msgspec import Struct

from domain.refusal import Text
from services.queries.tracing.held_accounts import PartyShown


class TracedPayment(Struct, frozen=True):
    """A payment, and how many fen of it are traced money: by first in first out (null where the
    accounts are too mixed), pro rata, and lowest intermediate balance; at least and at most.
    `lines` are its evidence, each `position:line`, on either statement. `giver` and `taker` are
    keys of `parties`. `tie`: half a fen was given to the traced money."""

    position: int
    line: int
    lines: tuple[str, ...]
    giver: str
    taker: str
    day: str
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    tie: bool
    entered: bool


class LeftShown(Struct, frozen=True):
    """What is left of the traced money. `dark`: no statement of the account is held, or the reader
    is not shown it; it is what was paid there."""

    account: str
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    dark: bool


class DoubtShown(Struct, frozen=True):
    kind: str
    words: Text
    account: str
    day: str
    fen: int
    place: str


class TraceAnswer(Struct, frozen=True, kw_only=True):
    """`entered` fen of traced money; of so many `lines` within reach the payments that may have
    moved some of it, in order; `left_out` smaller ones are not listed. `unsettled` are tranches
    that no statement shows."""

    of: str
    as_of: str
    known_at: str
    entered: int
    lines: int
    payments: tuple[TracedPayment, ...]
    left_out: int
    left: tuple[LeftShown, ...]
    doubts: tuple[DoubtShown, ...]
    unsettled: tuple[str, ...]
    parties: dict[str, PartyShown]


class SankeyNodeShown(Struct, frozen=True):
    """An account, or "" for the others of a `kind`; `visit` 2: the money came back to it."""

    account: str
    visit: int
    kind: str
    words: Text


class SankeyRibbonShown(Struct, frozen=True):
    """From node to node, each by its place among the nodes."""

    giver: int
    taker: int
    payments: int
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    lines: tuple[str, ...]


class SankeyAnswer(Struct, frozen=True, kw_only=True):
    """The trace as a diagram without circles: the largest ribbons, the others by kind."""

    of: str
    as_of: str
    known_at: str
    entered: int
    nodes: tuple[SankeyNodeShown, ...]
    ribbons: tuple[SankeyRibbonShown, ...]


class AllocationTraced(Struct, frozen=True):
    """How much of a payment came from one allocation."""

    allocation: str
    project: str
    document_no: str
    day: str
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    tie: bool


class BackwardAnswer(Struct, frozen=True, kw_only=True):
    """Where the money of one payment came from, for each allocation with a way to it;
    `not_asked` more have one."""

    to: str
    as_of: str
    known_at: str
    direction: Literal["back"] = "back"
    allocations: tuple[AllocationTraced, ...]
    not_asked: int
