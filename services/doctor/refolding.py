"""Folds rows of projections anew in memory, as they would be stored."""

from collections.abc import Iterable
from typing import Any

from adapters.read_model.tables import Historical, bounds_of
from projections.recorded import RecordedEvent
from services.doctor.sampling import Sample
from services.subscriptions.catalogue import Projection


class Refolded:
    """The rows of one table whose keys a sample holds, as the events up to a position make them."""

    def __init__(self, projection: Projection, sample: Sample, upto: int) -> None:
        self.projection, self.sample, self.upto = projection, sample, upto
        self.table = projection.table
        self._rows: dict[str, Any] = {}

    def take(self, event: RecordedEvent) -> None:
        """Folds the next event of the store into the rows that it touches."""
        streams = self.projection.streams
        if event.position > self.upto or (streams and event.stream not in streams):
            return
        for key in filter(self.sample.holds, self.projection.touched(event)):
            self._fold(event, key)

    def _fold(self, event: RecordedEvent, key: str) -> None:
        before = self._rows.get(key)
        if not isinstance(self.table, Historical):
            self._rows[key] = self.projection.row_after(before, event, key)
            return
        slices = before or []
        change = self.projection.change_after(slices, event, key)
        self._rows[key] = change.onto(slices)

    @property
    def keys(self) -> Iterable[str]:
        return self._rows.keys()

    def stored(self, key: str) -> list[tuple[object, ...]]:
        """The rows of a key as the table would store them, in order."""
        row = self._rows.get(key)
        if isinstance(self.table, Historical):
            keyed = [(key, bounds_of(one), one.row) for one in row or []]
        else:
            keyed = [(key, (), row)] if row is not None else []
        return sorted(self.table.values(keyed))
