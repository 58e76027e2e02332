"""Foresees why a page of a statement would be refused, so that none behind it is handed in."""

from collections.abc import Iterator

from domain.bank_account.case import BankAccount
from domain.bank_account.continuity import against_the_lines
from domain.bank_account.statement import ImportStatementPage
from domain.bank_account.stretches import against_the_stretches, with_stretch
from domain.case import Case, Command
from domain.refusal import Refusal
from services.clock import Clock


class ForeseenStretches:
    """What has come in of an account's statement, with the pages that are on their way."""

    def __init__(self, case: Case | None, clock: Clock) -> None:
        self.stretches = case.stretches if isinstance(case, BankAccount) else ()
        self.today = clock.today()

    def reasons(self, command: Command) -> list[Refusal]:
        """The reasons against a page; without any it counts as come in."""
        if not isinstance(command, ImportStatementPage):
            return []
        if not (found := [*self.against(command)]):
            self.stretches = with_stretch(self.stretches, command.stretch)
        return found

    def against(self, command: ImportStatementPage) -> Iterator[Refusal]:
        known = len(command.counterparties)
        wrong = [*against_the_lines(command.opening, command.lines, known, self.today)]
        yield from wrong or against_the_stretches(self.stretches, command.stretch)
