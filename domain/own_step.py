"""Refuses an act under the rule of its own step."""

from collections.abc import Iterable
from typing import Any

from domain.matter import Matter
from domain.refusal import Kind, Refusal, Text


def under_own_step(
    matter: Matter[Any],
    asked: Text,
    allowed: Text,
    kind: Kind = "form",
    fields: tuple[str, ...] = (),
    over: bool = False,
) -> Iterable[Refusal]:
    step = matter.step(type(matter.command).__name__)
    if step:
        yield matter.rules.refuse(step.rule, asked, allowed, kind, fields, over)
