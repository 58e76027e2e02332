"""Schema of the ledger: the tables that red flags, traces and exports read.

Whole numbers and text alone, so that one SQL text runs on any engine: `day` and every `..._day` are
days since 1970-01-01, money is fen, `recorded_at` microseconds since 1970 (UTC), yes and no are 1
and 0. A reference is text, "" where it is not known; nobody is named. `position` is the event's in
the log, `line` the 1-based line of its page: together they name the evidence. A corrected line
stands as its counter-line: the same table, the amount less than nothing, at the place of the
correction. As known at a moment are the rows with `recorded_at` up to it.
"""

from typing import NamedTuple

from projections.journal import JournalTable

OPEN_DAY = 2932896
"""The day on which what has no end ends: 9999-12-31."""


class CentreRow(NamedTuple):
    """A centre, and the account of its own that it names. Each change of these is a further row."""

    position: int
    line: int
    recorded_at: int
    centre: str
    regulation: str
    division: str
    own_account: str


class BankAccountRow(NamedTuple):
    """An account whose statements are held. `holder`: CENTRE, OWN (the builder's other account) or
    OTHER. `party` is the reference of its number: what statements of others call it by."""

    position: int
    line: int
    recorded_at: int
    account: str
    centre: str
    holder: str
    party: str = ""


class BankLineRow(NamedTuple):
    """A line of a statement: what the bank shows. `side` is `in` or `out`; `other` the account that
    is held of the other side, else its reference; `settles` the place (`position:line`) of the
    tranche or match that it settles; `doubt` "" or NO_CONTINUITY."""

    position: int
    line: int
    recorded_at: int
    account: str
    centre: str
    day: int
    side: str
    fen: int
    balance: int | None
    other: str
    party: str
    settles: str
    doubt: str


class PostingRow(NamedTuple):
    """Money from `giver` to `taker`. A transfer that stands in two statements is a row at the place
    of the line that came first, and another at that of the second, which names the first as
    (`other_position`, `other_line`) and takes its place: who reads both counts it twice.
    `special` is 1 where a line settles a tranche."""

    position: int
    line: int
    recorded_at: int
    giver: str
    taker: str
    day: int
    fen: int
    special: int
    other_position: int
    other_line: int


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


class TrancheRow(NamedTuple):
    """Support that was paid out (拨付), and by whom it was asked for, approved and paid."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    tranche_no: str
    day: int
    fen: int
    source: str
    requested_by: str
    approved_by: str
    paid_by: str
    account: str


class MatchReceiptRow(NamedTuple):
    """Matching money (配套): RECEIVED or RETURNED."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int
    fen: int
    payer: str
    kind: str


class AllocationRow(NamedTuple):
    """A budget that was issued (预算下达) for a project; without a deadline its day is 2932896."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int
    fen: int
    source: str
    document_no: str
    deadline_day: int


class AllowedPurposeRow(NamedTuple):
    """A purpose that the project's money may be spent on."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    purpose: str


class BudgetRow(NamedTuple):
    """The limit of a budget line, as of the day on which it was issued; several add up."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    budget_line: str
    fen: int


class PartyRow(NamedTuple):
    """Somebody on the other side: PERSON, FIRM, ORGAN or UNKNOWN, and the last digits of the
    account."""

    position: int
    line: int
    recorded_at: int
    party: str
    kind: str
    tail: str


class StaffRow(NamedTuple):
    """A person who works for a centre, on which days (both included)."""

    position: int
    line: int
    recorded_at: int
    centre: str
    party: str
    from_day: int
    until_day: int


class RelationRow(NamedTuple):
    """What ties two parties, on which days (both included). `share` is as stated, 0 where none;
    `declared` 1 where somebody said so, 0 where it was found."""

    position: int
    line: int
    recorded_at: int
    a: str
    b: str
    kind: str
    share: int
    from_day: int
    until_day: int
    declared: int


class RelatedRow(NamedTuple):
    """A party that is tied to a centre through a chain of relations that begins at `root`, one of
    its staff (depth 0), on the days on which all of them hold."""

    position: int
    line: int
    recorded_at: int
    centre: str
    party: str
    root: str
    depth: int
    from_day: int
    until_day: int


class RepaymentRow(NamedTuple):
    """Repayment: ORDERED, RECEIVED or WRITTEN_OFF."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int
    fen: int
    kind: str


class ReconciledRow(NamedTuple):
    """A payment and the bank line that shows it, as somebody said; both as `position:line`."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    payment: str
    bank_line: str


class LegRow(NamedTuple):
    """One leg of a double-entry transaction `tx`: what it does to an account, for one source of
    money. All legs of a transaction come to nothing for each source."""

    position: int
    line: int
    leg: int
    recorded_at: int
    tx: str
    kind: str
    centre: str
    project: str
    account: str
    source: str
    day: int
    delta: int


class DaySumRow(NamedTuple):
    """What one event does to an account on a day, for one source: balances add up from these."""

    position: int
    account: str
    source: str
    day: int
    recorded_at: int
    delta: int


TABLES = (
    JournalTable("centre", CentreRow, indexes=(("centre",),)),
    JournalTable("bank_account", BankAccountRow, indexes=(("account",), ("party",))),
    JournalTable(
        "bank_line",
        BankLineRow,
        indexes=(("account", "day"), ("centre", "day"), ("party", "day"), ("other", "account")),
    ),
    JournalTable(
        "posting",
        PostingRow,
        indexes=(("giver", "day"), ("taker", "day"), ("other_position", "other_line")),
    ),
    JournalTable(
        "payment",
        PaymentRow,
        indexes=(("centre", "day"), ("project", "day"), ("payee", "day"), ("voucher",)),
    ),
    JournalTable(
        "voucher",
        VoucherRow,
        indexes=(("invoice_no", "invoice_code"), ("file_sha256",), ("project",), ("seller",)),
    ),
    JournalTable("contract", ContractRow, indexes=(("project", "contract_no"), ("contract_no",))),
    JournalTable("tranche", TrancheRow, indexes=(("centre", "day"), ("project", "day"))),
    JournalTable("match_receipt", MatchReceiptRow, indexes=(("centre", "day"), ("project", "day"))),
    JournalTable("allocation", AllocationRow, indexes=(("project", "day"),)),
    JournalTable("allowed_purpose", AllowedPurposeRow, indexes=(("project", "purpose"),)),
    JournalTable("budget", BudgetRow, indexes=(("project", "budget_line"),)),
    JournalTable("party", PartyRow, indexes=(("party",),)),
    JournalTable("staff", StaffRow, indexes=(("centre",), ("party",))),
    JournalTable("relation", RelationRow, indexes=(("a",), ("b",))),
    JournalTable("related", RelatedRow, indexes=(("centre", "party"), ("party",))),
    JournalTable("repayment", RepaymentRow, indexes=(("project", "day"),)),
    JournalTable("reconciled", ReconciledRow, indexes=(("payment",), ("bank_line",))),
    JournalTable(
        "leg",
        LegRow,
        ("position", "line", "leg"),
        (("account", "source", "position"), ("project",)),
    ),
    JournalTable("day_sum", DaySumRow, ("account", "source", "day", "position")),
)
