"""Reads a project's ledger: balances as of any day and as known at any moment, legs, budget lines.

Sums are of what was added, so no row is ever closed: a balance is the sum of what is of that day or
before, among what was recorded by that moment.
"""

from collections import Counter, defaultdict
from datetime import date, datetime

from msgspec import Struct

from adapters.read_model.writer import Readmodel
from domain.money import in_yuan
from domain.refusal import Text
from domain.words import value_words
from projections.ledger.legs import CORRECTING, purse
from projections.ledger.numbers import day_number, day_of, micros
from services.subscriptions.catalogue import LEDGER

EVER = 2**62
NEGATIVE_BY_DAY = "NEGATIVE_BY_DAY"
SHORT_WORDS = Text("按日期计余额曾为负", "below nothing by the days, for a while")
MOVEMENT_WORDS = {
    "disburse": Text("拨付", "special money paid"),
    "match": Text("配套到位", "matching money received"),
    "match_return": Text("配套退回", "matching money given back"),
    "expense": Text("支出", "expense"),
    "repay": Text("缴回财政", "paid back to the treasury"),
    "repay_own": Text("自有资金退款", "paid back out of its own money"),
}
CORRECTING_WORDS = Text("冲正：", "taken back: ")
BALANCES = """
SELECT source, sum(delta) FROM {day_sum}
WHERE account = %s AND day <= %s AND recorded_at <= %s GROUP BY source ORDER BY source
"""
MOVED = """
SELECT source, kind, sum(delta) FROM {leg}
WHERE project = %s AND account = %s AND day <= %s AND recorded_at <= %s
GROUP BY source, kind ORDER BY source, kind
"""
SHORT_DAYS = """
SELECT source, day, balance FROM (
  SELECT source, day, sum(sum(delta)) OVER (PARTITION BY source ORDER BY day) AS balance
  FROM {day_sum} WHERE account = %s AND day <= %s AND recorded_at <= %s GROUP BY source, day
) AS by_day WHERE balance < 0 ORDER BY day, source
"""
BUDGETS = """
SELECT budget_line, sum(fen), 0 FROM {budget} WHERE project = %s AND recorded_at <= %s
GROUP BY budget_line
UNION ALL
SELECT budget_line, 0, sum(fen) FROM {payment}
WHERE project = %s AND day <= %s AND recorded_at <= %s GROUP BY budget_line
"""
LEGS = """
SELECT position, line, leg, tx, kind, account, source, day, delta FROM {leg}
WHERE project = %s AND day <= %s AND recorded_at <= %s AND (position, line, leg) > (%s, %s, %s)
"""


class LedgerClock(Struct, frozen=True):
    """As of which day, and as known at which moment; None: as known now."""

    as_of: date
    known_at: datetime | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """The last day, and the last moment at which a row may have been recorded."""
        return day_number(self.as_of), micros(self.known_at) if self.known_at else EVER


class SourceBalance(Struct, frozen=True):
    """What the purse of a project holds of one source, and what came in and went out of each kind
    of movement, corrections counted in."""

    source: str
    source_words: Text
    fen: int
    yuan: str
    moved: dict[str, int]


class LedgerLeg(Struct, frozen=True):
    """One leg of a transaction, at its place: what it does to an account."""

    position: int
    line: int
    leg: int
    tx: str
    kind: str
    kind_words: Text
    account: str
    source: str
    source_words: Text
    day: date
    fen: int

    @property
    def cursor(self) -> str:
        """The place after which the next page begins."""
        return f"{self.position}:{self.line}:{self.leg}"


class BudgetUse(Struct, frozen=True):
    """What was issued on a budget line, and what payments claim of it."""

    budget_line: str
    limit: int
    used: int


class ShortDay(Struct, frozen=True):
    """A day at whose end the purse held less than nothing, though no record ever left it so: what
    came in was recorded with a later day. It is no fault, and is told."""

    source: str
    day: date
    fen: int
    code: str = NEGATIVE_BY_DAY
    code_words: Text = SHORT_WORDS


def source_balances(
    rows: Readmodel, project: str, clock: LedgerClock, source: str | None = None
) -> tuple[SourceBalance, ...]:
    moved = moved_by_source(rows, project, clock)
    found = rows.ask(LEDGER, BALANCES, (purse(project), *clock.bounds))
    return tuple(
        SourceBalance(name, of_source(name), int(fen), in_yuan(int(fen)), dict(moved[name]))
        for name, fen in found
        if source in (None, name)
    )


def moved_by_source(rows: Readmodel, project: str, clock: LedgerClock) -> dict[str, Counter[str]]:
    """What came in and went out of the purse, by source and kind of movement."""
    moved = defaultdict[str, Counter[str]](Counter)
    for name, kind, fen in rows.ask(LEDGER, MOVED, (project, purse(project), *clock.bounds)):
        moved[name][kind.removeprefix(CORRECTING)] += int(fen)
    return moved


def short_days(
    rows: Readmodel, project: str, clock: LedgerClock, source: str | None = None
) -> tuple[ShortDay, ...]:
    found = rows.ask(LEDGER, SHORT_DAYS, (purse(project), *clock.bounds))
    return tuple(
        ShortDay(name, day_of(day), int(fen)) for name, day, fen in found if source in (None, name)
    )


def budget_use(rows: Readmodel, project: str, clock: LedgerClock) -> tuple[BudgetUse, ...]:
    _, known = clock.bounds
    limits, uses = Counter[str](), Counter[str]()
    for name, limit, used in rows.ask(LEDGER, BUDGETS, (project, known, project, *clock.bounds)):
        limits[name] += int(limit)
        uses[name] += int(used)
    return tuple(BudgetUse(name, limits[name], uses[name]) for name in sorted(limits))


def legs_of(
    rows: Readmodel,
    project: str,
    clock: LedgerClock,
    source: str | None,
    after: tuple[int, int, int],
    limit: int,
) -> tuple[LedgerLeg, ...]:
    """The next legs of a project, in the order of positions."""
    wanted, values = (" AND source = %s", (source,)) if source else ("", ())
    order = f" ORDER BY position, line, leg LIMIT {int(limit)}"
    found = rows.ask(LEDGER, LEGS + wanted + order, (project, *clock.bounds, *after, *values))
    return tuple(
        LedgerLeg(
            position=position,
            line=line,
            leg=leg,
            tx=tx,
            kind=kind,
            kind_words=movement_words(kind),
            account=account,
            source=name,
            source_words=of_source(name),
            day=day_of(day),
            fen=fen,
        )
        for position, line, leg, tx, kind, account, name, day, fen in found
    )


def of_source(source: str) -> Text:
    return value_words(source, "source")


def movement_words(kind: str) -> Text:
    """What people call a movement, and one that takes it back."""
    plain = kind.removeprefix(CORRECTING)
    words = MOVEMENT_WORDS.get(plain, Text(plain, plain))
    if plain == kind:
        return words
    return Text(f"{CORRECTING_WORDS.zh}{words.zh}", f"{CORRECTING_WORDS.en}{words.en}")
