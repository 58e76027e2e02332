"""Checks guards: compares the facts of a case with the law's values, and says what is lacking."""

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from domain.facts import EXPLANATIONS, Fact, Found, Shortfall
from domain.folding import folded
from domain.matter import Matter
from domain.money import in_yuan
from domain.points import in_points
from domain.refusal import Refusal, Text
from domain.regulation.model import Comparison, Guard, Value
from domain.words import value_words


def spellings(values: Iterable[str]) -> frozenset[str]:
    """The values of a set, each for all its spellings."""
    return frozenset(map(folded, values))


@lru_cache(maxsize=1024)
def spellings_of_law(values: tuple[str, ...]) -> frozenset[str]:
    """The same of what a regulation says, which every act is held against anew."""
    return spellings(values)


HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "in": lambda actual, values: actual in values,
    "covers": lambda actual, values: spellings(actual) >= spellings_of_law(values),
    "within": lambda actual, values: spellings(actual) <= spellings_of_law(values),
    "is": operator.is_,
}
WORDS = {
    ">=": Text("不少于", "at least"),
    ">": Text("超过", "more than"),
    "<=": Text("不超过", "at most"),
    "<": Text("少于", "less than"),
    "==": Text("为", "is"),
    "in": Text("为下列之一：", "one of:"),
    "covers": Text("包括：", "with all of:"),
    "within": Text("限于：", "only:"),
}


DAY_WORDS = {
    ">=": Text("不早于 ", "on or after"),
    ">": Text("晚于 ", "after"),
    "<=": Text("不晚于 ", "on or before"),
    "<": Text("早于 ", "before"),
}


def passes(comparison: Comparison, actual: Found) -> bool:
    """Whether a comparison holds; a fact that nobody has stated passes none."""
    return actual is not None and HOLDS[comparison.op](actual, comparison.value)


def check_guard(matter: Matter[Any], guard: Guard, do: type[Any]) -> Refusal | None:
    """The refusal that a guard gives. None where it passes, where it reads the body of a command
    that is not there yet, or where it is soft and a named official has set it aside."""
    choices, facts = (guard, *guard.either), matter.rules.facts
    if matter.command is None and any(
        facts[c.fact].rests_on_body(do, matter.case) for c in choices
    ):
        return None
    actual = [facts[choice.fact].find(matter) for choice in choices]
    if any(passes(choice, value) for choice, value in zip(choices, actual, strict=True)):
        return None
    if not guard.hard and any(o.rule == guard.rule for o in matter.context.overrides):
        return None
    return refusal_by(matter, guard, actual[0])


def refusal_by(matter: "Matter[Any]", guard: Guard, actual: Found) -> Refusal:
    short, facts = shortfall(matter, guard, actual), matter.rules.facts
    also = (pointer for choice in guard.either for pointer in facts[choice.fact].reads)
    fields = (*(short.fields or facts[guard.fact].reads), *also)
    return matter.rules.refuse(
        guard.rule,
        short.asked,
        allowed(guard, short.allowed, facts),
        facts[guard.fact].about,
        tuple(dict.fromkeys(fields)),
        short.over and guard.hard,
    )


def shortfall(matter: "Matter[Any]", guard: Guard, actual: Found) -> Shortfall:
    """What the case lacks: as the fact explains it, else its value and the law's."""
    explain = EXPLANATIONS.get(guard.fact)
    if explain and guard.value is not False:
        return explain(matter, guard.value)
    fact = matter.rules.facts[guard.fact]
    return Shortfall(asked(guard, fact, actual), compared(guard, fact))


def asked(guard: Guard, fact: Fact, actual: Found) -> Text:
    value = guard.value
    if isinstance(actual, frozenset) and isinstance(value, tuple):
        given, law = spellings(actual), spellings(value)
        wrong = law - given if guard.op == "covers" else given - law
        shown = say(fact, tuple(one for one in (*value, *sorted(actual)) if folded(one) in wrong))
        lacks = Text("缺少：", " without") if guard.op == "covers" else Text("：", ":")
        return Text(f"{fact.words.zh}{lacks.zh}{shown.zh}", f"{fact.words.en}{lacks.en} {shown.en}")
    shown = say(fact, actual)
    return Text(f"{fact.words.zh}：{shown.zh}", f"{fact.words.en}: {shown.en}")


def allowed(guard: Guard, first: Text, facts: Mapping[str, Fact]) -> Text:
    """What would pass: in the regulation's own words where it has some, else in the fact's, with
    the alternatives; and whether the guard holds only in principle."""
    if guard.zh and guard.en:
        text = Text(guard.zh, guard.en)
        if guard.fact in EXPLANATIONS:
            text = Text(f"{text.zh}：{first.zh}", f"{text.en}: {first.en}")
    else:
        parts = [first, *(compared(choice, facts[choice.fact]) for choice in guard.either)]
        text = Text("，或者".join(p.zh for p in parts), ", or ".join(p.en for p in parts))
    if guard.hard:
        return text
    return Text(
        text.zh + "；原则性要求，可附理由并由具名人员作例外处理",
        text.en + "; in principle: passes with a reason and a named official",
    )


def compared(comparison: Comparison, fact: Fact) -> Text:
    """The value of the law in words; for a yes-or-no fact, its own sentence."""
    if isinstance(comparison.value, bool):
        return (
            fact.words if comparison.value else Text(f"非{fact.words.zh}", f"not {fact.words.en}")
        )
    words = WORDS | DAY_WORDS if fact.kind == "date" else WORDS
    how, value = words[comparison.op], say(fact, comparison.value)
    return Text(f"{fact.words.zh}{how.zh}{value.zh}", f"{fact.words.en}: {how.en} {value.en}")


def say(fact: Fact, value: Found | Value) -> Text:
    match value:
        case None:
            return Text("未填写或者尚不可知", "not given, or not known yet")
        case bool():
            return Text("是" if value else "否", "yes" if value else "no")
        case int() if fact.kind == "points":
            return Text(f"{in_points(value)}分", f"{in_points(value)} points")
        case int() if fact.kind == "money":
            return Text(f"{in_yuan(value)}元", f"{in_yuan(value)} yuan")
        case int():
            return Text(f"{value}{fact.unit.zh}", f"{value} {fact.unit.en}".strip())
        case str():
            return one_of(fact, value) if value else Text("空", "empty")
    texts = [one_of(fact, one) for one in value]
    return Text("、".join(t.zh for t in texts) or "无", ", ".join(t.en for t in texts) or "none")


def one_of(fact: Fact, value: str) -> Text:
    """A value of a closed list in officers' words; text that people wrote stays as it is."""
    return value_words(value, fact.values) if fact.values else Text(value, value)
