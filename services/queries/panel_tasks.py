"""What waits for a member of a panel: a declaration, sheets, the chair's word."""

from collections.abc import Iterator
from datetime import date

from domain.application.case import Application
from domain.application.seats import is_tied
from domain.case import Case
from domain.matter import CaseReader
from domain.panel import Panel, Panels
from projections.panels import Seats
from projections.worklist import OpenCase

Task = tuple[OpenCase, tuple[str, ...]]


def waiting(reader: CaseReader, seat: Seats, person: str, today: date) -> Iterator[Task]:
    """Nothing for whoever has left the panel, or is known to be tied to an applicant."""
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
        yield row(seat, "batches", seat.batch, batch), ("DeclareNoConflict",)
        return
    for id, case in open_ones.items():
        commands = tuple(asked_of(case, panel, batch.members(panel), person, today))
        yield row(seat, "applications", id, case, case.owner), commands


def asked_of(
    case: Application, panel: Panel, members: tuple[str, ...], person: str, today: date
) -> Iterator[str]:
    if case.sheet(person) is None and today <= panel.scores_by:
        yield "SubmitScore"
    complete = all(case.sheet(member) for member in members)
    if person == members[0] and (complete or today > panel.scores_by):
        yield "CompleteExpertReview"


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
        due=seat.due,
    )
