"""Imports a bank statement page by page: the command holds the lines, the event what they come to.

A page is at most 1,000 lines of one account, decided together, all or nothing. A line is named by
the position of its record and its number on the page, from 1 on; neither ever changes.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import asdict, replace

from domain.bank_account.case import BankAccount, BankLine, Doubt, SignedFen, StatementStretch
from domain.bank_account.continuity import against_the_lines, balances_after, doubt_about
from domain.bank_account.stretches import against_the_stretches, with_stretch
from domain.bank_account.whose import outside_the_area
from domain.case import Command
from domain.context import Context
from domain.counterparty import LINES_A_PAGE, Counterparties, PageNumber, unnamed_parties
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.typed_text import FileHash

BankLines = Annotated[tuple[BankLine, ...], Meta(min_length=1, max_length=LINES_A_PAGE)]


class ImportStatementPage(Command, frozen=True, kw_only=True):
    """导入银行流水: one page of a statement's file, its lines in the order of the statement.
    `opening` is the balance before the first of them, where the bank prints balances."""

    at_any_time = True
    own_place = True

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
        wrong = [*unnamed_parties(self.counterparties)]
        wrong += against_the_lines(self.opening, self.lines, known, matter.day)
        return wrong or against_the_stretches(matter.case.stretches, self.stretch)

    @property
    def stretch(self) -> StatementStretch:
        """The part of the statement that the page holds."""
        balances = balances_after(self.opening, self.lines)
        first, last = self.lines[0].day, self.lines[-1].day
        return StatementStretch(first, last, balances[0], balances[-1], self.file, self.page)

    def sum_of(self, side: str) -> int:
        return sum(one.fen for one in self.lines if one.side == side)

    def decide(self, matter: Matter[BankAccount]) -> "StatementPageImported":
        stretch, count = self.stretch, len(self.lines)
        doubt = doubt_about(stretch.opening, self.lines)
        sums: dict[str, Any] = {"received": self.sum_of("in"), "paid": self.sum_of("out")}
        return StatementPageImported(count=count, doubt=doubt, **sums, **asdict(stretch))


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
        new = StatementStretch(
            *(getattr(self, name) for name in StatementStretch.__struct_fields__)
        )
        stretches = with_stretch(case.stretches, new)
        counts = {"pages": case.pages + 1, "lines": case.lines + self.count}
        return replace(case, stretches=stretches, **counts)
