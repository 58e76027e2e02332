"""Imports a bank statement page by page: the command holds the lines, the event what they come to.

A page is at most 1,000 lines of one account, decided together, all or nothing. A line is named by
the position of its record and its number on the page, from 1 on; neither ever changes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.bank_account.case import BankAccount, BankLine, Doubt, SignedFen, Stretch
from domain.bank_account.continuity import PageSum, against_the_lines, summed
from domain.bank_account.stretches import against_the_stretches, with_stretch
from domain.bank_account.whose import outside_the_area
from domain.case import Command
from domain.context import Context
from domain.counterparty import LINES_A_PAGE, Counterparties, PageNumber, nameless
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.typed_text import FileHash

BankLines = Annotated[tuple[BankLine, ...], Meta(min_length=1, max_length=LINES_A_PAGE)]


class ImportStatementPage(Command, frozen=True, kw_only=True):
    """导入银行流水: one page of a statement's file, its lines in the order of the statement.
    `opening` is the balance before the first of them, where the bank prints balances."""

    at_any_time = True

    file: FileHash
    page: PageNumber
    opening: SignedFen | None = None
    counterparties: Counterparties = ()
    lines: BankLines

    @classmethod
    def beforehand(cls, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        return outside_the_area(matter)

    def check(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        known = len(self.counterparties)
        yield from nameless(self.counterparties)
        wrong = [*against_the_lines(self.opening, self.lines, known, matter.day)]
        yield from wrong
        if not wrong:
            yield from against_the_stretches(matter.case.stretches, self.stretch(self.sums))

    @property
    def sums(self) -> PageSum:
        return summed(self.opening, self.lines)

    def stretch(self, sums: PageSum) -> Stretch:
        return Stretch(
            first_day=self.lines[0].day,
            last_day=self.lines[-1].day,
            opening=sums.opening,
            closing=sums.closing,
            file=self.file,
            page=self.page,
        )

    def decide(self, matter: Matter[BankAccount]) -> "StatementPageImported":
        sums, days = self.sums, self.stretch(self.sums)
        return StatementPageImported(
            file=self.file,
            page=self.page,
            count=len(self.lines),
            received=sums.received,
            paid=sums.paid,
            opening=sums.opening,
            closing=sums.closing,
            first_day=days.first_day,
            last_day=days.last_day,
            doubt=sums.doubt,
        )


class StatementPageImported(Event, frozen=True, kw_only=True, tag="statement-page-imported"):
    """What a page's lines come to; the lines stand in its command. `doubt` marks a page of which
    nobody can tell whether it is whole."""

    file: str
    page: int
    count: int
    received: int
    paid: int
    first_day: date
    last_day: date
    opening: int | None = None
    closing: int | None = None
    doubt: Doubt | None = None

    def evolve(self, case: BankAccount, context: Context) -> BankAccount:
        new = Stretch(
            first_day=self.first_day,
            last_day=self.last_day,
            opening=self.opening,
            closing=self.closing,
            file=self.file,
            page=self.page,
        )
        return replace(
            case,
            pages=case.pages + 1,
            lines=case.lines + self.count,
            stretches=with_stretch(case.stretches, new),
        )
