"""Each line of each step of the files holds something back: without it, it would happen."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from domain.batch.shortlisting import Dropped, Selected
from domain.context import SYSTEM, Actor
from domain.refusal import Kind
from domain.regulation.model import Step
from domain.regulation.rules import rules_of
from domain.streams import STREAMS
from tests.support.asking import Ask, do, refusals, refused
from tests.support.centre_requests import REQUESTS
from tests.support.citing import invariant, rule
from tests.support.every_road import EVERY_ROAD, steps_tried
from tests.support.helpful_refusals import faults
from tests.support.mutating import with_step, without_step
from tests.support.road import CASES, HOSTS, Road
from tests.support.roads import SICHUAN, at_length, line_at_length
from tests.support.world import DAY, World

KEYS = ("by", "duty", "territory", "channel", "during", "after", "unless", "elapsed", "needs")
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("by", "duty", "territory"), "who"),
    **dict.fromkeys(("channel", "after", "unless"), "order"),
    "during": "stage",
    "elapsed": "period",
    "needs": "paper",
}
"""What each line is about."""
CHOOSING = {("InterruptEntry", "during"), ("RestartEntry", "during")}
"""Lines that say whom an act touches: whoever stands elsewhere is left as it is."""
SAID_TWICE = {("OpenCentreFile", "during"), ("PlaceHold", "during")}
"""Lines that name every stage in which there is anything to do; elsewhere nothing is."""
BY_THE_LIST = {("asking", "DetermineList", "needs"), ("asking", "RecogniseCentre", "elapsed")}
"""Lines that a joint list and its recognitions hold together: tests/domain/test_joint_acts.py."""
CHECKED = {("ConsentToBatchAct", "by")}
"""Lines without which the check refuses the file: a partner could not consent."""

BEFORE_RECOGNITION = [
    (road, step) for road in EVERY_ROAD for step in steps_tried(road) if step.do not in REQUESTS
]
"""Steps of applications, and of the acts that make a centre; test_every_centre_step has others."""
LINES = [
    pytest.param(
        road,
        step,
        key,
        id=f"{road.name}-{step.do}-{key}",
        marks=line_at_length(road, step, key, EVERY_ROAD),
    )
    for road, step in BEFORE_RECOGNITION
    for key in KEYS
    if getattr(step, key)
    and (step.do, key) not in CHOOSING | SAID_TWICE | CHECKED
    and not step.refused
    if (road.name, step.do, key) not in BY_THE_LIST
]
STEPS = [
    pytest.param(road, step, id=f"{road.name}-{step.do}", marks=at_length(road, step, EVERY_ROAD))
    for road, step in BEFORE_RECOGNITION
    if not step.refused
]
FORBIDDEN = [
    pytest.param(road, step, id=f"{road.name}-{step.do}", marks=at_length(road, step, EVERY_ROAD))
    for road in EVERY_ROAD
    for step in steps_tried(road)
    if step.refused
]
ALSO = {"RecogniseList": "RecogniseCentre", "ReportBranch": "RegisterLead"}
"""Acts that bring about another which callers may do by itself: it has lines of its own."""

TRACELESS = ("ReportBranch",)
"""Acts of which the case itself keeps no trace."""
FOREIGN = "440000"


def asked(road: Road, do: str) -> Ask:
    """The step itself, or the act that brings it about."""
    ask = road.asks[HOSTS.get(do, do)]
    if do != "DropFromList":
        return ask
    return ask.saying(
        selected=(Selected(application="a2"),),
        dropped=(Dropped(application="a1", reason="名额所限"),),
        served_on=max(DAY, road.day("DetermineList")),
    )


class Story(Struct, frozen=True):
    """An act that one line of a step refuses; with `value` in its place it happens."""

    ask: Ask
    refused_by: list[str]
    spoilt: dict[str, Any] = {}
    late_reason: str | None = None
    value: str | None = None
    text: str | None = None


def before(road: Road, step: Step, text: str | None = None, spoilt: Any = None) -> World:
    """The case before the step, its state spoilt."""
    reached = road.before(HOSTS.get(step.do, step.do))
    world = road.at("CompleteExpertReview" if step.do == "ReopenExpertReview" else reached, text)
    if step.do == "DropFromList":
        road.walk(world, reached, "a2", **road.another)
    act = HOSTS.get(step.do, step.do)
    if rules_of(text or road.text).step("batches", act, road.channel):
        road.agree(world, act)
    name = f"{step.stream}/{CASES.get(step.stream, road.rules.about.authority)}"
    if spoilt:
        stood = world.states.get(name) or STREAMS[step.stream].state()
        world.states[name] = replace(stood, **spoilt)
    return world


def story(road: Road, step: Step, key: str) -> Story:
    ask = asked(road, step.do)
    person = official(road, step) if ask.actor == SYSTEM else ask.actor
    match key:
        case "by" if person.role == "EXPERT":
            return Story(ask.by(replace(person, role="FINANCE")), [step.rule], value='["FINANCE"]')
        case "by":
            expert = Actor("x", "EXPERT", person.organ, person.duties)
            text = relaxed(road, step.do, "by", '["EXPERT"]')
            return Story(ask.by(expert), [step.rule], value='["EXPERT"]', text=text)
        case "duty" if step.do in HOSTS:
            duty, cited = next(iter(road.rules.conflicting(str(step.duty)).items()))
            return Story(ask, [cited], {"duties": ((person.person, duty),)})
        case "duty":
            text = relaxed(road, step.do, "duty")
            return Story(ask.by(replace(person, duties=())), ["IMPLICIT:duty"], text=text)
        case "territory":
            foreign = replace(person, organ=FOREIGN)
            text = relaxed(road, step.do, "territory")
            return Story(ask.by(foreign), [step.territory_rule or step.rule], text=text)
        case "channel" if step.do == "CreateDraft":
            return Story(ask.saying(channel="NOBODY"), ["IMPLICIT:step"])
        case "channel":
            return Story(ask, ["IMPLICIT:step"], {"channel": "NOBODY"})
        case "during":
            return Story(ask, [step.rule], {"stage": "ELSEWHERE", "final": False})
        case "after":
            return Story(ask, rules_cited(road, step.after), {"done": ()})
        case "unless":
            return Story(ask, rules_cited(road, step.unless), {"done": (*step.after, *step.unless)})
        case "elapsed":
            return Story(ask, [step.rule], late_reason="补记")
        case "needs":
            host = road.step(HOSTS[step.do]) if step.do in HOSTS else None
            text = relaxed(road, step.do, "needs")
            text = with_step(host.do, "needs", text=road.text) if host and host.needs else text
            return Story(ask.without_document(), [step.rule], text=text)
    raise AssertionError(f"no story for {step.do} {key}")


def official(road: Road, step: Step) -> Actor:
    """Whom the file lets do what the system does by itself, where it names somebody."""
    named = [role for role in step.by if role != "SYSTEM"]
    if not named:
        return SYSTEM
    return Actor("official", named[0], road.organ(step), (step.duty,) if step.duty else ())


def relaxed(road: Road, do: str, key: str, value: str | None = None) -> str:
    """The file where the act that this one brings about has no such line."""
    return with_step(ALSO[do], key, value, road.text, road.channel) if do in ALSO else road.text


def rules_cited(road: Road, names: tuple[str, ...]) -> list[str]:
    return [step.rule for name in names if (step := road.step(name))]


@rule("IMPLICIT:own", "IMPLICIT:termination", "IMPLICIT:change", "IMPLICIT:correction")
@rule("IMPLICIT:expert-pool", "IMPLICIT:panel", "IMPLICIT:recusal")
@rule("IMPLICIT:objection", "IMPLICIT:lead", "IMPLICIT:publicity")
@rule("IMPLICIT:liability", "IMPLICIT:transfer")
@rule("SC-06.1", "SC-07.1", "SC-07.2", "SC-07.3", "SC-07.4", "SC-07.5", "SC-07.6", "SC-07.7")
@rule("SC-07.8", "SC-07.9", "IM-06.1", "IM-07.1", "IM-07.2", "IM-07.3", "IM-07.4", "IM-07.5")
@rule("IM-07.6", "IM-07.7", "IM-07.8", "SZ-17", "SZ-20", "SZ-21", "SZ-22")
@pytest.mark.parametrize(("road", "step", "key"), LINES)
def test_a_line_of_a_step_refuses_what_would_happen_without_it(
    road: Road, step: Step, key: str
) -> None:
    told = story(road, step, key)
    name = HOSTS.get(step.do, step.do)
    day = road.day(name) - timedelta(days=key == "elapsed")
    held_back = before(road, step, told.text, told.spoilt)
    found = refusals(held_back, told.ask, day, late_reason=told.late_reason)
    assert [refusal.rule for refusal in found] == told.refused_by
    assert {refusal.kind for refusal in found} == {KINDS[key]}
    kind = type(told.ask.command)
    assert [faults(refusal, told.ask.stream, kind) for refusal in found] == [[]] * len(found)
    let_go = before(road, step, changed(road, step, key, told), told.spoilt)
    assert do(let_go, told.ask, day, late_reason=told.late_reason)


def changed(road: Road, step: Step, key: str, told: Story) -> str:
    """The file without that line; a step goes to nobody's channel, since it may have a twin."""
    if key == "channel":
        return without_step(step.do, road.text, road.channel)
    return with_step(step.do, key, told.value, told.text or road.text, road.channel)


