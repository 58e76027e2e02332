"""Makes up values for the form fields that only one regime asks, such that its conditions pass."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from domain.guarding import passes
from domain.regulation.day_counts import is_day
from domain.regulation.model import Guard
from domain.regulation.own_field import OwnField

A_FILE = "4" * 64
SOME = 100
YEARS_AGO = timedelta(days=1000)
ONE_DAY, ONE_MONTH = timedelta(days=1), timedelta(days=31)


def own_values(
    fields: Iterable[OwnField], conditions: tuple[Guard, ...], day: date
) -> dict[str, Any]:
    """A value for each field, on the day of the act."""
    return {field.name: fitting_value(field, conditions, day) for field in fields}


def fitting_value(field: OwnField, conditions: tuple[Guard, ...], day: date) -> Any:
    """The first likely value that every condition on the field lets pass; the first where none."""
    own = {fact.name: fact for fact in field.facts}
    held = [one for one in conditions if one.fact in own]
    values = [value for one in held for value in said_by(one)]
    likely = [value for value in likely_values(field, values, day) if field.takes(value)]

    def is_fit(value: Any) -> bool:
        matter = SimpleNamespace(
            case=SimpleNamespace(own_values=lambda _: {field.name: value}), command=None, day=day
        )
        return all(passes(one, own[one.fact].find(matter)) for one in held)

    return next((value for value in likely if is_fit(value)), likely[0] if likely else None)


def said_by(guard: Guard) -> Iterator[Any]:
    """The values that the law names in a condition."""
    yield from guard.value if isinstance(guard.value, tuple) else (guard.value,)


def likely_values(field: OwnField, law: list[Any], day: date) -> Iterator[Any]:
    """Likely values: a usual one, then those at which the law or the field draws a line."""
    numbers = [one for one in law if isinstance(one, int) and not isinstance(one, bool)]
    texts = [one for one in law if isinstance(one, str)]
    match field.kind:
        case "flag":
            yield from (True, False)
        case "count":
            yield SOME
            bounds = (one for one in (field.least, field.most) if one is not None)
            yield from (near for one in (*numbers, *bounds) for near in (one, one + 1, one - 1))
        case "date":
            yield from (one.isoformat() for one in days(numbers, texts, day))
        case "file":
            yield A_FILE
        case "text":
            yield from (*texts, *field.closed, "说明", "说" * (field.least or 1))


def days(numbers: list[int], texts: list[str], day: date) -> Iterator[date]:
    yield day - YEARS_AGO
    for said in (date.fromisoformat(one) for one in texts if is_day(one)):
        yield from (said, said + ONE_DAY, said - ONE_DAY)
    for number in numbers:
        yield from (
            day - number * ONE_DAY,
            day - number * ONE_MONTH,
            day - (number + 1) * ONE_MONTH,
        )
    yield day - ONE_DAY
