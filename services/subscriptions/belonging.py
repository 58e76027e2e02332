"""Empties tables that do not belong to the store: filled from another history, or from a state of
this store that is newer than what it holds now. They are filled anew like any empty table."""

import structlog

from adapters.event_store.store_marks import Placed, StoreMarks
from adapters.marks.mark import Mark
from domain.refusal import Text
from services.subscriptions.projector import Projector

log = structlog.get_logger()
REASONS: dict[Placed, Text] = {
    "beyond": Text(
        "读取表比案卷库新，正在按案卷库重新生成",
        "the table was ahead of the store and is being made anew from it",
    ),
    "given up": Text(
        "读取表含有已确认丢失的记录，正在重新生成",
        "the table held events that were given up, and is being made anew",
    ),
    "foreign": Text(
        "读取表不属于这个案卷库，正在重新生成",
        "the table was not filled from this store, and is being made anew",
    ),
}


def empty_unless_it_belongs(marks: StoreMarks, projector: Projector, mark: Mark) -> Placed | None:
    """Empties a projection's tables where its mark does not belong to the store, and says so; then
    how the mark stands. None where it belongs, or another process was faster."""
    placed = marks.placed(mark)
    if placed == "belongs":
        return None
    tables = (projector.table, projector.lot)
    if not projector.readmodel.empty(tables, mark, placed == "beyond"):
        return None
    log.warning(
        "projection is made anew",
        projection=projector.name,
        reason=REASONS[placed].en,
        position=mark.position,
    )
    return placed
