"""Checks the comparisons of a regulation file: known facts, fitting values, no contradictions."""

from collections.abc import Iterator

from domain.facts import OPERATORS, Fact
from domain.regulation.day_counts import is_day
from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.model import Comparison, Flag, Guard, HeldFact, Regulation, Step
from domain.regulation.nearest import known_ones
from domain.regulation.own_facts import facts_of


def misheld(
    regulation: Regulation, part: Guard | Flag, table: str, index: int, lines: Lines
) -> Iterator[Fault]:
    """Faults of a comparison: no such step, an unknown fact, a misfit operator or value."""
    facts = facts_of(regulation)
    known = {step.do for step in regulation.step if meets(part, step)}
    for do in part.on:
        if do not in known:
            right = known_ones(do, sorted(known))
            zh, en = f"没有步骤 {do}{right.zh}", f"no step {do}{right.en}"
            yield fault_at(lines, (table, index, "on"), zh, en)
    for comparison in (part, *(part.either if isinstance(part, Guard) else ())):
        fact = facts.get(comparison.fact)
        if fact is None:
            right = known_ones(comparison.fact, facts)
            zh = f"未知的事实 {comparison.fact}{right.zh}"
            yield fault_at(lines, (table, index, "fact"), zh, f"unknown fact{right.en}")
        elif comparison.op not in OPERATORS[fact.kind]:
            line = lines.of(table, index, "op")
            ops = ", ".join(OPERATORS[fact.kind])
            yield Fault(
                line, f"{table}.op", f"{fact.name} 只能用 {ops}", f"{fact.name} takes {ops}"
            )
        elif not fits(fact, comparison):
            line = lines.of(table, index, "value")
            yield Fault(
                line,
                f"{table}.value",
                f"值的类型不合 {fact.kind}",
                f"not a value for a {fact.kind}",
            )


def meets(part: HeldFact, step: Step) -> bool:
    """Whether the comparison, put on that step's act, would apply to it."""
    return step.stream == part.stream and (
        part.channel is None or step.channel in (None, part.channel)
    )


def fits(fact: Fact, comparison: Comparison) -> bool:
    value = comparison.value
    if fact.kind == "flag":
        return isinstance(value, bool)
    if fact.kind == "date":
        return isinstance(value, str) and is_day(value)
    if fact.kind in ("number", "money", "points"):
        return isinstance(value, int) and not isinstance(value, bool)
    return (
        isinstance(value, tuple)
        if comparison.op in ("in", "covers", "within")
        else isinstance(value, str)
    )


def contradictions(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Hard numeric guards on one step that no number can pass together."""
    for index, guard in enumerate(regulation.guard):
        for other in regulation.guard[:index]:
            if clash(guard, other):
                yield Fault(
                    lines.of("guard", index, "value"),
                    "guard.value",
                    f"与 {other.rule} 的 {other.fact} {other.op} {other.value} 矛盾",
                    f"contradicts {other.fact} {other.op} {other.value} of {other.rule}",
                )


def clash(guard: Guard, other: Guard) -> bool:
    apart = guard.channel and other.channel and guard.channel != other.channel
    together = guard.hard and other.hard and not guard.either and not other.either and not apart
    if not together or guard.fact != other.fact or not set(guard.on) & set(other.on):
        return False
    low, high = lower(guard), upper(other)
    back_low, back_high = lower(other), upper(guard)
    return empty(low, high) or empty(back_low, back_high) or flags_differ(guard, other)


def flags_differ(guard: Guard, other: Guard) -> bool:
    return guard.op == other.op and guard.op in ("is", "==") and guard.value != other.value


def lower(guard: Guard) -> int | None:
    """The least number that passes."""
    if not isinstance(guard.value, int) or isinstance(guard.value, bool):
        return None
    return {">=": guard.value, ">": guard.value + 1, "==": guard.value}.get(guard.op)


def upper(guard: Guard) -> int | None:
    """The greatest number that passes."""
    if not isinstance(guard.value, int) or isinstance(guard.value, bool):
        return None
    return {"<=": guard.value, "<": guard.value - 1, "==": guard.value}.get(guard.op)


def empty(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high
