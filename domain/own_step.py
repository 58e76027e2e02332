"""Refuses an act under the rule of its own step."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

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


class StepReason(Struct, frozen=True):
    """A reason under the rule of the own step, declared once. In both texts `{name}` stands for a
    value found."""

    asked: Text
    allowed: Text
    fields: tuple[str, ...] = ()
    kind: Kind = "form"

    def said(self, matter: Matter[Any], **found: Any) -> Iterable[Refusal]:
        asked, allowed = self.asked.with_found(**found), self.allowed.with_found(**found)
        return under_own_step(matter, asked, allowed, self.kind, self.fields)
