"""Who receives an event as it happens: the policy for the feed and for NATS subjects."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from domain.application.case import NOBODY
from domain.case import Case
from domain.context import Actor
from domain.divisions import Divisions
from domain.parts import Part
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import rules_of
from domain.streams import STREAMS
from services.access.policy import FEED, PARTS, Tie
from services.access.ties import PLACED, holds, over, places_in, supervises

PARTS_OF = {
    str(event.__struct_config__.tag): event.part
    for stream in STREAMS.values()
    for event in stream.events
}
"""The part of a case that events of a type belong to."""


def hears(
    actor: Actor,
    stream: str,
    area: str,
    day: date,
    owner: Callable[[], str],
    places: Divisions,
    has_step: Callable[[], bool] = lambda: False,
) -> bool:
    """Whether the feed shows this person the events of a case that was before an area's bureau on
    that day, by the places of its regime. `owner` is the unit that is told of the case
    (`ties.unit_told`), `has_step` whether the regime gives the organ a step of it. Never more than
    the case shows while it is before the same bureau."""
    division = area.rpartition(".")[2]
    return any(
        holds(line, actor)
        and (
            has_step()
            if line.tie is Tie.STEP
            else is_near(line.tie, actor, division, day, owner, places)
        )
        for line in FEED.get(stream, ())
    )


def is_near(
    tie: Tie,
    actor: Actor,
    division: str,
    day: date,
    owner: Callable[[], str],
    places: Divisions,
) -> bool:
    """Whether this tie holds for an event in a division; a draft is before no bureau and reaches
    its owner alone."""
    match tie:
        case Tie.ANYBODY:
            return True
        case Tie.OWNER | Tie.NOTIFIED:
            return bool(actor.organ) and actor.organ == owner()
        case Tie.AREA:
            return over(actor, division, places, day)
        case Tie.AUTHORITY:
            return actor.organ == division
        case Tie.PROVINCE:
            return division not in ("", NOBODY) and is_under(actor, division, places, day)
    raise LookupError(tie)


def is_under(actor: Actor, division: str, places: Divisions, day: date) -> bool:
    """Whether the actor's bureau is known to the regime, and this division stands above it."""
    return places.is_known(actor.organ, day) and division in places.above(actor.organ, day)[1:]


def hears_part(actor: Actor, type: str) -> bool:
    """Whether the feed shows events of a type to this person at all: never those that name experts,
    always a type that only a newer release knows."""
    part = PARTS_OF.get(type)
    return part is None or (
        part is not Part.EXPERTS and any(holds(line, actor) for line in PARTS[part])
    )


def subjects(actor: Actor, regimes: Mapping[str, Case], day: date) -> Iterator[str]:
    """The NATS subjects that a bureau may consume, as consumer filters by regime, division and
    event type. A message holds a whole record, so events marked inward are left out. A server
    compares all filters with each other: what needs none is left out."""
    for stream, lines in FEED.items():
        for line in lines:
            if holds(line, actor) and line.tie not in (Tie.OWNER, Tie.NOTIFIED, Tie.STEP):
                for place in subject_places(line.tie, actor, stream, regimes, day):
                    for type in types_heard(actor, stream):
                        yield f"cases.{place}.{stream}.*.{type}"


def subject_places(
    tie: Tie, actor: Actor, stream: str, regimes: Mapping[str, Case], day: date
) -> Iterator[str]:
    """Regime and division as tokens of a NATS subject."""
    if tie is Tie.ANYBODY:
        yield "*.*"
        return
    for regime, file in regimes.items():
        if has_cases(file, stream) and (stream not in PLACED or supervises(actor, file, day)):
            table = places_in(file, day)
            codes = sorted({table.authority, *(row.code for row in table.rows)})
            near = (code for code in codes if is_near(tie, actor, code, day, str, table))
            yield from (f"{regime}.{code}" for code in near)


def has_cases(regime: Case, stream: str) -> bool:
    """Whether any text that the regime ever had has a step of such cases."""
    texts = (rules_of(version.text).text for version in regime_in(regime).versions)
    return stream not in PLACED or any(
        step.stream == stream for text in texts for step in text.step
    )


def types_heard(actor: Actor, stream: str) -> list[str]:
    """The event types of a stream of which this person may have the whole record, one `*` where
    that is every type; none that is inward, for it names the expert who acted."""
    every = STREAMS[stream].events
    outward = (event for event in every if not event.inward)
    types = (str(event.__struct_config__.tag) for event in outward)
    heard = [type for type in types if hears_part(actor, type)]
    return ["*"] if len(heard) == len(every) else heard
