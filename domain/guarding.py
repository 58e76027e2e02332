"""Holding facts against the values of the law."""

import operator
from collections.abc import Callable
from typing import Any

from domain.facts import FACTS, Fact, Found
from domain.matter import Matter
from domain.money import in_yuan
from domain.refusal import Refusal, Text
from domain.regulation.model import Comparison, Guard, Value

HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "in": lambda found, values: found in values,
    "covers": lambda found, values: found >= set(values),
    "within": lambda found, values: found <= set(values),
    "is": operator.is_,
}
WORDS = {
    ">=": "不少于",
    ">": "超过",
    "<=": "不超过",
    "<": "少于",
    "==": "等于",
    "in": "属于",
    "within": "限于",
}


def passes(comparison: Comparison, found: Found) -> bool:
    """A fact that nobody has stated passes nothing."""
    return found is not None and HOLDS[comparison.op](found, comparison.value)


def check_guard(matter: Matter[Any], guard: Guard) -> Refusal | None:
    """The refusal that a guard gives, or None where it passes, can't be known yet, or is soft and
    set aside with a reason by a named official."""
    choices = (guard, *guard.either)
    if matter.command is None and any(FACTS[c.fact].needs_body for c in choices):
        return None
    found = [FACTS[choice.fact].find(matter) for choice in choices]
    if any(passes(choice, value) for choice, value in zip(choices, found, strict=True)):
        return None
    if not guard.hard and any(o.rule == guard.rule for o in matter.context.overrides):
        return None
    return matter.rules.refuse(guard.rule, asked(guard, found[0]), allowed(guard))


def asked(guard: Guard, found: Found) -> Text:
    fact = FACTS[guard.fact]
    if isinstance(found, frozenset) and isinstance(guard.value, tuple) and guard.op == "covers":
        missing = tuple(value for value in guard.value if value not in found)
        return Text(
            f"{fact.words.zh}缺少：{'、'.join(missing)}",
            f"{fact.words.en} lack: {', '.join(missing)}",
        )
    shown = say(fact, found)
    return Text(f"{fact.words.zh}：{shown.zh}", f"{fact.words.en}: {shown.en}")


def allowed(guard: Guard) -> Text:
    if guard.zh and guard.en:
        text = Text(guard.zh, guard.en)
    else:
        parts = [compared(choice) for choice in (guard, *guard.either)]
        text = Text("，或者".join(p.zh for p in parts), ", or ".join(p.en for p in parts))
    if guard.hard:
        return text
    return Text(
        text.zh + "；原则性要求，可附理由并由具名人员作例外处理",
        text.en + "; in principle: passes with a reason and a named official",
    )


def compared(comparison: Comparison) -> Text:
    fact, op = FACTS[comparison.fact], comparison.op
    value = say(fact, comparison.value)
    return Text(
        f"{fact.words.zh}{WORDS.get(op, '：')}{value.zh}", f"{fact.words.en} {op} {value.en}"
    )


def say(fact: Fact, value: Found | Value) -> Text:
    match value:
        case None:
            return Text("未填写或者尚不可知", "not given, or not known yet")
        case bool():
            return Text("是" if value else "否", "yes" if value else "no")
        case int() if fact.kind == "money":
            return Text(f"{in_yuan(value)}元", f"{in_yuan(value)} yuan")
        case int():
            return Text(f"{value}{fact.unit.zh}", f"{value} {fact.unit.en}".strip())
        case str():
            return Text(value or "空", value or "empty")
    return Text("、".join(sorted(value)), ", ".join(sorted(value)))
