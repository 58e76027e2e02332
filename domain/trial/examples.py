"""Runs a case of a regulation file (`[case]`): a step that is asked for, and the answer to it."""

from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.application.drafting import SubmitApplication
from domain.application.form import Form
from domain.deciding import CaseMissing
from domain.refusal import Refused
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
    asked for, `organ` which organ asks in place of the right one, `person_of` the step whose person
    asks, `days_later` how long the step is put off (before its time, where it is negative),
    `exceptions` rules that a named official sets aside."""

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
    person_of: str | None = None
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
        asker = asker_of(road, world, example)
        _, made = take_step(road, world, do, form, day, later, example.saying, asker)
    except (Refused, CaseMissing, CalendarUnknown) as error:
        return TrialAnswer(rules_against(error), do, tuple(taken), reasons_told(error))
    return TrialAnswer((), do, (*taken, *made))


def asker_of(road: Road, world: TrialWorld, example: Example) -> dict[str, str]:
    """What an example says of whoever asks."""
    said = {"organ": example.organ} if example.organ else {}
    if example.person_of:
        said["person"] = road.people(world, road.steps[example.person_of])[0].person
    return said


def reasons_told(error: Exception) -> tuple[str, ...]:
    refusals = error.refusals if isinstance(error, Refused) else ()
    return tuple(f"{one.asked.zh}；{one.allowed.zh}" for one in refusals)
