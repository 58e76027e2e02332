"""Looks at the lines of one page of a statement: order, amounts, running balances, serial numbers.

Every line's balance is computed anew where the bank prints one, so that a line that was lost,
repeated or changed breaks the chain. Without balances the bank's serial numbers have to stand;
without either the page is taken and marked: nobody can tell whether it is whole.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from domain.bank_account.case import BankLine, Doubt
from domain.counterparty import of_line, unknown_party
from domain.money import in_yuan
from domain.refusal import Refusal, Text


class PageSum(Struct, frozen=True):
    """What the lines of a page come to. The balances are None where the bank prints none."""

    received: int
    paid: int
    opening: int | None
    closing: int | None
    doubt: Doubt | None


def summed(opening: int | None, lines: Sequence[BankLine]) -> PageSum:
    received = sum(one.fen for one in lines if one.side == "in")
    paid = sum(one.fen for one in lines if one.side == "out")
    begins = opening_of(opening, lines)
    closing = None if begins is None else begins + received - paid
    told = closing is not None or all(one.serial for one in lines)
    return PageSum(received, paid, begins, closing, None if told else "NO_CONTINUITY")


def opening_of(said: int | None, lines: Sequence[BankLine]) -> int | None:
    """The balance before the first line: as said, else from the first balance that is printed."""
    if said is not None:
        return said
    before = 0
    for one in lines:
        before += one.delta
        if one.balance is not None:
            return one.balance - before
    return None


def against_the_lines(
    opening: int | None, lines: Sequence[BankLine], parties: int, day: date
) -> Iterable[Refusal]:
    """Every reason against a page's lines, each with its number."""
    balance = opening_of(opening, lines)
    last, serials = date.min, dict[str, int]()
    without = any(one.serial for one in lines)
    for number, one in enumerate(lines, 1):
        yield from of_day(number, one.day, last, day)
        yield from unknown_party(number, one.party, parties)
        if one.fen <= 0:
            yield not_above_zero(number, one.fen)
        if balance is not None:
            balance += one.delta
            yield from of_balance(number, one, balance)
            balance = balance if one.balance is None else one.balance
        if balance is None:
            yield from of_serial(number, one.serial, serials, needed=without)
        last = max(last, one.day)


def of_day(number: int, day: date, last: date, today: date) -> Iterable[Refusal]:
    if day > today:
        asked = Text(f"日期 {day} 在办理日之后", f"{day} is after the day of the act")
        yield of_line(number, asked, Text(f"{today} 及以前", f"{today} or before"))
    if day < last:
        asked = Text(
            f"日期 {day} 早于上一行的 {last}", f"{day} is before {last} of an earlier line"
        )
        yield of_line(number, asked, Text("按时间先后排列", "in the order of time"))


def not_above_zero(number: int, fen: int) -> Refusal:
    asked = Text(f"金额 {in_yuan(fen)}", f"an amount of {in_yuan(fen)}")
    allowed = Text(
        "大于零；冲正记为反方向的一行", "above zero; a reversal is a line of the other side"
    )
    return of_line(number, asked, allowed)


def of_balance(number: int, one: BankLine, computed: int) -> Iterable[Refusal]:
    """Refuses a printed balance that is not what the line before and the amount come to."""
    if one.balance is not None and one.balance != computed:
        printed, right = in_yuan(one.balance), in_yuan(computed)
        asked = Text(f"余额 {printed}，前后不符", f"a balance of {printed} that does not follow")
        allowed = Text(
            f"按上一行余额和本行金额应为 {right}：有遗漏、重复或者改动",
            f"{right} by the line before and this amount: a line is lost, repeated or changed",
        )
        yield of_line(number, asked, allowed)


def of_serial(number: int, serial: str, serials: dict[str, int], needed: bool) -> Iterable[Refusal]:
    """Refuses a serial number that stands twice on the page, or is left out of some lines where
    nothing else shows that the page is whole."""
    if not serial:
        if needed:
            asked = Text("没有余额，也没有流水号", "neither a balance nor a serial number")
            yield of_line(number, asked, Text("银行的流水号", "the bank's serial number"))
        return
    if serial in serials:
        asked = Text(
            f"流水号 {serial} 与第 {serials[serial]} 行相同",
            f"serial number {serial} is that of line {serials[serial]}",
        )
        yield of_line(number, asked, Text("每笔一个流水号", "one number for each transaction"))
    serials.setdefault(serial, number)
