"""Projections made anew: from the whole store into tables aside, which then take the old ones'
places at once. Readers see the old rows until that moment, and other projectors go on meanwhile."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from msgspec.structs import replace

from adapters.event_store.log import Log
from adapters.read_model.writer import PlaceMoved, Readmodel
from services.subscriptions.catalogue import Projection
from services.subscriptions.projector import Batch, Filler, Folding, lot_of, read

BATCH = 1000
MUCH = 250_000  # objects: several batches of events


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
    with readmodel.loading(), little_garbage():
        pairs = [(begun(readmodel, one), Filler(readmodel, one)) for one in projections]
        follow(log, [aside for aside, _ in pairs], told)
        for aside, filler in pairs:
            swap(log, aside, filler)


@contextmanager
def little_garbage() -> Iterator[None]:
    """The collector looks when very much lies about: the events of a batch live and die together,
    and would bring on collection after collection."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(MUCH, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


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
        try:
            take(fillers, read(events), place)
        except PlaceMoved as error:
            raise Overtaken(f"another rebuild has begun: {error}") from error
        place = events[-1].position
        told(place)


def take(fillers: Sequence[Filler], batch: Batch, since: int) -> None:
    """A batch into all tables in one transaction. Raises UnknownEvent before anything of it is
    written: these tables are of no use without it."""
    foldings: list[Folding] = []
    for filler in fillers:
        touched, place, unknown = filler.touched(batch, since)
        if unknown:
            raise unknown
        foldings.append(Folding(filler, touched))
    fillers[0].readmodel.move(
        [filler.table for filler in fillers],
        chain.from_iterable(folding.changed() for folding in foldings),
        since=since,
        place=place,
    )
    for folding in foldings:
        folding.count()


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


def drop_those_of_other_releases(readmodel: Readmodel, projection: Projection) -> None:
    """What other code filled; for when no process of another release reads it any more."""
    readmodel.drop_others(projection.table)
    readmodel.drop_others(lot_of(projection.table))
