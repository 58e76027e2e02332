"""Projections made anew: from the whole store into tables aside, which then take the old ones'
places at once. Readers see the old rows until that moment, and other projectors go on meanwhile."""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from adapters.log import Log
from adapters.readmodel import PlaceMoved, Readmodel
from services.filling import Filler, lot_of, read
from services.projections import Projection

BATCH = 500


class Overtaken(Exception):
    """Another rebuild of the same projection has begun; that one goes on."""


def rebuild(
    log: Log,
    readmodel: Readmodel,
    projections: Iterable[Projection],
    told: Callable[[int], None] = lambda place: None,
) -> None:
    """`told` hears the place after each batch. What a killed rebuild left is thrown away.

    A row that was parked is folded again, and stays parked only where the fold still cannot take
    its event. Raises UnknownEvent, and Overtaken; the old rows then stay as they are.
    """
    pairs = [(begun(readmodel, one), Filler(readmodel, one)) for one in projections]
    follow(log, [aside for aside, _ in pairs], told)
    for aside, filler in pairs:
        swap(log, aside, filler)


def begun(readmodel: Readmodel, projection: Projection) -> Filler:
    """The filler of an empty table beside the projection's own."""
    aside = replace(projection, table=projection.table.aside())
    readmodel.drop(aside.table, lot_of(aside.table))
    return Filler(readmodel, aside)


def follow(
    log: Log, fillers: Sequence[Filler], told: Callable[[int], None] = lambda place: None
) -> None:
    """All events that there are now, into tables that stand at the same place."""
    place = fillers[0].place() if fillers else 0
    while fillers and (events := log.follow(place, BATCH)):
        batch = read(events)
        for filler in fillers:
            try:
                filler.take(batch, place)
            except PlaceMoved as error:
                raise Overtaken(f"{filler.name}: another rebuild has begun") from error
        place = events[-1].position
        told(place)


def swap(log: Log, aside: Filler, filler: Filler) -> None:
    """Puts the rows into their place when they are as far as those that they replace."""
    while True:
        follow(log, [aside])
        try:
            filler.readmodel.swap(filler.table, filler.lot)
            return
        except PlaceMoved as error:
            if filler.place() <= aside.place():
                raise Overtaken(f"{filler.name}: its table is gone") from error
