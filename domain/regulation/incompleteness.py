"""Checks what a regulation file says is unknown: named rightly, and not stated all the same."""

from collections.abc import Iterator

from domain.regulation.fault import Fault, fault_at, unknown_name
from domain.regulation.incomplete import Unknown
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.names import commands
from domain.words.actors import ROLES

BLOCKS = (
    *("validity", "publicity", "correction", "objection"),
    *("name", "form", "annual", "evaluation", "supervision", "panel", "unknown", "variant", "hold"),
)
PARTS_OF_BLOCKS = ("evaluation.each",)
"""Parts that a text may leave unknown while it gives the rest of the block."""


def misdeclared(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: unknown steps, blocks and roles that nobody knows, or that the file states; a variant
    of itself, or of a text that it calls unknown."""
    if regulation.unknown:
        yield from misnamed_as_unknown(regulation.unknown, lines)
        yield from stated_all_the_same(regulation, regulation.unknown, lines)
    variant = regulation.variant
    if variant and variant.of == regulation.regulation.code:
        zh, en = "不能是自己的假定程序", "a file is no variant of itself"
        yield fault_at(lines, ("variant", 0, "of"), zh, en)


def misnamed_as_unknown(unknown: Unknown, lines: Lines) -> Iterator[Fault]:
    known = commands()
    for key, given, right in (
        ("steps", unknown.steps, known),
        ("blocks", unknown.blocks, (*BLOCKS, *PARTS_OF_BLOCKS)),
        ("only", unknown.only, unknown.steps),
        ("only", [role for roles in unknown.only.values() for role in roles], ROLES),
    ):
        for name in given:
            if name not in right:
                yield unknown_name(lines, ("unknown", 0, key), name, right)
    if unknown.only and unknown.only_rule is None:
        zh, en = "写明由谁办理的，须写 only_rule", "`only` rests on a rule: write only_rule"
        yield fault_at(lines, ("unknown", 0, "only"), zh, en)


def stated_all_the_same(regulation: Regulation, unknown: Unknown, lines: Lines) -> Iterator[Fault]:
    stated = {step.do for step in regulation.step}
    for name in unknown.steps:
        if name in stated:
            zh = f"{name} 写在 [unknown] 中，又有步骤：去掉其中一处"
            en = f"{name} is unknown here and a step there: say one of the two"
            yield fault_at(lines, ("unknown", 0, "steps"), zh, en)
    for name in unknown.blocks:
        if getattr(regulation, name, None) is not None:
            zh = f"{name} 写在 [unknown] 中，又写了 [{name}]：去掉其中一处"
            en = f"{name} is unknown here and stated there: say one of the two"
            yield fault_at(lines, ("unknown", 0, "blocks"), zh, en)
