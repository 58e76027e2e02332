"""Reads snapshots of cases, without making their tables."""

from collections.abc import Iterator
from typing import cast

from adapters.event_store.snapshots import (
    SnapshotMarks,
    SnapshotState,
    StateSnapshots,
    domain_fingerprint,
)
from adapters.read_model.tables import Current
from adapters.read_model.writer import Readmodel
from adapters.read_only.rows import ReadOnlyRows


class ReadOnlySnapshots(StateSnapshots):
    """Snapshots that this release has kept, to be read."""

    def __init__(self, rows: ReadOnlyRows) -> None:
        self.rows, self.readmodel = rows, cast(Readmodel, rows)  # of which nothing is written
        self.states = Current("case_states", domain_fingerprint(), SnapshotState)
        self.marked = Current("case_marks", domain_fingerprint(), SnapshotMarks)

    @property
    def kept(self) -> bool:
        """Whether this release keeps snapshots here."""
        return self.rows.has(self.marked)

    def cases(self) -> Iterator[str]:
        """The cases that have snapshots."""
        return (key for key in self.rows.keys(self.marked) if "#" not in key)