@rule("SC-08", "IM-08", "IMPLICIT:batch")
@pytest.mark.parametrize(("road", "step"), STEPS)
def test_a_step_that_the_file_does_not_name_cannot_be_taken(road: Road, step: Step) -> None:
    ask, name = asked(road, step.do), HOSTS.get(step.do, step.do)
    found = do(before(road, step), ask, road.day(name))
    asking, leaves = step, step.do if step.do not in TRACELESS else ALSO[step.do]
    [own] = [one.record for one in found if type(one.record.command).__name__ == leaves]
    step = road.step(leaves) or step
    end = step.outcomes.get(own.event.outcome or "", step)
    assert (own.event.stage, own.event.final, own.duty) == (end.to, end.final, step.duty)
    assert own.basis[0] == step.rule
    assert set(own.basis) == {step.rule, *also_rested_on(road, step)}
    without = without_step(step.do, road.text, road.channel)
    assert refused(before(road, asking, without), ask, road.day(name)) == ["IMPLICIT:step"]


@invariant(31)
@rule("SC-19", "IM-13")
@pytest.mark.parametrize(("road", "step"), FORBIDDEN)
def test_what_the_regulation_forbids_is_refused_to_everybody_under_its_rule(
    road: Road, step: Step
) -> None:
    """It would happen if the regulation let it."""
    ask, day = asked(road, step.do), road.day(step.do)
    for role in ("CENTRE", "PROV", "PUBLIC", "EXPERT"):
        [refusal] = refusals(before(road, step), ask.by(replace(ask.actor, role=role)), day)
        assert (refusal.rule, refusal.kind, refusal.over) == (step.rule, "fact", True)
        assert faults(refusal, ask.stream, type(ask.command)) == []
    assert do(before(road, step, with_step(step.do, "refused", "false", road.text)), ask, day)


def also_rested_on(road: Road, step: Step) -> set[str]:
    """The rules of a step's conditions, of the quotas at it, and of the periods that it begins."""
    text = road.rules.text
    held = {one.rule for _, one in road.guards if one.stream == step.stream and step.do in one.on}
    begun = {text.period[name].rule for name in step.begins if name in text.period}
    return held | {one.rule for one in text.quotas if one.at == step.do} | begun


@rule("IMPLICIT:publicity")
@pytest.mark.parametrize("name", sorted(do for do, _ in CHOOSING))
def test_who_is_not_in_publicity_is_left_as_it_is(name: str) -> None:
    step = SICHUAN.step(name)
    assert step is not None
    ask = asked(SICHUAN, name)
    elsewhere = before(SICHUAN, step, spoilt={"stage": "ELSEWHERE"})
    assert [one.stream for one in do(elsewhere, ask)] == ["batches/b1"]
    there = before(SICHUAN, step)
    assert [one.stream for one in do(there, ask)] == ["batches/b1", "applications/a1"]
