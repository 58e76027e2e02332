"""Reads the restorations of a store: positions that others may have been told of, and that are
never given again."""

from collections.abc import Sequence

from adapters.event_store.codec import decode
from adapters.event_store.log import Log
from domain.store.case import STORE_FILE, Restoration
from domain.store.keeping import StoreRestored

STORE_STREAM = f"stores/{STORE_FILE}"


def restorations(log: Log) -> tuple[Restoration, ...]:
    """The restorations that a store has recorded, the earliest first."""
    events = [decode(one.topic, one.state).event for one in log.history(STORE_STREAM)]
    return tuple(
        Restoration(event.kept_to, event.goes_on_from)
        for event in events
        if isinstance(event, StoreRestored)
    )


def gap_around(position: int, gaps: Sequence[Restoration]) -> Restoration | None:
    """The restoration by which a position was lost; the one that lost the most."""
    around = [gap for gap in gaps if gap.lost(position)]
    return min(around, key=lambda gap: gap.kept_to) if around else None
