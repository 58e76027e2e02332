"""Worklist of an expert: declarations, score sheets and results that their panels wait for."""

from collections.abc import Iterator
from datetime import date

from domain.application.case import Application
from domain.application.expert_review import CompleteExpertReview
from domain.application.scoring import SubmitScore
from domain.application.seats import is_tied, reviews
from domain.batch.declaring import DeclareNoConflict
from domain.case import Case
from domain.matter import CaseReader
from domain.panel import Panel, Panels
from projections.open_case import OpenCase
from projections.panels import Seats
from services.queries.pages import all_listed
from services.runtime import Runtime
from services.subscriptions.catalogue import PANELS
from services.subscriptions.projector import dead_letters

Task = tuple[OpenCase, tuple[str, ...]]
PANELS_AT_ONCE = 500


def seats_held(runtime: Runtime, person: str) -> list[Seats]:
    """The panels on which this person has a seat, from the panels projection."""
    lot, text = dead_letters(PANELS), f"|{person}|"
    page = runtime.readmodel.page
    listed = all_listed(
        lambda after, size: page(PANELS, text=text, lot=lot, after=after, limit=size),
        PANELS_AT_ONCE,
    )
    return [PANELS.decoded(row.row.decode()) for row in listed if not row.parked]


def tasks_of(runtime: Runtime, person: str) -> list[Task]:
    """Everything that waits for an expert, panel by panel, from the current cases."""
    reader, today = runtime.current_reader(), runtime.clock.today()
    seats = seats_held(runtime, person)
    return [task for seat in seats for task in waiting(reader, seat, person, today) if task[1]]


def reviewed(runtime: Runtime, person: str) -> Iterator[str]:
    """The applications that this expert is reviewing (`reviews`)."""
    reader = runtime.current_reader()
    for seat in seats_held(runtime, person):
        batch = reader.state("batches", seat.batch)
        panel = batch.panel(seat.panel_no) if isinstance(batch, Panels) else None
        for id in panel.applications if panel else ():
            case = reader.state("applications", id)
            if isinstance(case, Application) and reviews(reader, case, person):
                yield id


def waiting(reader: CaseReader, seat: Seats, person: str, today: date) -> Iterator[Task]:
    """The tasks of an expert on one panel; none for whoever has left it, or is known to be tied to
    an applicant."""
    batch = reader.state("batches", seat.batch)
    panel = batch.panel(seat.panel_no) if isinstance(batch, Panels) else None
    if panel is None or not isinstance(batch, Panels) or person not in batch.members(panel):
        return
    cases = {id: reader.state("applications", id) for id in panel.applications}
    open_ones = {
        id: case
        for id, case in cases.items()
        if isinstance(case, Application) and case.under_review and case.panel == panel.panel_no
    }
    if not open_ones or panel.dissolved or is_tied(reader, batch, panel, person):
        return
    if person not in panel.declared:
        yield row(seat, "batches", seat.batch, batch), (DeclareNoConflict.__name__,)
        return
    for id, case in open_ones.items():
        commands = tuple(asked_of(case, panel, batch.members(panel), person, today))
        yield row(seat, "applications", id, case, case.owner), commands


def asked_of(
    case: Application, panel: Panel, members: tuple[str, ...], person: str, today: date
) -> Iterator[str]:
    if case.sheet(person) is None and today <= panel.scores_by:
        yield SubmitScore.__name__
    complete = all(case.sheet(member) for member in members)
    if person == members[0] and (complete or today > panel.scores_by):
        yield CompleteExpertReview.__name__


def row(seat: Seats, stream: str, id: str, case: Case, owner: str = "") -> OpenCase:
    return OpenCase(
        stream=stream,
        id=id,
        stage=case.stage or "",
        since=seat.since,
        regulation=seat.regulation,
        division=seat.division,
        owner=owner,
        channel=case.channel or "",
        batch=seat.batch,
        due=seat.due,
    )
