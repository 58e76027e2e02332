"""Corrects what earlier events have added, where an event strikes them out or corrects their day.

What was added stays: it is taken back at the place of the correction, with the amount less than
nothing, and what is right stands beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from projections.journal import JournalRow
from projections.ledger.legs import CORRECTING
from projections.ledger.numbers import micros
from projections.recorded import RecordedEvent, in_force_on

AMOUNT_FIELDS = ("fen", "delta")
RowsSaid = Callable[[RecordedEvent], Iterable[Any]]


def rows_righted(at: RecordedEvent, said: RowsSaid) -> Iterator[JournalRow]:
    """The rows that an event with its history adds, numbered through all records that it rights."""
    before, after = in_versions(at.history[:-1]), in_versions(at.history)
    offset = 0
    for version in sorted({*before, *after}):
        old = [*said(before[version])] if version in before else []
        new = [*said(after[version])] if version in after else []
        if old != new:
            right = [row for row in new if is_amount(row) or row not in old]
            for rows in ([*taken_back(old)], right):
                yield from at_its_place(at, offset, rows)
                offset += max((row.line for row in rows), default=0)


def in_versions(history: Sequence[RecordedEvent]) -> dict[int, RecordedEvent]:
    return {one.version: one for one in in_force_on(history)}


def is_amount(row: Any) -> bool:
    return any(hasattr(row, name) for name in AMOUNT_FIELDS)


def taken_back(rows: Iterable[Any]) -> Iterator[Any]:
    """Counter-rows of those that hold an amount."""
    for row in rows:
        for name in AMOUNT_FIELDS:
            if hasattr(row, name):
                kind = {"kind": f"{CORRECTING}{row.kind}"} if name == "delta" else {}
                yield row._replace(**{name: -getattr(row, name)}, **kind)


def at_its_place(at: RecordedEvent, offset: int, rows: Iterable[Any]) -> Iterator[Any]:
    """The rows at the place of the correction."""
    for row in rows:
        line = offset + row.line
        moved = row._replace(position=at.position, line=line, recorded_at=micros(at.recorded_at))
        yield moved._replace(tx=f"{at.position}:{line}") if hasattr(row, "tx") else moved
