"""Schema of the ledger: the tables that red flags, traces and exports read.

Whole numbers and text alone, so that one SQL text runs on any engine: `day` and every `..._day` are
days since 1970-01-01, money is fen, `recorded_at` microseconds since 1970 (UTC), yes and no are 1
and 0. A reference is text, "" where it is not known; nobody is named. `position` is the event's in
the log, `line` the 1-based line of its page: together they name the evidence. A corrected line
stands as its counter-line: the same table, the amount less than nothing, at the place of the
correction. As known at a moment are the rows with `recorded_at` up to it.
"""

from projections.journal import JournalTable
from projections.ledger.bank_rows import BankAccountRow, BankLineRow, PostingRow, ReconciledRow
from projections.ledger.book_rows import DaySumRow, LegRow
from projections.ledger.claim_rows import ContractRow, PaymentRow, VoucherRow
from projections.ledger.party_rows import (
    CentreRow,
    ContactRow,
    PartyRow,
    RelatedRow,
    RelationRow,
    StaffRow,
)
from projections.ledger.project_rows import (
    AllocationRow,
    AllowedPurposeRow,
    BudgetRow,
    MatchReceiptRow,
    MilestoneRow,
    RepaymentRow,
    TrancheRow,
)

TABLES = (
    JournalTable("centre", CentreRow, indexes=(("centre",),)),
    JournalTable("bank_account", BankAccountRow, indexes=(("account",), ("party",))),
    JournalTable(
        "bank_line",
        BankLineRow,
        indexes=(
            ("account", "day", "party"),
            ("centre", "day"),
            ("party", "day"),
            ("other", "account"),
            ("settles",),
        ),
    ),
    JournalTable(
        "posting",
        PostingRow,
        indexes=(("giver", "taker", "day"), ("taker", "day"), ("other_position", "other_line")),
    ),
    JournalTable(
        "payment",
        PaymentRow,
        indexes=(
            ("account", "day"),
            ("centre", "day"),
            ("project", "day", "payee"),
            ("payee", "day"),
            ("voucher",),
        ),
    ),
    JournalTable(
        "voucher",
        VoucherRow,
        indexes=(("invoice_no", "invoice_code"), ("file_sha256",), ("project", "day"), ("seller",)),
    ),
    JournalTable("contract", ContractRow, indexes=(("project", "contract_no"), ("contract_no",))),
    JournalTable("tranche", TrancheRow, indexes=(("centre", "day"), ("project", "day"))),
    JournalTable("match_receipt", MatchReceiptRow, indexes=(("centre", "day"), ("project", "day"))),
    JournalTable("allocation", AllocationRow, indexes=(("project", "day"),)),
    JournalTable("allowed_purpose", AllowedPurposeRow, indexes=(("project", "purpose"),)),
    JournalTable("budget", BudgetRow, indexes=(("project", "budget_line"),)),
    JournalTable("party", PartyRow, indexes=(("party",),)),
    JournalTable("staff", StaffRow, indexes=(("centre",), ("party",))),
    JournalTable("contact", ContactRow, indexes=(("contact",),)),
    JournalTable("relation", RelationRow, indexes=(("a",), ("b",))),
    JournalTable("related", RelatedRow, indexes=(("centre", "party"), ("party",))),
    JournalTable("repayment", RepaymentRow, indexes=(("project", "day"),)),
    JournalTable("milestone", MilestoneRow, indexes=(("project",),)),
    JournalTable("reconciled", ReconciledRow, indexes=(("payment",), ("bank_line",))),
    JournalTable(
        "leg",
        LegRow,
        ("position", "line", "leg"),
        (("account", "source", "position"), ("project",)),
    ),
    JournalTable("day_sum", DaySumRow, ("account", "source", "day", "position")),
)
