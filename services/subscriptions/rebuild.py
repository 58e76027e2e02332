"""Projections made anew: from the whole store into tables aside, which then take the old ones'
places at once. Readers see the old rows until that moment, and other projectors go on meanwhile."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from adapters.event_store.log import Log
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from services.subscriptions.catalogue import Projection
from services.subscriptions.fold import Fold, write_together
from services.subscriptions.projector import Batch, Projector, dead_letters, read

BATCH = 1000
MUCH = 250_000  # objects: several batches of events


class Overtaken(Exception):
    """Another rebuild of the same projection has begun; that one goes on."""


def rebuild(
    log: Log,
    readmodel: Readmodel,
    projections: Iterable[Projection],
    told: Callable[[int], None] = lambda checkpoint: None,
) -> None:
    """`told` hears the place after each batch. What a killed rebuild left is thrown away.

    A row that was parked is folded again, and stays parked only where the fold still cannot take
    its event. Raises UnknownEvent, and Overtaken; the old rows then stay as they are.
    """
    with readmodel.loading(), little_garbage():
        pairs = [(table_aside(readmodel, one), Projector(readmodel, one)) for one in projections]
        follow(log, [aside for aside, _ in pairs], told)
        for aside, projector in pairs:
            swap(log, aside, projector)


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


def table_aside(readmodel: Readmodel, projection: Projection) -> Projector:
    """The filler of an empty table beside the projection's own."""
    aside = replace(projection, table=projection.table.aside())
    readmodel.drop(aside.table, dead_letters(aside.table))
    return Projector(readmodel, aside)


def follow(
    log: Log, projectors: Sequence[Projector], told: Callable[[int], None] = lambda checkpoint: None
) -> None:
    """All events that there are now, into tables that stand at the same place."""
    checkpoint = projectors[0].checkpoint() if projectors else 0
    while projectors and (events := log.follow(checkpoint, BATCH)):
        try:
            take(projectors, read(events), checkpoint)
        except CheckpointMoved as error:
            raise Overtaken(f"another rebuild has begun: {error}") from error
        checkpoint = events[-1].position
        told(checkpoint)


def take(projectors: Sequence[Projector], batch: Batch, since: int) -> None:
    """A batch into all tables in one transaction. Raises UnknownEvent before anything of it is
    written: these tables are of no use without it."""
    folds: list[Fold] = []
    for projector in projectors:
        touched, to, unknown = projector.touched(batch, since)
        if unknown:
            raise unknown
        folds.append(Fold(projector, touched))
    write_together(folds, since, to)


def swap(log: Log, aside: Projector, projector: Projector) -> None:
    """Puts the rows into their place when they are as far as those that they replace."""
    while True:
        follow(log, [aside])
        try:
            projector.readmodel.swap(projector.table, projector.lot)
            return
        except CheckpointMoved as error:
            if projector.checkpoint() <= aside.checkpoint():
                raise Overtaken(f"{projector.name}: its table is gone") from error


def drop_those_of_other_releases(readmodel: Readmodel, projection: Projection) -> None:
    """What other code filled; for when no process of another release reads it any more."""
    readmodel.drop_others(projection.table)
    readmodel.drop_others(dead_letters(projection.table))
