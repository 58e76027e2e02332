"""Which money is traced: a source's, a project's, or what one allocation gave a project.

Money enters a trace where a bank line settles a tranche of it, as the import said or somebody who
reconciled it. Of several allocations of a project the tranches use up the earlier first.
"""

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from msgspec import Struct

from projections.tracing.statement import Place
from services.queries.tracing.ledger_moment import LedgerMoment

SOURCE, ALLOCATION, PROJECT = "source", "allocation", "project"
TRANCHES = "SELECT position, line, project, centre, tranche_no, day, fen FROM {tranche}"
MATCHES = "SELECT position, line, project, centre, payer, day, fen FROM {match_receipt}"
ALLOCATIONS = "SELECT position, line, project, day, fen, document_no FROM {allocation}"
SETTLED = "SELECT position, line, account, fen, settles FROM {bank_line}"
RECONCILED = "SELECT bank_line, payment FROM {reconciled}"


Settled = tuple[int, int, str, int, str]


class TracedMoney(Struct, frozen=True):
    """`project:ID`, `allocation:POSITION` or `POSITION:LINE`, `source:special`, `source:match`."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


class Tranche(NamedTuple):
    position: int
    line: int
    project: str
    centre: str
    number: str
    day: int
    fen: int

    @property
    def name(self) -> str:
        return f"{self.position}:{self.line}"


class Allocation(NamedTuple):
    position: int
    line: int
    project: str
    day: int
    fen: int
    document_no: str

    @property
    def name(self) -> str:
        return f"{self.position}:{self.line}"


class Entry(NamedTuple):
    """A bank line by which traced money enters an account: `fen` of it are, behind those
    `ahead`."""

    place: Place
    account: str
    fen: int
    ahead: int


def parsed(text: str) -> TracedMoney | None:
    """The money that a text names; None where it names none."""
    kind, _, name = text.partition(":")
    if kind == SOURCE and name.lower() in ("special", "match"):
        return TracedMoney(kind, name.lower())
    if kind == ALLOCATION and place_in(name if ":" in name else f"{name}:1"):
        return TracedMoney(kind, name if ":" in name else f"{name}:1")
    return TracedMoney(kind, name) if kind == PROJECT and name else None


def place_in(text: str) -> Place | None:
    """`POSITION:LINE` as numbers."""
    position, _, line = text.partition(":")
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in (position, line)):
        return None
    return int(position), int(line)


def project_of(ledger: LedgerMoment, money: TracedMoney) -> str | None:
    """The project whose money is traced; "" where it is not that of one, None where there is no
    such allocation."""
    if money.kind != ALLOCATION:
        return money.name if money.kind == PROJECT else ""
    found = ledger.dated_rows(f"{ALLOCATIONS} WHERE position = %s AND line = %s", *of(money))
    return Allocation(*found[0]).project if found else None


def of(money: TracedMoney) -> Place:
    place = place_in(money.name)
    assert place is not None
    return place


class Entered(NamedTuple):
    """Where the money comes in; `unsettled` are tranches that no statement shows yet."""

    entries: list[Entry]
    unsettled: list[str]


def entered(ledger: LedgerMoment, money: TracedMoney, project: str) -> Entered:
    """Where the money comes in, and how much of it with each line."""
    parts = {name: (ahead, fen) for name, ahead, fen in parts_of(ledger, money, project)}
    settled = [*(settling(ledger, [*parts]) if project else settling_any(ledger, parts))]
    found = [_entry(row, *parts[row[4]]) for row in settled if row[3] > 0]
    return Entered(found, sorted(parts.keys() - {row[4] for row in settled}))


def _entry(row: Settled, ahead: int, part: int) -> Entry:
    position, line, account, fen, _ = row
    before = min(ahead, fen)
    return Entry((position, line), account, min(part, fen - before), before)


def parts_of(
    ledger: LedgerMoment, money: TracedMoney, project: str
) -> Iterator[tuple[str, int, int]]:
    """The tranches (or matches), and how much of each is the traced money, behind how much."""
    where, values = ("project = %s", [project]) if project else ("line > %s", [0])
    table = MATCHES if money == TracedMoney(SOURCE, "match") else TRANCHES
    kind = " AND kind = 'RECEIVED'" if table == MATCHES else ""
    tranches = in_force(
        [Tranche(*row) for row in ledger.dated_rows(f"{table} WHERE {where}{kind}", *values)]
    )
    if money.kind != ALLOCATION:
        yield from ((one.name, 0, one.fen) for one in tranches)
        return
    first, last = span(ledger, money, project)
    ends = accumulate(one.fen for one in tranches)
    for one, end in zip(tranches, ends, strict=True):
        begins = end - one.fen
        if (within := min(end, last) - max(begins, first)) > 0:
            yield one.name, max(0, first - begins), within


def in_force(tranches: Iterable[Tranche]) -> list[Tranche]:
    """Without those that a counter-line takes back, in the order of their days."""
    standing: list[Tranche] = []
    for one in sorted(tranches):
        if one.fen > 0:
            standing.append(one)
        else:
            against = [
                each for each in standing if (each.number, -each.fen) == (one.number, one.fen)
            ]
            standing = [each for each in standing if each not in against[-1:]]
    return sorted(standing, key=lambda one: (one.day, one.position, one.line))


def span(ledger: LedgerMoment, money: TracedMoney, project: str) -> tuple[int, int]:
    """Which fen of the project's support the allocation gave: from, up to."""
    given = allocations(ledger, project)
    first = 0
    for one in given:
        if one.name == money.name:
            return first, first + one.fen
        first += one.fen
    return 0, 0


def allocations(ledger: LedgerMoment, project: str) -> list[Allocation]:
    """Those of a project, in the order in which they are used up."""
    found = ledger.dated_rows(f"{ALLOCATIONS} WHERE project = %s", project)
    return sorted((Allocation(*row) for row in found), key=lambda one: (one.day, one))


def settling(ledger: LedgerMoment, tranches: list[str]) -> Iterator[Settled]:
    """The bank lines that settle one of the tranches."""
    said = dict(ledger.known_among(f"{RECONCILED} WHERE payment", tranches))
    yield from ledger.dated_among(f"{SETTLED} WHERE settles", tranches)
    for bank_line, tranche in said.items():
        place = place_in(bank_line)
        rows = ledger.dated_rows(f"{SETTLED} WHERE position = %s AND line = %s", *(place or (0, 0)))
        yield from ((*row[:4], tranche) for row in rows if not row[4])


def settling_any(ledger: LedgerMoment, parts: Iterable[str]) -> Iterator[Settled]:
    wanted = {*parts}
    rows = ledger.dated_rows(f"{SETTLED} WHERE settles <> %s", "")
    yield from (row for row in rows if row[4] in wanted)
