"""Journals in memory, row by row: what their tables must hold, however events come in batches."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from projections.journal import Between, JournalRow, JournalSpec, W
from projections.ledger.filling import JOURNAL
from projections.recorded import RecordedEvent


class JournalInMemory:
    """The rows that events have added so far."""

    def __init__(self, spec: JournalSpec = JOURNAL) -> None:
        self.spec, self.rows = spec, list[JournalRow]()
        self.keys = {part.row: attrgetter(*part.key) for part in spec.tables}

    def take(self, events: Iterable[RecordedEvent]) -> "JournalInMemory":
        for event in events:
            if event.stream in self.spec.streams:
                self.rows += [*self.spec.rows(event, self)]
        return self

    def of(self, row: type[W]) -> list[W]:
        """The rows of one table, in the order of its key."""
        return sorted((one for one in self.rows if type(one) is row), key=self.keys[row])

    def where(self, row: type[W], **wanted: Sequence[int] | Sequence[str] | Between) -> list[W]:
        return [
            one
            for one in self.of(row)
            if all(meets(getattr(one, name), values) for name, values in wanted.items())
        ]


def meets(value: Any, wanted: Sequence[int] | Sequence[str] | Between) -> bool:
    if isinstance(wanted, Between):
        return bool(wanted.first <= value <= wanted.last)
    return bool(value in wanted)
