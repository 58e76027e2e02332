"""Corrects lines of a statement by counter-lines: nothing is overwritten.

For each line that was wrong the event has a counter-line, the same with its amount taken back, and
the right line where there is one, in this order, numbered from 1. So sums over all lines are right
whatever day is asked about, and what was known before stays what it was.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.bank_account.case import BankAccount, BankLine
from domain.bank_account.line_reasons import of_amount, of_day
from domain.bank_account.recorded_page import RecordedPage, page_at
from domain.bank_account.whose import outside_the_area
from domain.case import Command
from domain.context import Context, Reason
from domain.counterparty import (
    LINES_A_PAGE,
    Counterparties,
    Counterparty,
    position_and_line,
    unknown_party,
    unnamed_parties,
)
from domain.event import Event
from domain.matter import Matter
from domain.money import in_yuan
from domain.page_reason import LineReason, PageReason
from domain.refusal import Refusal, Text

RecordPosition = Annotated[int, Meta(ge=1, le=10**18)]
WrongLineNumber = Annotated[int, Meta(ge=1, le=2 * LINES_A_PAGE)]
NO_SUCH_PAGE = PageReason(
    "corrected-page",
    "更正本账户已收的流水",
    Text("记载 {position} 不是本账户的流水", "record {position} is no page of this account"),
    Text("本账户流水页的序号", "the position of a page of this account"),
    ("/position",),
)
NOT_BY_THEM = PageReason(
    "corrected-by",
    "由记载的机关、单位更正，并经另一人员",
    Text("{actor.organ} 的 {actor.person}", "{actor.person} of {actor.organ}"),
    Text("{page.organ} 的人员，但不是 {page.person}", "somebody of {page.organ} but {page.person}"),
    kind="who",
)
CHANGES_THE_BALANCE = PageReason(
    "corrected-balance",
    "银行载明余额的，更正前后合计不变",
    Text("合计改变 {yuan}", "the sum changes by {yuan}"),
    Text("合计与更正前相同", "the same sum as before"),
    ("/corrections",),
)
NO_SUCH_LINE = LineReason(
    Text("更正第 {line} 行", "corrects line {line}"),
    Text("该页共 {known} 行", "the page has {known} lines"),
)
CORRECTED_BEFORE = LineReason(
    Text("第 {line} 行已经更正", "line {line} has been corrected"),
    Text("更正现在有效的那一行", "the line that stands now"),
)


class LineCorrection(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A wrong line by its number, and the right one in its place; None: there was none."""

    line: WrongLineNumber
    right: BankLine | None = None

    def lines(self, page: RecordedPage) -> list[BankLine]:
        """The counter-line, then the right line; nothing where the page has no such line."""
        wrong = page.lines[self.line - 1 : self.line]
        right = [self.right] if self.right else []
        return [*(replace(one, fen=-one.fen) for one in wrong), *right]


class CorrectLines(Command, frozen=True, kw_only=True):
    """更正流水: by another person of the organ or unit that recorded the page. A right line points
    into the counterparties of the page; those given here come behind them."""

    at_any_time = True
    own_place = True

    position: RecordPosition
    corrections: Annotated[
        tuple[LineCorrection, ...], Meta(min_length=1, max_length=LINES_A_PAGE // 2)
    ]
    counterparties: Counterparties = ()
    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        return outside_the_area(matter)

    def check(self, matter: Matter[BankAccount]) -> Iterable[Refusal]:
        page = page_at(matter, self.position)
        if page is None:
            return [NO_SUCH_PAGE.said(position=self.position)]
        wrong = [*by_others(matter, page), *unnamed_parties(self.counterparties)]
        wrong += self.against_the_wrong_lines(matter.case, page)
        wrong += self.against_the_right_lines(matter, page)
        return wrong or self.against_the_sum(page)

    def against_the_wrong_lines(self, case: BankAccount, page: RecordedPage) -> Iterable[Refusal]:
        """Lines that there are not, and those that were corrected already."""
        known, seen = len(page.lines), {*map(position_and_line, case.corrected)}
        for number, one in enumerate(self.corrections, 1):
            if one.line > known:
                yield NO_SUCH_LINE.said(number, "corrections", line=one.line, known=known)
            elif (self.position, one.line) in seen:
                yield CORRECTED_BEFORE.said(number, "corrections", line=one.line)
            seen.add((self.position, one.line))

    def against_the_right_lines(
        self, matter: Matter[BankAccount], page: RecordedPage
    ) -> Iterable[Refusal]:
        known = len(page.counterparties) + len(self.counterparties)
        for number, one in enumerate(self.corrections, 1):
            if right := one.right:
                yield from unknown_party(number, right.party, known, "corrections")
                yield from of_amount(number, right.fen, "corrections")
                yield from of_day(number, right.day, matter.day, "corrections")

    def against_the_sum(self, page: RecordedPage) -> Iterable[Refusal]:
        """Where the bank printed balances, what is corrected comes to what it came to."""
        change = sum(one.delta for one in self.lines(page))
        if page.balanced and change:
            yield CHANGES_THE_BALANCE.said(yuan=in_yuan(change))

    def lines(self, page: RecordedPage) -> list[BankLine]:
        return [line for one in self.corrections for line in one.lines(page)]

    def decide(self, matter: Matter[BankAccount]) -> "LinesCorrected":
        page = page_at(matter, self.position)
        assert page is not None
        table = with_own_table(self.lines(page), (*page.counterparties, *self.counterparties))
        return self.as_event(LinesCorrected, page=self.position, wrong=self.wrong, **table)

    @property
    def wrong(self) -> tuple[int, ...]:
        return tuple(one.line for one in self.corrections)


def by_others(matter: Matter[BankAccount], page: RecordedPage) -> Iterable[Refusal]:
    """Who recorded a page does not correct it alone; nor does another organ."""
    actor = matter.context.actor
    if actor.organ != page.organ or actor.person == page.person:
        yield NOT_BY_THEM.said(actor=actor, page=page)


def with_own_table(lines: Sequence[BankLine], table: Sequence[Counterparty]) -> dict[str, Any]:
    """The lines, pointing into a table of only those counterparties that they name."""
    used = sorted({one.party for one in lines if one.party >= 0})
    place = {party: index for index, party in enumerate(used)} | {-1: -1}
    pointed = tuple(replace(one, party=place[one.party]) for one in lines)
    return {"lines": pointed, "counterparties": tuple(table[party] for party in used)}


class LinesCorrected(Event, frozen=True, kw_only=True, tag="lines-corrected"):
    """Counter-lines and right lines of its own, with the counterparties that they point to; `wrong`
    are the numbers of the lines of `page` that no longer stand."""

    page: int
    wrong: tuple[int, ...]
    counterparties: tuple[Counterparty, ...] = ()
    lines: tuple[BankLine, ...] = ()
    reason: str = ""

    def evolve(self, case: BankAccount, context: Context) -> BankAccount:
        names = (f"{self.page}:{line}" for line in self.wrong)
        lines = case.lines + len(self.lines)
        return replace(case, lines=lines, corrected=(*case.corrected, *names))
