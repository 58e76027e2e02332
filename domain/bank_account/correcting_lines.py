"""Corrects lines of a statement by counter-lines: nothing is overwritten.

For each line that was wrong the event has a counter-line, the same with its amount taken back, and
the right line where there is one, in this order, numbered from 1. So sums over all lines are right
whatever day is asked about, and what was known before stays what it was.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.bank_account.case import BankAccount, BankLine
from domain.bank_account.statement import ImportStatementPage
from domain.bank_account.whose import outside_the_area
from domain.case import Command, stream_id
from domain.context import Context, Reason
from domain.counterparty import (
    LINES_A_PAGE,
    Counterparties,
    Counterparty,
    nameless,
    of_line,
    unknown_party,
)
from domain.event import Event
from domain.matter import Matter
from domain.money import in_yuan
from domain.record import Record
from domain.refusal import Refusal, Text, file_rule

RecordPosition = Annotated[int, Meta(ge=1, le=10**18)]
LineNumber = Annotated[int, Meta(ge=1, le=2 * LINES_A_PAGE)]


class LineCorrection(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A wrong line by its number, and the right one in its place; None: there was none."""

    line: LineNumber
    right: BankLine | None = None


class Page(Struct, frozen=True):
    """The lines that stand at a position, with the counterparties that they point to, who recorded
    them, and whether the bank printed their balances."""

    lines: tuple[BankLine, ...]
    counterparties: tuple[Counterparty, ...]
    person: str
    organ: str
    balanced: bool


class CorrectLines(Command, frozen=True, kw_only=True):
    """更正流水: by another person of the organ or unit that recorded the page. A right line points
    into the counterparties of the page; those given here come behind them."""

    at_any_time = True

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
            yield no_such_page(self.position)
            return
        yield from nameless(self.counterparties)
        yield from another_recorded_it(matter, page)
        yield from self.against_the_corrections(matter, page)
        yield from self.against_the_sum(page)

    def against_the_corrections(self, matter: Matter[BankAccount], page: Page) -> Iterable[Refusal]:
        known = len(page.counterparties) + len(self.counterparties)
        seen = set(matter.case.corrected)
        for number, one in enumerate(self.corrections, 1):
            name = f"{self.position}:{one.line}"
            if one.line > len(page.lines):
                yield no_such_line(number, one.line, len(page.lines))
            elif name in seen:
                yield corrected_before(number, name)
            seen.add(name)
            if one.right is not None:
                yield from against_the_right_line(number, one.right, known, matter.day)

    def against_the_sum(self, page: Page) -> Iterable[Refusal]:
        """Where the bank printed balances, what is corrected comes to what it came to."""
        if not page.balanced or any(one.line > len(page.lines) for one in self.corrections):
            return
        change = sum(each.delta for one in self.corrections for each in self.lines_of(one, page))
        if change:
            yield changes_the_balance(change)

    def lines_of(self, one: LineCorrection, page: Page) -> Iterable[BankLine]:
        """The counter-line, then the right line."""
        wrong = page.lines[one.line - 1]
        yield replace(wrong, fen=-wrong.fen)
        if one.right is not None:
            yield one.right

    def decide(self, matter: Matter[BankAccount]) -> "LinesCorrected":
        page = page_at(matter, self.position)
        assert page is not None
        lines = [each for one in self.corrections for each in self.lines_of(one, page)]
        pointed, counterparties = with_own_table(
            lines, (*page.counterparties, *self.counterparties)
        )
        return LinesCorrected(
            page=self.position,
            wrong=tuple(one.line for one in self.corrections),
            counterparties=counterparties,
            lines=pointed,
            reason=self.reason,
        )


def with_own_table(
    lines: Sequence[BankLine], table: Sequence[Counterparty]
) -> tuple[tuple[BankLine, ...], tuple[Counterparty, ...]]:
    """The lines, pointing into a table of only those counterparties that they name."""
    used = sorted({one.party for one in lines if one.party >= 0})
    place = {party: index for index, party in enumerate(used)} | {-1: -1}
    pointed = tuple(replace(one, party=place[one.party]) for one in lines)
    return pointed, tuple(table[party] for party in used)


def page_at(matter: Matter[BankAccount], position: int) -> Page | None:
    """The page, or the correction, of this account that stands at a position."""
    found = matter.reader.recorded(position)
    if found is None or found[0] != stream_id(matter.stream, matter.id):
        return None
    return page_of(found[1])


def page_of(record: Record) -> Page | None:
    actor, event, command = record.context.actor, record.event, record.command
    if isinstance(event, LinesCorrected):
        return Page(event.lines, event.counterparties, actor.person, actor.organ, False)
    if isinstance(command, ImportStatementPage):
        balanced = command.sums.opening is not None
        return Page(command.lines, command.counterparties, actor.person, actor.organ, balanced)
    return None


def no_such_page(position: int) -> Refusal:
    return file_rule(
        "corrected-page",
        "更正本账户已收的流水",
        Text(f"记载 {position} 不是本账户的流水", f"record {position} is no page of this account"),
        Text("本账户流水页的序号", "the position of a page of this account"),
        "form",
        ("/position",),
    )


def another_recorded_it(matter: Matter[BankAccount], page: Page) -> Iterable[Refusal]:
    """Who recorded a page does not correct it alone; nor does another organ."""
    actor = matter.context.actor
    if actor.organ != page.organ or actor.person == page.person:
        yield file_rule(
            "corrected-by",
            "由记载的机关、单位更正，并经另一人员",
            Text(f"{actor.organ} 的 {actor.person}", f"{actor.person} of {actor.organ}"),
            Text(
                f"{page.organ} 的人员，但不是 {page.person}",
                f"somebody of {page.organ} but {page.person}",
            ),
            "who",
        )


def no_such_line(number: int, line: int, known: int) -> Refusal:
    asked = Text(f"更正第 {line} 行", f"corrects line {line}")
    allowed = Text(f"该页共 {known} 行", f"the page has {known} lines")
    return of_line(number, asked, allowed, "corrections")


def corrected_before(number: int, name: str) -> Refusal:
    asked = Text(f"{name} 已经更正", f"{name} has been corrected")
    allowed = Text("更正现在有效的那一行", "the line that stands now")
    return of_line(number, asked, allowed, "corrections")


def against_the_right_line(
    number: int, right: BankLine, known: int, today: date
) -> Iterable[Refusal]:
    yield from unknown_party(number, right.party, known, "corrections")
    if right.fen <= 0:
        asked = Text(f"金额 {in_yuan(right.fen)}", f"an amount of {in_yuan(right.fen)}")
        yield of_line(number, asked, Text("大于零", "above zero"), "corrections")
    if right.day > today:
        asked = Text(f"日期 {right.day} 在办理日之后", f"{right.day} is after the day of the act")
        yield of_line(number, asked, Text(f"{today} 及以前", f"{today} or before"), "corrections")


def changes_the_balance(change: int) -> Refusal:
    return file_rule(
        "corrected-balance",
        "银行载明余额的，更正前后合计不变",
        Text(f"合计改变 {in_yuan(change)}", f"the sum changes by {in_yuan(change)}"),
        Text("合计与更正前相同", "the same sum as before"),
        "form",
        ("/corrections",),
    )


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
        return replace(
            case,
            lines=case.lines + len(self.lines),
            corrected=(*case.corrected, *names),
        )
