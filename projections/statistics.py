"""Statistics: number of events by regime, division, stream, type and month of the act."""

from msgspec import Struct
from msgspec.structs import replace

from projections.recorded import RecordedEvent, kept_to
from projections.spec import ProjectionSpec


class EventCount(Struct, frozen=True):
    """A number of events. `month` is YYYY-MM of `occurred_on`; `kept` as in the audit trail."""

    regulation: str
    division: str
    stream: str
    type: str
    month: str
    kept: str = ""
    count: int = 0


def month(recorded: RecordedEvent) -> str:
    return recorded.record.context.occurred_on.isoformat()[:7]


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    if recorded.stream in ("claims", "holds"):
        return ()
    counted = (recorded.record.area, recorded.stream, recorded.type, month(recorded))
    return ("|".join((*counted, kept_to(recorded))),)


def project(row: EventCount | None, recorded: RecordedEvent) -> EventCount:
    counted = row or EventCount(
        recorded.regulation,
        recorded.division,
        recorded.stream,
        recorded.type,
        month(recorded),
        kept_to(recorded),
    )
    return replace(counted, count=counted.count + 1)


PROJECTION = ProjectionSpec(
    name="statistics",
    row=EventCount,
    keys=keys,
    fold=lambda row, event, key: project(row, event),
    shared=True,
    sorts=("month",),
    filters=("regulation", "division", "stream", "type"),
    limits=("kept",),
)
