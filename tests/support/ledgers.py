"""Random ledgers: acts about the money of two projects, none of which takes more than is there; and
as the tables hold them."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.read_model.writer import Readmodel
from projections.journal import JournalRow
from projections.ledger.book_rows import DaySumRow, LegRow
from projections.ledger.claim_rows import PaymentRow
from projections.ledger.legs import (
    TREASURY,
    Booking,
    Movement,
    day_sums,
    legs,
    own_money,
    payee,
    payer,
    purse,
)
from projections.ledger.project_rows import BudgetRow, MatchReceiptRow, TrancheRow
from services.subscriptions.catalogue import LEDGER

PROJECTS = ("p1", "甲_2-b")
KINDS = ("disburse", "match", "match_return", "expense", "own", "repay", "correct")
LARGEST = 10**13
BOOKED = {LegRow, DaySumRow, TrancheRow, MatchReceiptRow, PaymentRow, BudgetRow}
BOOKS = replace(LEDGER, parts=tuple(part for part in LEDGER.parts if part.row in BOOKED))
"""Those tables of the ledger that are booked here: fewer are made sooner."""


class MoneyAct(NamedTuple):
    """One act: its kind, about which project, of how many hundredths of what there is, on which
    day; recorded one after another, whatever the day is."""

    kind: str
    project: str
    fen: int
    day: int


acts = st.lists(
    st.builds(
        MoneyAct,
        st.sampled_from(KINDS),
        st.sampled_from(PROJECTS),
        st.integers(1, LARGEST) | st.integers(1, 100),
        st.integers(18_000, 21_000),
    ),
    max_size=25,
)


def random_acts(random: Random, many: int) -> list[MoneyAct]:
    """So many acts, for files of many ledgers."""
    return [
        MoneyAct(
            random.choice(KINDS),
            random.choice(PROJECTS),
            random.choice((random.randint(1, LARGEST), random.randint(1, 100))),
            random.randint(18_000, 21_000),
        )
        for _ in range(many)
    ]


class Bookkeeper:
    """Books acts as the fund projects would decide them: what is not there is not spent."""

    def __init__(self) -> None:
        self.left: dict[tuple[str, str], int] = {}
        self.events: list[tuple[JournalRow, ...]] = []
        self.paid: list[tuple[Booking, PaymentRow]] = []

    def book(self, act: MoneyAct) -> None:
        place = Booking(
            len(self.events) + 1, 1, 10**15 + len(self.events), "c1", *act[1:2], act.day
        )
        rows = tuple(self.rows(act, place))
        self.events.append((*rows, *day_sums(row for row in rows if isinstance(row, LegRow))))

    def rows(self, act: MoneyAct, place: Booking) -> Iterable[JournalRow]:
        source = "MATCH" if act.kind.startswith("match") or act.fen % 3 == 0 else "SPECIAL"
        left = self.left.get((act.project, source), 0)
        inside, fen = purse(act.project), min(act.fen, left)
        match act.kind:
            case "disburse":
                yield TrancheRow(*place[:5], "1", act.day, act.fen, "省级", "甲", "乙", "丙", "a1")
                yield from self.moved(place, "disburse", TREASURY, inside, "SPECIAL", act.fen)
            case "match":
                yield MatchReceiptRow(*place, act.fen, "f1", "RECEIVED")
                yield from self.moved(place, "match", payer("f1"), inside, "MATCH", act.fen)
            case "match_return" if fen:
                yield MatchReceiptRow(*place, fen, "f1", "RETURNED")
                yield from self.moved(place, "match_return", inside, payer("f1"), "MATCH", fen)
            case "expense" if fen:
                yield self.payment(place, source, fen)
                yield from self.moved(place, "expense", inside, payee("r1"), source, fen)
            case "own":
                yield self.payment(place, "OWN", act.fen)
                own = own_money("c1")
                yield from self.moved(place, "expense", own, payee("r1"), "OWN", act.fen)
            case "repay" if source == "SPECIAL" and fen:
                yield from self.moved(place, "repay", inside, TREASURY, source, fen)
            case "correct" if self.paid:
                yield from self.corrected(place)

    def payment(self, place: Booking, source: str, fen: int) -> PaymentRow:
        paid = PaymentRow(*place, fen, "a1", "r1", source, "设备", "采购", "", "", "甲", "乙", 0)
        self.paid.append((place, paid))
        return paid

    def corrected(self, place: Booking) -> Iterable[JournalRow]:
        """The last payment is taken back, by a counter-line on its day."""
        before, paid = self.paid.pop()
        here = before._replace(position=place.position, recorded_at=place.recorded_at)
        yield paid._replace(position=here.position, recorded_at=here.recorded_at, fen=-paid.fen)
        own = own_money("c1") if paid.source == "OWN" else purse(paid.project)
        moved = Movement("expense", own, payee("r1"), paid.source, paid.fen)
        yield from legs(here, [moved.signed(-1)])
        self.count(own, paid.source, paid.fen)

    def moved(
        self, place: Booking, kind: str, giver: str, taker: str, source: str, fen: int
    ) -> Iterable[LegRow]:
        self.count(giver, source, -fen)
        self.count(taker, source, fen)
        yield from legs(place, [Movement(kind, giver, taker, source, fen)])

    def count(self, account: str, source: str, delta: int) -> None:
        key = account.removeprefix("project:"), source
        self.left[key] = self.left.get(key, 0) + delta


def booked(some: Iterable[MoneyAct]) -> Bookkeeper:
    keeper = Bookkeeper()
    for act in some:
        keeper.book(act)
    return keeper


def filled(readmodel: Readmodel, events: Sequence[Iterable[JournalRow]]) -> None:
    """The ledger anew, with the rows of these events."""
    readmodel.drop(BOOKS)
    readmodel.create(BOOKS)
    keyed = [(f"{n:018}", tuple(rows)) for n, rows in enumerate(events, 1)]
    readmodel.apply(BOOKS, keyed, since=0, checkpoint=len(events))
