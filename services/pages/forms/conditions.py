"""Rows that answer the regulation's conditions: a row for each condition of the step, named by its
article."""

from collections.abc import Iterator

from domain.refusal import Text
from domain.regulation.rules import Rules
from services.pages.forms.inputs import Choices, FormInput

CONDITION = "rule"
"""The field by which an answer names the condition that it answers."""


def with_conditions(one: FormInput, conditions: Choices) -> FormInput:
    """Rows whose answers name a condition, with the conditions that there are."""
    if one.control != "rows" or not conditions:
        return one
    return one.with_parts(p.offering(conditions) if p.name == CONDITION else p for p in one.parts)


def conditions_of_step(
    rules: Rules | None, stream: str, do: str, channel: str | None
) -> Iterator[tuple[str, Text]]:
    """The provisions that a step has conditions of, as they are cited."""
    guards = rules.guards(stream, do, channel) if rules else ()
    for id in dict.fromkeys(guard.rule for guard in guards):
        assert rules
        rule = rules.by_id[id]
        yield id, Text(f"{rule.article} {rule.phrase}", f"{rule.article} {rule.gloss}")


def conditions_to_answer(inputs: tuple[FormInput, ...]) -> dict[str, str]:
    """The texts of a row for each condition that is to be answered."""
    return {
        f"/command/{one.name}/{index}/{CONDITION}": id
        for one in inputs
        if one.control == "rows" and one.required
        for part in one.parts
        if part.name == CONDITION and part.choices
        for index, (id, _) in enumerate(part.choices)
    }
