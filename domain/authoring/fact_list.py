"""Lists every fact that a regulation may compare: how, with which values, in which words."""

from collections.abc import Iterator
from typing import get_args, get_type_hints

from msgspec import Struct

import domain.streams  # noqa: F401 # makes every fact known
from domain.application.form import Form, OperatingUnit
from domain.facts import FACTS, OPERATORS, Fact
from domain.refusal import Text

KINDS = {
    "number": Text("数", "number"),
    "money": Text("金额（分）", "money, in fen"),
    "text": Text("一项", "one name"),
    "flag": Text("是否", "yes or no"),
    "set": Text("若干项", "several names"),
}


class FactLine(Struct, frozen=True):
    """A fact as a writer needs it. `values` is what may stand there; empty where it is open."""

    name: str
    words: Text
    kind: Text
    operators: tuple[str, ...]
    unit: Text
    values: tuple[str, ...]


def fact_lines() -> Iterator[FactLine]:
    for fact in FACTS.values():
        kind = KINDS.get(fact.kind, Text(fact.kind, fact.kind))
        operators = OPERATORS[fact.kind]
        yield FactLine(fact.name, fact.words, kind, operators, fact.unit, values_of(fact))


def values_of(fact: Fact) -> tuple[str, ...]:
    if fact.kind == "flag":
        return ("true", "false")
    return CLOSED.get(fact.name, ())


def literals(kind: type, field: str) -> tuple[str, ...]:
    """The closed list of a field."""
    hint = get_type_hints(kind)[field]
    return tuple(v for one in (hint, *get_args(hint)) for v in get_args(one) if isinstance(v, str))


CLOSED = {
    "builder_type": literals(Form, "builder_type"),
    "park_level": ("NONE", *literals(Form, "park_level")),
    "entity_level": literals(Form, "entity_level"),
    "operating_unit": literals(OperatingUnit, "kind"),
    "filled_fields": Form.__struct_fields__,
}
