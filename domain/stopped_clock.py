"""A period whose clock was stopped (中止) goes on with what was left of it."""

from datetime import date

from msgspec.structs import replace

from domain.working_days import (
    DAY,
    Period,
    Unit,
    WorkCalendar,
    count_as_known,
    last_of_length,
    until_fixed,
)


def resumed(period: Period, stopped: date, again: date, calendar: WorkCalendar) -> Period:
    """The period after it stood still from the day `stopped` on and goes on with the day `again`.

    Days before the stop stay counted. Stopping for no time changes nothing, and a stop never
    shortens: what was announced stands. Months and years go on in days. A fixed day stays where it
    is, unless it has passed meanwhile: then as many days are left as there were.
    """
    if again <= stopped:
        return period
    if period.unit == "fixed_day":
        missed = period.ends < again
        return until_fixed(period.began, period.ends + (again - stopped)) if missed else period
    unit: Unit = "working_day" if period.unit == "working_day" else "calendar_day"
    rest = count_as_known(
        calendar, again, days_left(period, stopped, calendar), unit, True, period.roll
    )
    return replace(rest, ends=max(rest.ends, period.ends))


def days_left(period: Period, stopped: date, calendar: WorkCalendar) -> int:
    """How many days of a period had not yet passed on the day on which it was stopped; at least
    one, for it was not over."""
    first = period.began if period.first_day_counts else period.began + DAY
    if period.unit == "working_day":
        gone = sum(map(calendar.is_working, run_of_days(first, stopped)))
        return max(period.length - gone, 1)
    last = last_of_length(period.began, period.length, period.unit, period.first_day_counts)
    return max(len(run_of_days(max(stopped, first), last)) + 1, 1)


def run_of_days(first: date, end: date) -> list[date]:
    """The days from `first` on, without the day `end`."""
    return [date.fromordinal(n) for n in range(first.toordinal(), end.toordinal())]
