"""Which money is traced: a source's, a project's, or what one allocation gave a project."""

from typing import NamedTuple

from msgspec import Struct

from projections.ledger.postings import LinePlace
from services.queries.tracing.ledger_moment import LedgerMoment

A_SOURCE, AN_ALLOCATION, A_PROJECT = "source", "allocation", "project"
SPECIAL_MONEY, MATCHING_MONEY = "special", "match"
ALLOCATIONS = "SELECT position, line, project, day, fen, document_no FROM {allocation}"


class TracedMoney(Struct, frozen=True):
    """`project:ID`, `allocation:POSITION` or `POSITION:_LINE`, `source:special`, `source:match`."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


class GivenAllocation(NamedTuple):
    """A budget that was issued for a project."""

    position: int
    line: int
    project: str
    day: int
    fen: int
    document_no: str

    @property
    def name(self) -> str:
        return f"{self.position}:{self.line}"


def parsed(text: str) -> TracedMoney | None:
    """The money that a text names; None where it names none."""
    kind, _, name = text.partition(":")
    if kind == A_SOURCE and name.lower() in (SPECIAL_MONEY, MATCHING_MONEY):
        return TracedMoney(kind, name.lower())
    if kind == AN_ALLOCATION:
        place = name if ":" in name else f"{name}:1"
        return TracedMoney(kind, place) if place_written(place) else None
    return TracedMoney(kind, name) if kind == A_PROJECT and name else None


def place_written(text: str) -> LinePlace | None:
    """`POSITION:_LINE` as numbers."""
    position, _, line = text.partition(":")
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in (position, line)):
        return None
    return int(position), int(line)


def project_of(ledger: LedgerMoment, money: TracedMoney) -> str | None:
    """The project whose money is traced; "" where it is not that of one, None where there is no
    such allocation."""
    if money.kind != AN_ALLOCATION:
        return money.name if money.kind == A_PROJECT else ""
    place = place_written(money.name) or ()
    found = ledger.dated_rows(f"{ALLOCATIONS} WHERE position = %s AND line = %s", *place)
    return GivenAllocation(*found[0]).project if found else None


def allocations(ledger: LedgerMoment, project: str) -> list[GivenAllocation]:
    """Those of a project, in the order in which they are used up."""
    found = ledger.dated_rows(f"{ALLOCATIONS} WHERE project = %s", project)
    return sorted((GivenAllocation(*row) for row in found), key=lambda one: (one.day, one))


def span(ledger: LedgerMoment, money: TracedMoney, project: str) -> tuple[int, int] | None:
    """Which fen of a project's support an allocation gave: from, up to; None where it is not an
    allocation that is traced."""
    first = 0
    for one in allocations(ledger, project) if money.kind == AN_ALLOCATION else ():
        if one.name == money.name:
            return first, first + one.fen
        first += one.fen
    return None
