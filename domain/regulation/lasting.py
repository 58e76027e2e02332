"""Checks how long the named periods of a regulation last: one length each, days that exist."""

from calendar import monthrange
from collections.abc import Iterator

from domain.case import Command
from domain.regulation.fault import Fault
from domain.regulation.limits import LENGTHS, FixedDay, Lasting, NamedPeriod
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.names import commands

COUNTED_HERE = ("publicity", "correction", "objection", "answer")
"""Periods that the system counts itself; no file names one so."""
WAYS = (*LENGTHS, "fixed", "given")


def ill_lasting(
    regulation: Regulation, name: str, named: NamedPeriod, lines: Lines
) -> Iterator[Fault]:
    table, ways = f"period.{name}", named.ways_to_last
    if len(ways) != 1:
        said = "、".join(ways) or "没有"
        yield Fault(
            lines.of(table, 0, ways[-1] if ways else None),
            table,
            f"期间只写一种长度（{'、'.join(WAYS)}），这里：{said}",
            f"one length of {', '.join(WAYS)}; here: {', '.join(ways) or 'none'}",
        )
    if name in COUNTED_HERE:
        yield Fault(
            lines.of(table),
            table,
            f"{name} 是本系统自己计算的期间，另取一个名称",
            f"{name} is a period that the system counts itself: take another name",
        )
    if named.begins == "receipt" and (named.given or named.fixed):
        zh, en = (
            "写明日期的期间不自送达起算",
            "what ends on a day given does not count from receipt",
        )
        yield Fault(lines.of(table, 0, "from"), f"{table}.from", zh, en)
    if named.fixed == "annual" and regulation.annual is None:
        zh, en = "本规定没有 [annual]", "there is no [annual] here"
        yield Fault(lines.of(table, 0, "fixed"), f"{table}.fixed", zh, en)
    if isinstance(named.fixed, FixedDay):
        yield from no_such_day(f"{table}.fixed", named.fixed, lines)
    yield from ill_limited(table, named, lines)


def ill_limited(table: str, named: NamedPeriod, lines: Lines) -> Iterator[Fault]:
    """The longest time and the extension have one length each; what is not given has no longest."""
    limits: dict[str, Lasting | None] = {"longest": named.longest, "extension": named.extension}
    for key, limit in limits.items():
        if limit and len(limit.lengths) != 1:
            zh, en = f"只写一种长度（{'、'.join(LENGTHS)}）", f"one length of {', '.join(LENGTHS)}"
            yield Fault(lines.of(table, 0, key), f"{table}.{key}", zh, en)
    if named.longest and not named.given:
        zh, en = "只用于 given = true 的期间", "only where the period is given"
        yield Fault(lines.of(table, 0, "longest"), f"{table}.longest", zh, en)


def no_such_day(table: str, fixed: FixedDay | None, lines: Lines) -> Iterator[Fault]:
    """A fixed day is one that its month has in every year."""
    if fixed and fixed.day != "last" and fixed.day > (most := monthrange(2023, fixed.month)[1]):
        yield Fault(
            lines.of(table, 0, "day"),
            f"{table}.day",
            f'{fixed.month} 月不是每年都有 {fixed.day} 日；可用 1 至 {most}，月末日写 "last"',
            f'month {fixed.month} has no day {fixed.day} every year; 1 to {most}, or "last"',
        )


def given_by_nobody(
    regulation: Regulation, step: Step, index: int, lines: Lines
) -> Iterator[Fault]:
    """A step that begins or prolongs a period until a day of its own, whose command gives none."""
    kind, named = commands().get(step.do), regulation.period
    begun = [("opens", name) for name in step.begins if name in named and named[name].given]
    longer = [("prolongs", name) for name in (step.prolongs,) if name in named]
    for key, name in [*begun, *((k, n) for k, n in longer if not named[n].extension)]:
        if kind and not gives_a_day(kind):
            zh, en = f"{step.do} 不写期间 {name} 的末日", f"{step.do} gives no last day of {name}"
            yield Fault(lines.of("step", index, key), f"step.{key}", zh, en)


def gives_a_day(kind: type[Command]) -> bool:
    one = "until" in kind.__struct_fields__ or kind.until is not Command.until
    return one or kind.until_each is not Command.until_each
