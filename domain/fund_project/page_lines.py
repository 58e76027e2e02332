"""Lines of pages about a project: what it claims to have bought and paid, and how it was paid.

A line is an array in the store, with new fields at its end. The lines of a page are numbered from 1
through contracts, vouchers, payments and disbursements, in this order: `position:line` names one
everywhere, and `:line` one of the same page.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.counterparty import PartyIndex
from domain.fund_case import BookedSums, LineTotal, MoneySource
from domain.money import SomeFen
from domain.refusal import Text
from domain.typed_text import ActDay, FileHash, ShortText, Typed

MaybeText = Annotated[str, Meta(max_length=200)]
VoucherRef = Annotated[
    str,
    Meta(pattern=r"^([1-9][0-9]{0,17})?(:[1-9][0-9]{0,5})?\Z"),
    Typed(
        Text(
            "凭证的序号和行号，如 125:7；同页的只写 :7",
            "a voucher's line: 125:7, or :7 of this page",
        )
    ),
]


class ContractLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """合同: its number, its day, with whom, about how much."""

    contract_no: ShortText
    day: ActDay
    party: PartyIndex
    fen: SomeFen


class VoucherLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """凭证: an invoice by its code (e-invoices have none) and number, its seller and its file; a
    `red` one takes another back."""

    day: ActDay
    invoice_code: MaybeText
    invoice_no: ShortText
    seller: PartyIndex
    fen: SomeFen
    file: FileHash
    budget_line: ShortText
    red: bool = False


class PaymentLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """支付: to whom, from which account and source, on which budget line, for which voucher. Who
    asked for it and approved it are names of accounts, not of persons."""

    day: ActDay
    payee: PartyIndex
    account: MaybeText
    source: MoneySource
    budget_line: ShortText
    purpose: ShortText
    fen: SomeFen
    voucher: VoucherRef = ""
    contract_no: MaybeText = ""
    requested_by: MaybeText = ""
    approved_by: MaybeText = ""
    cash: bool = False


class DisbursementLine(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """拨付、配套: a tranche with its number and who asked for it, approved and paid it; or matching
    money received or returned, with its payer."""

    day: ActDay
    kind: Literal["TRANCHE", "MATCH", "MATCH_RETURNED"]
    fen: SomeFen
    document_no: MaybeText = ""
    account: MaybeText = ""
    number: Annotated[int, Meta(ge=0, le=10000)] = 0
    source: MaybeText = ""
    requested_by: MaybeText = ""
    approved_by: MaybeText = ""
    paid_by: MaybeText = ""
    payer: MaybeText = ""


PageLine = ContractLine | VoucherLine | PaymentLine | DisbursementLine


class ProjectLines(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Lines of every kind, in the order in which they are numbered."""

    contracts: tuple[ContractLine, ...] = ()
    vouchers: tuple[VoucherLine, ...] = ()
    payments: tuple[PaymentLine, ...] = ()
    disbursements: tuple[DisbursementLine, ...] = ()

    @property
    def in_order(self) -> tuple[PageLine, ...]:
        return (*self.contracts, *self.vouchers, *self.payments, *self.disbursements)

    @property
    def last_day(self) -> date:
        return max((one.day for one in self.in_order), default=date.min)


def lines_of_kinds(lines: Iterable[PageLine]) -> ProjectLines:
    """Lines sorted by their kinds."""
    found = ProjectLines()
    for one in lines:
        match one:
            case ContractLine():
                found = replace(found, contracts=(*found.contracts, one))
            case VoucherLine():
                found = replace(found, vouchers=(*found.vouchers, one))
            case PaymentLine():
                found = replace(found, payments=(*found.payments, one))
            case DisbursementLine():
                found = replace(found, disbursements=(*found.disbursements, one))
    return found


def what_a_line_adds(line: PageLine, sign: int = 1) -> BookedSums:
    """What a line adds to a project's sums; with the sign -1, what its counter-line adds."""
    fen, nothing = sign * line.fen, BookedSums()
    match line:
        case PaymentLine():
            return nothing.plus(**{f"spent_{line.source.lower()}": fen})
        case DisbursementLine(kind="TRANCHE"):
            return nothing.plus(disbursed=fen)
        case DisbursementLine(kind="MATCH"):
            return nothing.plus(matched=fen)
        case DisbursementLine():
            return nothing.plus(match_returned=fen)
    return nothing


def what_lines_add(lines: Iterable[PageLine], sign: int = 1) -> BookedSums:
    """What several lines add to the sums."""
    total = BookedSums()
    for one in lines:
        total = total.together_with(what_a_line_adds(one, sign))
    return total


def totals_by_line(payments: Iterable[PaymentLine], sign: int = 1) -> tuple[LineTotal, ...]:
    """What payments come to on each budget line."""
    sums: dict[str, int] = {}
    for one in payments:
        sums[one.budget_line] = sums.get(one.budget_line, 0) + sign * one.fen
    return tuple(LineTotal(name, fen) for name, fen in sorted(sums.items()))
