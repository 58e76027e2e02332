"""Fills the ledger: the rows that an event adds to its tables."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from domain.bank_account.correcting_lines import LinesCorrected
from domain.bank_account.opening import BankAccountOpened
from domain.bank_account.reconciling import BankLineReconciled
from domain.bank_account.statement import StatementPageImported
from domain.centre.funds import SupportStarted
from domain.centre.recognition import FileOpened
from domain.centre.unrecognised import UnrecognisedRegistered
from domain.fund_project.applying import ProjectApplied
from domain.fund_project.budgeting import BalanceReturned, BudgetIssued
from domain.fund_project.correcting_lines import ProjectLinesCorrected
from domain.fund_project.disbursements import DisbursementPageImported
from domain.fund_project.expenses import ExpensesTold
from domain.fund_project.matching import MatchFunded, MatchReturned
from domain.fund_project.recovering import (
    RepaymentOrdered,
    RepaymentReceived,
    RepaymentWrittenOff,
)
from domain.fund_project.tranches import TrancheDisbursed
from domain.relation.page import RelationPageImported
from projections.journal import EarlierRows, JournalRow, JournalSpec
from projections.ledger import (
    banks,
    claims,
    milestones,
    projects,
    recoveries,
    relations,
)
from projections.ledger.book_rows import LegRow
from projections.ledger.centres import of_centre_file
from projections.ledger.legs import day_sums
from projections.ledger.righted import rows_righted
from projections.ledger.tables import TABLES
from projections.recorded import RecordedEvent

Fill = Callable[[RecordedEvent, Any, EarlierRows], Iterable[JournalRow]]
FILLS: dict[type, Fill] = {
    FileOpened: of_centre_file,
    UnrecognisedRegistered: of_centre_file,
    BankAccountOpened: banks.of_account,
    StatementPageImported: banks.of_page,
    LinesCorrected: banks.of_corrected_lines,
    BankLineReconciled: banks.of_reconciled,
    RelationPageImported: relations.of_relations,
    BudgetIssued: projects.of_budget,
    TrancheDisbursed: projects.of_tranche,
    MatchFunded: projects.of_match,
    MatchReturned: projects.of_match_back,
    DisbursementPageImported: projects.of_disbursements,
    BalanceReturned: projects.of_returned_balance,
    ExpensesTold: claims.of_expenses,
    ProjectLinesCorrected: claims.of_exchanged_lines,
    RepaymentOrdered: recoveries.of_order,
    RepaymentReceived: recoveries.of_receipt,
    RepaymentWrittenOff: recoveries.of_write_off,
    ProjectApplied: milestones.of_application,
    SupportStarted: milestones.of_start,
    **dict.fromkeys(milestones.MILESTONES, milestones.of_milestone),
}
"""Which rows come of which kind of event."""


def rows_added(at: RecordedEvent, earlier: EarlierRows) -> Iterator[JournalRow]:
    """The rows that an event adds, with the sums of its legs."""
    legs: list[LegRow] = []
    for row in rows_of_event(at, earlier):
        if isinstance(row, LegRow):
            legs.append(row)
        yield row
    yield from day_sums(legs)


def rows_of_event(at: RecordedEvent, earlier: EarlierRows) -> Iterator[JournalRow]:
    """What the event says itself, and what it rights of what others have said."""
    for kind, fill in FILLS.items():
        if isinstance(at.event, kind):
            yield from fill(at, at.event, earlier)
    if at.history:
        yield from rows_righted(at, lambda one: rows_of_event(replace(one, history=()), earlier))


JOURNAL = JournalSpec(
    name="ledger",
    tables=TABLES,
    rows=rows_added,
    streams=frozenset({"centres", "bank-accounts", "relations", "fund-projects"}),
)
