"""Tries a regulation out: a good application comes to a centre in every channel, recognised or
under construction, and its cases hold."""

from collections.abc import Iterable, Iterator

from domain.application.drafting import CreateDraft
from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.rules import rules_of
from domain.regulation.sources import TomlTable
from domain.scrutiny.commands import MAKING_CENTRES
from domain.scrutiny.values import channels
from domain.trial.example_faults import faults_in_examples
from domain.trial.examples import Example, act_out
from domain.trial.road import Road


def trial_faults(text: str, cases: Iterable[TomlTable], lines: Lines) -> list[Fault]:
    """What goes wrong when a complete text without faults is acted out."""
    roads = {one: Road(text, one) for one in channels(rules_of(text).text)}
    found = [*never_recognised(roads.values(), lines), *faults_in_examples(roads, cases, lines)]
    return sorted(found, key=lambda fault: fault.line)


def never_recognised(roads: Iterable[Road], lines: Lines) -> Iterator[Fault]:
    """Faults: an application with a complete form of which no centre comes."""
    for road in roads:
        last = [do for do in road.steps if do in MAKING_CENTRES]
        if CreateDraft.__name__ not in road.steps or not last:
            continue
        given = act_out(road, Example(do=last[-1], channel=road.channel))
        if given.refused:
            rules = "、".join(given.refused)
            zh = f"渠道 {road.channel}：材料齐全的申报办到 {given.at} 时被 {rules} 拒绝"
            en = f"{road.channel}: a complete application is refused at {given.at} under {rules}"
            yield fault_at(lines, ("step", step_number(road, given.at), "do"), zh, en)


def step_number(road: Road, do: str) -> int:
    steps = road.rules.text.step
    own = (n for n, one in enumerate(steps) if one.do == do)
    return next((n for n in own if steps[n].channel in (None, road.channel)), 0)
