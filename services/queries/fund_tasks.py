"""What waits on a fund project: a step that leads it on, what another step waits for, and what a
part of it asks for: a tranche, a repayment, lines to be countersigned."""

from collections.abc import Iterator, Sequence

from domain.context import Actor
from domain.regulation.model import Step
from projections.open_case import OpenCase
from projections.waiting_parts import awaited_by
from projections.worklist import FUND_PROJECTS
from services.queries.batch_tasks import is_open


def awaited_on_project(row: OpenCase, own: Sequence[Step], steps: Sequence[Step]) -> Iterator[str]:
    """Of the steps that are somebody's, those that the project waits for now. One that was done,
    and does not have to be done again, waits no more."""
    for step in own:
        if is_open(row, step) and step.do not in row.done and leads_on(row, step, steps):
            yield step.do


def leads_on(row: OpenCase, step: Step, steps: Sequence[Step]) -> bool:
    """Whether a step leads to another stage, or comes before one that can be done at this stage."""
    kin = (one for one in steps if one.stream == step.stream and row.stage in one.during)
    return bool(step.leads_to) or any(step.do in one.after for one in kin)


def awaited_in_part(
    actor: Actor, row: OpenCase, case: OpenCase, steps: Sequence[Step]
) -> Iterator[str]:
    """What a part of a project waits for, where this person may do it: in the step's duty, and not
    where one has acted in that part before. What is held, or over, waits for nothing."""
    if case is row or actor.person in row.acted:
        return
    for step in steps:
        mine = actor.role in step.by and step.duty in (None, *actor.duties)
        asked = (step.stream, step.do) == (row.stream, row.awaited)
        if asked and mine and case.stage in step.during:
            yield step.do


def waiting_in_parts(actor: Actor, steps: Sequence[Step]) -> Iterator[str]:
    """What rows of parts have to wait for to be this role's."""
    own = (step for step in steps if step.stream == FUND_PROJECTS and actor.role in step.by)
    yield from (awaited_by(step.do) for step in own)
