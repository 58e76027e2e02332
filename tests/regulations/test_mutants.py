"""Whatever is changed in a regulation file is refused by the check, or changes an answer.

Each file is taken with one thing gone or changed. The check refuses the mutant, or its own cases
come to another answer than they say, or what is answered to them differs: who acts in which duty,
where it leads, on which rules it rests, what a refusal says. `LEFT` are the kinds that do neither.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
import tomli
import tomli_w

from domain.regulation.rules import rules_of
from domain.scrutiny.examining import examine
from domain.scrutiny.values import channels
from domain.trial.examples import Example, TrialAnswer, act_out, example_of
from domain.trial.road import Road
from domain.trial.trying import trial_faults
from domain.trial.usual_examples import every_step, held_example, issuing
from services.regulation_files import SHIPPED, texts_in
from tests.support.mutants import Path, mutants, mutated
from tests.support.regulations import INVENTED

BESIDE = {
    name: text
    for name, text in (texts_in(SHIPPED) | texts_in(INVENTED)).items()
    if text is not None
}
FILES = {"sichuan.toml": 48, "inner_mongolia.toml": 48}
"""How many mutants of each file the suite draws; `make soak` has them all."""
LEFT = {
    (
        "articles",
    ): "a provision on which nothing rests yet, or how it is kept: read, not decided by",
    ("rule",): "the same, in a complete text",
    ("panel",): "all that a source says there is which papers experts do not see: access only",
    ("supervision",): "who sees and supervises: access, not a decision",
    ("cites",): "a provision that carries who sees, or what experts judge: named, not decided by",
    ("words",): "what those who act are called",
    ("regulation", "code"): "the regime's own name: every file has another",
    ("regulation", "issued_on"): "since when: the trial begins with the regulation",
    ("regulation", "parent_rule"): "read, not decided by",
    ("regulation", "interpreted_rule"): "read, not decided by",
    ("validity", "begins_rule"): "cited to those who come before the first day: the trial does not",
    ("annual",): "the yearly paper comes with the life of a centre",
    ("criterion",): "what experts judge: points are theirs",
}
"""By the beginning of the place, why a change there changes no answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What can be asked of a file that the check takes: its own cases, and each of its steps."""

    text: str
    roads: dict[str, Road]
    examples: list[Example]

    def answer(self, number: int) -> TrialAnswer:
        one = self.examples[number]
        return act_out(self.roads[one.channel or next(iter(self.roads))], one)


def asked_of(source: str) -> Asked | None:
    """The examples of a file; None where the check refuses it."""
    examined = examine(source, BESIDE)
    if examined.faults or examined.resolved is None:
        return None
    found = examined.resolved
    if trial_faults(found.text, found.cases, found.lines):
        return None
    roads = {one: Road(found.text, one) for one in channels(rules_of(found.text).text)}
    examples = [one for road in roads.values() for one in (*every_step(road), *held_example(road))]
    for index, table in enumerate(found.cases):
        example = example_of(table, index, found.lines)
        assert isinstance(example, Example)  # a fault would have been told above
        examples.append(example)
    return Asked(found.text, roads, examples)


class Unchanged:
    """A file as it stands, with its answers; knows whether a mutant gives the same ones.

    Where the last mutant differed is asked first: neighbours in a file change the same answers.
    """

    def __init__(self, tables: Any) -> None:
        asked = asked_of(tomli_w.dumps(tables))
        assert asked is not None
        self.issued = issuing(asked.text)
        self.answers = {n: asked.answer(n) for n in range(len(asked.examples))}

    def survives(self, mutant: str) -> bool:
        """Whether a mutant is neither refused nor changes an answer."""
        asked = asked_of(mutant)
        if asked is None or len(asked.examples) != len(self.answers):
            return False
        if issuing(asked.text) != self.issued:
            return False
        other = next((n for n, was in self.answers.items() if asked.answer(n) != was), None)
        if other is not None:
            self.answers = {other: self.answers[other]} | self.answers
        return other is None


def survivors(name: str, chosen: list[tuple[Path, Any]], tables: Any) -> list[tuple[Path, Any]]:
    """The mutants that are neither refused nor change an answer, without those of LEFT."""
    file = Unchanged(tables)
    return [
        (path, value)
        for path, value in chosen
        if not any(path[: len(left)] == left for left in LEFT)
        if file.survives(tomli_w.dumps(mutated(tables, path, value)))
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_change_drawn_at_random_is_refused_or_answered_otherwise(name: str) -> None:
    tables = tomli.loads(BESIDE[name])
    chosen = Random(name).sample(list(mutants(tables)), FILES[name])
    assert survivors(name, chosen, tables) == []


@pytest.mark.soak
@pytest.mark.parametrize("name", FILES)
def test_every_change_is_refused_or_answered_otherwise(name: str) -> None:
    tables = tomli.loads(BESIDE[name])
    assert survivors(name, list(mutants(tables)), tables) == []
