"""Folds the rows of a case anew, where an event strikes earlier ones out or corrects one: each row
as the events that are still in force make it, on every day."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from projections import two_clocks
from projections.recorded import RecordedEvent, in_force_on
from projections.two_clocks import Change, Slice

Keys = Callable[[RecordedEvent], Iterable[str]]
RowFold = Callable[[Any, RecordedEvent, str], Any]


def keys_ever(keys: Keys, history: Iterable[RecordedEvent]) -> list[str]:
    """The keys of every row that a history has touched, in force or not, corrected or not."""
    said = tuple(history)
    return list(dict.fromkeys(key for event in (*said, *in_force_on(said)) for key in keys(event)))


def row_anew(
    keys: Keys,
    fold: RowFold,
    history: Sequence[RecordedEvent],
    key: str,
    day: date = date.max,
) -> Any:
    """A row on a day as the whole history makes it; None where there is none."""
    row: Any = None
    for event in in_force_on(history, day):
        if key in keys(event):
            row = fold(row, event, key)
    return row


def slices_anew(
    slices: Iterable[Slice[Any]],
    keys: Keys,
    fold: RowFold,
    history: Sequence[RecordedEvent],
    key: str,
) -> Change[Any]:
    """What the last event of a history does to the slices of a row on two clocks."""
    return two_clocks.anew(
        slices,
        [*(event.effective_on for event in history), *days_corrected(history)],
        lambda day: row_anew(keys, fold, history, key, day),
        history[-1].recorded_at,
    )


def days_corrected(history: Iterable[RecordedEvent]) -> Iterable[date]:
    """The days from which what was corrected holds."""
    return (said.holds_from for event in history if (said := event.event.corrects))
