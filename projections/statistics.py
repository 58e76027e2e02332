"""How often what happened: events by regime, division, kind and month of the act."""

from msgspec import Struct
from msgspec.structs import replace

from projections.recorded import RecordedEvent


class EventCount(Struct, frozen=True):
    """`month` is YYYY-MM of `occurred_on`."""

    regulation: str
    division: str
    stream: str
    type: str
    month: str
    count: int = 0


def month(recorded: RecordedEvent) -> str:
    return recorded.record.context.occurred_on.isoformat()[:7]


def keys(recorded: RecordedEvent) -> tuple[str, ...]:
    if recorded.stream == "claims":
        return ()
    return ("|".join((recorded.record.area, recorded.stream, recorded.type, month(recorded))),)


def project(row: EventCount | None, recorded: RecordedEvent) -> EventCount:
    counted = row or EventCount(
        recorded.regulation, recorded.division, recorded.stream, recorded.type, month(recorded)
    )
    return replace(counted, count=counted.count + 1)
