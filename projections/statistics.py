"""How often what happened: events by regime, division, kind and month of the act."""

from msgspec import Struct
from msgspec.structs import replace

from projections.happened import Happened


class EventCount(Struct, frozen=True):
    """`month` is YYYY-MM of `occurred_on`."""

    regulation: str
    division: str
    stream: str
    type: str
    month: str
    count: int = 0


def month(happened: Happened) -> str:
    return happened.record.context.occurred_on.isoformat()[:7]


def keys(happened: Happened) -> tuple[str, ...]:
    if happened.stream == "claims":
        return ()
    return ("|".join((happened.record.area, happened.stream, happened.type, month(happened))),)


def project(row: EventCount | None, happened: Happened) -> EventCount:
    counted = row or EventCount(
        happened.regulation, happened.division, happened.stream, happened.type, month(happened)
    )
    return replace(counted, count=counted.count + 1)
