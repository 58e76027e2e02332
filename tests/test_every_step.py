"""Each line of each step of the Sichuan file holds something back: without it, it would happen."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from domain.case import SYSTEM, Actor
from domain.regulation.model import Step
from tests.asking import (
    HOSTS,
    TIME,
    Ask,
    asked_for,
    at,
    before,
    do,
    refused,
    with_another,
)
from tests.citing import rule
from tests.mutating import RULES, STEPS, with_step, without_step
from tests.regulations import SICHUAN_TEXT
from tests.sichuan import CLERK
from tests.world import DAY, World

KEYS = ("by", "duty", "territory", "channel", "during", "after", "unless", "elapsed", "needs")
CHOOSING = {("InterruptEntry", "during"), ("RestartEntry", "during")}
"""Lines that say whom an act touches: whoever stands elsewhere is left as it is."""

LINES = [
    (do, key)
    for do, step in STEPS.items()
    for key in KEYS
    if getattr(step, key) and (do, key) not in CHOOSING
]
ALSO = {"RecogniseList": "RecogniseCentre"}
"""Acts that bring about another which callers may do by itself: it has lines of its own."""

FOREIGN = {"PREF": "510700", "PROV": "150000", "APPLICANT": "91510100MA6T000134"}


class Story(Struct, frozen=True):
    """An act that one line of a step refuses; with `value` in its place it happens."""

    ask: Ask
    refused_by: list[str]
    spoilt: dict[str, Any] = {}
    late_reason: str | None = None
    value: str | None = None
    text: str = SICHUAN_TEXT

    def world(self, do: str, text: str) -> World:
        """The case before the step, its state spoilt."""
        world = at(before(do), sichuan=text)
        if do == "DropFromList":
            with_another(world)
        name = f"{STEPS[do].stream}/{'b1' if STEPS[do].stream == 'batches' else 'a1'}"
        if self.spoilt:
            world.states[name] = replace(world.states[name], **self.spoilt)
        return world


def story(step: Step, key: str) -> Story:
    ask = asked_for(step.do)
    person = CLERK if ask.actor == SYSTEM else ask.actor
    match key:
        case "by":
            expert = Actor("x", "EXPERT", person.organ, person.duties)
            text = relaxed(step.do, "by", '["EXPERT"]')
            return Story(ask.by(expert), [step.rule], value='["EXPERT"]', text=text)
        case "duty" if step.do in HOSTS:
            done = {"duties": ((person.person, "recheck"),)}
            return Story(ask, ["IMPLICIT:separation"], done)
        case "duty":
            text = relaxed(step.do, "duty")
            return Story(ask.by(replace(person, duties=())), ["IMPLICIT:duty"], text=text)
        case "territory":
            foreign = replace(person, organ=FOREIGN[person.role])
            text = relaxed(step.do, "territory")
            return Story(ask.by(foreign), [step.territory_rule or step.rule], text=text)
        case "channel" if step.do == "CreateDraft":
            return Story(ask.saying(channel="DIRECT"), ["IMPLICIT:step"])
        case "channel":
            return Story(ask, ["IMPLICIT:step"], {"channel": "DIRECT"})
        case "during":
            return Story(ask, [step.rule], {"stage": "ELSEWHERE"})
        case "after":
            return Story(ask, [STEPS[name].rule for name in step.after], {"done": ()})
        case "unless":
            return Story(ask, [STEPS[n].rule for n in step.unless], {"done": step.unless})
        case "elapsed":
            return Story(ask, [step.rule], late_reason="补记")
        case "needs" if step.do == "DropFromList":
            text = with_step("DetermineList", "needs")
            return Story(ask.without_document(), [step.rule], text=text)
        case "needs":
            text = relaxed(step.do, "needs")
            return Story(ask.without_document(), [step.rule], text=text)
    raise AssertionError(f"no story for {step.do} {key}")


def relaxed(do: str, key: str, value: str | None = None) -> str:
    """The file where the act that this one brings about has no such line."""
    return with_step(ALSO[do], key, value) if do in ALSO else SICHUAN_TEXT


@rule("IMPLICIT:own", "IMPLICIT:termination", "IMPLICIT:change", "IMPLICIT:correction")
@rule("IMPLICIT:publicity")
@rule("SC-06.1", "SC-07.1", "SC-07.2", "SC-07.5", "SC-07.6", "SC-07.7", "SC-07.8", "SC-07.9")
@pytest.mark.parametrize(("name", "key"), LINES)
def test_a_line_of_a_step_refuses_what_would_happen_without_it(name: str, key: str) -> None:
    told = story(STEPS[name], key)
    day = TIME.get(type(told.ask.command).__name__, DAY) - timedelta(days=key == "elapsed")
    held_back = told.world(name, told.text)
    assert refused(held_back, told.ask, day, late_reason=told.late_reason) == told.refused_by
    let_go = told.world(name, with_step(name, key, told.value, told.text))
    assert do(let_go, told.ask, day, late_reason=told.late_reason)


@rule("SC-08", "IMPLICIT:batch")
@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_the_file_does_not_name_cannot_be_taken(name: str) -> None:
    ask = asked_for(name)
    day = TIME.get(type(ask.command).__name__, DAY)
    found = do(Story(ask, []).world(name, SICHUAN_TEXT), ask, day)
    step = STEPS[name]
    [own] = [one.record for one in found if type(one.record.command).__name__ == name]
    assert (own.event.stage, own.event.final, own.duty) == (step.to, step.final, step.duty)
    assert own.basis[0] == step.rule
    assert set(own.basis) == {step.rule} | {
        g.rule for g in RULES.guards(step.stream, name, step.channel)
    }
    assert refused(Story(ask, []).world(name, without_step(name)), ask, day) == ["IMPLICIT:step"]


@rule("IMPLICIT:publicity")
@pytest.mark.parametrize("name", sorted(do for do, _ in CHOOSING))
def test_who_is_not_in_publicity_is_left_as_it_is(name: str) -> None:
    ask = asked_for(name)
    elsewhere = Story(ask, [], {"stage": "ELSEWHERE"}).world(name, SICHUAN_TEXT)
    assert [one.stream for one in do(elsewhere, ask)] == ["batches/b1"]
    there = Story(ask, []).world(name, SICHUAN_TEXT)
    assert [one.stream for one in do(there, ask)] == ["batches/b1", "applications/a1"]
