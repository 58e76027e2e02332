"""Empties tables that do not belong to the store: filled from another history, or from a state of
this store that is newer than what it holds now. They are filled anew like any empty table."""

import time

import structlog

from adapters.event_store.store_marks import MarkPlace, StoreMarks
from adapters.marks.mark import PartMark
from domain.refusal import Text
from services.subscriptions.projector import Projector

SURE_FOR = 1.0  # seconds
log = structlog.get_logger()
REASONS: dict[MarkPlace, Text] = {
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


class StoreGuard:
    """Makes sure, once a second, that the store is still the one that tables were filled from."""

    def __init__(self, marks: StoreMarks) -> None:
        self.marks = marks
        self._sure_until = 0.0

    def is_same_store(self, end: int, farthest: PartMark) -> bool:
        """Whether a store that ends there holds the event that the farthest table is of."""
        if end < farthest.position:
            return False
        if time.monotonic() < self._sure_until:
            return True
        if self.marks.placed(farthest) != "belongs":
            return False
        self.trust()
        return True

    def trust(self) -> None:
        self._sure_until = time.monotonic() + SURE_FOR


def empty_unless_it_belongs(
    marks: StoreMarks, projector: Projector, mark: PartMark
) -> MarkPlace | None:
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
