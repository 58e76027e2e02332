"""What speaks against a line of a statement, in words."""

from collections.abc import Iterable
from datetime import date

from domain.money import in_yuan
from domain.page_reason import LineReason
from domain.refusal import Refusal, Text

TO_COME = LineReason(
    Text("日期 {day} 在办理日之后", "{day} is after the day of the act"),
    Text("{today} 及以前", "{today} or before"),
)
BEFORE_THE_LAST = LineReason(
    Text("日期 {day} 早于前面一行的 {last}", "{day} is before {last} of an earlier line"),
    Text("按时间先后排列", "in the order of time"),
)
NOT_ABOVE_ZERO = LineReason(
    Text("金额 {yuan}", "an amount of {yuan}"),
    Text("大于零；冲正记为反方向的一行", "above zero; a reversal is a line of the other side"),
)
DOES_NOT_FOLLOW = LineReason(
    Text("余额 {printed}，前后不符", "a balance of {printed} that does not follow"),
    Text(
        "按上一行余额和本行金额应为 {right}：有遗漏、重复或者改动",
        "{right} by the line before and this amount: a line is lost, repeated or changed",
    ),
)
NO_SERIAL = LineReason(
    Text("没有余额，也没有流水号", "neither a balance nor a serial number"),
    Text("银行的流水号", "the bank's serial number"),
)
SERIAL_TWICE = LineReason(
    Text("流水号 {serial} 与第 {first} 行相同", "serial number {serial} is that of line {first}"),
    Text("每笔一个流水号", "one number for each transaction"),
)


def of_day(number: int, day: date, today: date, field: str = "lines") -> Iterable[Refusal]:
    if day > today:
        yield TO_COME.said(number, field, day=day, today=today)


def of_amount(number: int, fen: int, field: str = "lines") -> Iterable[Refusal]:
    if fen <= 0:
        yield NOT_ABOVE_ZERO.said(number, field, yuan=in_yuan(fen))


def of_balance(number: int, printed: int | None, right: int) -> Iterable[Refusal]:
    """Refuses a printed balance that is not what the line before and the amount come to."""
    if printed is not None and printed != right:
        yield DOES_NOT_FOLLOW.said(number, printed=in_yuan(printed), right=in_yuan(right))
