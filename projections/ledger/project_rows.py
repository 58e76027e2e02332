"""Rows of the ledger about fund projects: budgets, tranches, matching money, repayments."""

from typing import NamedTuple


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


class MilestoneRow(NamedTuple):
    """What an outsider must know to check every prefix of the legs: the type of an `event` by which
    a project was applied for, held, released, terminated or settled, or by which the term of a
    centre's support began; then it is of no project."""

    position: int
    line: int
    recorded_at: int
    centre: str
    project: str
    day: int
    event: str
