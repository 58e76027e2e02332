"""Examples that every text is tried with: each step in its turn and out of it, each field blank, a
day too early, and the text's own issue."""

from collections.abc import Iterator
from typing import Any

from domain.application.drafting import CreateDraft, ReviseDraft
from domain.application.form import Form
from domain.case import stream_id
from domain.context import SYSTEM
from domain.regime.lifecycle import IssueRegime
from domain.regulation.own_field import OwnField
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.examples import Example
from domain.trial.road import Road
from domain.trial.walking import Taken, taken_of
from domain.trial.world import Request, TrialWorld
from tests.support.centre_examples import each_conduct, each_evaluation, each_ground, held_example

ELSEWHERE = "999999"
"""A division that there is not."""


def usual_examples(road: Road) -> Iterator[Example]:
    """All that a text is tried with in a channel."""
    yield from every_step(road)
    yield from blank_fields(road)
    yield from before_its_day(road)
    yield from each_evaluation(road)
    yield from each_ground(road)
    yield from each_conduct(road)
    yield from held_example(road)
    yield from from_elsewhere(road)
    yield from by_one_person(road)
    yield from own_fields(road)
    yield from out_of_turn(road)


def every_step(road: Road) -> Iterator[Example]:
    """An example of each step of a channel: with a complete form, in its turn, it passes."""
    for do in road.steps:
        yield Example(name=do, do=do, channel=road.channel, passes=True)


def out_of_turn(road: Road) -> Iterator[Example]:
    """Each step once more than the text lets it be taken, and in the turn of others of its stream:
    one for each stage of the case, and of the step's own proceeding."""
    turns: dict[tuple[Any, ...], str] = {}
    for do, step in road.steps.items():
        turns.setdefault((step.stream, step.proceeding, step.during, step.at), do)
    for do, step in road.steps.items():
        yield Example(do=do, channel=road.channel, first=(do,))
        for (stream, proceeding, *_), other in turns.items():
            if stream == step.stream and proceeding in (None, step.proceeding) and other != do:
                yield Example(do=do, channel=road.channel, in_turn_of=other)


def from_elsewhere(road: Road) -> Iterator[Example]:
    """Each step that has a territory, asked for by an organ of another place."""
    for do, step in road.steps.items():
        if step.territory:
            yield Example(do=do, channel=road.channel, organ=ELSEWHERE)


def by_one_person(road: Road) -> Iterator[Example]:
    """Each step, asked for by whoever has done another duty: one step of each duty."""
    of_duty: dict[tuple[str, str], str] = {}
    for do, step in road.steps.items():
        if step.duty and not KNOWN_COMMANDS[do].entailed:
            of_duty.setdefault((step.stream, step.duty), do)
    for do, step in road.steps.items():
        for (stream, duty), other in of_duty.items():
            if step.duty and stream == step.stream and duty != step.duty:
                yield Example(do=do, channel=road.channel, person_of=other)


def own_fields(road: Road) -> Iterator[Example]:
    """A draft revised with what only this regime asks: values that each field takes, and others."""
    if ReviseDraft.__name__ in road.steps:
        for field in road.rules.own_fields.values():
            for value in (road.form.own.get(field.name), *values_tried(field)):
                own = {"own": {field.name: value}}
                yield Example(do=ReviseDraft.__name__, channel=road.channel, saying={"form": own})


def values_tried(field: OwnField) -> Iterator[Any]:
    """One of another kind, those at the bounds and beyond, and those of its list."""
    yield "示例" if field.kind == "count" else 1
    for bound in (field.least, field.most):
        for number in () if bound is None else (bound - 1, bound, bound + 1):
            yield "字" * number if field.kind == "text" else number
    yield from (one.value for one in field.values)


def blank_fields(road: Road) -> Iterator[Example]:
    """The form with one field left blank."""
    for name in Form.__struct_fields__:
        match getattr(road.form, name):
            case dict() as own:  # what only this regime asks: each by its own name
                for one in own:
                    yield Example(channel=road.channel, form={name: {one: ""}})
            case bool() as said if said:
                yield Example(channel=road.channel, form={name: False})
            case int() as number if number:
                yield Example(channel=road.channel, form={name: 0})
            case tuple() as several if several:
                yield Example(channel=road.channel, form={name: []})
            case given if given:
                yield Example(channel=road.channel, form={name: ""})


def before_its_day(road: Road) -> Iterator[Example]:
    """A draft before the text is in force."""
    if CreateDraft.__name__ in road.steps:
        yield Example(do=CreateDraft.__name__, channel=road.channel, days_later=-400)


def issuing(text: str) -> list[Taken]:
    """What the issue of a text brings about."""
    world = TrialWorld(text, ())
    about = world.rules.about
    world.states.pop(stream_id("regulations", about.code))
    world.versions.pop(stream_id("regulations", about.code))
    issue = IssueRegime(regime=about.code, text=text)
    request = Request(stream="regulations", id=about.code, command=issue, actor=SYSTEM)
    acted = world.act(request, about.issued_on)
    return [taken_of(one.stream, one.record, one.after.final, 0) for one in acted]
