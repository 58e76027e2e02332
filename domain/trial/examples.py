"""Runs the cases that a regulation file brings (`[case]`): what must pass, what must not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.application.drafting import SubmitApplication
from domain.application.form import Form
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.regulation.fault import Fault, fault_at, unknown_name
from domain.regulation.locating import Lines
from domain.regulation.sources import TomlTable
from domain.trial.forms import changed_form
from domain.trial.road import Road
from domain.trial.walking import Taken, host_of, rules_against, take_step, walk_to
from domain.trial.world import TrialWorld
from domain.working_days import CalendarUnknown


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[case]`: a step that is asked for, and the answer that it must get. `form` is what differs
    from a complete form that passes everything, `saying` what the command itself says otherwise,
    `first` steps that are taken just before, `first_saying` what each of them says otherwise,
    `without` usual steps that are left out, `in_turn_of` the step whose turn it is when this one is
    asked for, `organ` who asks in place of the right organ, `days_later` how long the step is put
    off (before its time, where it is negative), `exceptions` rules that a named official sets
    aside."""

    name: str = ""
    channel: str | None = None
    do: str = SubmitApplication.__name__
    form: dict[str, Any] = {}
    saying: dict[str, Any] = {}
    first: tuple[str, ...] = ()
    first_saying: dict[str, dict[str, Any]] = {}
    without: tuple[str, ...] = ()
    in_turn_of: str | None = None
    organ: str | None = None
    days_later: int = 0
    exceptions: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    passes: bool = False


class TrialAnswer(Struct, frozen=True):
    """What an example came to: the rules that refused it and the step at which, the steps that were
    taken, and what was said."""

    refused: tuple[str, ...]
    at: str
    taken: tuple[Taken, ...]
    said: tuple[str, ...] = ()


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
        ("refused", example.refused, [*rules, *OF_THE_FILE]),
        ("exceptions", example.exceptions, rules),
        ("form", example.form, Form.__struct_fields__),
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


def act_out(road: Road, example: Example) -> TrialAnswer:
    """What a step comes to, in the state and with the form that the example says."""
    do = host_of(road, example.do)
    walked = walk_to(road, host_of(road, example.in_turn_of or do), example.without)
    if walked.refused:
        return TrialAnswer(walked.refused, walked.at, walked.taken)
    world, day = walked.world.copy(), walked.day
    taken = list(walked.taken)
    for name in example.first:
        try:
            said = example.first_saying.get(name)
            day, made = take_step(road, world, name, road.form, day, saying=said)
        except (Refused, CaseMissing, CalendarUnknown) as error:
            return TrialAnswer(rules_against(error), name, tuple(taken), reasons_told(error))
        taken += made
    form = changed_form(road, example.form) if example.form else road.form
    if (case := road.application(world)) and example.form:
        world.put("applications", "a1", replace(case, form=form))
    return came_of(road, world, example, do, form, day, taken)


def came_of(
    road: Road,
    world: TrialWorld,
    example: Example,
    do: str,
    form: Form,
    day: date,
    taken: list[Taken],
) -> TrialAnswer:
    later = timedelta(days=example.days_later)
    world.exceptions = example.exceptions
    try:
        _, made = take_step(road, world, do, form, day, later, example.saying, example.organ)
    except (Refused, CaseMissing, CalendarUnknown) as error:
        return TrialAnswer(rules_against(error), do, tuple(taken), reasons_told(error))
    return TrialAnswer((), do, (*taken, *made))


def reasons_told(error: Exception) -> tuple[str, ...]:
    refusals = error.refusals if isinstance(error, Refused) else ()
    return tuple(f"{one.asked.zh}；{one.allowed.zh}" for one in refusals)
