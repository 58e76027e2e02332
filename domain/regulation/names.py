"""Checks the names in a regulation file: known, none twice, and every cited rule is there."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.case import Command
from domain.regulation.fault import Fault, fault_at, missing_part, unknown_name
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.nearest import known_ones, nearest_name
from domain.words.actors import DUTIES, ROLES
from domain.words.proceedings import PROCEEDING_STAGES, PROCEEDINGS
from domain.words.stages import STAGES
from domain.words.streams import STREAMS


def repeated(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: rules and steps that stand in the file twice."""
    seen: set[object] = set()
    for index, rule in enumerate(regulation.rule):
        if rule.id in seen:
            yield Fault(
                lines.of("rule", index, "id"), "rule.id", f"规则 {rule.id} 重复", f"{rule.id} twice"
            )
        seen.add(rule.id)
    for index, step in enumerate(regulation.step):
        key = (step.stream, step.do, step.channel)
        anywhere = (step.stream, step.do, None)
        if key in seen or (anywhere in seen and step.channel):
            yield Fault(
                lines.of("step", index, "do"), "step.do", f"步骤 {step.do} 重复", f"{step.do} twice"
            )
        seen.add(key)


def uncited(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: parts that cite a rule which the file does not hold."""
    known = [rule.id for rule in regulation.rule]
    for table, index, key, rule in cited_rules(regulation):
        if rule is not None and rule not in known:
            right = known_ones(rule, known)
            zh, en = f"没有规则 {rule}{right.zh}", f"no rule {rule} in this file{right.en}"
            yield fault_at(lines, (table, index, key), zh, en)


def cited_rules(regulation: Regulation) -> Iterator[tuple[str, int, str, str | None]]:
    """Every place of a file that cites a rule: the table, the number in it, the key, and the
    rule."""
    for table, index, part in blocks_and_parts(regulation):
        for key in part.__struct_fields__:
            if key.endswith("rule"):
                yield table, index, key, getattr(part, key)


def blocks_and_parts(regulation: Regulation) -> Iterator[tuple[str, int, msgspec.Struct]]:
    """Every block and every part of a file, with its table and its number there."""
    for table in regulation.__struct_fields__:
        value = getattr(regulation, table)
        if isinstance(value, dict):
            yield from ((f"{table}.{name}", 0, part) for name, part in value.items())
        elif value is not None:
            parts = value if isinstance(value, tuple) else (value,)
            yield from ((table, index, part) for index, part in enumerate(parts))


StepName = tuple[str, str | None, Collection[str]]
"""Key, the name given there, and the names that would be right."""


def misnamed(step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: names in a step that the code does not know: commands, roles, stages, duties."""
    for key, value, known in names_of_step(step):
        if value is not None and value not in known:
            yield unknown_name(lines, ("step", index, key), value, known)


def names_of_step(step: Step) -> list[StepName]:
    """Every name in a step, with those that the code knows."""
    names = commands()
    named: list[StepName] = [
        ("stream", step.stream, STREAMS),
        ("do", step.do, names),
    ]
    named += [("duty", step.duty, DUTIES), ("to", step.to, STAGES)]
    results = names[step.do].outcomes if step.do in names else ()
    for name, outcome in step.outcomes.items():
        named += [("outcomes", name, results), ("outcomes", outcome.to, STAGES)]
    named += [("by", role, ROLES) for role in step.by]
    named += [("during", stage, STAGES) for stage in step.during]
    named += [("proceeding", step.proceeding, PROCEEDINGS)]
    own = stages_of(step.proceeding)
    named += [("at", stage, own) for stage in step.at if step.proceeding]
    named += [("becomes", stage, own) for stage in step.brings_to if step.proceeding]
    named += [("after", name, names) for name in step.after]
    named += [("unless", name, names) for name in step.unless]
    return named


def stages_of(proceeding: str | None) -> list[str]:
    """The stages of a kind of proceeding."""
    named = (name.partition(".") for name in PROCEEDING_STAGES)
    return [stage for kind, _, stage in named if kind == proceeding]


def mended(regulation: Regulation) -> Regulation:
    """The regulation as it was probably meant: each unknown name in a step as the nearest known
    one. So a name that is told as wrong does not make other steps look wrong too."""
    return replace(regulation, step=tuple(map(mended_step, regulation.step)))


def mended_step(step: Step) -> Step:
    meant = {
        value: nearest_name(value, known)
        for _, value, known in names_of_step(step)
        if value is not None and value not in known
    }
    return msgspec.convert(meaning(msgspec.to_builtins(step), meant), Step) if meant else step


def meaning(value: Any, meant: dict[str, str]) -> Any:
    """A value with every name in it that is meant otherwise put right."""
    if isinstance(value, str):
        return meant.get(value, value)
    if isinstance(value, dict):
        return {meant.get(key, key): meaning(inner, meant) for key, inner in value.items()}
    return [meaning(one, meant) for one in value] if isinstance(value, list | tuple) else value


def nameless(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: unknown roles outside the steps, and rules about a parent or an interpreter that
    `[regulation]` does not name."""
    supervision, about = regulation.supervision, regulation.regulation
    named = [("supervision", "sees", role) for role in (supervision.sees if supervision else ())]
    named += [("words", "roles", role) for role in regulation.words.roles]
    for do in regulation.hold.steps if regulation.hold else ():
        if do not in commands():
            yield unknown_name(lines, ("hold", 0, "steps"), do, commands())
    for table, key, role in named:
        if role not in ROLES:
            yield unknown_name(lines, (table, 0, key), role, ROLES)
    for key, rule in (("parent", "parent_rule"), ("interpreted_by", "interpreted_rule")):
        if getattr(about, rule) and not getattr(about, key):
            yield missing_part(f"regulation.{key}", lines.of("regulation", 0, rule), rule)


@cache
def commands(kind: type[Command] = Command) -> dict[str, type[Command]]:
    """Every command that the code knows, by name: asked for with each step of each file."""
    known = {kind.__name__: kind}
    for sub in kind.__subclasses__():
        known |= commands(sub)
    return known
