"""Audit trail: one row per event, with who did what, when and under which rules."""

from msgspec import Struct

from projections.recorded import RecordedEvent, kept_to
from projections.spec import ProjectionSpec

PLACES = 18


class AuditEntry(Struct, frozen=True):
    """One row of the audit trail. `place` is the position in the log, padded so that it sorts as
    text; `cited` are the rule ids as `|SC-07.1|SC-A1|`, for search; `kept` is the part of the case
    that the event belongs to, where not everybody who sees the case may see it."""

    place: str
    position: int
    stream: str
    id: str
    version: int
    type: str
    command: str
    actor: str
    role: str
    organ: str
    occurred_on: str
    effective_on: str
    recorded_at: str
    document_no: str | None
    rules: tuple[str, ...]
    cited: str
    regulation: str
    division: str
    kept: str
    late_reason: str | None = None
    decided_by: str | None = None
    minutes_no: str = ""


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    return (f"{recorded.position:0{PLACES}}",)


def entry(key: str, recorded: RecordedEvent) -> AuditEntry:
    """The row of one event. Positional, since keywords take half as long again, for every event."""
    record = recorded.record
    context, actor = record.context, record.context.actor
    return AuditEntry(
        key,
        recorded.position,
        recorded.stream,
        recorded.id,
        recorded.version,
        recorded.type,
        type(record.command).__name__,
        actor.person,
        actor.role,
        actor.organ,
        context.occurred_on.isoformat(),
        context.effective_on.isoformat(),
        recorded.recorded_at.isoformat(),
        context.document_no,
        record.basis,
        "|".join(("", *record.basis, "")),
        recorded.regulation,
        recorded.division,
        kept_to(recorded),
        context.late_reason,
        record.decided_by,
        context.minutes_no or "",
    )


PROJECTION = ProjectionSpec(
    name="audit_trail",
    row=AuditEntry,
    keys=keys,
    fold=lambda row, event, key: entry(key, event),
    fresh=True,
    sorts=("place", "occurred_on"),
    filters=("actor", "stream", "type", "regulation", "division", "minutes_no"),
    limits=("kept",),
    search=("cited",),
    members=True,
)
