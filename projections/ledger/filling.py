"""Fills the ledger: the rows that an event adds to its tables."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from domain.bank_account.correcting_lines import LinesCorrected
from domain.bank_account.opening import BankAccountOpened
from domain.bank_account.reconciling import BankLineReconciled
from domain.bank_account.statement import StatementPageImported
from domain.centre.recognition import FileOpened
from domain.centre.unrecognised import UnrecognisedRegistered
from domain.relation.page import RelationPageImported
from projections.journal import EarlierRows, JournalRow, JournalSpec
from projections.ledger import banks, relations
from projections.ledger.book_rows import LegRow
from projections.ledger.centres import of_centre
from projections.ledger.legs import day_sums
from projections.ledger.tables import TABLES
from projections.recorded import RecordedEvent

Fill = Callable[[RecordedEvent, Any, EarlierRows], Iterable[JournalRow]]
FILLS: dict[type, Fill] = {
    FileOpened: of_centre,
    UnrecognisedRegistered: of_centre,
    BankAccountOpened: banks.of_account,
    StatementPageImported: banks.of_page,
    LinesCorrected: banks.of_correction,
    BankLineReconciled: banks.of_reconciled,
    RelationPageImported: relations.of_relations,
}
"""Which rows come of which kind of event."""


def rows(at: RecordedEvent, earlier: EarlierRows) -> Iterator[JournalRow]:
    """The rows that an event adds, with the sums of its legs."""
    legs: list[LegRow] = []
    for row in said(at, earlier):
        if isinstance(row, LegRow):
            legs.append(row)
        yield row
    yield from day_sums(legs)


def said(at: RecordedEvent, earlier: EarlierRows) -> Iterator[JournalRow]:
    for kind, fill in FILLS.items():
        if isinstance(at.event, kind):
            yield from fill(at, at.event, earlier)


JOURNAL = JournalSpec(
    name="ledger",
    tables=TABLES,
    rows=rows,
    streams=frozenset({"centres", "bank-accounts", "relations"}),
)
