"""Rows of the ledger about what a centre claims to have paid: contracts, vouchers, payments."""

from typing import NamedTuple


class PaymentRow(NamedTuple):
    """A payment, as the centre claims it. `source` is SPECIAL, MATCH or OWN; `voucher` the place of
    its voucher or ""."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int
    fen: int
    account: str
    payee: str
    source: str
    budget_line: str
    purpose: str
    voucher: str
    contract_no: str
    requested_by: str
    approved_by: str
    cash: int


class VoucherRow(NamedTuple):
    """An invoice that the centre shows for a payment. Electronic ones have no code. `red`: a
    red-letter invoice, which takes its original back."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int
    fen: int
    invoice_code: str
    invoice_no: str
    seller: str
    file_sha256: str
    budget_line: str
    red: int


class ContractRow(NamedTuple):
    """A contract of a project with a seller."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    contract_no: str
    day: int
    party: str
    fen: int
