"""Looks at the lines of one page of a statement: order, amounts, running balances, serial numbers.

Every line's balance is computed anew where the bank prints one, so that a line that was lost,
repeated or changed breaks the chain. Without balances the bank's serial numbers have to stand;
without either the page is taken and marked: nobody can tell whether it is whole.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate

from domain.bank_account.case import BankLine, Doubt
from domain.bank_account.line_reasons import (
    BEFORE_THE_LAST,
    NO_SERIAL,
    SERIAL_TWICE,
    of_amount,
    of_balance,
    of_day,
)
from domain.counterparty import unknown_party
from domain.refusal import Refusal


def balances_after(opening: int | None, lines: Sequence[BankLine]) -> list[int] | list[None]:
    """The balance before the first line and after each; None alone where the bank prints none."""
    changes = [*accumulate((one.delta for one in lines), initial=0)]
    begins = opening if opening is not None else first_printed(lines, changes)
    return [None] if begins is None else [begins + change for change in changes]


def first_printed(lines: Sequence[BankLine], changes: Sequence[int]) -> int | None:
    """The balance before the first line, by the first balance that a line tells."""
    told = zip(lines, changes[1:], strict=True)
    return next((one.balance - change for one, change in told if one.balance is not None), None)


def doubt_about(opening: int | None, lines: Sequence[BankLine]) -> Doubt | None:
    """What nobody can tell of a page without balances and without serial numbers."""
    told = opening is not None or all(one.serial for one in lines)
    return None if told else "NO_CONTINUITY"


def against_the_lines(
    opening: int | None, lines: Sequence[BankLine], parties: int, today: date
) -> Iterable[Refusal]:
    """Every reason against a page's lines, each with its number."""
    for number, one in enumerate(lines, 1):
        yield from of_day(number, one.day, today)
        yield from unknown_party(number, one.party, parties)
        yield from of_amount(number, one.fen)
    yield from not_in_order(lines)
    yield from out_of_chain(opening, lines)


def not_in_order(lines: Sequence[BankLine]) -> Iterable[Refusal]:
    latest = accumulate((one.day for one in lines), max)
    for number, (one, last) in enumerate(zip(lines[1:], latest, strict=False), 2):
        if one.day < last:
            yield BEFORE_THE_LAST.said(number, day=one.day, last=last)


def out_of_chain(opening: int | None, lines: Sequence[BankLine]) -> Iterable[Refusal]:
    """What breaks the chain of balances; where there are none, what the serial numbers lack."""
    balance = balances_after(opening, lines)[0]
    if balance is None:
        yield from serials_lacking(lines)
        return
    for number, one in enumerate(lines, 1):
        balance += one.delta
        yield from of_balance(number, one.balance, balance)
        balance = balance if one.balance is None else one.balance


def serials_lacking(lines: Sequence[BankLine]) -> Iterable[Refusal]:
    """Lines without a serial number where others have one, and numbers that stand twice."""
    seen: dict[str, int] = {}
    for number, one in enumerate(lines, 1):
        if one.serial and (first := seen.setdefault(one.serial, number)) != number:
            yield SERIAL_TWICE.said(number, serial=one.serial, first=first)
    for number in (n for n, one in enumerate(lines, 1) if seen and not one.serial):
        yield NO_SERIAL.said(number)
