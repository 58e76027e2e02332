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
from domain.trial.examples import Example, TrialAnswer, act_out, example_of
from domain.trial.road import Road
from domain.trial.trying import trial_faults
from services.regulation_files import SHIPPED, texts_in
from tests.support.lacking import answers_to_lacking
from tests.support.mutants import Path, mutants, mutated
from tests.support.regulations import INVENTED
from tests.support.usual_examples import issuing, usual_examples

BESIDE = {
    name: text
    for name, text in (texts_in(SHIPPED) | texts_in(INVENTED)).items()
    if text is not None
}
FILES = {"sichuan.toml": 16, "inner_mongolia.toml": 16, "suzhou.toml": 16}
"""How many mutants of each file the suite draws; `make soak` has them all."""
INVENTED_ALONE = ("quotas.toml", "terms.toml", "asking.toml")
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
    ("criterion",): "what experts judge: points are theirs",
    ("unknown", "blocks"): "held against what the file states, and read",
    ("quota",): "a count over several cases: the trial has one application",
    ("duty", 2, "tracks"): "a project that nobody followed in its second year: two acts of a kind",
}
"""By the beginning of the place, why a change there changes no answer."""
OF_MONEY = "each guard of fund projects is tried by test_every_fund_step.py"
NO_ACTIVE_CENTRE = "of a centre that is recognised: by a text that is not at hand"
BEYOND_SUBMISSION = "names acts whose text is not at hand, for the file that assumes them"
ON_SUBMISSION = (
    *("form_filled", "cases_happened", "commitment", "signed", "own_code", "registered_name"),
    *("addressed_to_cnipa", "builder", "park", "association"),
)
LEFT_OF = {
    "national.toml": {
        ("divisions",): "where a case is: access and lists",
        ("sets", "HANDED_IN"): BEYOND_SUBMISSION,
        ("sets", "CHECKED"): BEYOND_SUBMISSION,
        **{("guard", one, "on"): BEYOND_SUBMISSION for one in ON_SUBMISSION},
        ("sets", "UNRECOGNISED"): NO_ACTIVE_CENTRE,
        ("period",): NO_ACTIVE_CENTRE,
        ("step", "CommendCentre", "needs"): NO_ACTIVE_CENTRE,
        ("duty",): NO_ACTIVE_CENTRE,
        ("section",): NO_ACTIVE_CENTRE,
        ("serving",): NO_ACTIVE_CENTRE,
        ("step", "OpenRecommendedDraft", "to"): "comes about in another regime's centre",
        ("flag", "only_for_itself", "on"): BEYOND_SUBMISSION,
        ("step", "WithdrawApplication", "territory_rule"): "its own rule says the same",
        ("step", "ReviseDraft", "territory_rule"): "another unit's draft is absent for everybody",
        ("field", "special_services"): "asked, and nothing rests on it",
        ("field", "open_patents"): "the same",
        ("field", "association_scope", "rule"): "where it is from: a guard's rule is what refuses",
        ("field", "conversion_manners", "rule"): "the same",
        ("implicit",): "the procedures say the same in other words",
    },
    "suzhou.toml": {
        ("period",): "its three years are the procedure's, too",
        ("evaluation", "best"): "nothing of this text rests on the best grade",
        ("evaluation", "failing"): "what lists remind of; an order rests on its ground",
        ("guard", "support_cap"): OF_MONEY,
        ("guard", "support_term"): OF_MONEY,
        ("guard", "support_continued"): OF_MONEY,
        ("guard", "support_measure"): OF_MONEY,
        ("guard", "local_match"): OF_MONEY,
        ("guard", "fund_source"): OF_MONEY,
        ("field", "leader_firm", "rule"): "where it is from: a guard's rule is what refuses",
        ("field", "core_institute", "rule"): "the same",
        ("field", "copyright_leader", "rule"): "the same",
        ("field", "output_reason", "rule"): "the same",
        ("field", "operator_reason", "rule"): "the same",
    }
}
"""The same for one file alone."""


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

    def __init__(self, tables: Any) -> None:
        found = resolved(tomli_w.dumps(tables))
        assert found is not None
        self.issued, roads = issuing(found.text), roads_of(found.text)
        self.lacking = answers_to_lacking(found.text)
        self.steps = {channel: set(road.steps) for channel, road in roads.items()}
        self.first = next(iter(roads))
        cases = [example_of(table, n, found.lines) for n, table in enumerate(found.cases)]
        examples = [
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
        if found is None or issuing(found.text) != self.issued:
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


def survivors(name: str, chosen: list[tuple[Path, Any]], tables: Any) -> list[tuple[Path, Any]]:
    """The mutants that are neither refused nor change an answer, without those that are LEFT."""
    file, known = Unchanged(tables), (*LEFT, *LEFT_OF.get(name, ()))
    return [
        (path, value)
        for path, value in chosen
        if not any(path[: len(left)] == left for left in known)
        if file.survives(path, tomli_w.dumps(mutated(tables, path, value)))
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_change_drawn_at_random_is_refused_or_answered_otherwise(name: str) -> None:
    tables = tomli.loads(BESIDE[name])
    chosen = Random(name).sample(list(mutants(tables)), FILES[name])
    assert survivors(name, chosen, tables) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", [*FILES, *INVENTED_ALONE])
def test_every_change_is_refused_or_answered_otherwise(name: str) -> None:
    tables = tomli.loads(BESIDE[name])
    assert survivors(name, list(mutants(tables)), tables) == []
