"""Whether somebody is told of an event as it happens: by the feed, and by NATS subjects."""

from collections.abc import Callable, Iterator
from datetime import date

from domain.application.case import NOBODY
from domain.case import Actor, Event
from domain.divisions import province_of
from domain.parts import Part
from domain.streams import STREAMS
from services.access.policy import FEED, PARTS, Tie
from services.access.ties import holds, over

PARTS_OF = {
    str(event.__struct_config__.tag): event.part
    for stream in STREAMS.values()
    for event in stream.events
}
"""The part of a case that events of a type belong to."""


def hears(actor: Actor, stream: str, area: str, day: date, owner: Callable[[], str]) -> bool:
    """Whether the feed tells this person of events of a case that is before the bureau of an area
    on that day. Never more than a case shows while it is before the same bureau."""
    division = area.rpartition(".")[2]
    return any(
        holds(line, actor) and is_near(line.tie, actor, division, day, owner)
        for line in FEED.get(stream, ())
    )


def is_near(tie: Tie, actor: Actor, division: str, day: date, owner: Callable[[], str]) -> bool:
    """What is before nobody, a draft, is told to its owner alone."""
    match tie:
        case Tie.ANYBODY:
            return True
        case Tie.OWNER:
            return actor.organ == owner()
        case Tie.AREA:
            return over(actor, division, day)
        case Tie.PROVINCE:
            return division not in ("", NOBODY) and division == province_of(actor.organ)
    raise LookupError(tie)


def hears_part(actor: Actor, type: str) -> bool:
    """Whether events of a type are told to this person at all; a type that a newer release has
    brought is told like any other. Of what names experts the feed tells nobody."""
    part = PARTS_OF.get(type)
    return part is None or (
        part is not Part.EXPERTS and any(holds(line, actor) for line in PARTS[part])
    )


def types_heard(actor: Actor, stream: str) -> Iterator[type[Event]]:
    """The events of a stream that this person may be told of, wherever they happen."""
    for event in STREAMS[stream].events:
        if hears_part(actor, str(event.__struct_config__.tag)):
            yield event
