"""Counter-lines (冲正): which lines a record of money stands for, and what takes their place.

A record's lines are those of its page, or the one line of a single act, numbered from 1. Those of a
correction are first the lines that it takes back, then those that it puts in their place.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.counterparty import Counterparty
from domain.event import Event
from domain.fund_case import BookedSums, LineTotal
from domain.fund_project.disbursements import ImportDisbursementPage
from domain.fund_project.expenses import TellExpenses
from domain.fund_project.matching import MatchFunded, MatchReturned
from domain.fund_project.page_lines import (
    ContractLine,
    DisbursementLine,
    PageLine,
    PaymentLine,
    ProjectLines,
    VoucherLine,
    lines_of_kinds,
    totals_by_line,
    what_lines_add,
)
from domain.fund_project.tranches import TrancheDisbursed
from domain.record import Record

NumberInRecord = Annotated[int, Meta(ge=1, le=1_000_000)]


class RightLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A wrong line by its number in its record, and the right one of the same kind; without one it
    is only taken back."""

    line: NumberInRecord
    contract: ContractLine | None = None
    voucher: VoucherLine | None = None
    payment: PaymentLine | None = None
    disbursement: DisbursementLine | None = None

    @property
    def right(self) -> tuple[PageLine, ...]:
        given = (self.contract, self.voucher, self.payment, self.disbursement)
        return tuple(one for one in given if one is not None)


RightLines = Annotated[tuple[RightLine, ...], Meta(min_length=1, max_length=200)]


class LinesExchanged(Event, frozen=True, kw_only=True):
    """Lines taken back and lines put in their place, which point into `counterparties`; what both
    come to."""

    counterparties: tuple[Counterparty, ...]
    taken_back: ProjectLines
    put_right: ProjectLines
    sums: BookedSums
    totals: tuple[LineTotal, ...]

    @property
    def in_order(self) -> tuple[PageLine, ...]:
        return (*self.taken_back.in_order, *self.put_right.in_order)


def lines_of_record(record: Record) -> tuple[PageLine, ...]:
    """The lines that a record stands for; none where it has none of money."""
    command, event = record.command, record.event
    if isinstance(command, TellExpenses):
        return command.lines.in_order
    if isinstance(command, ImportDisbursementPage):
        return command.lines
    if isinstance(event, LinesExchanged):
        return event.in_order
    line = line_of_act(record)
    return (line,) if line else ()


def line_of_act(record: Record) -> DisbursementLine | None:
    """The line of a payment, a receipt or a return that was recorded by itself."""
    event, context = record.event, record.context
    day, number = context.occurred_on, context.document_no or ""
    match event:
        case TrancheDisbursed():
            return DisbursementLine(
                day,
                "TRANCHE",
                event.amount,
                number,
                event.account,
                event.number,
                event.source,
                event.requested_by,
                event.approved_by,
                event.paid_by,
            )
        case MatchFunded() | MatchReturned():
            kind = "MATCH" if isinstance(event, MatchFunded) else "MATCH_RETURNED"
            line = DisbursementLine(day, "MATCH", event.amount, number, event.account)
            return replace(line, kind=kind, payer=event.payer)
    return None


def taken_back_by(record: Record) -> int:
    """How many of its lines are counter-lines, which nobody corrects."""
    event = record.event
    return len(event.taken_back.in_order) if isinstance(event, LinesExchanged) else 0


def parties_of(record: Record) -> tuple[Counterparty, ...]:
    """The counterparties that the lines of a record point to."""
    command, event = record.command, record.event
    if isinstance(event, LinesExchanged):
        return event.counterparties
    return command.counterparties if isinstance(command, TellExpenses) else ()


def place_of_party(line: PageLine) -> int | None:
    """The counterparty that a line points to, by its place in the table."""
    match line:
        case ContractLine():
            return line.party
        case VoucherLine():
            return line.seller
        case PaymentLine():
            return line.payee
    return None


def pointing_to(line: PageLine, party: int) -> PageLine:
    """The line with another place in the table."""
    match line:
        case ContractLine():
            return replace(line, party=party)
        case VoucherLine():
            return replace(line, seller=party)
        case PaymentLine():
            return replace(line, payee=party)
    return line


def one_table(
    lines: Sequence[PageLine], parties: Sequence[Counterparty], begun: Sequence[Counterparty]
) -> tuple[list[PageLine], list[Counterparty]]:
    """The lines as they point into one table, which goes on behind what was `begun`, with only the
    counterparties that they point to."""
    table, moved, places = [*begun], list[PageLine](), dict[int, int]()
    for line in lines:
        party = place_of_party(line)
        if party is not None and party >= 0:
            if party not in places:
                places[party] = len(table)
                table.append(parties[party])
            line = pointing_to(line, places[party])
        moved.append(line)
    return moved, table


def exchange(
    wrong: Record, right: Sequence[RightLine], parties: Sequence[Counterparty]
) -> LinesExchanged:
    """What correcting these lines of a record comes to."""
    lines = lines_of_record(wrong)
    old = [lines[one.line - 1] for one in right]
    old, table = one_table(old, parties_of(wrong), ())
    new, table = one_table([line for one in right for line in one.right], parties, table)
    taken_back, put_right = lines_of_kinds(old), lines_of_kinds(new)
    back, forth = taken_back.payments, put_right.payments
    return LinesExchanged(
        counterparties=tuple(table),
        taken_back=taken_back,
        put_right=put_right,
        sums=what_lines_add(new).together_with(what_lines_add(old, -1)),
        totals=(*totals_by_line(back, -1), *totals_by_line(forth)),
    )
