"""The audit trail: one row per event, for whoever asks who did what under which rule."""

from msgspec import Struct

from projections.happened import Happened

PLACES = 18


class AuditEntry(Struct, frozen=True):
    """`place` is the position padded, so that text sorts as numbers do; `cited` are the rules as
    `|SC-07.1|SC-A1|`, to be looked for."""

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
    late_reason: str | None = None


def keys(happened: Happened) -> tuple[str, ...]:
    return (f"{happened.position:0{PLACES}}",)


def project(row: AuditEntry | None, happened: Happened) -> AuditEntry | None:
    context, actor = happened.record.context, happened.record.context.actor
    return AuditEntry(
        place=f"{happened.position:0{PLACES}}",
        position=happened.position,
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
        rules=happened.record.basis,
        cited="|".join(("", *happened.record.basis, "")),
        regulation=happened.regulation,
        division=happened.division,
        late_reason=context.late_reason,
    )
