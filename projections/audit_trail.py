"""The audit trail: one row per event, for whoever asks who did what under which rule."""

from msgspec import Struct

from projections.happened import Happened

PLACES = 18


class AuditEntry(Struct, frozen=True):
    """`position` is padded, so that text sorts as numbers do; `rules` is `|SC-07.1|SC-A1|`."""

    position: str
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
    rules: str
    regulation: str
    division: str
    late_reason: str | None = None


def keys(happened: Happened) -> tuple[str, ...]:
    return (f"{happened.position:0{PLACES}}",)


def project(row: AuditEntry | None, happened: Happened) -> AuditEntry | None:
    context, actor = happened.record.context, happened.record.context.actor
    return AuditEntry(
        position=f"{happened.position:0{PLACES}}",
        stream=happened.stream,
        id=happened.id,
        version=happened.version,
        type=happened.type,
        command=type(happened.record.command).__name__,
        actor=actor.person,
        role=actor.role,
        organ=actor.organ,
        occurred_on=context.occurred_on.isoformat(),
        effective_on=context.effective_on.isoformat(),
        recorded_at=happened.recorded_at.isoformat(),
        document_no=context.document_no,
        rules="|".join(("", *happened.record.basis, "")),
        regulation=happened.regulation,
        division=happened.division,
        late_reason=context.late_reason,
    )
