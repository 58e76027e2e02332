"""The ledger's tables as of a day and as known at a moment, asked in portable SQL."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from projections.ledger.numbers import day_number, day_of, micros

Ask = Callable[[str, Sequence[object]], Iterable[tuple[Any, ...]]]
"""What a query gives: tables in braces, as `{bank_line}`, each value as `%s`."""
VALUES_AT_ONCE = 500
"""Values in one query."""


class LedgerMoment(Struct, frozen=True):
    """What was recorded by the moment `known` (microseconds since 1970) of the days up to `day`
    (days since 1970)."""

    ask: Ask
    day: int
    known: int

    def known_rows(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows recorded by then: the query ends in its first condition."""
        return [*self.ask(f"{select} AND recorded_at <= %s", (*values, self.known))]

    def dated_rows(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        """Of these the ones of the days up to the day asked about."""
        return self.known_rows(f"{select} AND day <= %s", *values, self.day)

    def dated_among(self, select: str, wanted: Iterable[str]) -> Iterator[Any]:
        """The dated rows whose column, in which the query ends, has one of the values."""
        for some in in_parts(sorted({*wanted})):
            yield from self.dated_rows(f"{select} IN ({value_marks(some)})", *some)

    def known_among(self, select: str, wanted: Iterable[str]) -> Iterator[Any]:
        for some in in_parts(sorted({*wanted})):
            yield from self.known_rows(f"{select} IN ({value_marks(some)})", *some)


def value_marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[at : at + VALUES_AT_ONCE] for at in range(0, len(values), VALUES_AT_ONCE))


def ledger_at(ask: Ask, day: date, known: datetime) -> LedgerMoment:
    return LedgerMoment(ask, day_number(day), micros(known))


def iso(day: int) -> str:
    """A day of the ledger as a date."""
    return day_of(day).isoformat()
