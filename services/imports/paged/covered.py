"""Cuts what an overlapping download brings again: lines within a stretch that has come in already.

Each such line has to be the one that stands there, in the same order; one that is another is a
contradiction, and nothing from there on is imported.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from adapters.event_store.cases import CaseStore
from adapters.event_store.codec import decode, told
from domain.bank_account.case import BankAccount, BankLine, StatementStretch
from domain.bank_account.statement import ImportStatementPage, StatementPageImported
from domain.bank_account.stretches import goes_on
from domain.refusal import Text
from services.imports.paged.cells import LineRead
from services.imports.tables.faults import TableFault

STATEMENT_PAGE = str(StatementPageImported.__struct_config__.tag)
COVERING = StatementStretch.__struct_fields__


class StoredLine(NamedTuple):
    """A line that has come in, with its place."""

    name: str
    line: BankLine


class StoredPage(NamedTuple):
    """A page that has come in: what it covers, and which event of its account it is."""

    stretch: StatementStretch
    version: int


class CoveredLines:
    """The lines of one account that have come in before this import, read a page at a time."""

    def __init__(self, store: CaseStore, stream: str) -> None:
        self.store, self.stream = store, stream
        case, version = store.current(stream)
        self.stretches = list(case.stretches) if isinstance(case, BankAccount) else []
        self.pages = [*self.pages_before(version)]
        self.standing: Iterator[StoredLine] | None = None
        self.next: StoredLine | None = None

    def pages_before(self, version: int) -> Iterator[StoredPage]:
        """What each page covers; its lines are not read."""
        after = 0
        while some := self.store.log.stretch(self.stream, after, version):
            for one in some:
                if one.topic == STATEMENT_PAGE:
                    event, _ = told(one.state)
                    covers = {name: event[name] for name in COVERING if name in event}
                    yield StoredPage(msgspec.convert(covers, StatementStretch), one.version)
            after = some[-1].version

    def is_known(self, read: LineRead) -> TableFault | bool:
        """Whether this line of the file has come in; a fault where another stands in its place."""
        if self.standing is None and not self.begins(read):
            return False
        if self.next is None:
            self.standing = None
            return self.is_known(read) if self.stretches else False
        if says_the_same(self.next.line, read):
            self.advance()
            return True
        return contradicts(read, self.next)

    def begins(self, read: LineRead) -> bool:
        """Whether a stretch holds the day of this line; if so, it is read from this line on."""
        day = read.values["day"]
        self.stretches = [one for one in self.stretches if one.last_day >= day]
        if not self.stretches or self.stretches[0].first_day > day:
            return False
        stretch = self.stretches.pop(0)
        self.standing = self.lines_of(stretch)
        self.advance()
        while self.next and (self.next.line.day < day or self.is_earlier(read, stretch)):
            self.advance()
        return self.next is not None

    def is_earlier(self, read: LineRead, stretch: StatementStretch) -> bool:
        """Whether the file begins after this line of the same day."""
        assert self.next is not None
        return self.next.line.day == read.values["day"] and not says_the_same(self.next.line, read)

    def advance(self) -> None:
        self.next = next(self.standing, None) if self.standing else None

    def lines_of(self, stretch: StatementStretch) -> Iterator[StoredLine]:
        """The lines of a stretch in the order of the statement."""
        for page in pages_in_order(self.pages, stretch):
            [stored] = self.store.log.history(self.stream, page.version - 1, page.version)
            command = decode(stored.topic, stored.state).command
            assert isinstance(command, ImportStatementPage)
            for number, line in enumerate(command.lines, 1):
                yield StoredLine(f"{stored.position}:{number}", line)


def pages_in_order(pages: list[StoredPage], stretch: StatementStretch) -> Iterator[StoredPage]:
    """The pages that make up a stretch, each going on from the one before."""
    inside = [
        one
        for one in pages
        if stretch.first_day <= one.stretch.first_day and one.stretch.last_day <= stretch.last_day
    ]
    ordered = sorted(inside, key=lambda one: (*one.stretch.days, one.version))
    while ordered:
        yield (last := ordered.pop(0))
        following = (one for one in ordered if goes_on(last.stretch, one.stretch))
        if near := next(following, None):
            ordered.remove(near)
            ordered.insert(0, near)


def says_the_same(line: BankLine, read: LineRead) -> bool:
    """Whether a stored line says what a row says: day, side, amount, and balance or serial number
    where both tell them."""
    said = read.values
    if (line.day, line.side, line.fen) != (said["day"], said["side"], said["fen"]):
        return False
    both = ((line.balance, said.get("balance")), (line.serial or None, said.get("serial") or None))
    return all(a == b for a, b in both if a is not None and b is not None)


def contradicts(read: LineRead, stored: StoredLine) -> TableFault:
    why = Text(
        f"与已收的 {stored.name}（{stored.line.day}）不是同一笔：该时段的流水已经导入",
        f"not the line {stored.name} ({stored.line.day}) that came in for those days",
    )
    return TableFault(why, row=read.number)
