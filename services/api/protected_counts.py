"""Counts that tell of nobody: no cell under five, and none that follows from the others."""

from collections.abc import Iterable

from msgspec import Struct

LEAST = 5
"""What a cell that everybody is shown holds at least."""


class CountCell(Struct, frozen=True):
    """How many of one kind. `value` "" is of all kinds together that are not told apart."""

    value: str
    count: int


def protected(cells: Iterable[CountCell]) -> tuple[CountCell, ...]:
    """The cells in their order, with all that are too small in one, which stands last. Where that
    were too small itself, the smallest of the others goes into it, so that taking what is shown
    from the total gives no small cell; what is too little altogether is not shown."""
    every = [one for one in cells if one.count]
    hidden = [one for one in every if one.count < LEAST]
    shown = sorted((one for one in every if one.count >= LEAST), key=lambda one: one.count)
    while hidden and sum(one.count for one in hidden) < LEAST and shown:
        hidden.append(shown.pop(0))
    rest = sum(one.count for one in hidden)
    kept = tuple(one for one in every if one not in hidden)
    return (*kept, CountCell("", rest)) if rest >= LEAST else kept
