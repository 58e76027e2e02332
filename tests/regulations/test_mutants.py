"""Whatever is changed in a regulation file is refused by the check, or changes an answer.

Each file is taken with one thing gone or changed. The check refuses the mutant, or its own cases
come to another answer than they say, or what is answered to them differs: who acts in which duty,
where it leads, on which rules it rests, what a refusal says. `LEFT` are the kinds that do neither.
"""

from random import Random
from typing import Any

import pytest
import tomli
import tomli_w

from domain.regulation.rules import rules_of
from domain.scrutiny.examining import examine
from domain.scrutiny.values import channels
from domain.trial.examples import Example, act_out, example_of
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
FILES = {"sichuan.toml": 16, "inner_mongolia.toml": 12}
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


def answers(source: str) -> dict[Any, Any] | None:
    """What the cases of a file, and each of its steps, come to; None where the check refuses it."""
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
    first = next(iter(roads))
    answered = {n: act_out(roads[one.channel or first], one) for n, one in enumerate(examples)}
    return answered | {"issued": issuing(found.text)}


def survivors(name: str, chosen: list[tuple[Path, Any]], tables: Any) -> list[tuple[Path, Any]]:
    """The mutants that are neither refused nor change an answer, without those of LEFT."""
    before = answers(tomli_w.dumps(tables))
    assert before is not None
    return [
        (path, value)
        for path, value in chosen
        if not any(path[: len(left)] == left for left in LEFT)
        if answers(tomli_w.dumps(mutated(tables, path, value))) == before
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
