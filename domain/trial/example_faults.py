"""Checks the cases that a regulation file brings (`[case]`): written rightly, and answered as they
say."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from domain.application.form import Form
from domain.regulation.fault import Fault, fault_at, unknown_name
from domain.regulation.locating import Lines
from domain.regulation.sources import TomlTable
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.examples import Example, act_out
from domain.trial.road import Road
from domain.trial.walking import host_of


def faults_in_examples(
    roads: Mapping[str, Road], cases: Iterable[TomlTable], lines: Lines
) -> Iterator[Fault]:
    """Faults: cases of a file that say what cannot be, or get another answer than they say."""
    for index, table in enumerate(cases):
        read = example_of(table, index, lines)
        if isinstance(read, Fault):
            yield read
        elif read.channel is not None and read.channel not in roads:
            yield unknown_name(lines, ("case", index, "channel"), read.channel, roads)
        else:
            yield from faults_in_example(roads, read, index, lines)


def faults_in_example(
    roads: Mapping[str, Road], example: Example, index: int, lines: Lines
) -> Iterator[Fault]:
    road = roads[example.channel or next(iter(roads))]
    wrong = list(misnamed_in(road, example, index, lines))
    yield from wrong
    if not wrong and (fault := other_answer(road, example, index, lines)):
        yield fault


def example_of(table: TomlTable, index: int, lines: Lines) -> Example | Fault:
    try:
        return msgspec.convert(table, Example)
    except msgspec.ValidationError as error:
        key = next((key for key in table if key not in Example.__struct_fields__), "do")
        if key not in Example.__struct_fields__:
            return unknown_name(lines, ("case", index, key), key, Example.__struct_fields__)
        return fault_at(lines, ("case", index, key), f"不合格式：{error}", str(error))


def misnamed_in(road: Road, example: Example, index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: steps, rules and fields that there are not; a case that says no answer."""
    rules = [rule.id for rule in road.rules.text.rule]
    named: list[tuple[str, Iterable[str], Iterable[str]]] = [
        ("do", (example.do,), road.steps),
        ("first", example.first, road.steps),
        ("without", example.without, road.steps),
        ("in_turn_of", (example.in_turn_of and (example.in_turn_of,)) or (), road.steps),
        ("person_of", (example.person_of and (example.person_of,)) or (), road.steps),
        ("refused", example.refused, [*rules, *OF_THE_FILE]),
        ("exceptions", example.exceptions, rules),
        ("form", example.form, Form.__struct_fields__),
        ("first_saying", example.first_saying, example.first),
        *said_to(road, "saying", {example.do: example.saying}),
        *said_to(road, "first_saying", example.first_saying),
    ]
    for key, given, known in named:
        for one in given:
            if one not in known and not one.startswith("IMPLICIT:"):
                yield unknown_name(lines, ("case", index, key), one, known)
    if bool(example.refused) == example.passes:
        zh = "写明 passes = true，或者 refused = [条款]"
        yield fault_at(
            lines, ("case", index, "passes"), zh, "say passes = true, or refused = [...]"
        )


def said_to(
    road: Road, key: str, said: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Iterable[str], Iterable[str]]]:
    """What is said to each step, beside the fields that it has."""
    for do, fields in said.items():
        if do in road.steps:
            yield key, fields, KNOWN_COMMANDS[host_of(road, do)].__struct_fields__


OF_THE_FILE = ("IMPLICIT:step", "IMPLICIT:duty")
"""Rules of keeping files, which no regulation holds."""


def other_answer(road: Road, example: Example, index: int, lines: Lines) -> Fault | None:
    """A fault where the answer is not the one that the case says."""
    key = "passes" if example.passes else "refused"
    try:
        given = act_out(road, example)
    except msgspec.ValidationError as error:
        ill = "form" if example.form else "saying"
        return fault_at(lines, ("case", index, ill), f"不合格式：{error}", str(error))
    if sorted(given.refused) == sorted(set(example.refused)) and given.at == host_of(
        road, example.do
    ):
        return None
    came = "、".join(given.refused)
    zh = f"{given.at} 被 {came} 拒绝" if came else f"{given.at} 通过了"
    en = f"{given.at} is refused under {came}" if came else f"{given.at} passes"
    wanted = "、".join(example.refused) or "通过 pass"
    what = f"案例 {example.name or index + 1}：应为 {wanted}，实为 {zh}"
    return fault_at(lines, ("case", index, key), what, f"should be {wanted}; {en}")
