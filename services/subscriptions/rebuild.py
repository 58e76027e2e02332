"""Rebuilds projections: folds the whole store into shadow tables, then swaps them in at once.

Readers see the old rows until that moment, and other projectors go on meanwhile.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from adapters.event_store.log import Log
from adapters.event_store.store_marks import StoreMarks
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from services.subscriptions.belonging import empty_unless_it_belongs
from services.subscriptions.catalogue import SUBSCRIBED, Projection
from services.subscriptions.fold import Fold, fold_of, write_together
from services.subscriptions.projector import Batch, Projector, dead_letters, read

EVENTS_FOLDED_AT_ONCE = 1000
MUCH = 250_000  # objects: several batches of events


class Overtaken(Exception):
    """Another rebuild of the same projection has begun; this one gives up."""


def rebuild(
    log: Log,
    readmodel: Readmodel,
    projections: Iterable[Projection],
    told: Callable[[int], None] = lambda checkpoint: None,
) -> None:
    """Rebuilds projections; `told` is called with the checkpoint after each batch.

    What a killed rebuild left is thrown away. A row that was parked is folded again, and is parked
    only where its fold still fails. Raises UnknownEvent, and Overtaken; the old rows then stay.
    """
    marks = StoreMarks(log)
    with readmodel.loading(), little_garbage():
        pairs = [(table_aside(readmodel, one), Projector(readmodel, one)) for one in projections]
        follow(marks, [aside for aside, _ in pairs], told)
        for aside, projector in pairs:
            swap(marks, aside, projector)


@contextmanager
def little_garbage() -> Iterator[None]:
    """Collects garbage less often: the events of a batch live and die together, and would trigger
    collection after collection."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(MUCH, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def table_aside(readmodel: Readmodel, projection: Projection) -> Projector:
    """Projector of an empty shadow table beside the projection's own."""
    aside = replace(projection, table=projection.table.aside())
    readmodel.drop(aside.table, dead_letters(aside.table))
    return Projector(readmodel, aside)


def follow(
    marks: StoreMarks,
    projectors: Sequence[Projector],
    told: Callable[[int], None] = lambda checkpoint: None,
) -> None:
    """Applies all events that there are now to tables at the same checkpoint."""
    checkpoint = projectors[0].checkpoint() if projectors else 0
    while projectors and (events := marks.log.follow(checkpoint, EVENTS_FOLDED_AT_ONCE)):
        try:
            take(projectors, read(events, marks.log), checkpoint, marks)
        except CheckpointMoved as error:
            raise Overtaken(f"another rebuild has begun: {error}") from error
        checkpoint = events[-1].position
        told(checkpoint)


def take(projectors: Sequence[Projector], batch: Batch, since: int, marks: StoreMarks) -> None:
    """Applies a batch to all tables in one transaction. Raises UnknownEvent before anything of it
    is written: these tables are of no use without it."""
    folds: list[Fold] = []
    for projector in projectors:
        touched, to, unknown = projector.touched(batch, since)
        if unknown:
            raise unknown
        folds.append(fold_of(projector, touched))
    write_together(folds, since, marks.of(batch.at(to)))


def swap(marks: StoreMarks, aside: Projector, projector: Projector) -> None:
    """Swaps a shadow table in once it is as far as the table that it replaces; one that does not
    belong to the store is emptied, however far it is."""
    while True:
        follow(marks, [aside])
        try:
            projector.readmodel.swap(projector.table, projector.lot)
            return
        except CheckpointMoved as error:
            if projector.checkpoint() <= aside.checkpoint():
                raise Overtaken(f"{projector.name}: its table is gone") from error
            empty_unless_it_belongs(marks, projector, projector.mark())


def drop_those_of_other_releases(readmodel: Readmodel, projection: Projection) -> None:
    """Drops tables of other releases, for when no process of those reads them any more."""
    readmodel.drop_others(projection.table)
    readmodel.drop_others(dead_letters(projection.table))


def drop_those_not_declared(readmodel: Readmodel, kept: Collection[str]) -> list[str]:
    """Drops tables of projections that no release declares any more, but for those that are `kept`
    beside projections; gives their names."""
    declared = {name for one in SUBSCRIBED for name in (one.name, dead_letters(one.table).name)}
    return readmodel.drop_undeclared(declared | {*kept})
