"""Rows about what a centre claims to have paid: contracts, vouchers and payments, with their legs.

The lines of a page are numbered through contracts, vouchers and payments.
"""

from collections.abc import Iterator, Sequence

from domain.counterparty import Counterparty
from domain.fund_project.correcting_lines import ProjectLinesCorrected
from domain.fund_project.expenses import ExpensesTold, TellExpenses
from domain.fund_project.page_lines import (
    ContractLine,
    DisbursementLine,
    PageLine,
    PaymentLine,
    VoucherLine,
)
from projections.journal import EarlierRows, JournalRow
from projections.ledger.claim_rows import ContractRow, PaymentRow, VoucherRow
from projections.ledger.legs import Booking, Movement, legs, own_money, payee, purse
from projections.ledger.numbers import day_number
from projections.ledger.parties import new_parties, ref_of
from projections.ledger.projects import OWN_FUNDS, booked_at, of_disbursement
from projections.recorded import RecordedEvent


def of_expenses(
    at: RecordedEvent, event: ExpensesTold, earlier: EarlierRows
) -> Iterator[JournalRow]:
    command = at.record.command
    assert isinstance(command, TellExpenses)
    yield from new_parties(at, command.counterparties, earlier)
    for number, line in enumerate(command.lines.in_order, 1):
        place = booked_at(at, event.centre, number)._replace(day=day_number(line.day))
        yield from of_claim(place, line, command.counterparties)


def of_exchanged_lines(
    at: RecordedEvent, event: ProjectLinesCorrected, earlier: EarlierRows
) -> Iterator[JournalRow]:
    """The counter-lines of what was wrong, then the right lines, numbered through both."""
    yield from new_parties(at, event.counterparties, earlier)
    back = len(event.taken_back.in_order)
    for number, line in enumerate(event.in_order, 1):
        place = booked_at(at, event.centre, number)._replace(day=day_number(line.day))
        sign = -1 if number <= back else 1
        for row in of_claim(place, line, event.counterparties, sign):
            if isinstance(row, PaymentRow) and sign < 0:
                yield with_its_voucher(row, earlier)
            else:
                yield row


def with_its_voucher(counter: PaymentRow, earlier: EarlierRows) -> PaymentRow:
    """The counter-line of a payment, for the voucher that the payment names: where that was one of
    its own page, the place is the page's."""
    own = f"{counter.position}:"
    if not counter.voucher.startswith(own):
        return counter
    line = counter.voucher.removeprefix(own)
    for one in earlier.where(PaymentRow, project=[counter.project], day=[counter.day]):
        same = (one.fen, one.payee, one.source) == (-counter.fen, counter.payee, counter.source)
        if same and one.voucher == f"{one.position}:{line}":
            return counter._replace(voucher=one.voucher)
    return counter


def of_claim(
    place: Booking, line: PageLine, parties: Sequence[Counterparty], sign: int = 1
) -> Iterator[JournalRow]:
    """The rows of one line; with the sign -1 those of its counter-line."""
    match line:
        case ContractLine():
            yield of_contract(place, line, ref_of(parties, line.party), sign)
        case VoucherLine():
            yield of_voucher(place, line, ref_of(parties, line.seller), sign)
        case PaymentLine():
            yield from of_payment(place, line, ref_of(parties, line.payee), sign)
        case DisbursementLine():
            yield from of_disbursement(place, line, sign)


def of_contract(place: Booking, line: ContractLine, party: str, sign: int) -> ContractRow:
    return ContractRow(
        *place[:5],
        contract_no=line.contract_no,
        day=place.day,
        party=party,
        fen=sign * line.fen,
    )


def of_voucher(place: Booking, line: VoucherLine, seller: str, sign: int) -> VoucherRow:
    return VoucherRow(
        *place,
        fen=sign * line.fen,
        invoice_code=line.invoice_code,
        invoice_no=line.invoice_no,
        seller=seller,
        file_sha256=line.file,
        budget_line=line.budget_line,
        red=int(line.red),
    )


def of_payment(place: Booking, line: PaymentLine, paid: str, sign: int) -> Iterator[JournalRow]:
    yield PaymentRow(
        *place,
        fen=sign * line.fen,
        account=line.account,
        payee=paid,
        source=line.source,
        budget_line=line.budget_line,
        purpose=line.purpose,
        voucher=voucher_at(place, line.voucher),
        contract_no=line.contract_no,
        requested_by=line.requested_by,
        approved_by=line.approved_by,
        cash=int(line.cash),
    )
    giver = own_money(place.centre) if line.source == OWN_FUNDS else purse(place.project)
    moved = Movement("expense", giver, payee(paid), line.source, line.fen)
    yield from legs(place, [moved.signed(sign)])


def voucher_at(place: Booking, named: str) -> str:
    """The place of a voucher; `:7` is line 7 of the same page."""
    return f"{place.position}{named}" if named.startswith(":") else named
