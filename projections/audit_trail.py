"""The audit trail: one row per event, for whoever asks who did what under which rule."""

from msgspec import Struct

from projections.recorded import RecordedEvent, kept_to
from projections.spec import ProjectionSpec

PLACES = 18


class AuditEntry(Struct, frozen=True):
    """`place` is the position padded, so that text sorts as numbers do; `cited` are the rules as
    `|SC-07.1|SC-A1|`, to be looked for; `kept` tells which part of a case it is, where not all who
    see the case are shown it."""

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


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    return (f"{recorded.position:0{PLACES}}",)


def entry(key: str, recorded: RecordedEvent) -> AuditEntry:
    """One for every event that there is: named fields would take half as long again."""
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
    )


PROJECTION = ProjectionSpec(
    name="audit_trail",
    row=AuditEntry,
    keys=keys,
    fold=lambda row, event, key: entry(key, event),
    fresh=True,
    sorts=("place", "occurred_on"),
    filters=("actor", "stream", "type", "regulation", "division"),
    limits=("kept",),
    search=("cited",),
    members=True,
)
