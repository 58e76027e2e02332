"""Books of a centre's fund projects, kept from what was asked alone: no state of a case is read but
the stage in which an act found it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Case
from domain.centre.funds import SupportCounted
from domain.deciding import Decided
from domain.fund_project.budgeting import BalanceReturned
from domain.fund_project.correcting_lines import ProjectLinesCorrected
from domain.fund_project.counter_lines import lines_of_record
from domain.fund_project.page_lines import DisbursementLine, PaymentLine
from domain.fund_project.recovering import RepaymentOrdered, RepaymentReceived
from domain.fund_project.settling import FundsSettled
from domain.record import Record
from tests.support.road import FUNDS


class Entry(Struct, frozen=True, kw_only=True):
    """An amount that some source of a project has become more, or less, by."""

    project: str
    kind: str
    fen: int
    day: date
    found_in: str | None
    centre_over: bool


class Books:
    """Entries in the order of the acts; what was ordered back; what stood at each settlement."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.ordered: list[Entry] = []
        self.settled: list[tuple[int, int]] = []
        self.counted: list[tuple[int, int]] = []

    def keep(self, acted: list[Decided], before: dict[str, Case]) -> None:
        """Enters what an act has brought."""
        first = len(self.entries)
        for one in acted:
            if one.stream.startswith(FUNDS):
                self.enter(one.stream, one.record, before)
        paid = sum(one.fen for one in self.entries[first:] if one.kind == "TRANCHE")
        said = sum(
            one.record.event.delta for one in acted if isinstance(one.record.event, SupportCounted)
        )
        self.counted.append((paid, said))

    def enter(self, stream: str, record: Record, before: dict[str, Case]) -> None:
        centre = next((one for name, one in before.items() if name == "centres/a1"), None)
        found = before.get(stream)
        blank = Entry(
            project=stream,
            kind="",
            fen=0,
            day=record.context.occurred_on,
            found_in=found.stage if found else None,
            centre_over=bool(centre and centre.final),
        )
        self.entries += [replace(blank, **one) for one in booked(record)]
        if isinstance(record.event, RepaymentOrdered):
            self.ordered.append(replace(blank, kind="ORDERED", fen=record.event.amount))
        if isinstance(record.event, FundsSettled):
            self.settled.append((self.total("MATCH", "MATCH_RETURNED"), self.total("TRANCHE")))

    def total(self, *kinds: str, project: str = "") -> int:
        own = (one for one in self.entries if one.project.endswith(project))
        signs = {"MATCH_RETURNED": -1}
        return sum(signs.get(one.kind, 1) * one.fen for one in own if one.kind in kinds)


def booked(record: Record) -> Iterator[dict[str, Any]]:
    """The entries of a record, from its lines or from its own amount."""
    event = record.event
    if isinstance(event, ProjectLinesCorrected):
        old = len(event.taken_back.in_order)
        for number, line in enumerate(event.in_order):
            yield from entries_of(line, -1 if number < old else 1)
        return
    for line in lines_of_record(record):
        yield from entries_of(line, 1)
    if isinstance(event, BalanceReturned):
        yield {"kind": "RETURNED", "fen": event.amount}
    if isinstance(event, RepaymentReceived) and event.paid_from == "SPECIAL":
        yield {"kind": "REPAID", "fen": event.amount}


def entries_of(line: object, sign: int) -> Iterator[dict[str, Any]]:
    if isinstance(line, PaymentLine):
        yield {"kind": f"SPENT_{line.source}", "fen": sign * line.fen, "day": line.day}
    if isinstance(line, DisbursementLine):
        yield {"kind": line.kind, "fen": sign * line.fen, "day": line.day}
