"""Lets provisions carry parts of a procedure: a step, a block, a condition, or a whole topic."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Protocol

from domain.regulation.sources import KEPT_BY_NAME, TomlTable

TOPIC = "IMPLICIT:"
Carried = list[tuple[str, str]]
"""Table and name of each part that a provision has come to carry."""


class Citable(Protocol):
    """What has blocks, rules and named parts."""

    blocks: TomlTable
    rules: dict[str, TomlTable]
    parts: dict[str, dict[str, TomlTable]]


def cite(whole: Citable, provision: str, target: str) -> Carried:
    """Puts a provision in place of the rule that the target rests on so far; gives what it carries
    now, nothing where there is no such target."""
    if target.startswith(TOPIC):
        found = every_part(whole)
        return [(kind, name) for kind, name, part in found if take_over(part, target, provision)]
    carried: Carried = []
    for kind, name, part in every_part(whole):
        if target in names_of(kind, name):
            part["rule"] = provision
            carried.append((kind, name))
    return carried


def every_part(whole: Citable) -> Iterator[tuple[str, str, TomlTable]]:
    for kind in KEPT_BY_NAME:
        for name, part in whole.parts[kind].items():
            yield kind, name, part
    for name, part in whole.blocks.get("period", {}).items():
        yield "period", name, part
    for name, block in whole.blocks.items():
        for part in block if isinstance(block, list) else [block]:
            if isinstance(part, dict):
                yield name, "", part


def names_of(kind: str, name: str) -> tuple[str, ...]:
    """The names under which a part can be cited: a step also without its channel."""
    if kind == "step":
        return name, name.partition(":")[0]
    return (f"{kind}.{name}",) if name else (kind,)


def take_over(part: TomlTable, topic: str, provision: str) -> bool:
    """Replaces a topic by the provision wherever the part names it."""
    found = False
    for key, value in part.items():
        if value == topic and key.endswith("rule"):
            part[key], found = provision, True
        elif isinstance(value, list) and topic in value:
            part[key], found = [provision if v == topic else v for v in value], True
    return found


def citable(whole: Citable) -> list[str]:
    """Everything that a provision can be cited onto."""
    names = [name for kind, name, _ in every_part(whole) for name in names_of(kind, name)]
    return list(dict.fromkeys([*(id for id in whole.rules if id.startswith(TOPIC)), *names]))


def cited_ids(value: Any) -> Iterator[str]:
    """Every rule that something rests on, or names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from cited_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from cited_ids(inner)


def without_uncited(whole: Citable) -> dict[str, TomlTable]:
    """The rules without the topics that provisions carry now, or that nothing rests on."""
    named = {id for *_, part in every_part(whole) for id in cited_ids(part)}
    return {id: rule for id, rule in whole.rules.items() if id in named or not id.startswith(TOPIC)}


def kept_ways(whole: Citable) -> list[TomlTable]:
    """The rules that remain, each with its id and how it is kept: as it says, else as by what rests
    on it. Whatever rests on rules is looked through once."""
    citing = kinds_citing(whole)
    return [
        {"id": id, **rule, "kept": rule.get("kept") or way(citing.get(id, ()))}
        for id, rule in without_uncited(whole).items()
    ]


def kinds_citing(whole: Citable) -> dict[str, set[str]]:
    """By rule, the kinds of the parts that rest on it."""
    citing: dict[str, set[str]] = {}
    for kind, _, part in every_part(whole):
        for id in ids_of(part):
            citing.setdefault(id, set()).add(kind)
    return citing


def ids_of(part: TomlTable) -> Iterable[str]:
    """The rules that a part itself rests on."""
    cited = (value for key, value in part.items() if key.endswith("rule"))
    return (id for id in cited if isinstance(id, str))


def way(kinds: Collection[str]) -> str:
    """How a rule is kept, by the kinds of the parts that cite it."""
    if {"correction", "publicity", "objection", "period"} & {*kinds}:
        return "timer"
    for kind, name in (("guard", "guard"), ("flag", "guard"), ("step", "step")):
        if kind in kinds:
            return name
    return "fact" if kinds else "declared"
