"""Days and moments as the whole numbers that every engine can count with."""

from datetime import UTC, date, datetime, timedelta

OPEN_DAY = 2932896
"""The day on which what has no end ends: 9999-12-31."""
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(number + _EPOCH_DAY)


def number_of_last_day(until: date | None) -> int:
    """The number of a last day; what has no end ends on the last of all days."""
    return OPEN_DAY if until is None else day_number(until)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 (UTC)."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
