"""Walks to the point where a step has its turn, in the usual order of an application's life."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.application.form import Form
from domain.batch.interrupting import PublicityRestarted
from domain.batch.publicity import PublicityClosed, PublicityStarted
from domain.batch.republicising import Republicise
from domain.centre.evaluating import CentreEvaluated
from domain.deciding import CaseMissing
from domain.record import Record
from domain.refusal import Refused
from domain.regulation.model import Step
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.road import CENTRE_STREAM, Road, is_receipt
from domain.trial.specimen import UNIT_CODE
from domain.trial.usual_order import NEW_NAME, USUAL_ORDER, WAITS_FOR
from domain.trial.world import TrialWorld
from domain.working_days import CalendarUnknown

WITH_A_NOTICE = (PublicityStarted, PublicityRestarted, PublicityClosed)
"""Events that come with a notice to the public."""


class PeriodBegun(Struct, frozen=True):
    """A period of a trial: its last day, how many days before that lists are to remind of it, and
    the act that it waits for, or that follows by itself when it is over."""

    kind: str
    ends: date
    alerts: tuple[int, ...]
    follows: str
    by_itself: bool


class Taken(Struct, frozen=True):
    """A step that was taken: in which stream, by whom, where it led the case and its proceeding, on
    which rules it rests, what was noted, whether it has a document or evidence, the periods that
    it begins and ends, and the notice that it publishes."""

    stream: str
    do: str
    role: str
    organ: str
    duty: str | None
    stage: str | None
    final: bool
    rules: tuple[str, ...]
    flags: tuple[str, ...]
    document: bool
    days: int
    beginning: tuple[PeriodBegun, ...] = ()
    becomes: str | None = None
    evidence: bool = False
    ending: tuple[str, ...] = ()
    notice: str = ""


class Walked(Struct, frozen=True):
    """Where a walk has come to, and what refused it on its way, if something did."""

    world: TrialWorld
    day: date
    taken: tuple[Taken, ...] = ()
    refused: tuple[str, ...] = ()
    at: str = ""


def host_of(road: Road, do: str) -> str:
    """The act that brings a step about, for one that is never done by itself."""
    if not KNOWN_COMMANDS[do].entailed:
        return do
    hosts = (one for one in road.steps if KNOWN_COMMANDS[do] in KNOWN_COMMANDS[one].entailing)
    return next(hosts, do)


def walk_to(road: Road, do: str, without: tuple[str, ...] = ()) -> Walked:
    """To just before a step: first what it waits for, each thing in its turn."""
    known: Walked | None = road.walked.get((do, without))
    if known:
        return known
    world, day = road.beginning.copy(), road.beginning.day
    taken: list[Taken] = []
    wanted = leading_up(road, do, ())
    usual = [name for name in USUAL_ORDER if name in road.steps and name not in without]
    at = ""
    try:
        while usual or len(wanted) > 1:
            if is_at(road, world, wanted, usual):
                if len(wanted) == 1:
                    break
                at = wanted.pop(0)
            elif usual:
                at = usual.pop(0)
            else:
                break
            day, made = take_step(road, world, at, road.form, day)
            taken += made
    except (Refused, CaseMissing, CalendarUnknown) as error:
        found = Walked(world, day, tuple(taken), rules_against(error), at)
    else:
        found = Walked(world, day, tuple(taken))
    road.walked[do, without] = found
    return found


def rules_against(error: Exception) -> tuple[str, ...]:
    """The rules that refuse an act; what else stops it, by its name."""
    refusals = error.refusals if isinstance(error, Refused) else ()
    return tuple(dict.fromkeys(one.rule for one in refusals)) or (type(error).__name__,)


def is_at(road: Road, world: TrialWorld, wanted: list[str], usual: list[str]) -> bool:
    """Whether the next step that is wanted has its turn: a usual one when it is the next."""
    first = wanted[0]
    due = first not in usual or usual[0] == first
    return due and road.has_its_turn(world, first)


def leading_up(road: Road, do: str, before: tuple[str, ...]) -> list[str]:
    """The unusual steps that have to be taken for a step, in order, and itself."""
    step, chain = road.steps[do], list[str]()
    for one in (*step.after, *WAITS_FOR.get(do, ()), *road.begun_by(step)):
        if one in road.steps and host_of(road, one) not in (*USUAL_ORDER, *before, *chain):
            served = is_receipt(one) and chain  # the receipt of what was just done
            way = [one] if served else leading_up(road, one, (*before, do))
            chain += [name for name in way if name not in chain]
    if step.at and not step.may_begin:
        chain = [*way_into_proceeding(road, step, (*before, do), chain), *chain]
    there = usual_stages(road).union(*(road.steps[one].leads_to for one in chain))
    if step.during and there.isdisjoint(step.during):
        way = way_to_stage(road, step, (*before, do))
        chain = [*way, *(one for one in chain if one not in way)]
    return [*chain, do]


def way_to_stage(road: Road, step: Step, before: tuple[str, ...]) -> list[str]:
    """The steps that bring a case to a stage that lets this one be taken; of a centre, which has
    no usual order, with all that leads there."""
    leading = [do for do, one in road.steps.items() if set(one.leads_to) & set(step.during)]
    if step.stream != CENTRE_STREAM:
        return [do for do in leading if do != step.do][:1]
    straight = sorted(leading, key=lambda do: road.steps[do].to not in step.during)
    return leading_up_all(road, [do for do in straight if do not in before][:1], before)


def way_into_proceeding(
    road: Road, step: Step, before: tuple[str, ...], chain: list[str]
) -> list[str]:
    """The steps that bring a proceeding to where it lets this one be taken."""
    kin = {do: one for do, one in road.steps.items() if one.proceeding == step.proceeding}
    leading = [do for do, one in kin.items() if not set(one.brings_to).isdisjoint(step.at)]
    if not set(leading).isdisjoint(chain):
        return []
    first = [do for do in leading if do not in before][:1]
    return [do for do in leading_up_all(road, first, before) if do not in chain]


def leading_up_all(road: Road, steps: list[str], before: tuple[str, ...]) -> list[str]:
    return [do for one in steps for do in leading_up(road, one, before)]


def usual_stages(road: Road) -> set[str]:
    """The stages that an application comes to when all goes well."""
    usual = [name for name in USUAL_ORDER if name in road.steps]
    brought = [one.__name__ for name in usual for one in KNOWN_COMMANDS[name].entailing]
    steps = (road.steps[name] for name in (*usual, *brought) if name in road.steps)
    return {step.to for step in steps if step.to}


def take_step(
    road: Road,
    world: TrialWorld,
    do: str,
    form: Form,
    day: date,
    later: timedelta = timedelta(0),
    saying: Mapping[str, Any] | None = None,
    asker: Mapping[str, Any] | None = None,
) -> tuple[date, list[Taken]]:
    """Takes a step when its time has come, and says what came of it; `asker` is what is otherwise
    of whoever asks. Raises Refused."""
    day = road.day_for(world, do, day) + later
    if do == Republicise.__name__:
        world.rename(UNIT_CODE, NEW_NAME, day)
    made: list[Taken] = []
    for request in road.requests(world, do, form, day, saying or {}):
        passed = (day - world.day).days
        request = replace(request, actor=replace(request.actor, **(asker or {})))
        acted = world.act(request, day)
        made += [taken_of(one.stream, one.record, one.after.final, passed) for one in acted]
    return day, made


def taken_of(stream: str, record: Record, final: bool, days: int) -> Taken:
    actor = record.context.actor
    return Taken(
        stream.partition("/")[0],
        type(record.command).__name__,
        actor.role,
        actor.organ,
        record.duty,
        record.event.stage,
        final,
        record.basis,
        tuple(noted_in(record)),
        record.context.document_no is not None,
        days,
        tuple(
            PeriodBegun(one.kind, one.period.ends, one.alerts, one.follows, one.by_itself)
            for one in record.opens()
        ),
        record.event.within[1] if record.event.within else None,
        bool(record.context.evidence),
        tuple(sorted(record.closes())),
        record.event.notice if isinstance(record.event, WITH_A_NOTICE) else "",
    )


def noted_in(record: Record) -> Iterator[str]:
    """What the act was noted with, and what an evaluation found lacking."""
    yield from (flag.zh for flag in record.flags)
    if isinstance(record.event, CentreEvaluated):
        yield from (alert.zh for alert in record.event.alerts)
