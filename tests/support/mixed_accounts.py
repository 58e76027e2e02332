"""Random worlds of mixed bank accounts: what truly happened, and the statements that tell of it.

`truly_moved` is the definition that traces are held against: fen by fen, in the order of time, and
with none of the code that it tests.
"""

from collections import defaultdict
from fractions import Fraction
from math import floor
from random import Random
from typing import NamedTuple

from projections.ledger.postings import LinePlace
from projections.tracing.statement import StatementLine

HELD = ("account-a", "account-b", "account-c")
DARK = ("dark-x", "dark-y")


class Happening(NamedTuple):
    """Money that moved; `marked`: it is the money to be traced. From "" it comes from outside."""

    day: int
    giver: str
    taker: str
    fen: int
    marked: bool


def mixed_world(
    chance: Random, moves: int = 30, *, back: bool = False, openings: bool = True
) -> list[Happening]:
    """Money comes in, goes to and fro and away; with `back` it comes again from the dark too. No
    account pays what it does not have. What each held at first is of day 0, and on no statement."""
    balance = {one: chance.randint(0, 40) if openings else 0 for one in HELD}
    world = [Happening(0, "", one, fen, False) for one, fen in balance.items() if fen]
    days = sorted(chance.choices(range(1, chance.choice((2, 8, 30))), k=moves))
    for day in days:
        paying = [one for one in HELD if balance[one]]
        givers = [*paying, *paying, "", *(DARK if back else ())]
        giver = chance.choice(givers)
        taker = chance.choice([one for one in (*HELD, *DARK) if one != giver and _meet(giver, one)])
        fen = chance.randint(1, balance.get(giver, 40))
        world.append(Happening(day, giver, taker, fen, not giver and chance.random() < 0.6))
        for account, change in ((giver, -fen), (taker, fen)):
            if account in balance:
                balance[account] += change
    return world


def _meet(giver: str, taker: str) -> bool:
    """Between two whom nobody shows, nobody sees anything."""
    return giver in HELD or taker in HELD


Moved = tuple[int, int, int]


class _Account:
    def __init__(self) -> None:
        self.fen: list[bool] = []  # each fen, oldest first: is it of the traced money
        self.prorata = self.libr = 0

    def pay(self, fen: int) -> tuple[list[bool], int, int]:
        have = len(self.fen)
        exact = Fraction(fen * self.prorata, have)
        prorata = floor(exact + Fraction(1, 2))
        libr = max(0, fen - (have - self.libr))
        gone, self.fen = self.fen[:fen], self.fen[fen:]
        self.prorata -= prorata
        self.libr -= libr
        return gone, prorata, libr

    def take(self, fen: list[bool], prorata: int, libr: int) -> None:
        self.fen += fen
        self.prorata += prorata
        self.libr += libr


def truly_moved(world: list[Happening], chance: Random | None = None) -> list[Moved]:
    """What each happening moved of the traced money by the three methods. What comes from the dark
    is none of it; with `chance`, any part of what truly was there."""
    accounts: dict[str, _Account] = defaultdict(_Account)
    dark: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    moved: list[Moved] = []
    for one in world:
        if one.giver in HELD:
            fen, prorata, libr = accounts[one.giver].pay(one.fen)
        elif one.giver in DARK and chance:
            fen, prorata, libr = _from_dark(dark[one.giver], one.fen, chance)
        else:
            fen, prorata, libr = [one.marked] * one.fen, *[one.fen * one.marked] * 2
        if one.taker in HELD:
            accounts[one.taker].take(fen, prorata, libr)
        else:
            dark[one.taker] = [
                a + b for a, b in zip(dark[one.taker], (sum(fen), prorata, libr), strict=True)
            ]
        moved.append((sum(fen), prorata, libr))
    return moved


def _from_dark(there: list[int], fen: int, chance: Random) -> tuple[list[bool], int, int]:
    brought = [chance.choice((0, chance.randint(0, min(fen, n)), min(fen, n))) for n in there]
    for method, n in enumerate(brought):
        there[method] -= n
    of_fen = [True] * brought[0] + [False] * (fen - brought[0])
    chance.shuffle(of_fen)
    return of_fen, brought[1], brought[2]


class Told(NamedTuple):
    """AccountStatement lines as imported, and of which happening each place tells."""

    lines: list[StatementLine]
    of: dict[LinePlace, int]


def told(world: list[Happening], chance: Random, *, balances: bool = True) -> Told:
    """Each held account's statement cut into pages, and these imported in any order; without
    `balances` whole, since pages of one and the same day have no other order then."""
    pages: list[Page] = []
    for account in HELD:
        statement = _statement_of(world, account, balances)
        pages += _cut(statement, chance) if balances else [statement]
    chance.shuffle(pages)
    lines: list[StatementLine] = []
    of: dict[LinePlace, int] = {}
    for position, page in enumerate(pages, start=1):
        for line, (number, one) in enumerate(page, start=1):
            lines.append(one._replace(place=(position, line)))
            of[position, line] = number
    return Told(lines, of)


Page = list[tuple[int, StatementLine]]


def _cut(statement: Page, chance: Random) -> list[Page]:
    """At random places, but no day has two pages of its own alone."""
    pages: list[Page] = []
    while statement:
        cut = chance.randint(1, len(statement))
        page, statement = statement[:cut], statement[cut:]
        days = {one.day for _, one in page}
        if pages and len(days) == 1 and {one.day for _, one in pages[-1]} == days:
            pages[-1] += page
        else:
            pages.append(page)
    return pages


def _statement_of(world: list[Happening], account: str, balances: bool) -> Page:
    lines: Page = []
    balance = 0
    for number, one in enumerate(world):
        if account not in (one.giver, one.taker):
            continue
        side = "out" if account == one.giver else "in"
        balance += one.fen if side == "in" else -one.fen
        other = one.taker if side == "out" else one.giver
        if one.day:
            shown = balance if balances else None
            marked = one.fen if one.marked and side == "in" else 0
            line = StatementLine((0, 0), account, one.day, side, one.fen, other, shown, marked)
            lines.append((number, line))
    return lines
