"""Rows about bank accounts: opened, their lines as statements show them, their counterparties."""

from collections.abc import Iterable, Iterator, Sequence

from domain.bank_account.case import BankLine
from domain.bank_account.correcting_lines import LinesCorrected
from domain.bank_account.opening import BankAccountOpened
from domain.bank_account.reconciling import BankLineReconciled
from domain.bank_account.statement import ImportStatementPage, StatementPageImported
from domain.counterparty import Counterparty
from projections.journal import EarlierRows, JournalRow
from projections.ledger.bank_rows import BankAccountRow, BankLineRow, ReconciledRow
from projections.ledger.numbers import day_number, micros
from projections.ledger.parties import new_parties, ref_of
from projections.ledger.postings import posted
from projections.recorded import RecordedEvent


def of_account(
    at: RecordedEvent, event: BankAccountOpened, earlier: EarlierRows
) -> Iterator[BankAccountRow]:
    yield BankAccountRow(
        position=at.position,
        line=1,
        recorded_at=micros(at.recorded_at),
        account=at.id,
        centre=event.centre,
        holder=event.holder,
        party=event.ref,
    )


def of_page(
    at: RecordedEvent, event: StatementPageImported, earlier: EarlierRows
) -> Iterator[JournalRow]:
    command = at.record.command
    assert isinstance(command, ImportStatementPage)
    doubt = event.doubt or ""
    yield from of_lines(at, command.counterparties, command.lines, doubt, earlier)


def of_corrected_lines(
    at: RecordedEvent, event: LinesCorrected, earlier: EarlierRows
) -> Iterator[JournalRow]:
    """Counter-lines and right lines, as the event has them."""
    yield from of_lines(at, event.counterparties, event.lines, "", earlier)


def of_lines(
    at: RecordedEvent,
    counterparties: Sequence[Counterparty],
    lines: Iterable[BankLine],
    doubt: str,
    earlier: EarlierRows,
) -> Iterator[JournalRow]:
    yield from new_parties(at, counterparties, earlier)
    [account] = earlier.where(BankAccountRow, account=[at.id])
    held = held_accounts(counterparties, earlier)
    rows = [
        line_row(at, account, number, line, ref_of(counterparties, line.party), held, doubt)
        for number, line in enumerate(lines, 1)
    ]
    yield from rows
    yield from posted(rows, account, frozenset(held.values()), earlier)


def held_accounts(counterparties: Sequence[Counterparty], earlier: EarlierRows) -> dict[str, str]:
    """The accounts that are held of these counterparties, by their references; of two files for one
    number the first: what somebody claims later moves no money that others have seen."""
    refs = [one.ref for one in counterparties if one.ref]
    held = earlier.where(BankAccountRow, party=refs)
    return {one.party: one.account for one in reversed(held)}


def line_row(
    at: RecordedEvent,
    account: BankAccountRow,
    number: int,
    line: BankLine,
    ref: str,
    held: dict[str, str],
    doubt: str,
) -> BankLineRow:
    return BankLineRow(
        position=at.position,
        line=number,
        recorded_at=micros(at.recorded_at),
        account=account.account,
        centre=account.centre,
        day=day_number(line.day),
        side=line.side,
        fen=line.fen,
        balance=line.balance,
        other=held.get(ref, ref),
        party=ref,
        settles=line.settles or "",
        doubt=doubt,
    )


def of_reconciled(
    at: RecordedEvent, event: BankLineReconciled, earlier: EarlierRows
) -> Iterator[ReconciledRow]:
    [account] = earlier.where(BankAccountRow, account=[at.id])
    yield ReconciledRow(
        position=at.position,
        line=1,
        recorded_at=micros(at.recorded_at),
        centre=account.centre,
        project=event.project,
        payment=event.payment,
        bank_line=event.bank_line,
    )
