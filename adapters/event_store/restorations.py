"""Gaps that restorations have left in a store: positions that others may have been told of, and
that are never given again."""

from collections.abc import Sequence

from domain.store.case import Restoration


def gap_around(position: int, gaps: Sequence[Restoration]) -> Restoration | None:
    """The restoration by which a position was lost; the one that lost the most."""
    around = [gap for gap in gaps if gap.lost(position)]
    return min(around, key=lambda gap: gap.kept_to) if around else None
