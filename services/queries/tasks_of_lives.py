"""What waits on cases that live on for years: in their years and rectifications, and on themselves.

A case rests at the stage at which it is opened: there nothing waits but what answers something. At
every other stage the steps wait that are only there.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from domain.centre.assessing import InspectOnSite, PassRectification
from domain.centre.cancelling import CancelQualification
from domain.centre.cycle import EndProject
from domain.centre.hearing import DefendAgainstCancellation, HoldHearing, RequestHearing
from domain.centre.rectifying import RECTIFICATION, OrderRectification
from domain.context import Actor
from domain.regulation.model import Regulation, Step
from domain.streams import STREAMS
from projections.due import Due
from projections.open_case import OpenCase
from projections.proceedings import LIVES_ON, kind_of_proceeding
from projections.worklist import ANSWERED_STEPS, waiting_at
from services.queries.batch_tasks import is_open

UPON = {
    CancelQualification.__name__: waiting_at(RECTIFICATION, "NOTIFIED"),
    EndProject.__name__: waiting_at(RECTIFICATION, "FAILED"),
    OrderRectification.__name__: waiting_at("annual", "EVALUATED"),
}
"""Decisions on a case that wait where one of its proceedings has come to a stage."""
OPENING_STEPS = frozenset(
    command.__name__ for name in LIVES_ON for command in STREAMS[name].commands if command.opens
)


def resting(text: Regulation) -> frozenset[str]:
    """The stages at which such cases are opened."""
    return frozenset(step.to for step in text.step if step.do in OPENING_STEPS and step.to)


def awaited_on_case(
    row: OpenCase, steps: Sequence[Step], text: Regulation, today: date
) -> Iterator[str]:
    """The steps, of those that are somebody's, that a case waits for on itself."""
    for step in own_steps(steps):
        over = step.do in row.here or is_not_the_time(step, row.running, today)
        if is_open(row, step) and not over and is_asked_for(step, text):
            yield step.do


def own_steps(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps on the case itself, but for what waits upon one of its proceedings."""
    for step in steps:
        if step.stream in LIVES_ON and step.proceeding is None and step.do not in UPON:
            yield step


def is_asked_for(step: Step, text: Regulation) -> bool:
    """Whether the stage, or what was done before, asks for a step."""
    return bool(step.after) or resting(text).isdisjoint(step.during)


def awaited_in_proceeding(
    row: OpenCase, case: OpenCase, steps: Sequence[Step], text: Regulation, today: date
) -> Iterator[str]:
    """The steps, of those that are somebody's, that a proceeding of a case waits for."""
    as_the_case_is = replace(row, stage=case.stage, channel=case.channel)
    for step in steps:
        if step.proceeding == row.proceeding_kind and is_at_its_stage(row, step):
            periods = (*row.running, *case.running)
            over = is_done(row, step) or is_not_the_time(step, periods, today)
            if is_open(as_the_case_is, step) and not over:
                yield step.do
        elif is_upon(row, step) and may_be_decided(step, row, case, text, today):
            yield step.do


def is_done(row: OpenCase, step: Step) -> bool:
    """Whether a step was taken at this stage. One goes and inspects again while items are left, and
    only then assesses that all are put right."""
    if row.left and step.do in (InspectOnSite.__name__, PassRectification.__name__):
        return step.do == PassRectification.__name__
    return step.do in row.here


def is_at_its_stage(row: OpenCase, step: Step) -> bool:
    """Whether a proceeding is at a stage that allows the step; one without a stage has a period
    that runs, and begins with a step."""
    return row.stage in step.at if row.stage else step.may_begin and bool(step.at)


def is_upon(row: OpenCase, step: Step) -> bool:
    return UPON.get(step.do) == waiting_at(row.proceeding_kind, row.stage)


def is_not_the_time(step: Step, running: Sequence[Due], today: date) -> bool:
    """Whether the period after which a step is taken still runs, or the one within it is over."""
    last = [(one.kind, date.fromisoformat(one.ends)) for one in running]
    early = any(kind == step.elapsed and day >= today for kind, day in last)
    return early or any(kind == step.within and day < today for kind, day in last)


def may_be_decided(
    step: Step, row: OpenCase, case: OpenCase, text: Regulation, today: date
) -> bool:
    """Whether nothing but the decision is awaited any more."""
    if not is_open(case, step):
        return False
    if step.do == CancelQualification.__name__:
        on_this = any(ground.needs == RECTIFICATION for ground in text.cancel)
        return on_this and was_heard(row, today)
    return step.do != OrderRectification.__name__ or is_unanswered(row, case, text)


def was_heard(row: OpenCase, today: date) -> bool:
    """Whether the centre was heard, or has let the time for it go by."""
    if RequestHearing.__name__ in row.done:
        return HoldHearing.__name__ in row.done
    ends = (date.fromisoformat(one.ends) for one in row.running)
    return DefendAgainstCancellation.__name__ in row.done or all(day < today for day in ends)


def is_unanswered(row: OpenCase, case: OpenCase, text: Regulation) -> bool:
    """Whether a year was found unsatisfactory, no later one was evaluated since, and nothing was
    ordered to be put right."""
    failing = text.evaluation.failing if text.evaluation else ()
    found = {waiting_at(row.proceeding_kind, row.stage, grade) for grade in failing}
    kin = [one for one in case.proceedings if kind_of_proceeding(one.id) == row.proceeding_kind]
    later = any(one.id > row.proceeding and one.stage == row.stage for one in kin)
    orders = (one for one in case.proceedings if kind_of_proceeding(one.id) == RECTIFICATION)
    ordered = any(one.since >= row.since for one in orders)
    return row.waits in found and not later and not ordered


def steps_ahead(
    kind: str, stage: str, case_stage: str, text: Regulation, left_out: frozenset[str]
) -> Iterator[Step]:
    """The steps that a proceeding at a stage waits for, whoever does them."""
    for step in text.step:
        own = step.proceeding == kind and step.do not in left_out and step.by != ("SYSTEM",)
        at = stage in step.at if stage else step.begins_one
        if own and at and case_stage in step.during:
            yield step


def waiting_on_lives(actor: Actor, text: Regulation, left_out: frozenset[str]) -> Iterator[str]:
    """What rows of such cases have to wait for (`OpenCase.waits`) to be this role's."""
    steps = [s for s in text.step if actor.role in s.by and s.do not in left_out]
    for step in steps:
        if step.proceeding:
            begun = ("", *step.at) if step.begins_one else step.at
            yield from (waiting_at(step.proceeding, stage) for stage in begun)
        if place := UPON.get(step.do):
            yield from upon(place, text)
    for step in own_steps(steps):
        if is_asked_for(step, text):
            yield from asked_at(step)


def upon(place: str, text: Regulation) -> Iterator[str]:
    """The stage of a proceeding; that of an evaluation with the grades that ask for an act."""
    if place != UPON[OrderRectification.__name__]:
        yield place
    elif text.evaluation:
        yield from (f"{place}.{grade}" for grade in text.evaluation.failing)


def asked_at(step: Step) -> Iterator[str]:
    """The stages of a step, alone or with what waits there for its answer."""
    answered = sorted(ANSWERED_STEPS[step.stream])
    for stage in step.during:
        if not step.after:
            yield stage
        yield from (f"{stage}+{one}" for one in answered)
        if step.after and ANSWERED_STEPS[step.stream].isdisjoint(step.after):
            yield stage
