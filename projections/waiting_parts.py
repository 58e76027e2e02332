"""Rows of the worklist for what waits beside the stage of a case: a correction to be confirmed, a
part in which a command is awaited."""

from msgspec.structs import replace

from domain.awaiting import Awaiting
from domain.context import UNITS
from domain.correcting_records import CorrectionProposed
from projections.open_case import OpenCase, Proposed, new_row
from projections.proceedings import kind_of_proceeding
from projections.recorded import RecordedEvent

OF_A_CORRECTION = "correction"


def project_correction(recorded: RecordedEvent) -> OpenCase | None:
    """The row of a correction: it waits for another person of the organ that has made the record,
    until it is confirmed."""
    said, context = recorded.event, recorded.record.context
    if not isinstance(said, CorrectionProposed):
        return None
    by = context.actor
    return replace(
        new_row(recorded),
        since=context.occurred_on.isoformat(),
        regulation=recorded.regulation,
        division=recorded.division,
        owner=by.organ if by.role in UNITS else "",
        waits=waiting_to_confirm(by.role, by.organ),
        proposed=Proposed(by.person, by.role, by.organ, said.duty or ""),
    )


def project_awaiting(
    row: OpenCase | None, recorded: RecordedEvent, found: Awaiting
) -> OpenCase | None:
    """The row of a part of a case: it waits for one command, and then for none."""
    if not found.command:
        return None
    by, begun = recorded.record.context.actor, row or new_row(recorded)
    asked = Proposed(by.person, by.role, by.organ, getattr(recorded.event, "duty", None) or "")
    waits = (
        waiting_to_confirm(by.role, by.organ) if found.by_the_same else awaited_by(found.command)
    )
    return replace(
        begun,
        stage=found.stage,
        since=recorded.record.context.occurred_on.isoformat(),
        regulation=recorded.regulation,
        division=recorded.division,
        owner=by.organ if by.role in UNITS else "",
        proceeding=found.part,
        proceeding_kind=kind_of_proceeding(found.part),
        awaited=found.command,
        acted=(*begun.acted, by.person),
        waits=waits,
        proposed=asked if found.by_the_same else None,
    )


def awaited_by(command: str) -> str:
    """What the row of a part of a case is asked for by."""
    return f"part.{command}"


def waiting_to_confirm(role: str, organ: str) -> str:
    """What the row of a correction is asked for by."""
    return f"{OF_A_CORRECTION}.{role}.{organ}"
