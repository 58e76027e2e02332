"""Each condition of the files, broken alone, refuses; without it the same act happens."""

from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.refusal import Refusal, Refused
from domain.regulation.model import Guard
from domain.regulation.own_facts import facts_of
from tests.support.asking import do
from tests.support.breaking import breaking
from tests.support.citing import rule
from tests.support.every_road import EVERY_ROAD, guards_tried
from tests.support.helpful_refusals import faults
from tests.support.mutating import without_guard
from tests.support.road import CARRYING_OUT, HOSTS, Road
from tests.support.roads import ROADS, at_length

HELD = [
    pytest.param(
        road,
        index,
        name,
        id=f"{road.name}-{index}-{guard.fact}-{name}",
        marks=at_length(road, guard, EVERY_ROAD),
    )
    for road in EVERY_ROAD
    for index, guard in guards_tried(road)
    for name in guard.on
    if road.step(name)
]


def against(road: Road, guard: Guard, name: str, text: str, **context: Any) -> set[Refusal]:
    """What speaks against the step when the guard's condition is broken, under this text."""
    told = breaking(road, guard, name)
    act = HOSTS.get(name, name)
    ask, world = road.asks[act], road.at(road.before(act), text)
    fields = ask.command.__struct_fields__
    said = {field: value for field, value in told.form.items() if field in fields}
    broken = road.form(**{field: told.form[field] for field in told.form if field not in said})
    known = {"form": broken, **said, **told.command}
    ask = ask.saying(**{k: v for k, v in known.items() if k in fields})
    if guard.stream == "violations":
        world.states["violations/v1"] = replace(world.states["violations/v1"], **told.case)
    elif case := world.states.get("applications/a1"):
        assert isinstance(case, Application)
        world.states["applications/a1"] = replace(case, form=broken, **told.case)
    try:
        do(world, ask, told.day or road.day(act), **context)
    except Refused as refused:
        return set(refused.refusals)
    return set()


@rule("SC-02", "SC-05.1", "SC-05.3", "SC-05.4", "SC-05.5", "SC-05.6", "SC-05.7", "SC-05.8")
@rule("SC-05.9", "SC-07.1", "SC-07.2", "SC-07.3", "SC-07.4", "SC-07.9", "SC-08", "SC-22.2", "SC-A1")
@rule("SC-A2", "SC-A3", "IM-02", "IM-05.1", "IM-05.3", "IM-05.4", "IM-05.5", "IM-05.6", "IM-05.7")
@rule("IM-05.8", "IM-07.1", "IM-07.2", "IM-07.3", "IM-07.4", "IM-07.8", "IM-08")
@rule("IMPLICIT:batch", "IMPLICIT:identity", "IMPLICIT:correction", "IMPLICIT:working-day")
@rule("IMPLICIT:form", "SZ-03", "SZ-04", "SZ-05", "SZ-06", "SZ-07", "SZ-08", "SZ-15", "SZ-17")
@rule("SZ-19", "SZ-20", "IMPLICIT:misconduct")
@pytest.mark.parametrize(("road", "index", "name"), HELD)
def test_a_broken_condition_refuses_and_without_the_guard_nothing_does(
    road: Road, index: int, name: str
) -> None:
    guard = road.rules.text.guard[index]
    with_it = against(road, guard, name, road.text)
    without_it = against(road, guard, name, without_guard(index, road.text))
    assert [refusal.rule for refusal in with_it - without_it] == [guard.rule]
    assert len(without_it) == breaking(road, guard, name).others


@pytest.mark.parametrize(("road", "index", "name"), HELD)
def test_a_refusal_says_in_words_what_was_asked_and_allowed_and_where_it_stands(
    road: Road, index: int, name: str
) -> None:
    guard = road.rules.text.guard[index]
    for refusal in against(road, guard, name, road.text):
        cited = road.rules.by_id[refusal.rule]
        assert (refusal.article, refusal.phrase) == (cited.article, cited.phrase)
        assert refusal.kind in ("fact", "period")
        command = type(road.asks[HOSTS.get(name, name)].command)
        assert faults(refusal, guard.stream, command) == []
        facts = facts_of(road.rules.text)
        reads = {one for choice in (guard, *guard.either) for one in facts[choice.fact].reads}
        assert bool(refusal.fields) or not reads or name in HOSTS


def test_every_guard_of_every_shipped_file_is_on_some_road() -> None:
    for road in ROADS:
        held = {i for other in ROADS if other.text == road.text for i, _ in other.guards}
        guards = road.rules.text.guard
        others = {i for i, guard in enumerate(guards) if tried_elsewhere(guard)}
        assert held == set(range(len(guards))) - others


def tried_elsewhere(guard: Guard) -> bool:
    """Of money: tests/domain/test_fund_projects.py and test_funds_of_a_city.py. What carries out a
    remedy asks that there is one: tests/domain/test_setting_aside.py and test_reopening.py."""
    return guard.rule == CARRYING_OUT or guard.stream == "fund-projects"
