"""The panels on which an expert sits: what is still to be declared, scored or concluded on each, by
when. Of the applications no more is told than names, and those only after the declaration."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from domain.application.case import Application
from domain.application.seats import is_tied
from domain.matter import CaseReader
from domain.panel import Panel, Panels
from domain.points import in_points
from domain.refusal import Text
from domain.words import command_words
from projections.panels import Seats
from services.queries.panel_tasks import asked_of, seats_held
from services.runtime import Runtime


class PanelEntry(Struct, frozen=True):
    """An application before the panel: what the expert is to do about it, and the total of their
    own sheet once they have handed one in. Once it is `over`, of the case nothing is told but whose
    it was: the expert reviews it no more."""

    application: str
    builder: str
    name: str
    commands: tuple[str, ...]
    commands_words: tuple[Text, ...]
    total: str = ""
    over: bool = False


class OwnPanel(Struct, frozen=True):
    """A seat on a panel. Until the declaration only the units under review are named, since the
    declaration is about them; `related` where a known tie bars the expert."""

    batch: str
    title: str
    panel_no: str
    scores_by: date
    declared: bool
    related: bool
    units: tuple[str, ...]
    entries: tuple[PanelEntry, ...]


def seats_told(runtime: Runtime, person: str) -> Iterator[OwnPanel]:
    """The expert's seats, by the last day for scores."""
    reader, today = runtime.current_reader(), runtime.clock.today()
    for seat in seats_held(runtime, person):
        batch = reader.state("batches", seat.batch)
        panel = batch.panel(seat.panel_no) if isinstance(batch, Panels) else None
        if isinstance(batch, Panels) and panel and person in batch.members(panel):
            yield own_panel(reader, seat, batch, panel, person, today)


def own_panel(
    reader: CaseReader, seat: Seats, batch: Panels, panel: Panel, person: str, today: date
) -> OwnPanel:
    declared, related = person in panel.declared, is_tied(reader, batch, panel, person)
    cases = ((id, reader.state("applications", id)) for id in panel.applications)
    may_open = declared and not related
    entries = (
        panel_entry(id, case, panel, batch.members(panel), person, today)
        for id, case in cases
        if may_open and isinstance(case, Application)
    )
    return OwnPanel(
        batch=seat.batch,
        title=getattr(batch, "title", ""),
        panel_no=panel.panel_no,
        scores_by=panel.scores_by,
        declared=declared,
        related=related,
        units=panel.applicants,
        entries=tuple(entries),
    )


def panel_entry(
    id: str, case: Application, panel: Panel, members: tuple[str, ...], person: str, today: date
) -> PanelEntry:
    under_review = case.under_review and case.panel == panel.panel_no
    commands = tuple(asked_of(case, panel, members, person, today)) if under_review else ()
    own = case.sheet(person)
    return PanelEntry(
        application=id,
        builder=case.form.unit_name or "",
        name=(under_review and case.form.proposed_name) or "",
        commands=commands,
        commands_words=tuple(map(command_words, commands)),
        total=in_points(own.total) if own and under_review else "",
        over=not under_review,
    )
