"""Lists every fact that a regulation may compare: how, with which values, in which words."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

import domain.streams  # noqa: F401 # makes every fact known
from domain.facts import FACTS, OPERATORS, Fact
from domain.refusal import Text
from domain.scrutiny.values import CLOSED, PROPOSED_VALUES

KIND_WORDS = {
    "number": Text("数", "number"),
    "money": Text("金额（分）", "money, in fen"),
    "points": Text("分（百分之一分）", "points, in hundredths"),
    "date": Text("日期，如 2026-03-02", "a day like 2026-03-02"),
    "text": Text("一项", "one name"),
    "flag": Text("是否", "yes or no"),
    "set": Text("若干项", "several names"),
}


class FactLine(Struct, frozen=True):
    """A fact as a writer needs it. `values` is what may stand there; those that the form proposes
    where others may stand too."""

    name: str
    words: Text
    kind: Text
    operators: tuple[str, ...]
    unit: Text
    values: tuple[str, ...]


def fact_lines(facts: Mapping[str, Fact] = FACTS) -> Iterator[FactLine]:
    """The facts that every regulation has, or those of one."""
    for fact in facts.values():
        kind = KIND_WORDS[fact.kind]
        operators = OPERATORS[fact.kind]
        yield FactLine(fact.name, fact.words, kind, operators, fact.unit, values_that_fit(fact))


def values_that_fit(fact: Fact) -> tuple[str, ...]:
    if fact.kind == "flag":
        return ("true", "false")
    return tuple(CLOSED.get(fact.name) or PROPOSED_VALUES.get(fact.name, ()))
