"""Whatever is changed in a regulation file is refused by the check, or changes an answer.

Each file is taken with one thing gone or changed. The check refuses the mutant, or its own cases
come to another answer than they say, or what is answered to them differs: who acts in which duty,
where it leads, on which rules it rests, what a refusal says. `LEFT` are the kinds that do neither.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import tomli
import tomli_w
from msgspec.structs import replace

from domain.centre.activities import RecordActivity
from domain.regulation.fault import Fault
from domain.regulation.resolving import Resolved
from domain.regulation.rules import Rules, rules_of
from domain.scrutiny.examining import examine
from domain.scrutiny.values import channels
from domain.trial.example_faults import example_of
from domain.trial.examples import Example, TrialAnswer, act_out
from domain.trial.road import Road
from domain.trial.trying import trial_faults
from services.regulation_files import SHIPPED, texts_in
from tests.support.lacking import answers_to_lacking
from tests.support.mutants import Path, mutants, mutated
from tests.support.mutants_left import LEFT, LEFT_OF
from tests.support.regulations import INVENTED
from tests.support.usual_examples import issuing, usual_examples

BESIDE = {
    name: text
    for name, text in (texts_in(SHIPPED) | texts_in(INVENTED)).items()
    if text is not None
}
FILES = {"sichuan.toml": 16, "inner_mongolia.toml": 16, "suzhou.toml": 16}
"""How many mutants of each file the suite draws; `make soak` has them all."""
SOAKED_ALONE = (
    *("national.toml", "national_assumed.toml"),
    *("quotas.toml", "terms.toml", "asking.toml", "one_city.toml", "three_tiers.toml"),
)
IN_PLACE_OF_CASES = {
    "one_city.toml": (
        Example(saying={"addressee": "440000"}),
        Example(do="AcceptApplication", form={"industry": "围棋产业"}),
        Example(do="AcceptApplication", form={"industry": "围棋产业"}, exceptions=("UNO-2",)),
        Example(do="RecogniseCentre", form={"proposed_name": "示例中心"}),
        Example(do="AppointPanel", in_turn_of="DetermineList", saying={"panel_no": "P2"}),
    ),
    "three_tiers.toml": (
        Example(do="RequestCorrection", saying={"term": 30}),
        Example(do="RequestCorrection", saying={"term": 31}),
        Example(days_later=2),  # whose fifth and sixth days are no days off
    ),
}
"""What a complete text is tried with: it has no cases of its own."""


def resolved(source: str) -> Resolved | None:
    """The complete text; None where the check refuses it."""
    examined = examine(source, BESIDE)
    found = examined.resolved
    if examined.faults or found is None:
        return None
    return None if list(trial_faults(found.text, found.cases, found.lines)) else found


def roads_of(text: str) -> dict[str, Road]:
    return {one: Road(text, one) for one in channels(rules_of(text).text)}


def in_each_area(case: Example | Fault, rules: Rules) -> Iterator[Example]:
    """A case with an activity in it: the same in each duty area, of a kind that none asks for."""
    if isinstance(case, Example) and (said := case.first_saying.get(RecordActivity.__name__)):
        for area in rules.text.duty:
            other = said | {"duty_area": area.code, "activity": "OTHER_ACTIVITY"}
            yield replace(case, first_saying={RecordActivity.__name__: other})


class Unchanged:
    """A file as it stands, with what is answered to its own cases and to each of its steps, in its
    turn and out of it; knows whether a mutant is answered the same.

    Asked first is what the mutant is about, then where the last one differed: neighbours in a file
    change the same answers.
    """

    def __init__(self, name: str, tables: Any) -> None:
        found = resolved(tomli_w.dumps(tables))
        assert found is not None
        self.text = found.text
        self.issued, roads = issuing(found.text), roads_of(found.text)
        self.lacking = answers_to_lacking(found.text)
        self.steps = {channel: set(road.steps) for channel, road in roads.items()}
        self.first = next(iter(roads))
        cases = [example_of(table, n, found.lines) for n, table in enumerate(found.cases)]
        examples = [
            *IN_PLACE_OF_CASES.get(name, ()),
            *(one for one in cases if isinstance(one, Example)),
            *(one for case in cases for one in in_each_area(case, rules_of(found.text))),
            *(one for road in roads.values() for one in usual_examples(road)),
        ]
        self.answers = [(one, self.answer(roads, one)) for one in examples]

    def answer(self, roads: dict[str, Road], example: Example) -> TrialAnswer:
        return act_out(roads[example.channel or self.first], example)

    def survives(self, path: Path, mutant: str) -> bool:
        """Whether a mutant is neither refused nor changes an answer."""
        found = resolved(mutant)
        if found is None or found.text == self.text:  # refused; or what it extends says the same
            return False
        if issuing(found.text) != self.issued:
            return False
        if answers_to_lacking(found.text) != self.lacking:
            return False
        roads = roads_of(found.text)
        if {channel: set(road.steps) for channel, road in roads.items()} != self.steps:
            return False
        about = str(path[1]).partition(":")[0] if path[0] == "step" and path[1:] else ""
        asked = sorted(self.answers, key=lambda one: one[0].do != about)
        other = next((one for one in asked if self.answer(roads, one[0]) != one[1]), None)
        if other is not None:
            self.answers.remove(other)
            self.answers.insert(0, other)
        return other is None


def is_at_every_stage(tables: Any, path: Path) -> bool:
    """Whether this is in a `during` that names all stages to which cases of its stream come in a
    complete text: nobody can be at another."""
    if path[0] != "step" or path[2:3] != ("during",) or not isinstance(tables["step"], list):
        return False
    step: Any = tables["step"][int(path[1])]
    stages = {one.get("to") for one in tables["step"] if one.get("stream") == step.get("stream")}
    return stages - {None} <= set(step["during"])


def survivors(name: str, chosen: list[tuple[Path, Any]], tables: Any) -> list[tuple[Path, Any]]:
    """The mutants that are neither refused nor change an answer, without those that are LEFT."""
    file, known = Unchanged(name, tables), (*LEFT, *LEFT_OF.get(name, ()))
    return [
        (path, value)
        for path, value in chosen
        if not any(path[: len(left)] == left for left in known)
        if not is_at_every_stage(tables, path)
        if file.survives(path, tomli_w.dumps(mutated(tables, path, value)))
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_change_drawn_at_random_is_refused_or_answered_otherwise(name: str) -> None:
    tables = tomli.loads(BESIDE[name])
    chosen = Random(name).sample(list(mutants(tables)), FILES[name])
    assert survivors(name, chosen, tables) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", [*FILES, *SOAKED_ALONE])
def test_every_change_is_refused_or_answered_otherwise(name: str) -> None:
    tables = tomli.loads(BESIDE[name])
    assert survivors(name, list(mutants(tables)), tables) == []
